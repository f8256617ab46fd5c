"""Flat shapes on a ground, drawn with Pillow, with everything about them known: class, box, mask, order.

Lengths are fractions of the picture's side, so that one scene can be drawn at any size; x runs right, y runs down.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

SHAPES = ["circle", "square", "triangle", "star", "heart"]
COLOURS = {
    "red": (215, 35, 40),
    "orange": (248, 140, 30),
    "yellow": (248, 215, 45),
    "green": (50, 165, 70),
    "blue": (40, 95, 215),
    "purple": (130, 55, 175),
    "pink": (250, 140, 190),
    "black": (25, 25, 28),
}
SIZES = {"small": (0.1, 0.13), "large": (0.19, 0.25)}
"""Range of the radius of the circle around a thing."""
PAIRS = [(colour, shape) for colour in COLOURS for shape in SHAPES]
UNSEEN_PAIRS = [
    ("red", "star"),
    ("orange", "heart"),
    ("yellow", "triangle"),
    ("green", "heart"),
    ("blue", "circle"),
    ("purple", "square"),
    ("pink", "star"),
    ("black", "triangle"),
]
"""Kept out of training where a model is to name pairs that it has never been shown."""
SEEN_PAIRS = [pair for pair in PAIRS if pair not in UNSEEN_PAIRS]

Point = tuple[float, float]


def _circle() -> list[Point]:
    return [(math.cos(t), math.sin(t)) for t in np.linspace(0, 2 * math.pi, 48, endpoint=False)]


def _regular(corners: int, first: float) -> list[Point]:
    turns = [first + 2 * math.pi * i / corners for i in range(corners)]
    return [(math.cos(t), math.sin(t)) for t in turns]


def _star() -> list[Point]:
    outer, inner = _regular(5, -math.pi / 2), _regular(5, -math.pi / 2 + math.pi / 5)
    return [point for a, (x, y) in zip(outer, inner, strict=True) for point in (a, (0.42 * x, 0.42 * y))]


def _heart() -> list[Point]:
    turns = np.linspace(0, 2 * math.pi, 60, endpoint=False)
    x = 16 * np.sin(turns) ** 3
    y = -(13 * np.cos(turns) - 5 * np.cos(2 * turns) - 2 * np.cos(3 * turns) - np.cos(4 * turns))
    return [(float(a) / 17, float(b) / 17) for a, b in zip(x, y + 2.5, strict=True)]


OUTLINES: dict[str, list[Point]] = {
    "circle": [(0.92 * x, 0.92 * y) for x, y in _circle()],
    "square": _regular(4, math.pi / 4),
    "triangle": _regular(3, -math.pi / 2),
    "star": _star(),
    "heart": _heart(),
}
"""Corners within the unit circle, standing upright."""


@dataclass(frozen=True)
class Thing:
    """One shape. `radius` is that of the circle around it, `angle` its turn in degrees."""

    shape: str
    colour: str
    size: str
    x: float
    y: float
    radius: float
    angle: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.size} {self.colour} {self.shape}"

    def outline(self) -> list[Point]:
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return [
            (self.x + self.radius * (cos * x - sin * y), self.y + self.radius * (sin * x + cos * y))
            for x, y in OUTLINES[self.shape]
        ]

    def box(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the whole outline, cut at the picture's edge."""
        xs, ys = zip(*self.outline(), strict=True)
        return max(0.0, min(xs)), max(0.0, min(ys)), min(1.0, max(xs)), min(1.0, max(ys))


@dataclass(frozen=True)
class Scene:
    """Things from back to front on a ground of one `kind`, drawn from `seed`."""

    things: tuple[Thing, ...]
    kind: str = "plain"
    seed: int = 0

    def draw(self, side: int, smooth: int = 3) -> Image.Image:
        """RGB picture of `side` x `side` pixels; edges are drawn `smooth` times larger and averaged."""
        image = ground(self.kind, self.seed, side * smooth)
        pen = ImageDraw.Draw(image)
        for thing in self.things:
            corners = [(x * side * smooth, y * side * smooth) for x, y in thing.outline()]
            pen.polygon(corners, fill=shade(thing.colour, self.seed))
        return image.reduce(smooth)

    def layers(self, side: int) -> np.ndarray:
        """(side, side) of uint8: 0 is ground, i + 1 is where `things[i]` is what one sees."""
        image = Image.new("L", (side, side))
        pen = ImageDraw.Draw(image)
        for i, thing in enumerate(self.things, start=1):
            pen.polygon([(x * side - 0.5, y * side - 0.5) for x, y in thing.outline()], fill=i)
        return np.asarray(image)

    def shape_map(self, side: int) -> np.ndarray:
        """(side, side) of int64: 0 is ground, i + 1 is `SHAPES[i]`."""
        lookup = np.array([0] + [SHAPES.index(thing.shape) + 1 for thing in self.things])
        return np.asarray(lookup[self.layers(side)])


def shade(colour: str, seed: int) -> tuple[int, int, int]:
    """The colour, a little different from scene to scene."""
    rng = random.Random(f"{colour}{seed}")
    red, green, blue = (min(255, max(0, round(c + rng.uniform(-12, 12)))) for c in COLOURS[colour])
    return red, green, blue


def ground(kind: str, seed: int, side: int) -> Image.Image:
    """A pale ground: one tone ("plain"), one tone running into another ("gradient") or blotches ("noisy")."""
    rng = np.random.default_rng(seed)
    first, second = (rng.uniform(195, 255, 3) for _ in range(2))
    if kind == "plain":
        red, green, blue = (int(c) for c in first)
        return Image.new("RGB", (side, side), (red, green, blue))
    if kind == "gradient":
        corners = np.stack([first, (first + second) / 2, (first + second) / 2, second]).reshape(2, 2, 3)
        corners = np.rot90(corners, int(rng.integers(4)))
    else:
        corners = first + rng.uniform(-22, 22, (int(rng.integers(5, 12)),) * 2 + (1,)) + np.zeros(3)
    small = Image.fromarray(corners.clip(0, 255).astype(np.uint8))
    return small.resize((side, side), Image.Resampling.BILINEAR)


def place(
    rng: random.Random, count: int, gap: float = 1.05, sizes: Sequence[str] = tuple(SIZES)
) -> list[tuple[str, float, float, float]]:
    """`count` times size, x, y, radius; centres `gap` times the sum of both radii apart or more (below 1: overlap)."""
    while True:
        places: list[tuple[str, float, float, float]] = []
        for _ in range(count):
            for _ in range(30):
                size = rng.choice(sizes)
                radius = rng.uniform(*SIZES[size])
                x, y = (rng.uniform(radius, 1 - radius) for _ in range(2))
                if all(math.hypot(x - a, y - b) >= gap * (radius + r) for _, a, b, r in places):
                    places.append((size, x, y, radius))
                    break
        if len(places) == count:
            return places


def draw_scene(
    rng: random.Random,
    count: int | tuple[int, int] = (1, 4),
    gap: float = 1.05,
    pairs: Sequence[tuple[str, str]] = tuple(PAIRS),
) -> Scene:
    """A scene drawn by lot: so many things, or between two numbers of them, each one of the colour-shape `pairs`."""
    number = count if isinstance(count, int) else rng.randint(*count)
    things = []
    for size, x, y, radius in place(rng, number, gap):
        colour, shape = rng.choice(pairs)
        things.append(Thing(shape, colour, size, x, y, radius, rng.uniform(-25, 25)))
    return Scene(tuple(things), rng.choice(["plain", "gradient", "noisy"]), rng.randrange(2**31))


def held_out(seed: int = 1) -> random.Random:
    """The draw of held-out scenes. Training draws start from other seeds: no layout is in both."""
    return random.Random(f"held out {seed}")


def training(seed: int = 1) -> random.Random:
    """The draw of scenes to learn from."""
    return random.Random(f"training {seed}")
