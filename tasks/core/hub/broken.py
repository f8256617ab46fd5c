"""Which file of a folder on this server is broken: transformers' own words for that are of many kinds, and name none."""

from __future__ import annotations

import json
from pathlib import Path

from tasks.core.errors import AtlasError, BrokenFile, BrokenModel, CorruptWeights, UnexpectedError


def of_its_file(error: AtlasError, folder: Path, model: str) -> AtlasError:
    """The error that names the file, where one is found behind what loading a model from a folder came to; else that
    error. For what lies here only: of a model that the Hub has, it can be fetched anew."""
    if isinstance(error, CorruptWeights):
        found = error.facts.get("file") or _broken_weights(folder)
    elif isinstance(error, BrokenModel | UnexpectedError):
        found = _broken_json(folder) or _broken_weights(folder)
    else:
        return error
    return BrokenFile(model=model, file=found) if found else error


def _broken_json(folder: Path) -> str:
    """The first JSON file that is none, by its name."""
    for path in sorted(folder.glob("*.json")):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError, OSError):
            return path.name
    return ""


def _broken_weights(folder: Path) -> str:
    """The first file of weights whose header does not fit it, by its name."""
    from safetensors import SafetensorError, safe_open

    for path in sorted(folder.glob("*.safetensors")):
        try:
            with safe_open(path, framework="np"):
                continue
        except (OSError, SafetensorError):
            return path.name
    return ""
