"""A number: a slider where its bounds and its default are known, else a box."""

from __future__ import annotations

import gradio as gr

from tasks.core import fields
from tasks.core.locales import text
from tasks.ui.kinds import Kind, Made, label_and_help


def make(field: fields.Number, language: str) -> Made:
    arguments = {
        **label_and_help(field, language),
        "minimum": field.least,
        "maximum": field.most,
        "step": field.step,
        "value": field.default,
    }
    if None not in (field.least, field.most, field.default):
        return gr.Slider, arguments
    return gr.Number, {**arguments, "placeholder": text("default", language)}


def on_page(field: fields.Number, language: str) -> Made:
    """Gradio's own box for a number shows 0 where it should be empty: a number without a default is typed as text."""
    if field.default is not None:
        return make(field, language)
    return gr.Textbox, {**label_and_help(field, language), "placeholder": text("as the model says", language)}


KINDS = (Kind(fields.Number, make, on_page=on_page, checked_by_field=True),)
