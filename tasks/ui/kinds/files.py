"""Clips and documents to upload, JSON to write, files to save."""

from __future__ import annotations

import tempfile
from pathlib import Path

import gradio as gr

from tasks.core import fields
from tasks.ui.kinds import Kind, Made, Update, label


def clip(field: fields.Video, language: str) -> Made:
    return gr.Video, {**label(field, language), "sources": ["upload", "webcam"], "height": 240, "buttons": []}


def document(field: fields.Document, language: str) -> Made:
    return gr.File, {**label(field, language), "file_types": ["image", ".pdf"], "height": 140}


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
    Kind(fields.Document, document),
    Kind(fields.Json, json_box, in_examples=False),
    Kind(fields.Download, download, show=saved),
)
