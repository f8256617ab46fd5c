"""Clips and documents to upload, the pages of a document to look at, JSON to write, files to save."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components import Component

from tasks.core import fields
from tasks.core.errors import translate
from tasks.core.locales import text
from tasks.ui import messages
from tasks.ui.kinds import Kind, Made, Update, label
from tasks.ui.quiet import QUIET

if TYPE_CHECKING:
    from PIL import Image

    from tasks.ui.tab.panel import Panel

SHOWN = 4  # pages that are shown before a run
LONGEST = 1000  # pixels along a page's longer side as shown


def clip(field: fields.Video, language: str) -> Made:
    return gr.Video, {**label(field, language), "sources": ["upload", "webcam"], "height": 240, "buttons": []}


def document(field: fields.Document, language: str) -> Made:
    return gr.File, {**label(field, language), "file_types": ["image", ".pdf"], "height": 140}


def pages(field: fields.Document, language: str) -> Made:
    """Hidden until there is a document."""
    return gr.Gallery, {
        "label": text("Pages", language),
        "visible": False,
        "height": 150,
        "columns": SHOWN,
        "object_fit": "contain",
        "format": "webp",
        "interactive": False,
        "buttons": ["fullscreen"],
        "elem_classes": "atlas-pages",
    }


def show_pages(field: fields.Document, panel: Panel) -> None:
    """A document's first pages are shown once it is there: what is asked about can be read before anybody runs it."""
    given, gallery = panel.input(field.name, gr.File), panel.below[field.name]

    def look(path: str | None) -> dict[Component, Any]:
        if not path:
            return {gallery: gr.update(visible=False, value=None)}
        try:
            read = field.decode(path)
        except Exception as error:
            ours = translate(error, task=panel.spec.id)
            return {gallery: gr.update(visible=False), panel.answer: messages.error(ours, panel.language)}
        few = [(smaller(page), text("{page} of {pages}", panel.language, page=i, pages=len(read)))
               for i, page in enumerate(read[:SHOWN], 1)]  # fmt: skip
        return {gallery: gr.update(visible=True, value=few)}

    looking: dict[str, Any] = {"inputs": given, "outputs": [gallery, panel.answer], "queue": False, **QUIET}
    given.change(look, trigger_mode="always_last", **looking)


def smaller(page: Image.Image) -> Image.Image:
    """A page as large as it is shown on a screen, in both directions at most."""
    copy = page.convert("RGB")
    copy.thumbnail((LONGEST, LONGEST))
    return copy


def json_box(field: fields.Json, language: str) -> Made:
    start = field.start or None
    lines = {"wrap_lines": True, "lines": 6, "max_lines": 12}
    written = "json" if field.start.startswith("{") else None  # a kind of JSON field may take plainer lines too
    return gr.Code, {**label(field, language), "language": written, "value": start, **lines}


def download(field: fields.Download, language: str) -> Made:
    return gr.DownloadButton, {**label(field, language), "size": "sm"}


def fresh_folder() -> Path:
    """A folder in Gradio's cache, which is emptied as `delete_cache` says."""
    return Path(tempfile.mkdtemp(dir=gr.utils.get_upload_folder()))


def saved(data: tuple[str, bytes], language: str) -> Update:
    """A file to download."""
    name, content = data
    path = fresh_folder() / Path(name).name
    path.write_bytes(content)
    return {"value": str(path)}


KINDS = (
    Kind(fields.Video, clip, shares_tabs=True),
    Kind(fields.Document, document, below=pages, wire=show_pages),
    Kind(fields.Json, json_box, in_examples=False),
    Kind(fields.Download, download, show=saved),
)
