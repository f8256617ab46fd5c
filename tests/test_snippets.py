"""The code under every result: a student pastes it into plain Python and gets the same answer."""

from __future__ import annotations

import asyncio
import math
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tasks.core.examples import examples
from tasks.core.hub.client import Hub
from tasks.core.hub.store import EMBEDDED, ModelStore
from tasks.core.registry import registry
from tasks.core.run.local import Runtime
from tasks.core.service import Answer, Ask, Service
from tasks.core.session import Choice
from tasks.core.wire import plain
from tests.conftest import ROOT
from tests.rows import row
from tests.tiny import TinyModels


@pytest.fixture(scope="module")
def service(tiny_models: TinyModels) -> Service:
    store = ModelStore(tiny_models(), Hub(offline=True))
    return Service(Runtime(store), store)


@pytest.fixture
def student(tmp_path: Path, tiny_models: TinyModels, task: str) -> Iterator[Path]:
    """A student's folder: the repository's assets and the task's model lie in it, and nothing of the atlas can be imported."""
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    (tmp_path / task).symlink_to(tiny_models(task) / task)
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def answer(service: Service, task: str, values: dict[str, Any], model: str) -> Answer:
    return asyncio.run(service.answer(Ask(task, values, Choice(model, device="cpu"))))


def alike(ours: Any, theirs: Any) -> bool:
    """Equal texts, numbers equal to what float32 sums in another order leave."""
    if isinstance(ours, dict) and ours.get("type") == "array" and isinstance(theirs, list):  # clients get it whole
        return list(np.shape(theirs)) == ours["shape"]
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() - ({"file"} - ours.keys()) and all(
            alike(ours[key], theirs[key]) for key in ours
        )
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(alike(a, b) for a, b in zip(ours, theirs, strict=True))
    if isinstance(ours, float) and isinstance(theirs, float | int):
        return math.isclose(ours, theirs, rel_tol=1e-3, abs_tol=1e-4)
    return bool(ours == theirs)


def leaves(value: Any) -> list[Any]:
    """All texts and numbers in a nested result."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def same_answer(task: str, pasted: Any, result: Any) -> bool:
    """The very result where transformers has the pipeline; for a restored task, made of its AutoModel classes, every text
    and number of the answer, whatever shape the code gives it."""
    if not registry()[task].restored:
        return alike(pasted, result)
    return all(any(alike(leaf, other) for other in leaves(result)) for leaf in leaves(pasted))


def paste(code: str, folder: Path, values: dict[str, Any]) -> Any:
    """Runs the code as a student would, with the files it names beside it."""
    assert "tasks" not in [word.strip(".") for word in code.replace("import", " ").split()], "plain transformers only"
    for value in values.values():
        for path in value if isinstance(value, list) else [value]:
            if str(path).startswith("/") and Path(str(path)).is_file():
                shutil.copy(path, folder / Path(path).name)
    scope: dict[str, Any] = {}
    exec(compile(code, "snippet.py", "exec"), scope)
    return plain(scope["result"])


@pytest.mark.parametrize("task", sorted(registry()))
def test_code_of_a_tiny_model(service: Service, student: Path, task: str) -> None:
    given = row(task)
    values = {name: str(v) if isinstance(v, Path) else v for name, v in {**given.inputs, **given.params}.items()}
    values = {
        name: [str(item) for item in v] if isinstance(v, list) and v and isinstance(v[0], Path) else v
        for name, v in values.items()
    }
    got = answer(service, task, values, f"local/{task}")
    assert same_answer(task, paste(got.code, student, values), got.result), got.code


@pytest.mark.parametrize(
    "task",
    [
        task
        for task, spec in registry().items()
        if examples(task) and any((EMBEDDED / name).is_dir() for name in spec.models_embedded)
    ],
)
def test_code_of_an_embedded_model(service: Service, student: Path, task: str) -> None:
    example = examples(task)[0]
    values = {**example.inputs, **example.params}
    got = answer(service, task, values, service.store.default(registry()[task]))
    assert "assets/models/" in got.code
    assert got.code.startswith("# Run this in the folder of Pipeline Atlas, ")
    assert same_answer(task, paste(got.code, student, values), got.result), got.code
