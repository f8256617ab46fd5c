"""The served endpoints as a stranger's client calls them, and what they say beside the answer."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradio_client import Client
from gradio_client.utils import StatusUpdate

from tasks.core.registry import registry
from tests.tiny import Build, TinyModels, stored


@dataclass(frozen=True)
class Reply:
    """Outputs by name, the pipeline's own result, and the notes."""

    outputs: dict[str, Any]
    result: Any
    notes: list[str]


def ask(client: Client, task: str, **values: Any) -> Reply:
    """Calls a task's endpoint. Raises gradio_client's AppError with the message that a visitor gets."""
    spec = registry()[task]
    job = client.submit(api_name=f"/{spec.endpoint}", **values)
    *shown, result = job.result(timeout=120)
    notes = []
    updates = job.communicator.updates if job.communicator else None
    while updates is not None and not updates.empty():
        update = updates.get_nowait()
        if isinstance(update, StatusUpdate) and update.log:
            notes.append(update.log[0])
    return Reply(dict(zip([each.name for each in spec.outputs], shown, strict=True)), result, notes)


def local(models: TinyModels, name: str, build: Build) -> str:
    """The id of a tiny model beside those of the rows, put there now if it is not."""
    folder = models() / name
    if not folder.is_dir():
        with tempfile.TemporaryDirectory(dir=folder.parent.parent) as aside:
            whole = shutil.copytree(stored(build), Path(aside) / name)
            whole.rename(folder)
    return f"local/{name}"
