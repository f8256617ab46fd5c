"""Pictures: taken, shown, and two on top of each other with a slider between them.

What is shown is at most as large as a screen, and becomes a file here: Gradio would make it one on the event loop, where
all other visitors wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr
from gradio.processing_utils import save_pil_to_cache

from tasks.core import fields
from tasks.core.scale import SCREEN, on_screen
from tasks.ui.kinds import Kind, Made, Update, label
from tasks.ui.preview import wire_preview

if TYPE_CHECKING:
    from PIL import Image

    from tasks.ui.tab.panel import Panel

SMALL = 1024  # pixels along the longer side of one picture among many


def stored(picture: Image.Image, format: str) -> str:
    """The path of a picture as a file, in the folder from which files are served and which is emptied in time."""
    path: str = save_pil_to_cache(picture, cache_dir=gr.utils.get_upload_folder(), format=format)
    return path


def fitted(picture: Image.Image, longest: int) -> Image.Image:
    size = on_screen(picture.size, longest)
    return picture if size == picture.size else picture.resize(size)


def one(data: Image.Image, language: str) -> Update:
    return {"value": stored(fitted(data, SCREEN), "webp")}


def several(data: list[tuple[Image.Image, str]], language: str) -> Update:
    return {"value": [(stored(fitted(picture, SMALL), "png"), caption) for picture, caption in data]}


def both(data: tuple[Image.Image, Image.Image], language: str) -> Update:
    """Both in one size, which is the larger one's on the screen."""
    size = on_screen(max((picture.size for picture in data), key=lambda size: size[0] * size[1]))
    alike = [picture if picture.size == size else picture.resize(size) for picture in data]
    return {"value": tuple(stored(picture, "webp") for picture in alike)}


def taken(field: fields.Image, language: str) -> Made:
    sources = ["upload", "webcam", "clipboard"] if field.camera else ["upload", "clipboard"]
    return gr.Image, {**label(field, language), "type": "filepath", "sources": sources, "height": 200, "buttons": []}


def wire(field: fields.Image, panel: Panel) -> None:
    """What a browser cannot show is shown all the same."""
    wire_preview(panel.input(field.name, gr.Image), panel)


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
    Kind(fields.Picture, displayed, show=one),
    Kind(fields.Pictures, several_displayed, show=several),
    Kind(fields.Compare, compared, show=both),
)
