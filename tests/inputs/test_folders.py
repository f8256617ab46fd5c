"""Folders under --models-dir that other people made, or that change while they are looked at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tasks.core.errors import AtlasError, CorruptWeights, UnsafeWeights
from tasks.core.hub.store import ModelStore
from tasks.core.hub.weights import check_parts
from tests.conftest import ROOT


def folder(models: Path, name: str | bytes, card: str = "---\nlicense: mit\n---\n") -> None:
    path = os.path.join(os.fsencode(models), os.fsencode(name))
    os.mkdir(path)
    for file, text in ((b"config.json", "{}"), (b"README.md", card)):
        with open(os.path.join(path, file), "w", encoding="utf-8") as out:
            out.write(text)


def listed(models: Path) -> list[str]:
    return [info.id for info in ModelStore(models).local()]


@pytest.mark.parametrize("name", [b"bytes\xff", "two\nlines", "<img src=x onerror=alert(1)>", "a,b", ".hidden"])
def test_a_name_that_cannot_be_asked_for_is_not_listed(name: str | bytes, tmp_path: Path) -> None:
    """One that is no text could not be written into the page, which then came to nobody."""
    folder(tmp_path, name)
    folder(tmp_path, "good")
    assert listed(tmp_path) == ["local/good"]


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LOOK = (
    "import sys; from pathlib import Path; from tasks.core.hub.store import ModelStore\n"
    "print([(info.id, dict(info.knows), info.license) for info in ModelStore(Path(sys.argv[1])).local()])"
)


def test_a_card_of_lists_of_lists_is_not_written_out(tmp_path: Path) -> None:
    """700 bytes that come to gigabytes, in a process that can be ended."""
    folder(tmp_path, "laughs", f"---\n{LAUGHS}knows: *i\nlicense: *i\n---\n")
    folder(tmp_path, "some", "---\nknows: {en: films, es: [1]}\nlicense: [mit]\n---\n")
    command = [sys.executable, "-c", LOOK, str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said.strip() == "[('local/laughs', {}, ''), ('local/some', {'en': 'films'}, '')]"


def test_a_folder_that_goes_or_may_not_be_read_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks.core.hub import store

    for name in ("closed", "going", "good"):
        folder(tmp_path, name)

    def look(path: Path) -> store.FolderState:
        if path.name == "going":
            shutil.rmtree(path)
            raise FileNotFoundError(path)
        if path.name == "closed":
            raise PermissionError(path)
        return ()

    monkeypatch.setattr(store, "state_of", look)
    assert listed(tmp_path) == ["local/good"]


@pytest.mark.parametrize(
    ("index", "error"),
    [
        ({"weight_map": {"a": "../other/model.safetensors"}}, UnsafeWeights),
        ({"weight_map": {"a": "/etc/passwd"}}, UnsafeWeights),
        ({"weight_map": {"a": "model-1.safetensors", "b": "pytorch_model.bin"}}, UnsafeWeights),
        ({"weight_map": {"a": 1}}, UnsafeWeights),
        ({"weight_map": ["model.safetensors"]}, CorruptWeights),
        ([], CorruptWeights),
        ({"weight_map": {"a": ["x"]}}, CorruptWeights),
    ],
)
def test_an_index_leads_to_weights_of_its_own_folder_only(index: Any, error: type[AtlasError], tmp_path: Path) -> None:
    """One that names another model's file would open for everybody what only some may use."""
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(error):
        check_parts(tmp_path, "owner/name")


def test_an_index_of_ones_own_is_taken(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors.index.json").write_text('{"weight_map": {"a": "model-00001-of-00002.safetensors"}}')
    check_parts(tmp_path, "owner/name")
