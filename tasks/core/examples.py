"""Inputs to click, from `assets/examples/<task>/*.json`, written by the recipes from what no model was trained on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "examples"


@dataclass(frozen=True)
class Example:
    """`inputs` and `params` by field name, files as absolute paths; `expect` are words that the headline must hold;
    `limit` says why the embedded model is expected to fail, where it is."""

    inputs: dict[str, Any]
    params: dict[str, Any]
    expect: tuple[str, ...]
    limit: str


def _with_paths(folder: Path, value: Any) -> Any:
    """File names of the folder become paths; everything else stays."""
    if isinstance(value, list):
        return [_with_paths(folder, item) for item in value]
    if isinstance(value, str) and "/" not in value and len(value) < 200 and "." in value and (folder / value).is_file():
        return str(folder / value)
    return value


@cache
def examples(task: str) -> tuple[Example, ...]:
    """The examples of a task, none where there are none."""
    folder = FOLDER / task
    found = []
    for file in sorted(folder.glob("*.json")):
        for row in json.loads(file.read_text(encoding="utf-8")):
            inputs = {name: _with_paths(folder, value) for name, value in row["inputs"].items()}
            found.append(Example(inputs, row.get("params", {}), tuple(row.get("expect", ())), row.get("limit", "")))
    return tuple(sorted(found, key=lambda example: bool(example.limit)))  # those that show a limit come last
