"""A pipeline's result as JSON: numbers and texts as they are, large arrays and pictures by what they are."""

from __future__ import annotations

import math
from typing import Any

LARGEST = 1024  # elements of an array that are written out; above that its shape and range stand for it


def plain(value: Any) -> Any:
    """JSON types out of whatever a pipeline gives: tensors, arrays, pictures, dataclasses of transformers."""
    from PIL import Image

    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Image.Image):
        return {"type": "image", "mode": value.mode, "width": value.width, "height": value.height}
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = (value.float() if value.is_floating_point() else value).numpy()
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return _array(value)
    if isinstance(value, bytes):
        return {"type": "bytes", "length": len(value)}
    if hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    if hasattr(value, "__dict__"):
        return {key: plain(item) for key, item in vars(value).items() if not key.startswith("_")}
    return str(value)


def _array(value: Any) -> Any:
    if value.size <= LARGEST:
        return plain(value.tolist())
    return {
        "type": "array",
        "shape": list(value.shape),
        "dtype": str(value.dtype),
        "min": float(value.min()),
        "max": float(value.max()),
        "mean": float(value.mean()),
    }
