"""A picture with boxes or masks, one colour per label.

Gradio would paint every piece in floats, all pieces at once, on the event loop: each is drawn here instead, where no other
visitor waits for it (tasks/ui/gradio_patches.py lets it pass).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components.annotated_image import AnnotatedImageData, Annotation
from gradio.data_classes import FileData

from tasks.core import fields
from tasks.core.scale import on_screen
from tasks.ui.kinds import Kind, Made, Update, label
from tasks.ui.kinds.pictures import stored
from tasks.ui.theme import colours

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

LONGEST = 1024  # pixels along the longer side as shown
SEEN_THROUGH = 0.65  # of a mask of bools
INSIDE = 127  # how opaque a box is, of 255; its edge is 255
EDGE = 3  # pixels


def make(field: fields.Output, language: str) -> Made:
    return gr.AnnotatedImage, {**label(field, language), "height": 340, "buttons": ["fullscreen"]}


def boxes(data: tuple[Image.Image, list[tuple[Any, str]]], language: str) -> Update:
    picture, found = data
    size = on_screen(picture.size, LONGEST)
    across, down = size[0] / picture.width, size[1] / picture.height

    def drawn(box: tuple[float, float, float, float]) -> Image.Image:
        from PIL import Image, ImageDraw

        left, top, right, bottom = box
        place = (round(left * across), round(top * down), round(right * across), round(bottom * down))
        grey = Image.new("L", size)
        if place[2] > place[0] and place[3] > place[1]:
            corners = (place[0], place[1], place[2] - 1, place[3] - 1)
            ImageDraw.Draw(grey).rectangle(corners, fill=INSIDE, outline=255, width=EDGE)
        return grey

    return annotated(picture, ((drawn(box), name) for box, name in found), [name for _, name in found])


def masks(data: tuple[Image.Image, list[tuple[np.ndarray, str]]], language: str) -> Update:
    """Masks of bools let the picture through."""
    import numpy as np
    from PIL import Image

    picture, found = data
    size = on_screen(picture.size, LONGEST)

    def drawn(mask: np.ndarray) -> Image.Image:
        opaque = 255 * SEEN_THROUGH if mask.dtype == bool else 255
        grey = Image.fromarray((mask * np.float32(opaque)).astype(np.uint8))
        return grey if grey.size == size else grey.resize(size)

    return annotated(picture, ((drawn(mask), name) for mask, name in found), [name for _, name in found])


def annotated(picture: Image.Image, pieces: Iterator[tuple[Image.Image, str]], names: list[str]) -> Update:
    """The picture and, one after the other, what lies on it: how opaque each piece is, from 0 to 255."""
    from PIL import Image, ImageColor

    size = on_screen(picture.size, LONGEST)
    colour_of = colours(names)
    annotations = []
    for opaque, name in pieces:
        coloured = Image.new("RGBA", size, (*ImageColor.getrgb(colour_of[name])[:3], 0))
        coloured.putalpha(opaque)
        annotations.append(Annotation(image=FileData(path=stored(coloured, "png")), label=name))
    ground = picture if size == picture.size else picture.resize(size)
    value = AnnotatedImageData(image=FileData(path=stored(ground, "webp")), annotations=annotations)
    return {"value": value, "color_map": colour_of}


KINDS = (Kind(fields.Boxes, make, show=boxes), Kind(fields.Masks, make, show=masks))
