"""One row per task: a tiny model of a real class with random weights, and inputs to run it with through the endpoint.

`ROWS` is gathered from the modules of this package, one per tab; a task without a row is an error that a test notices.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """`build(folder)` saves a tiny model with its preprocessors (fixed seed, under 2 MB, within a second or two).

    `inputs` are the endpoint's inputs by name; a `Path` is a file to upload. `params` are further parameters.
    `check(outputs, result)` looks at what came back (declared outputs by name, the raw JSON), and asserts its form.
    """

    task: str
    build: Callable[[Path], None]
    inputs: dict[str, Any]
    check: Callable[[dict[str, Any], Any], None]
    params: dict[str, Any] = field(default_factory=dict)


def rows() -> dict[str, Row]:
    """All rows by task. Raises ValueError for two of one task."""
    found: dict[str, Row] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for row in getattr(module, "ROWS", []):
            if row.task in found:
                raise ValueError(f"{row.task} has two rows")
            found[row.task] = row
    return found
