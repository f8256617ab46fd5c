"""Timed pieces of speech as subtitle files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from html import escape

Piece = tuple[float, float, str]  # start and end in seconds, text

# What fits a line and can be read in time: 42 characters and 7 seconds (Netflix Timed Text Style Guide).
LINE_CHARACTERS, LINE_SECONDS, PAUSE_SECONDS = 42, 7.0, 1.0


def cues(pieces: Iterable[Piece], together: bool) -> list[Piece]:
    """Lines of subtitles: words or letters put together, or pieces that are sentences.

    Texts hold their own spaces: of letters, those without one go on with a word. An empty line in a text would end it in a
    file, so white space becomes one space.
    """
    lines = list(pieces)
    if together:
        words = _joined(lines, lambda word, piece: not piece[2].startswith(" "))
        lines = _joined(words, lambda line, word: not _ends(line, word))
    return [(start, end, " ".join(text.split())) for start, end, text in lines if text.strip()]


def _joined(pieces: Iterable[Piece], belongs: Callable[[Piece, Piece], bool]) -> list[Piece]:
    """Puts each piece that belongs to the one before it to that one."""
    joined: list[Piece] = []
    for start, end, text in pieces:
        if joined and belongs(joined[-1], (start, end, text)):
            first, _, said = joined[-1]
            joined[-1] = (first, end, said + text)
        else:
            joined.append((start, end, text))
    return joined


def _ends(line: Piece, word: Piece) -> bool:
    """Whether a line ends before a word."""
    too_long = len((line[2] + word[2]).strip()) > LINE_CHARACTERS or word[1] - line[0] > LINE_SECONDS
    return too_long or word[0] - line[1] > PAUSE_SECONDS


def as_srt(lines: Sequence[Piece]) -> bytes:
    """SubRip: numbered lines, texts as they are."""
    import srt

    blocks = [
        srt.Subtitle(number, _milliseconds(start), _milliseconds(end), text)
        for number, (start, end, text) in enumerate(lines, 1)
    ]
    # Not reindexed: that would leave out what is said in no time, which models of letters do say.
    return str(srt.compose(blocks, reindex=False)).encode()


def as_vtt(lines: Sequence[Piece]) -> bytes:
    """WebVTT, which browsers read (https://www.w3.org/TR/webvtt1): `<` and `&` are escaped, since they would be tags."""
    from webvtt import Caption, WebVTT
    from webvtt.models import Timestamp

    captions = [
        Caption(str(Timestamp.from_seconds(start)), str(Timestamp.from_seconds(end)), escape(text, quote=False))
        for start, end, text in lines
    ]
    return WebVTT(captions=captions).content.encode()


def _milliseconds(seconds: float) -> timedelta:
    """The time rounded to what a file holds; the writer would cut it off."""
    return timedelta(milliseconds=round(seconds * 1000))
