"""What models write: a text, a text in labelled pieces, a note of facts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import gradio as gr

from tasks.core import fields
from tasks.ui.kinds import Kind, Made, Update, label
from tasks.ui.theme import colours


def text_box(field: fields.Written, language: str) -> Made:
    lines = {"lines": 2, "max_lines": 24}
    return gr.Textbox, {**label(field, language), **lines, "buttons": ["copy"], "interactive": False}


def so_far(text: str, values: Mapping[str, Any]) -> str:
    return text


def note(field: fields.Note, language: str) -> Made:
    return gr.Markdown, label(field, language)


def pieces(field: fields.Spans, language: str) -> Made:
    return gr.HighlightedText, {**label(field, language), "show_legend": True, "combine_adjacent": False}


def coloured(data: list[tuple[str, str | None]], language: str) -> Update:
    names = [name for _, name in data if name is not None]
    return {"value": data, "color_map": colours(names), "rtl": from_the_right(piece for piece, _ in data)}


def from_the_right(pieces: Iterable[str]) -> bool:
    """Whether a text in pieces runs from the right, by its first letter with a direction. A style sheet cannot tell that of
    pieces that are boxes of their own."""
    kinds = (unicodedata.bidirectional(sign) for piece in pieces for sign in piece)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


KINDS = (
    Kind(fields.Written, text_box, written=so_far),
    Kind(fields.Note, note),
    Kind(fields.Spans, pieces, show=coloured),
)
