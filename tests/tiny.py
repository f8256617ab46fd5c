"""Tiny models on disk: each is built when a test first asks for it, and kept by what its builder is made of.

A stored model is found again by a hash of its builder: the file it stands in and the files of `tests` that it imports, the
values it was made with, and the releases of the libraries. So a model is as new as its code, and costs its seconds once.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "tiny"
UNUSED = 14 * 86_400  # seconds after which a model that nobody asked for is deleted
LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors")

Build = Callable[[Path], None]
_building = threading.Lock()  # torch's seed is global: one at a time, or two would share their random numbers


def stored(build: Build) -> Path:
    """The folder that `build` fills, filled now if nobody asked before. Only to read: others have the same one."""
    place = CACHE / fingerprint(build)
    place.mkdir(parents=True, exist_ok=True)
    os.utime(place)
    model = place / "model"
    if not model.is_dir():
        with _building, FileLock(place / "lock"):
            if not model.is_dir():
                _delete_unused()
                # Built aside, so that a model is there whole or not at all.
                with tempfile.TemporaryDirectory(dir=place) as aside:
                    built = Path(aside) / "model"
                    built.mkdir()
                    build(built)
                    built.rename(model)
    return model


def fingerprint(build: Build) -> str:
    """A name for what a builder makes: its file's, and a hash of all that it depends on."""
    file = Path(inspect.getfile(build))
    said = [each.read_text(encoding="utf-8") for each in sorted(_files(file))]
    said += [f"{name} {version(name)}" for name in LIBRARIES]
    said += _made_with(build)
    return f"{file.stem}-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]}"


def _made_with(function: Callable[..., object]) -> Iterator[str]:
    """The function's name and the values that it closes over, which are plain data or such functions too."""
    yield function.__qualname__
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield name
        if inspect.isfunction(cell.cell_contents):
            yield from _made_with(cell.cell_contents)
        else:
            yield repr(cell.cell_contents)


@cache
def _files(file: Path) -> frozenset[Path]:
    """A file of `tests` and those that it imports, theirs too. What a package's __init__ holds makes no model."""
    found, new = {file}, [file]
    while new:
        for node in ast.walk(ast.parse(new.pop().read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "tests":
                names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
                files = {ROOT / f"{name.replace('.', '/')}.py" for name in names}
                more = {each for each in files if each.is_file()} - found
                found |= more
                new += more
    return frozenset(found)


def _delete_unused() -> None:
    """What older code built does not stay for ever."""
    for place in CACHE.iterdir():
        if place.stat().st_mtime < time.time() - UNUSED:
            shutil.rmtree(place, ignore_errors=True)


class TinyModels:
    """An operator's --models-dir with the tiny models of tasks, each put there when a test first asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, *tasks: str) -> Path:
        """The folder, in which the models of these tasks are by now, under the tasks' ids."""
        from tests.rows import row

        for task in tasks:
            if not (self.folder / task).is_dir():
                with tempfile.TemporaryDirectory(dir=self.folder.parent) as aside:
                    whole = shutil.copytree(stored(row(task).build), Path(aside) / task)
                    whole.rename(self.folder / task)
        return self.folder
