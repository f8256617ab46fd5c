"""Two pictures side by side, and a line for each pair of points that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.core import fields
from tasks.core.scale import SCREEN
from tasks.ui.kinds import Kind, Update
from tasks.ui.kinds.pictures import displayed, stored
from tasks.ui.theme import PALETTE

if TYPE_CHECKING:
    from PIL import Image

Point = tuple[float, float]
MOST = 200  # lines that are drawn, the best first
TALLEST = 600  # pixels
GAP = 12  # pixels between the pictures


def show(data: tuple[Image.Image, Image.Image, list[tuple[Point, Point, float]]], language: str) -> Update:
    return {"value": stored(matches_picture(*data), "webp")}


def matches_picture(left: Image.Image, right: Image.Image, matches: list[tuple[Point, Point, float]]) -> Image.Image:
    """The best `MOST` matches as lines: the surer, the more opaque."""
    from PIL import Image, ImageColor, ImageDraw

    height = min(TALLEST, max(left.height, right.height))
    height = max(
        1, round(height * min(1.0, (SCREEN - GAP) / sum(each.width * height / each.height for each in (left, right))))
    )
    scales = [height / picture.height for picture in (left, right)]
    both = zip((left, right), scales, strict=True)
    sides = [picture.resize((max(1, round(picture.width * scale)), height)) for picture, scale in both]
    ground = Image.new("RGB", (sides[0].width + GAP + sides[1].width, height), "white")
    ground.paste(sides[0], (0, 0))
    ground.paste(sides[1], (sides[0].width + GAP, 0))
    lines = Image.new("RGBA", ground.size)
    draw = ImageDraw.Draw(lines)
    best = list(enumerate(sorted(matches, key=lambda match: -match[2])[:MOST]))
    for i, (start, end, score) in reversed(best):
        colour = (*ImageColor.getrgb(PALETTE[i % len(PALETTE)]), 90 + round(165 * min(1.0, max(0.0, score))))
        a = (start[0] * scales[0], start[1] * scales[0])
        b = (end[0] * scales[1] + sides[0].width + GAP, end[1] * scales[1])
        draw.line([a, b], fill=colour, width=2)
        for x, y in (a, b):
            draw.ellipse([x - 4, y - 4, x + 4, y + 4], fill=colour, outline="white")
    return Image.alpha_composite(ground.convert("RGBA"), lines).convert("RGB")


KINDS = (Kind(fields.Links, displayed, show=show),)
