"""The small world by another hand: twenty inputs for every task, made by someone who had read what its model knows (the line
on the page) and not its recipe. Other drawings, sizes, speeds, fonts, voices and words than the training draw's; a model
that only knows its own recipe's hand fails here. `python -m assets.recipes.others TASK ...|all` says what goes wrong.

A task's module is named after it and has `inputs(folder)`, which writes the files it needs into `folder`.
"""

from __future__ import annotations

import asyncio
import importlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.run.local import Runtime
from tasks.core.service import Answer, Ask, Service


@dataclass(frozen=True)
class Input:
    """One question. `fields` holds the task's inputs and parameters by name, files as paths in text; `right` judges the
    answer; `name` says in a few words what is asked and what is right."""

    name: str
    fields: dict[str, Any]
    right: Callable[[Answer], bool]


@dataclass(frozen=True)
class Share:
    """How many of `count` inputs were answered right; `wrong` names the others, with what was answered."""

    right: int
    count: int
    wrong: tuple[str, ...]


def measure(task: str) -> Share:
    """Asks the embedded model of a task as the page does, at the page's own defaults."""
    module = importlib.import_module(f"{__name__}.{task.replace('-', '_')}")
    store = ModelStore(hub=Hub(offline=True))
    service = Service(Runtime(store), store)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        asked: list[Input] = module.inputs(Path(folder))
        for each in asked:
            answer = asyncio.run(service.answer(Ask(task, each.fields)))
            if not each.right(answer):
                wrong.append(f"{each.name}: {answer.headline}")
    return Share(len(asked) - len(wrong), len(asked), tuple(wrong))
