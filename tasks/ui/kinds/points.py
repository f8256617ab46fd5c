"""Points on a picture, typed or clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from tasks.core import fields
from tasks.ui.kinds import Kind, Made, label_and_help
from tasks.ui.quiet import QUIET

if TYPE_CHECKING:
    from tasks.ui.tab.panel import Panel


def make(field: fields.Points, language: str) -> Made:
    return gr.Textbox, {**label_and_help(field, language), "placeholder": "120,45; 200,80"}


def wire(field: fields.Points, panel: Panel) -> None:
    """A click on the picture adds a point; another picture forgets the points."""
    box, picture = panel.input(field.name, gr.Textbox), panel.input(field.of, gr.Image)

    def add(points: str, event: gr.SelectData) -> str:
        x, y = event.index
        return "; ".join(part for part in (points.strip().rstrip(";"), f"{x},{y}") if part)

    picture.select(add, box, box, queue=False, **QUIET)
    picture.upload(lambda: "", None, box, queue=False, **QUIET)


ACCEPTED = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "array", "items": {"type": "number"}}}],
    "additional_description": "A text such as 120,45; 200,80, or a list of [x, y].",
}

KINDS = (Kind(fields.Points, make, wire=wire, checked_by_field=True, accepts=ACCEPTED),)
