"""Switches and menus."""

from __future__ import annotations

from typing import Any

import gradio as gr

from tasks.core import fields
from tasks.core.locales import text
from tasks.ui.kinds import Kind, Made, label_and_help


def switch(field: fields.Switch, language: str) -> Made:
    return gr.Checkbox, {**label_and_help(field, language), "value": field.default}


def menu(field: fields.Choice, language: str) -> Made:
    """The choices, and one to go back to the model's own where that is the default. Values without a label are the
    pipeline's own words and stay as they are."""
    entries: list[Any] = [
        (text(choice[0], language), choice[1]) if isinstance(choice, tuple) else choice for choice in field.choices
    ]
    if field.default is None and not {None, ""} & set(field.values()):
        entries.insert(0, (text("default", language), ""))
    return gr.Dropdown, {
        **label_and_help(field, language),
        "choices": entries,
        "value": as_entry(field.default),
        "allow_custom_value": field.free,
    }


def as_entry(value: Any) -> Any:
    """The model's own choice stands in the menu as an empty text."""
    return "" if value is None else value


KINDS = (
    Kind(fields.Switch, switch, checked_by_field=True),
    Kind(fields.Choice, menu, fill=as_entry, checked_by_field=True),
)
