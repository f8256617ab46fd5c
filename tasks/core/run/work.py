"""What can be done with a loaded model: run a task on it, or save it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.core.registry import registry
from tasks.core.run.checkpoint import Checkpoint, zipped
from tasks.core.run.execution import execute, execute_together
from tasks.core.run.runner import Outcome
from tasks.core.spec import Call, TaskSpec

if TYPE_CHECKING:
    from tasks.core.run.loading import Loaded


def frozen(value: Any) -> Hashable:
    """A hashable stand-in for keyword arguments: equal for equal plain values, the object itself for others."""
    if isinstance(value, dict):
        return tuple(sorted((key, frozen(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    return value if isinstance(value, Hashable) else id(value)


@dataclass(frozen=True, eq=False)
class Run:
    """A run of a task on `values`, its inputs and parameters as `TaskSpec.clean` gave them. Gives an Outcome."""

    task: str
    values: Mapping[str, Any]

    @property
    def spec(self) -> TaskSpec:
        return registry()[self.task]

    @cached_property
    def call(self) -> Call:
        """What goes to the pipeline: enough to re-draw live parameters from the result."""
        return self.spec.call_of(dict(self.values), live=True)

    @cached_property
    def group(self) -> Hashable | None:
        """Equal for runs that may share a forward pass: same keywords, inputs of one kind and size."""
        spec = self.spec
        if spec.batch is None or spec.run is not None or len(self.call.args) != 1:
            return None
        return self.task, spec.batch(self.values), frozen(self.call.kwargs)

    def on(self, loaded: Loaded, stop: threading.Event, wrote: Callable[[str], None]) -> Outcome:
        return execute(loaded, self.spec, self.call, stop, wrote)

    def on_many(self, loaded: Loaded, works: Sequence[Run]) -> list[Outcome] | None:
        return execute_together(loaded, self.spec, [work.call for work in works])


@dataclass(frozen=True)
class Save:
    """A zip of what `save_pretrained` writes, under the model's name, in a folder. Gives a Checkpoint."""

    name: str
    folder: str
    group: Hashable | None = None

    def on(self, loaded: Loaded, stop: threading.Event, wrote: Callable[[str], None]) -> Checkpoint:
        return zipped(loaded, self.name, Path(self.folder))

    def on_many(self, loaded: Loaded, works: Sequence[Save]) -> None:
        return None
