"""Who asks (a client of the served app) and who pastes the code shown (a student in an empty folder)."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.run.local import Runtime
from tasks.core.service import Answer, Ask, Service
from tasks.core.session import Choice
from tasks.core.wire import plain
from tests.conftest import ROOT, Served
from tests.tiny import TinyModels


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


@pytest.fixture(scope="module")
def service(tiny_models: TinyModels) -> Service:
    store = ModelStore(tiny_models(), Hub(offline=True))
    return Service(Runtime(store), store)


@pytest.fixture
def student(tmp_path: Path) -> Iterator[Path]:
    """A folder, by now the current one, where the code shown is pasted: the repository's assets lie in it."""
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def answered(service: Service, task: str, values: dict[str, Any], model: str = "") -> Answer:
    """An answer as the page has it, with the code that is shown under it."""
    return asyncio.run(service.answer(Ask(task, values, Choice(model, device="cpu"))))


def pasted(code: str, *beside: Path) -> Any:
    """What plain Python gives for the code, with these files beside it."""
    for path in beside:
        shutil.copy(path, Path.cwd() / path.name)
    scope: dict[str, Any] = {}
    exec(compile(code, "snippet.py", "exec"), scope)
    return plain(scope["result"])
