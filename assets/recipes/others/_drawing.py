"""Drawings as somebody else makes them: own outlines, pens, grounds and sizes, with what was drawn known to the pixel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFilter

Points = NDArray[np.float64]  # (count, 2): x and y in pixels, or around 0 with a radius of about 1
Mask = NDArray[np.bool_]  # (height, width)
FINER = 3  # times: edges are drawn this much larger and reduced, unless they shall be as hard as in Paint


def _round(*points: tuple[float, float]) -> Points:
    return np.array(points, dtype=np.float64)


def _spikes(count: int, inner: float) -> Points:
    angle = np.arange(2 * count) * np.pi / count - np.pi / 2
    far = np.where(np.arange(2 * count) % 2 == 0, 1.0, inner)
    return np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1)


def _circle(count: int = 72) -> Points:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _heart() -> Points:
    """Two half circles on a wedge whose sides bend a little."""
    t = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    return np.stack([x / 16, (y - 2) / 15], axis=1)


def _moon() -> Points:
    outer, inner = np.linspace(-2.1, 2.1, 40), np.linspace(1.6, -1.6, 30)
    return np.concatenate(
        [
            np.stack([-np.cos(outer + np.pi), np.sin(outer)], axis=1) * (1, 1) - (0, 0),
            np.stack([0.72 * np.cos(inner) - 0.45, 0.86 * np.sin(inner)], axis=1),
        ]
    )


OUTLINES: dict[str, Points] = {
    "circle": _circle(),
    "square": _round((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "triangle": _round((0, -1), (0.9, 0.72), (-0.9, 0.72)),
    "star": _spikes(5, 0.45),
    "heart": _heart(),
    "rectangle": _round((-1, -0.55), (1, -0.55), (1, 0.55), (-1, 0.55)),
    "arrow": _round((-1, -0.25), (0.2, -0.25), (0.2, -0.65), (1, 0), (0.2, 0.65), (0.2, 0.25), (-1, 0.25)),
    "cross": _round(
        (-0.3, -1), (0.3, -1), (0.3, -0.3), (1, -0.3), (1, 0.3), (0.3, 0.3),
        (0.3, 1), (-0.3, 1), (-0.3, 0.3), (-1, 0.3), (-1, -0.3), (-0.3, -0.3),
    ),
    "corner": _round((-0.8, -1), (-0.1, -1), (-0.1, 0.4), (0.9, 0.4), (0.9, 1), (-0.8, 1)),
    "house": _round((0, -1), (0.95, -0.2), (0.7, -0.2), (0.7, 0.9), (-0.7, 0.9), (-0.7, -0.2), (-0.95, -0.2)),
    "kite": _round((0, -1), (0.6, -0.25), (0, 1), (-0.6, -0.25)),
    "hexagon": _circle(6),
    "moon": _moon(),
    "drop": np.stack(
        [np.sin(_t := np.linspace(0, 2 * np.pi, 60, endpoint=False)) * np.sin(_t / 2) ** 1.6 * 0.8, -np.cos(_t)], axis=1
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A filled shape: its middle and radius in pixels, turned by degrees, made wider than high by `stretch`. `edge` is a
    line of another colour around it; `shaky` is how far a hand strays, as a share of the radius."""

    kind: str
    colour: str
    x: float
    y: float
    radius: float
    turn: float = 0
    edge: str = ""
    pen: float = 0
    stretch: float = 1
    shaky: float = 0

    @property
    def points(self) -> Points:
        """The outline in pixels."""
        points = OUTLINES[self.kind] * (self.stretch, 1)
        if self.shaky:
            points = shaken(points, self.shaky, seed=int(self.x * 7 + self.y))
        angle = np.deg2rad(self.turn)
        turned = points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        return np.asarray(turned * self.radius + (self.x, self.y))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        (left, top), (right, bottom) = self.points.min(axis=0), self.points.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def shaken(points: Points, by: float, seed: int) -> Points:
    """An outline as a hand draws it: many points along its sides, each a little off, smoothly."""
    closed = np.concatenate([points, points[:1]])
    steps = np.linspace(0, len(points), 160, endpoint=False)
    dense = np.stack([np.interp(steps, np.arange(len(closed)), closed[:, i]) for i in (0, 1)], axis=1)
    noise = np.random.default_rng(seed).normal(size=(len(dense), 2))
    smooth = sum(np.roll(noise, shift, axis=0) for shift in range(-6, 7)) / 13**0.5
    return np.asarray(dense + by * smooth)


@dataclass
class Canvas:
    """A drawing of width x height pixels. `soft` edges, or every pixel one colour or the other as in Paint."""

    width: int
    height: int
    ground: str = "white"
    soft: bool = True
    grain: float = 0  # how rough the paper is, in grey levels
    down: str = ""  # the ground's colour at the bottom, where it changes towards there
    shapes: list[Shape] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.times = FINER if self.soft else 1
        size = (self.width * self.times, self.height * self.times)
        self.image = Image.new("RGB", size, self.ground)
        if self.down:
            share = np.linspace(0, 1, size[1])[:, None, None]
            ends = [np.array(ImageColor.getrgb(each)[:3], dtype=np.float64) for each in (self.ground, self.down)]
            rows = ends[0] * (1 - share) + ends[1] * share
            self.image = Image.fromarray(np.broadcast_to(rows, (size[1], size[0], 3)).round().astype(np.uint8))
        self.draw = ImageDraw.Draw(self.image)

    def polygon(self, points: Points, colour: str) -> None:
        self.draw.polygon([(x * self.times, y * self.times) for x, y in points], fill=colour)

    def line(self, points: Iterable[Sequence[float]], colour: str, pen: float) -> None:
        """A line of round ends and bends."""
        scaled = [(x * self.times, y * self.times) for x, y in points]
        width = max(1, round(pen * self.times))
        self.draw.line(scaled, fill=colour, width=width, joint="curve")
        for x, y in scaled if width > 2 else ():
            self.draw.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=colour)

    def put(self, *shapes: Shape) -> Canvas:
        for shape in shapes:
            self.shapes.append(shape)
            self.polygon(shape.points, shape.colour)
            if shape.edge:
                self.line([*shape.points, shape.points[0]], shape.edge, shape.pen)
        return self

    def squared(self, step: float, colour: str) -> Canvas:
        """The faint lines of a school notebook."""
        for x in np.arange(step / 2, self.width, step):
            self.line([(x, 0), (x, self.height)], colour, 1)
        for y in np.arange(step / 2, self.height, step):
            self.line([(0, y), (self.width, y)], colour, 1)
        return self

    def picture(self) -> Image.Image:
        image = self.image
        if self.times > 1:
            image = image.resize((self.width, self.height), Image.Resampling.BOX)
        return grainy(image, self.grain) if self.grain else image

    def save(self, path: Path, quality: int = 0) -> str:
        """Written as PNG, or as JPEG of this quality where one is given; the path as text."""
        path = path.with_suffix(".jpg" if quality else ".png")
        quality_of: dict[str, Any] = {"quality": quality} if quality else {}
        self.picture().save(path, **quality_of)
        return str(path)

    def mask(self, shape: Shape) -> Mask:
        return mask_of(shape.points, self.width, self.height)


def grainy(image: Image.Image, by: float, seed: int = 5) -> Image.Image:
    """Paper: fine grain, and a slow change of light."""
    random = np.random.default_rng(seed)
    grain = random.normal(size=(image.height, image.width))
    clouds = Image.fromarray(random.uniform(0, 255, (6, 8)).astype(np.uint8)).resize(
        image.size, Image.Resampling.BICUBIC
    )
    light = by * (0.6 * grain + 2 * (np.asarray(clouds, dtype=np.float64) / 255 - 0.5))
    return Image.fromarray((np.asarray(image) + light[..., None]).clip(0, 255).round().astype(np.uint8))


def blurred(image: Image.Image, by: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(by))


def mask_of(points: Points, width: int, height: int) -> Mask:
    """Which pixels lie in a polygon."""
    image = Image.new("1", (width, height))
    ImageDraw.Draw(image).polygon([tuple(point) for point in points], fill=1)
    return np.asarray(image, dtype=bool)


def overlap(one: Any, other: Any) -> float:
    """Intersection over union of two masks."""
    one, other = np.asarray(one, dtype=bool), np.asarray(other, dtype=bool)
    return float((one & other).sum() / max(1, (one | other).sum()))


Box = tuple[float, float, float, float]


def box_overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes: left, top, right, bottom."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, width) * max(0.0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return both / max(1e-9, sum(areas) - both)


@dataclass(frozen=True)
class Thing:
    """What lies on a field of a board: row and column from 0, size as a share of the field."""

    colour: str
    kind: str
    row: int
    column: int
    size: float = 0.7
    turn: float = 0
    shade: str = ""  # another tone of that colour
    edge: str = ""
    shaky: float = 0
    off: tuple[float, float] = (0, 0)  # from the field's middle, as shares of the field


# Tones as a box of paints has them.
PAINTS = {
    "red": "#e3171b", "blue": "#2f4bd0", "green": "#23a24a", "yellow": "#fde910", "orange": "#ff8a1f",
    "purple": "#8b35a6", "pink": "#ff9ec4", "black": "#101010",
}  # fmt: skip


@dataclass(frozen=True)
class Board:
    """Three by three fields, drawn as a grid with or without a frame, `margin` pixels from the picture's edges."""

    width: int
    height: int
    ground: str = "white"
    lines: str = "#555555"
    pen: float = 3
    margin: float = 0
    frame: bool = False
    soft: bool = True
    grain: float = 0
    squares: tuple[str, str] | None = None  # colours of fields in turn, as on a chess board

    def canvas(self, things: Iterable[Thing]) -> Canvas:
        canvas = Canvas(self.width, self.height, self.ground, self.soft, self.grain)
        left, top = self.margin, self.margin
        across, down = (self.width - 2 * left) / 3, (self.height - 2 * top) / 3
        right, bottom = left + 3 * across, top + 3 * down
        if self.squares:
            for i in range(9):
                x, y = left + i % 3 * across, top + i // 3 * down
                corners = [(x, y), (x + across, y), (x + across, y + down), (x, y + down)]
                canvas.polygon(np.array(corners), self.squares[i % 2])
        for i in range(0 if self.frame else 1, 4 if self.frame else 3):
            canvas.line([(left + i * across, top), (left + i * across, bottom)], self.lines, self.pen)
            canvas.line([(left, top + i * down), (right, top + i * down)], self.lines, self.pen)
        for each in things:
            canvas.put(
                Shape(
                    each.kind,
                    each.shade or PAINTS[each.colour],
                    left + (each.column + 0.5 + each.off[0]) * across,
                    top + (each.row + 0.5 + each.off[1]) * down,
                    each.size * min(across, down) / 2,
                    each.turn,
                    each.edge,
                    max(1.5, self.pen * 0.6),
                    shaky=each.shaky,
                )
            )
        return canvas


def bent(*points: tuple[float, float]) -> Points:
    """A smooth stroke through points (Catmull and Rom)."""
    given = np.array([points[0], *points, points[-1]], dtype=np.float64)
    t = np.linspace(0, 1, 14, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(given, given[1:], given[2:], given[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*pieces, given[-1:]])


def finds(rows: Iterable[dict[str, Any]], wanted: Sequence[tuple[str, Box]]) -> bool:
    """Whether each wanted thing (label, box) has a box of its label that lies over it by half, and no box lies elsewhere."""
    found = [
        (row["label"], tuple(float(row["box"][side]) for side in ("xmin", "ymin", "xmax", "ymax"))) for row in rows
    ]

    def same(one: tuple[str, Any], other: tuple[str, Any]) -> bool:
        return one[0] == other[0] and box_overlap(one[1], other[1]) >= 0.5

    return all(any(same(each, thing) for each in found) for thing in wanted) and all(
        any(same(each, thing) for thing in wanted) for each in found
    )
