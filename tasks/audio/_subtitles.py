"""Timed pieces of speech as subtitle files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Piece = tuple[float, float, str]  # start and end in seconds, text

# What fits a line and can be read in time: 42 characters and 7 seconds (Netflix Timed Text Style Guide).
LINE_CHARACTERS, LINE_SECONDS, PAUSE_SECONDS = 42, 7.0, 1.0


def cues(pieces: Iterable[Piece], together: bool) -> list[Piece]:
    """Lines of subtitles: words or letters put together, or pieces that are sentences. Texts hold their own spaces."""
    lines: list[Piece] = []
    for start, end, text in pieces:
        if together and lines and not _breaks(lines[-1], (start, end, text)):
            first, _, said = lines[-1]
            lines[-1] = (first, end, said + text)
        else:
            lines.append((start, end, text))
    return [(start, end, text.strip()) for start, end, text in lines if text.strip()]


def _breaks(line: Piece, piece: Piece) -> bool:
    """Whether a line ends before a piece; only a word's beginning can start a new one."""
    if not piece[2].startswith(" "):
        return False
    too_long = len(line[2] + piece[2].rstrip()) > LINE_CHARACTERS or piece[1] - line[0] > LINE_SECONDS
    return too_long or piece[0] - line[1] > PAUSE_SECONDS


def srt(lines: Sequence[Piece]) -> bytes:
    """SubRip: numbered lines."""
    blocks = [
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(lines, 1)
    ]
    return "\n".join(blocks).encode()


def vtt(lines: Sequence[Piece]) -> bytes:
    """WebVTT, which browsers read (https://www.w3.org/TR/webvtt1)."""
    blocks = [f"{_clock(start, '.')} --> {_clock(end, '.')}\n{text}\n" for start, end, text in lines]
    return "\n".join(["WEBVTT\n", *blocks]).encode()


def _clock(seconds: float, point: str) -> str:
    """Seconds as 00:01:05,200."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"
