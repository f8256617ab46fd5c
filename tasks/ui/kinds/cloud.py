"""A picture with depth as points in space, in a page of its own that turns them."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from tasks.core import fields
from tasks.core.locales import text
from tasks.ui.kinds import Kind, Update, framed_html
from tasks.ui.templates import html

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

LONGEST = 200  # points along the longer side


def show(data: tuple[Image.Image, np.ndarray], language: str) -> Update:
    """One coloured point per pixel of a smaller copy, larger depth nearer to the viewer.

    Gradio's 3D viewer stays blank now and then when it comes on screen together with its value.
    """
    page = html(
        "cloud.html",
        description=text(
            "The picture as points in space. Arrow keys turn it, plus and minus change the distance.", language
        ),
        columns=grid(data[0])[0],
        points=b64encode(points(*data)).decode(),
    )
    return {"value": str(html("views/cloud.html", title=text("Point cloud", language), page=page))}


def grid(picture: Image.Image) -> tuple[int, int]:
    """Points across and down."""
    scale = min(1.0, LONGEST / max(picture.size))
    return max(2, round(picture.width * scale)), max(2, round(picture.height * scale))


def points(picture: Image.Image, depth: np.ndarray) -> bytes:
    """Five bytes for each point, row by row: red, green, blue, and nearness in two, the high one first."""
    import numpy as np
    from PIL import Image

    size = grid(picture)
    colour = np.asarray(picture.convert("RGB").resize(size), dtype=np.uint8)
    near = np.asarray(Image.fromarray(depth.astype(np.float32)).resize(size))
    near = ((near - near.min()) / (float(np.ptp(near)) or 1.0) * 65535).astype(">u2")
    return np.concatenate([colour, near.view(np.uint8).reshape(*near.shape, 2)], axis=-1).tobytes()


KINDS = (Kind(fields.Points3D, framed_html, show=show),)
