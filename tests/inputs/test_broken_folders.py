"""Folders under --models-dir with a file that is broken: the message names it, and says to save it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tasks.core.errors import BrokenFile
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tests.inputs.calls import ask
from tests.tiny import TinyModels


def halved(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


HARMS: dict[str, Callable[[Path], None]] = {
    "model.safetensors": halved,
    "config.json": halved,
    "tokenizer.json": halved,
    "tokenizer_config.json": lambda path: path.write_bytes(b"\xff\xfe{"),
}


@pytest.mark.parametrize("file", HARMS)
def test_the_broken_file_of_a_folder_is_named(client: Client, tiny_models: TinyModels, file: str) -> None:
    models = tiny_models("text-classification")
    name = f"broken-{file.replace('.', '-')}"
    shutil.copytree(models / "text-classification", models / name)
    HARMS[file](models / name / file)
    with pytest.raises(AppError) as raised:
        ask(client, "text-classification", text="good", model=f"local/{name}")
    said = str(raised.value)
    assert f"“local/{name}” could not be loaded: the file {file} in its folder is broken" in said
    assert "save the model there again" in said and "download" not in said


def test_it_is_said_as_soon_as_the_model_is_chosen(tiny_models: TinyModels, tmp_path: Path) -> None:
    shutil.copytree(tiny_models("text-classification") / "text-classification", tmp_path / "broken")
    halved(tmp_path / "broken" / "config.json")
    store, spec = ModelStore(tmp_path, Hub(offline=True)), registry()["text-classification"]
    with pytest.raises(BrokenFile, match=r"config\.json"):
        store.examine(store.find("local/broken", spec), spec, "", "auto", 10**9, None)
