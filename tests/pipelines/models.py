"""The tiny models that version 4 left, loaded once for all tests of the restored pipelines."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from tasks.pipelines import pipeline

V4 = Path(__file__).parent / "v4"


@cache
def built(task: str, model: str, init: tuple[tuple[str, Any], ...] = ()) -> Any:
    """A pipeline with a model of `v4/models` on the CPU."""
    return pipeline(task, model=str(V4 / "models" / model), device="cpu", **dict(init))
