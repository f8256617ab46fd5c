"""Looks between two steps of a model at what has happened outside: Stop, a visitor who left, the end of a turn.

`generate` asks its stopping criteria after each token; all else that a model does, and what is done before and after it,
is asked here: before each layer, each chunk and each verb of the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Watch:
    """The one thing that is asked between steps. Whoever has a model work says what: `over`. Of one thread, which is the
    model's."""

    def __init__(self) -> None:
        self._check: Callable[[], None] | None = None
        self._room: Callable[[int], None] | None = None

    @contextmanager
    def over(self, check: Callable[[], None], room: Callable[[int], None] | None = None) -> Iterator[None]:
        """`check` is called between the steps of what is done within, `room` with the bytes that a large forward pass will
        take; what they raise ends that."""
        self._check, self._room = check, room
        try:
            yield
        finally:
            self._check = self._room = None

    def make_room(self, need: int) -> None:
        """Comes back when a forward pass of `need` bytes may begin, or raises what `room` does."""
        if self._room is not None:
            self._room(need)

    def look(self) -> None:
        """Raises what the check does, and may come back late: others may have had a turn meanwhile."""
        if self._check is not None:
            self._check()

    def attach(self, pipe: Any) -> None:
        """Has every layer of the pipeline's models look before it computes."""

        @ours
        def look(*_: object) -> None:
            if self._check is not None:
                self._check()

        for step in steps(pipe):
            step.register_forward_pre_hook(look)


def ours(function: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a function that stands in another's place or at its side, to be known again."""
    function.ours = True  # type: ignore[attr-defined]
    return function


def models_of(pipe: Any) -> list[Any]:
    """The torch modules that a pipeline holds: its model, and others beside it (a vocoder)."""
    import torch

    found = [each for each in vars(pipe).values() if isinstance(each, torch.nn.Module)]
    return list(dict.fromkeys(found))


def steps(pipe: Any) -> list[Any]:
    """The modules whose calls are steps: the models themselves, and what stands in their lists and rows of layers.

    Not every module, since each look costs a microsecond: a single linear layer or norm is no step.
    """
    import torch

    rows = (torch.nn.ModuleList, torch.nn.Sequential)
    found = models_of(pipe)
    for model in models_of(pipe):
        for module in model.modules():
            if isinstance(module, rows):
                found += [each for each in module if not isinstance(each, rows) and any(True for _ in each.children())]
    return list(dict.fromkeys(found))
