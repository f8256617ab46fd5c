"""A picture with boxes or masks, one colour per label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from tasks.core import fields
from tasks.ui.kinds import Kind, Made, Update, label
from tasks.ui.theme import colours

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

LONGEST = 1024  # pixels along the longer side as shown: Gradio paints every piece at the picture's size, in floats


def make(field: fields.Output, language: str) -> Made:
    return gr.AnnotatedImage, {**label(field, language), "height": 340, "buttons": ["fullscreen"]}


def boxes(data: tuple[Image.Image, list[tuple[Any, str]]], language: str) -> Update:
    picture, found = data
    scale = shrinking(picture)
    return annotated(picture, [(tuple(round(side * scale) for side in box), name) for box, name in found])


def masks(data: tuple[Image.Image, list[tuple[np.ndarray, str]]], language: str) -> Update:
    """Masks of bools let the picture through."""
    import numpy as np
    from PIL import Image

    picture, found = data
    size = size_on_page(picture)

    def fitted(mask: np.ndarray) -> np.ndarray:
        mask = mask * 0.65 if mask.dtype == bool else mask
        if size == picture.size:
            return mask
        return np.asarray(Image.fromarray(mask.astype(np.float32)).resize(size))

    return annotated(picture, [(fitted(mask), name) for mask, name in found])


def shrinking(picture: Image.Image) -> float:
    return min(1.0, LONGEST / max(picture.size))


def size_on_page(picture: Image.Image) -> tuple[int, int]:
    """Width and height in pixels as the picture is shown."""
    scale = shrinking(picture)
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def annotated(picture: Image.Image, pieces: list[tuple[Any, str]]) -> Update:
    size = size_on_page(picture)
    return {
        "value": (picture if size == picture.size else picture.resize(size), pieces),
        "color_map": colours([name for _, name in pieces]),
    }


KINDS = (Kind(fields.Boxes, make, show=boxes), Kind(fields.Masks, make, show=masks))
