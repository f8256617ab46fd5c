"""Counts the bytes of one download for one visitor: huggingface_hub reports through a tqdm class given per call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tqdm.auto import tqdm


def byte_counter(progress: Callable[[int, int], None]) -> type[tqdm]:
    """A tqdm class that prints nothing and calls `progress(done, total)` in bytes, summed over all files."""
    lock = threading.Lock()
    bars: dict[int, tuple[int, int]] = {}

    class ByteCounter(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            self._counts_bytes = kwargs.get("unit") == "B"
            super().__init__(*args, **{**kwargs, "disable": False, "file": _Nowhere()})
            self._report()

        def update(self, n: float | None = 1) -> bool | None:
            shown = super().update(n)
            self._report()
            return shown

        def _report(self) -> None:
            if self._counts_bytes:
                with lock:
                    bars[id(self)] = (int(self.n), int(self.total or 0))
                    done, total = (sum(side) for side in zip(*bars.values(), strict=True))
                progress(done, total)

    return ByteCounter


class _Nowhere:
    """A file that swallows the bar's drawing."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""
