"""Models as people have them: for every task further architectures, tiny and random, of the real classes with real tokenizers.

`CASES` of every module is a list of `Case`s. A folder of one kind is run through the endpoint and must answer as plain
transformers does, or is refused with the right reason.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tiny import Build


@dataclass(frozen=True)
class Case:
    """A model of a `family` put to a `task`.

    `values` are inputs and parameters in the place of those of the task's row (None takes one of these away). `refused` is
    the code of our error where this model cannot serve the task, `says` a part of its message. `by_chance` says that two runs
    of the same differ. `plain(folder, values)` gives the answer by the model's own classes, for a model that `pipeline()` of
    transformers cannot make here.
    """

    task: str
    family: str
    build: Build
    values: dict[str, Any] = field(default_factory=dict)
    refused: str = ""
    says: str = ""
    by_chance: bool = False
    plain: Callable[[Path, Mapping[str, Any]], Any] | None = None

    @property
    def name(self) -> str:
        """The folder's name."""
        return f"{self.task}-{self.family}"


def cases() -> list[Case]:
    """All cases of this package."""
    modules = sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("test_"))
    return [case for name in modules for case in getattr(importlib.import_module(f"{__name__}.{name}"), "CASES", [])]
