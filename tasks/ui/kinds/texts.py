"""Boxes to write in: texts, lists of texts or words, templates."""

from __future__ import annotations

from typing import Any

import gradio as gr

from tasks.core import fields
from tasks.core.lists import quoted
from tasks.ui.kinds import Kind, Made, label_and_help


def box(field: fields.Text | fields.Labels | fields.Words, language: str, **arguments: Any) -> Made:
    """The placeholder is an example of input and stays as it is: most models read English only."""
    return gr.Textbox, {**label_and_help(field, language), "placeholder": field.placeholder, **arguments}


def tall(field: fields.Text, language: str) -> Made:
    return box(field, language, lines=field.lines, max_lines=max(field.lines, 12))


def short(field: fields.Words, language: str) -> Made:
    return box(field, language, value=field.default)


def with_commas(value: Any) -> Any:
    """A list as it is typed: a word with a separator in it stands in quotes."""
    return ", ".join(map(quoted, value)) if isinstance(value, list) else value


def on_lines(value: Any) -> Any:
    return "\n".join(value) if isinstance(value, list) else value


LISTED = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "additional_description": "One text, as on the page, or a list of texts.",
}

# Checked by their fields: Gradio's box would make a text of whatever a program sends, brackets and quotes of a list too.
KINDS = (
    Kind(fields.Text, tall, checked_by_field=True),
    Kind(fields.Texts, tall, fill=on_lines, checked_by_field=True, accepts=LISTED),
    Kind(fields.Labels, box, fill=with_commas, checked_by_field=True, accepts=LISTED),
    Kind(fields.Words, short, checked_by_field=True),
    Kind(fields.WordList, box, fill=with_commas, checked_by_field=True, accepts=LISTED),
)
