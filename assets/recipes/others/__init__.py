"""The small world by another hand: twenty inputs for every task, made by someone who had read what its model knows (the line
on the page) and not its recipe. Other drawings, sizes, speeds, fonts, voices and words than the training draw's; a model
that only knows its own recipe's hand fails here. `python -m assets.recipes.others TASK ...|all` says what goes wrong.

A task's module is named after it and has `inputs(folder)`, which writes the files it needs into `folder`.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.core.errors import AtlasError
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
    wrong: tuple[str, ...] = ()

    @property
    def figure(self) -> float:
        """From 0 to 1, as cards round it."""
        return round(self.right / self.count, 2)


def written() -> list[str]:
    """The tasks that have inputs here."""
    return sorted(
        each.name.replace("_", "-") for each in pkgutil.iter_modules(__path__) if not each.name.startswith("_")
    )


def measured(tasks: Iterable[str]) -> dict[str, Share]:
    """The shares of those of `tasks` that have inputs here."""
    there = written()
    return {task: measure(task) for task in tasks if task in there}


def measure(task: str) -> Share:
    """Asks the embedded model of a task as the page does, at the page's own defaults; what is refused is not right."""
    module = importlib.import_module(f"{__name__}.{task.replace('-', '_')}")
    store = ModelStore(hub=Hub(offline=True))
    service = Service(Runtime(store), store)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        asked: list[Input] = module.inputs(Path(folder))
        for each in asked:
            try:
                answer = asyncio.run(service.answer(Ask(task, each.fields)))
            except AtlasError as error:
                wrong.append(f"{each.name}: {error}")
                continue
            if not each.right(answer):
                wrong.append(f"{each.name}: {answer.headline}")
    return Share(len(asked) - len(wrong), len(asked), tuple(wrong))
