"""Pictures: taken, shown, and two on top of each other with a slider between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from tasks.core import fields
from tasks.ui.kinds import Kind, Made, label
from tasks.ui.preview import wire_preview

if TYPE_CHECKING:
    from tasks.ui.tab.panel import Panel


def taken(field: fields.Image, language: str) -> Made:
    sources = ["upload", "webcam", "clipboard"] if field.camera else ["upload", "clipboard"]
    return gr.Image, {**label(field, language), "type": "filepath", "sources": sources, "height": 200, "buttons": []}


def wire(field: fields.Image, panel: Panel) -> None:
    """What a browser cannot show is shown all the same."""
    wire_preview(panel.input(field.name, gr.Image))


def several_taken(field: fields.Images, language: str) -> Made:
    return gr.File, {**label(field, language), "file_count": "multiple", "file_types": ["image"], "height": 140}


def displayed(field: fields.Output, language: str) -> Made:
    buttons = ["download", "fullscreen"]
    return gr.Image, {**label(field, language), "height": 340, "interactive": False, "buttons": buttons}


def several_displayed(field: fields.Pictures, language: str) -> Made:
    return gr.Gallery, {
        **label(field, language),
        "height": 200,
        "columns": 4,
        "object_fit": "contain",
        "format": "png",
        "interactive": False,
    }


def compared(field: fields.Compare, language: str) -> Made:
    return gr.ImageSlider, displayed(field, language)[1]


KINDS = (
    Kind(fields.Image, taken, wire=wire, side_by_side=True, shares_tabs=True),
    Kind(fields.Images, several_taken),
    Kind(fields.Picture, displayed),
    Kind(fields.Pictures, several_displayed),
    Kind(fields.Compare, compared),
)
