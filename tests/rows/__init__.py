"""One row per task: a tiny model of a real class with random weights, and inputs to run it with through the endpoint.

A row is the file named after its task, as the task's own file is: `tests/rows/object_detection.py` holds `ROW = Row(...)`.
What several rows share stands in files whose names begin with `_`. A task without a row is an error that a test notices.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tasks.core.spec import endpoint_name
from tests.tiny import Build


@dataclass(frozen=True, kw_only=True)
class Row:
    """A task's tiny model, and one run of it.

    `build(folder)` saves the model with its preprocessors into an empty folder (fixed seed, under 2 MB, within a second or
    two); `model_type` is what its config.json says, known without building. `inputs` are the endpoint's inputs by name; a
    `Path` is a file to upload. `params` are further parameters. `check(outputs, result)` looks at what came back (declared
    outputs by name, the raw JSON), and asserts its form. `tags` are what the Hub says of such models beside their task.
    `by_chance` says that two runs of the same differ.
    """

    task: str
    model_type: str
    build: Build
    inputs: dict[str, Any]
    check: Callable[[dict[str, Any], Any], None]
    params: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    by_chance: bool = False


def row(task: str) -> Row:
    """The row of a task. Raises ModuleNotFoundError where there is none, ValueError for a file that holds no row of its own."""
    return _row_in(endpoint_name(task))


def rows() -> dict[str, Row]:
    """All rows by task. Raises ValueError for a file that holds no row of its own."""
    names = [each.name for each in pkgutil.iter_modules(__path__) if not each.name.startswith("_")]
    return {found.task: found for found in map(_row_in, names)}


def _row_in(name: str) -> Row:
    found = getattr(importlib.import_module(f"{__name__}.{name}"), "ROW", None)
    if not isinstance(found, Row) or endpoint_name(found.task) != name:
        raise ValueError(f"tests/rows/{name}.py holds no ROW = Row(...) of the task that it is named after.")
    return found
