"""Counts the bytes of one download for one visitor: huggingface_hub reports through a tqdm class given per call."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tqdm.auto import tqdm


@dataclass(frozen=True)
class Fetched:
    """How far a download is: bytes and files, and bytes a second since it began."""

    done: int = 0
    total: int = 0
    files: int = 0
    all_files: int = 0
    speed: float = 0.0


# How snapshot_download describes its bar of what came over the network. Its other one of bytes counts what is on disk;
# that one is shown, since it knows what was there before. (It names its bars only to classes derived from its own.)
OVER_NETWORK = "Downloading"


def byte_counter(progress: Callable[[Fetched], None]) -> type[tqdm]:
    """A tqdm class that prints nothing and calls `progress` with the sums over all files of one download."""
    began = time.monotonic()

    class ByteCounter(tqdm):
        at = Fetched()

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            of_network = str(kwargs.get("desc", "")).startswith(OVER_NETWORK)
            self._counts = "files" if kwargs.get("unit", "it") == "it" else "" if of_network else "bytes"
            super().__init__(*args, **{**kwargs, "disable": False, "file": _Nowhere()})
            self._report()

        def update(self, n: float | None = 1) -> bool | None:
            shown: bool | None = super().update(n)
            self._report()
            return shown

        def _report(self) -> None:
            done, total = int(self.n), int(self.total or 0)
            if self._counts == "files":
                ByteCounter.at = replace(ByteCounter.at, files=done, all_files=total)
            elif self._counts == "bytes":
                speed = done / max(time.monotonic() - began, 0.1)
                ByteCounter.at = replace(ByteCounter.at, done=done, total=total, speed=speed)
            else:
                return
            progress(ByteCounter.at)

    return ByteCounter


class _Nowhere:
    """A file that swallows the bar's drawing."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""
