"""Subtitle files, read back by the libraries that players use."""

from __future__ import annotations

from datetime import timedelta

import srt
from webvtt import WebVTT

from tasks.audio._subtitles import LINE_CHARACTERS, LINE_SECONDS, Piece, as_srt, as_vtt, cues

WORDS: list[Piece] = [
    (0.0, 0.4, " The"), (0.5, 0.9996, " soup"), (1.0, 1.3, " was"), (3.2, 3.9, " good,"), (3.9, 4.4, " thank"),
    (4.4, 4.6, " you."),
]  # fmt: skip


def test_words_become_lines_and_a_pause_ends_one() -> None:
    assert cues(WORDS, together=True) == [(0.0, 1.3, "The soup was"), (3.2, 4.6, "good, thank you.")]


def test_sentences_stay_apart() -> None:
    sentences = [(0.0, 2.0, " The soup was good."), (2.0, 3.0, " Thank you.")]
    assert cues(sentences, together=False) == [(0.0, 2.0, "The soup was good."), (2.0, 3.0, "Thank you.")]


def test_lines_can_be_read_in_time() -> None:
    many = [(i * 0.3, i * 0.3 + 0.2, f" word{i}") for i in range(200)]
    lines = cues(many, together=True)
    assert all(len(text) <= LINE_CHARACTERS and end - start <= LINE_SECONDS for start, end, text in lines)
    assert " ".join(text for *_, text in lines) == "".join(text for *_, text in many).strip()


def test_letters_are_not_torn_from_their_word() -> None:
    letters = [(i * 0.1, i * 0.1, letter) for i, letter in enumerate(" antidisestablishmentarianism" * 3)]
    assert {text for *_, text in cues(letters, together=True)} == {"antidisestablishmentarianism"}


def test_what_is_silent_has_no_line() -> None:
    assert cues([(0.0, 1.0, "  "), (1.0, 2.0, " a\n\nb ")], together=False) == [(1.0, 2.0, "a b")]


LINES: list[Piece] = [
    (0.0, 1.9996, "The soup was good."),
    (59.5, 61.25, "¿Qué <tal>? Fish & chips --> 맛있어요"),
    (3661.0005, 3661.0005, "At once."),
]


def test_srt() -> None:
    assert as_srt(LINES[:1]) == b"1\n00:00:00,000 --> 00:00:02,000\nThe soup was good.\n\n"
    read = list(srt.parse(as_srt(LINES).decode()))
    assert [each.index for each in read] == [1, 2, 3]
    assert [each.content for each in read] == [text for *_, text in LINES]
    assert read[1].start == timedelta(seconds=59.5) and read[1].end == timedelta(minutes=1, seconds=1.25)
    assert read[2].start == read[2].end


def test_vtt() -> None:
    assert as_vtt(LINES[:1]) == b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nThe soup was good.\n"
    written = as_vtt(LINES).decode()
    assert "Fish &amp; chips --&gt; 맛있어요" in written and "&lt;tal&gt;" in written, "no tag and no time"
    read = WebVTT.from_string(written, strict=True).captions
    assert [(each.start, each.end) for each in read][1] == ("00:00:59.500", "00:01:01.250")
    assert len(read) == 3


def test_no_lines() -> None:
    assert as_srt([]) == b""
    assert as_vtt([]).strip() == b"WEBVTT"
