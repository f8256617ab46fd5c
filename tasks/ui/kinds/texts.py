"""Boxes to write in: texts, lists of texts or words, templates."""

from __future__ import annotations

from typing import Any

import gradio as gr

from tasks.core import fields
from tasks.ui.kinds import Kind, Made, label_and_help


def box(field: fields.Text | fields.Labels | fields.Words, language: str, **arguments: Any) -> Made:
    """The placeholder is an example of input and stays as it is: most models read English only."""
    return gr.Textbox, {**label_and_help(field, language), "placeholder": field.placeholder, **arguments}


def tall(field: fields.Text, language: str) -> Made:
    return box(field, language, lines=field.lines, max_lines=max(field.lines, 12))


def short(field: fields.Words, language: str) -> Made:
    return box(field, language, value=field.default)


def with_commas(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def on_lines(value: Any) -> Any:
    return "\n".join(value) if isinstance(value, list) else value


KINDS = (
    Kind(fields.Text, tall),
    Kind(fields.Texts, tall, fill=on_lines),
    Kind(fields.Labels, box, fill=with_commas),
    Kind(fields.Words, short),
    Kind(fields.WordList, box, fill=with_commas),
)
