"""Boards of three by three fields by another hand, and what may be said about them."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

FINER = 3  # everything is drawn this much larger and made smaller, for smooth edges
Colour = tuple[int, int, int]

SHADES: dict[str, tuple[Colour, ...]] = {
    "red": ((214, 24, 46), (235, 62, 52), (186, 16, 16)),
    "green": ((20, 150, 60), (72, 184, 84), (12, 112, 40)),
    "blue": ((28, 84, 214), (60, 130, 236), (16, 40, 150)),
    "yellow": ((250, 214, 30), (240, 196, 4), (255, 230, 70)),
}
SHAPES = ("circle", "square", "triangle", "star")
OTHERS = (
    *"orange purple violet pink black white brown grey gray cyan".split(),
    *"heart diamond cross rectangle pentagon hexagon moon".split(),
)
SPANS = {"small": (0.40, 0.46, 0.37), "large": (0.80, 0.86, 0.76)}  # of a field's shorter side


@dataclass(frozen=True)
class Thing:
    size: str
    colour: str
    shape: str
    row: int
    column: int

    @classmethod
    def read(cls, said: str) -> Thing:
        """From "large red circle 0 2": the row and the column from 0."""
        size, colour, shape, row, column = said.split()
        return cls(size, colour, shape, int(row), int(column))

    @property
    def named(self) -> tuple[str, str, str]:
        return self.size, self.colour, self.shape

    def stands(self, relation: str, other: Thing) -> bool:
        """Whether it is "left of", "right of", "above" or "below" the other, by their fields."""
        return {
            "left of": self.column < other.column,
            "right of": self.column > other.column,
            "above": self.row < other.row,
            "below": self.row > other.row,
        }[relation]


@dataclass(frozen=True)
class Hand:
    """How somebody draws: pixels of the picture and its margin, the paper, the lines, tilt in degrees, which shades, how far
    from the middle of a field (as a share of it), an outline, noise and blur of a camera, JPEG's quality (0: PNG)."""

    size: tuple[int, int]
    paper: Colour = (255, 255, 255)
    line: Colour = (40, 40, 40)
    width: float = 2
    margin: int = 0
    tilt: float = 0
    shade: int = 0
    off: float = 0.0
    outline: Colour | None = None
    noise: float = 0
    blur: float = 0
    jpeg: int = 0


HANDS = (
    Hand((600, 600), width=3),
    Hand((480, 360), (250, 246, 232), (120, 90, 60), 2, 12, shade=1),
    Hand((224, 224), (238, 238, 238), (90, 90, 90), 1, shade=2, off=0.04),
    Hand((900, 700), (255, 255, 255), (0, 0, 0), 6, 40, tilt=8, jpeg=80),
    Hand((360, 480), (222, 236, 250), (60, 80, 120), 3, 10, tilt=-6, shade=1, off=0.06),
    Hand((512, 512), (255, 255, 255), (180, 180, 180), 2, outline=(20, 20, 20), tilt=12),
    Hand((150, 150), (252, 252, 246), (70, 70, 70), 1, shade=1, off=0.03),
    Hand((1200, 1200), (244, 244, 240), (30, 30, 30), 10, 60, tilt=-12, noise=5, blur=1.2, jpeg=85),
    Hand((420, 400), (232, 222, 200), (100, 60, 30), 4, shade=2, noise=4),
    Hand((320, 320), (240, 252, 240), (40, 110, 40), 2, 16, tilt=4, shade=1, off=0.05),
    Hand((640, 480), (255, 255, 255), (50, 50, 50), 4, 24, tilt=-4, outline=(0, 0, 0), jpeg=70),
    Hand((400, 400), (42, 46, 54), (190, 190, 190), 3, shade=1, tilt=6),
    Hand((280, 300), (255, 250, 250), (130, 130, 130), 1, 6, off=0.08),
    Hand((768, 768), (246, 240, 255), (110, 80, 150), 5, tilt=15, shade=2),
    Hand((500, 440), (255, 255, 255), (0, 0, 0), 2, 30, noise=6, blur=0.8, jpeg=75, shade=1),
    Hand((256, 256), (255, 244, 214), (80, 60, 20), 3, tilt=-10, off=0.05),
    Hand((1000, 800), (225, 225, 225), (255, 255, 255), 12, shade=2, tilt=5),
    Hand((384, 384), (255, 255, 255), (210, 210, 210), 1, tilt=-15, shade=1),
    Hand((300, 260), (248, 248, 255), (30, 30, 90), 2, 8, outline=(60, 60, 60), shade=1),
    Hand((560, 560), (255, 255, 255), (60, 60, 60), 4, 50, tilt=3, off=0.06, noise=3, jpeg=90),
)


def corners(shape: str, x: float, y: float, span: float, turn: float) -> list[tuple[float, float]]:
    """Of a shape that spans so many pixels around its middle, upright where `turn`, in radians, is 0."""
    count, start, reach = {
        "square": (4, math.pi / 4, (math.sqrt(0.5), math.sqrt(0.5))),
        "triangle": (3, math.pi / 2, (0.56, 0.56)),
        "star": (10, math.pi / 2, (0.53, 0.22)),
    }[shape]
    found = []
    for i in range(count):
        angle, far = start + turn + 2 * math.pi * i / count, span * reach[i % 2]
        found.append((x + far * math.cos(angle), y - far * math.sin(angle)))
    return found


def board(path: Path, hand: int, *said: str) -> tuple[str, list[Thing]]:
    """Draws things like "large red circle 0 2" with the hand of this number; the file's path and the things."""
    how, things = HANDS[hand], [Thing.read(each) for each in said]
    width, height, margin = (FINER * each for each in (*how.size, how.margin))
    picture = Image.new("RGB", (width, height), how.paper)
    draw = ImageDraw.Draw(picture)
    wide, high = (width - 2 * margin) / 3, (height - 2 * margin) / 3
    for i in range(0 if margin else 1, 4 if margin else 3):
        across, down = margin + i * wide, margin + i * high
        draw.line([(across, margin), (across, height - margin)], how.line, round(how.width * FINER))
        draw.line([(margin, down), (width - margin, down)], how.line, round(how.width * FINER))
    for number, thing in enumerate(things):
        span = SPANS[thing.size][how.shade] * min(wide, high)
        off = how.off * (1 if thing.size == "small" else 0.4) * (-1) ** number
        x, y = margin + (thing.column + 0.5 + off) * wide, margin + (thing.row + 0.5 - off) * high
        fill, edge = SHADES[thing.colour][how.shade], how.outline
        if thing.shape == "circle":
            box = (x - span / 2, y - span / 2, x + span / 2, y + span / 2)
            draw.ellipse(box, fill, edge, FINER * 2 if edge else 0)
        else:
            points = corners(thing.shape, x, y, span, math.radians(how.tilt) * (-1) ** number)
            draw.polygon(points, fill, edge, FINER * 2 if edge else 0)
    picture = picture.resize(how.size, Image.Resampling.LANCZOS)
    if how.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(how.blur))
    if how.noise:
        grain = np.random.default_rng(hand).normal(0, how.noise, (*how.size[::-1], 3))
        picture = Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))
    if how.jpeg:
        held = io.BytesIO()
        picture.save(held, "JPEG", quality=how.jpeg)
        path.with_suffix(".jpg").write_bytes(held.getvalue())
        return str(path.with_suffix(".jpg")), things
    picture.save(path.with_suffix(".png"))
    return str(path.with_suffix(".png")), things


NAMED = re.compile(
    rf"(?:(small|large|big|little)\s+)?({'|'.join((*SHADES, *OTHERS))})\s+({'|'.join((*SHAPES, *OTHERS))})|"
    r"(left of|right of|above|below|under)"
)


def captioned(caption: str, things: list[Thing]) -> bool:
    """Whether a caption names just these things and every relation in it is true. Each has its size and colour; of three
    things the size may be left out."""
    named: list[Thing] = []
    relation, rest = "", list(things)
    for size, colour, shape, stands in NAMED.findall(caption.lower()):
        if stands:
            relation = "below" if stands == "under" else stands
            continue
        size = {"big": "large", "little": "small"}.get(size, size)
        found = next((each for each in rest if _is(each, size, colour, shape)), None)
        if (
            found is None
            or (not size and len(things) < 3)
            or (relation and not (named and named[-1].stands(relation, found)))
        ):
            return False
        rest.remove(found)
        named.append(found)
        relation = ""
    return not rest


def _is(thing: Thing, size: str, colour: str, shape: str) -> bool:
    return (size or thing.size, colour, shape) == thing.named


def said_of(reply: str) -> Counter[str]:
    """The colours and shapes in a reply, with how often each is named."""
    words = re.findall(r"[a-z]+", reply.lower())
    return Counter(word for word in (each.removesuffix("s") for each in words) if word in {*SHADES, *SHAPES, *OTHERS})


def names(reply: str, *expected: str) -> bool:
    """Whether of all colours and shapes a reply names just these."""
    return said_of(reply) == Counter(word for each in expected for word in each.split())
