"""What the benchmarks share: how much to measure, medians and percentiles, memory, and what the machine is."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil


@dataclass(frozen=True)
class Plan:
    """How much to measure. `folder` holds the checkpoints: `tiny`, perhaps `distilbert`, and `writer`."""

    folder: Path
    model: str = "tiny"
    rounds: int = 5
    requests: int = 60
    soak: int = 5000
    tokens: int = 200

    def counts(self, **more: Any) -> dict[str, Any]:
        """What a benchmark prints under "counts"."""
        return {"model": self.model, "rounds": self.rounds, **more}


Result = dict[str, Any]
Benchmark = Callable[[Plan], Result]


def median(values: Sequence[float]) -> float:
    """Three decimals of the middle value."""
    return round(statistics.median(values), 3)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def medians(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of every figure over the rounds."""
    return {name: median([row[name] for row in rows]) for name in rows[0]}


def ratio(ours: float, theirs: float) -> float:
    return round(ours / theirs, 3) if theirs else float("inf")


def private_megabytes(pid: int) -> float:
    """Memory in MB that would come free if a process and its children ended. They are held still meanwhile."""
    parent = psutil.Process(pid)
    family = [parent, *parent.children(recursive=True)]
    for each in family:
        each.suspend()
    try:
        return sum(each.memory_full_info().uss for each in family) / 1e6
    finally:
        for each in family:
            each.resume()


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that a process has used. Unlike a wall clock, it hardly minds a busy machine."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def machine() -> dict[str, Any]:
    """Cores, how busy they are, memory, and the versions that matter."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        **{name: version(name) for name in ("gradio", "transformers", "torch")},
    }
