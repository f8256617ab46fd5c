"""What safetensors files hold, by their headers alone: nothing of the weights is read."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tasks.core.errors import CorruptWeights, UnsafeWeights

# Bytes of one number, by safetensors' names of the formats (https://huggingface.co/docs/safetensors/metadata_parsing).
BYTES: Mapping[str, float] = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "F8_E8M0": 1, "F4": 0.5, "C64": 8,
    "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1,
}  # fmt: skip


def parameters_by_dtype(folder: Path, name: str) -> dict[str, int]:
    """How many numbers the safetensors of a folder hold in each format, such as {"F32": 110_000_000}.

    safetensors checks the header against the length of the file, so that one cut off anywhere is noticed here. It maps the
    file and touches only the header's pages. `name` is the model's, for the error: raises CorruptWeights.
    """
    from safetensors import SafetensorError, safe_open

    counts: Counter[str] = Counter()
    for file in sorted(folder.glob("*.safetensors")):
        try:
            with safe_open(file, framework="np") as opened:
                for key in opened.keys():  # noqa: SIM118 - the handle is no mapping
                    tensor = opened.get_slice(key)
                    counts[tensor.get_dtype()] += math.prod(tensor.get_shape())
        except (OSError, SafetensorError) as error:
            raise CorruptWeights(model=name, file=file.name) from error
    return dict(counts)


def check_parts(folder: Path, name: str) -> None:
    """Refuses an index of weights that names anything but safetensors of its own folder: transformers opens whatever stands
    there, another model's weights or a pickle too. `name` is the model's, for the error: raises UnsafeWeights and
    CorruptWeights."""
    for index in folder.glob("*.index.json"):
        try:
            parts = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise CorruptWeights(model=name, file=index.name) from error
        for part in parts:
            if not isinstance(part, str) or part in {".", ".."} or any(mark in part for mark in "/\\\0"):
                raise UnsafeWeights(model=name)
            if index.name.endswith(".safetensors.index.json") and not part.endswith(".safetensors"):
                raise UnsafeWeights(model=name)


def stored_bytes(parameters: Mapping[str, int]) -> int:
    """Bytes of numbers counted by the format they are stored in; a format unknown here counts as one byte each."""
    return int(sum(count * BYTES.get(dtype, 1) for dtype, count in parameters.items()))
