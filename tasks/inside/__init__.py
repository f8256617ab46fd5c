"""Looks inside: what a model got, did and scored, for any task whose model has what the look needs.

A look is one file here that holds a `VIEW`; it is found by walking this folder, and no task names it. It runs as work on
the thread that owns the model, on the same values as the answer that it explains.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tasks.core.fields import Output
from tasks.core.registry import registry
from tasks.core.spec import Call, TaskSpec

if TYPE_CHECKING:
    from tasks.core.run.loading import Loaded


@dataclass(frozen=True, eq=False)
class Subject:
    """What is looked into: a loaded model, and the call of a task on it."""

    loaded: Loaded
    spec: TaskSpec
    call: Call


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """A look. `look(subject)` gives the `outputs` by name as plain data, as a task's `render` does; what a model has
    nothing of is None."""

    id: str
    title: str
    summary: str
    outputs: tuple[Output, ...]
    look: Callable[[Subject], dict[str, Any]]


class ViewError(Exception):
    """A file of the folder holds no VIEW, or two share an id."""


@cache
def views() -> dict[str, View]:
    """All looks by id, in the order of their files. Raises ViewError."""
    found: dict[str, View] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):  # shared by looks, holds none
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        view = getattr(module, "VIEW", None)
        if not isinstance(view, View):
            raise ViewError(f"{module.__name__} holds no VIEW = View(...).")
        if view.id in found:
            raise ViewError(f"{view.id} is declared twice.")
        found[view.id] = view
    return found


@dataclass(frozen=True, eq=False)
class Look:
    """The work of a look at a task's call on `values`, as `TaskSpec.clean` gave them. Gives the outputs by name."""

    view: str
    task: str
    values: Mapping[str, Any]
    group: Hashable | None = None

    def on(self, loaded: Loaded, stop: threading.Event, wrote: Callable[[str], None]) -> dict[str, Any]:
        spec = registry()[self.task]
        return views()[self.view].look(Subject(loaded, spec, spec.call_of(dict(self.values))))

    def on_many(self, loaded: Loaded, works: Sequence[Look]) -> None:
        return None
