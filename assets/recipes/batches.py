"""Batches of samples of about the same length, which waste no time on padding."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def alike(draw: Callable[[], T], size: int, length: Callable[[T], int], pool: int = 12) -> Callable[[], list[T]]:
    """A maker of batches of `size` draws: it draws for `pool` batches at once and sorts them by `length`.

    The batches of a pool come in an order that jumps between short and long.
    """
    waiting: list[list[T]] = []

    def batch() -> list[T]:
        if not waiting:
            drawn = sorted((draw() for _ in range(size * pool)), key=length)
            rows = [drawn[i : i + size] for i in range(0, len(drawn), size)]
            waiting.extend(rows[i] for start in (0, 1, 2) for i in range(start, pool, 3))
        return waiting.pop()

    return batch
