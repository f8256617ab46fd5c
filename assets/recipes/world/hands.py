"""Boards as many people draw them: any paper, lines, margin, shades, sizes and sharpness, and pictures that are not square."""

from __future__ import annotations

import colorsys
import io
import random

from PIL import Image, ImageDraw, ImageFilter

from assets.recipes.world.boards import FIELDS, seen_board
from assets.recipes.world.scenes import COLOURS, Scene, Thing

Colour = tuple[int, int, int]

SHADES: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    "red": ((-12, 8), (0.72, 1), (0.62, 1)),
    "orange": ((20, 36), (0.8, 1), (0.85, 1)),
    "yellow": ((46, 60), (0.65, 1), (0.88, 1)),
    "green": ((95, 158), (0.5, 1), (0.4, 0.85)),
    "blue": ((205, 236), (0.62, 1), (0.5, 1)),
    "purple": ((264, 290), (0.45, 0.95), (0.45, 0.85)),
    "pink": ((318, 346), (0.3, 0.58), (0.92, 1)),
    "black": ((0, 360), (0, 0.3), (0, 0.16)),
}
"""What people call so: hue in degrees, saturation and value."""
RADII = {"small": (0.05, 0.1), "large": (0.118, 0.19)}
"""Of the circle around a thing, in sides of the board; a field's half is 1/6."""
WIDEST = {"circle": 0.165, "heart": 0.16, "triangle": 0.17}  # beyond which one would leave its field
SMALLEST_LARGE = {"square": 0.13, "star": 0.125}  # which look smaller than a circle of their radius


def seen_by_any_hand(rng: random.Random, scene: Scene, side: int) -> Image.Image:
    """As `seen_board`, three of five by other hands."""
    return by_any_hand(rng, scene, side) if rng.random() < 0.6 else seen_board(rng, scene, side)


def by_any_hand(rng: random.Random, scene: Scene, side: int) -> Image.Image:
    """The board as a model sees it, `side` x `side` pixels: somebody drew it at some larger size and shape, and the image
    processor made it this small."""
    width, height = _shape(rng, side)
    margin = rng.choice([0.0, rng.uniform(0.01, 0.09)]) * min(width, height)
    dark = rng.random() < 0.1 and not any(thing.colour == "black" for thing in scene.things)
    paper, line = _paper(rng, dark)
    image = Image.new("RGB", (width, height), paper)
    pen = ImageDraw.Draw(image)
    wide, high = width - 2 * margin, height - 2 * margin
    _lines(rng, pen, (margin, margin, wide, high), line, max(1, round(rng.uniform(0.002, 0.02) * min(width, height))))
    edge = (0, 0, 0) if rng.random() < 0.15 and not dark else None
    turned = rng.choice([0, 0, 12, 22])
    for thing in scene.things:
        drawn = _again(rng, thing, turned)
        x, y, unit = margin + drawn.x * wide, margin + drawn.y * high, min(wide, high)
        points = [(x + (a - drawn.x) * unit, y + (b - drawn.y) * unit) for a, b in drawn.outline()]
        pen.polygon(points, fill=shade(rng, thing.colour, dark), outline=edge, width=max(1, side // 60) if edge else 0)
    return _photographed(rng, image).resize((side, side), Image.Resampling.BILINEAR)


def shade(rng: random.Random, colour: str, dark: bool) -> Colour:
    """One of the tones that people call by this name; the lighter ones on dark paper, as nobody would see the others."""
    hue, saturation, value = (rng.uniform(*span) for span in SHADES[colour])
    value = max(value, SHADES[colour][2][1] * 0.8) if dark else value
    if rng.random() < 0.3 and not dark:  # the tone that this world is mostly drawn in
        return COLOURS[colour]
    red, green, blue = (round(255 * each) for each in colorsys.hsv_to_rgb(hue % 360 / 360, saturation, value))
    return red, green, blue


def _shape(rng: random.Random, side: int) -> tuple[int, int]:
    """Width and height: square for every second, else up to one and a half times as long as wide."""
    least = side * rng.choice([2, 2, 3])
    longer = round(least * rng.choice([1.0, rng.uniform(1.0, 1.5)]))
    return (least, longer) if rng.random() < 0.5 else (longer, least)


def _paper(rng: random.Random, dark: bool) -> tuple[Colour, Colour]:
    """Its colour and that of the lines: pale with darker lines, rarely with lighter ones, or dark with pale lines."""
    tint = rng.choice([0, rng.uniform(0, 12), rng.uniform(0, 45)])

    def toned(light: float) -> Colour:
        red, green, blue = (min(255, max(0, round(light - rng.uniform(0, 1) * tint))) for _ in range(3))
        return red, green, blue

    if dark:
        return toned(rng.uniform(20, 75)), toned(rng.uniform(130, 240))
    light = rng.choice([255, 255, rng.uniform(215, 255)])
    paper = toned(light)
    if rng.random() < 0.1 and light < 245:
        return paper, (255, 255, 255)
    grey = rng.choice([rng.uniform(0, 80), rng.uniform(80, 220)])
    return paper, toned(grey)


def _lines(
    rng: random.Random, pen: ImageDraw.ImageDraw, board: tuple[float, float, float, float], line: Colour, width: int
) -> None:
    """The lines between the fields, and around a board with a margin mostly its edge."""
    left, top, wide, high = board
    edged = left > 0 and rng.random() < 0.8
    for i in range(0 if edged else 1, FIELDS + 1 if edged else FIELDS):
        x, y = left + i * wide / FIELDS, top + i * high / FIELDS
        pen.line([(x, top), (x, top + high)], line, width)
        pen.line([(left, y), (left + wide, y)], line, width)


def _again(rng: random.Random, thing: Thing, turned: float) -> Thing:
    """The thing on its field, as large and as upright as this hand draws it."""
    least, most = RADII[thing.size]
    if thing.size == "large":
        least, most = SMALLEST_LARGE.get(thing.shape, least), WIDEST.get(thing.shape, most)
    x, y = ((int(place * FIELDS) + 0.5) / FIELDS for place in (thing.x, thing.y))
    radius = rng.uniform(least, most)
    off = 0.03 if thing.size == "small" else 0.012
    return Thing(
        thing.shape,
        thing.colour,
        thing.size,
        x + rng.uniform(-off, off),
        y + rng.uniform(-off, off),
        radius,
        rng.uniform(-turned, turned),
    )


def _photographed(rng: random.Random, image: Image.Image) -> Image.Image:
    """Every third somewhat blurred, every third through JPEG."""
    if rng.random() < 0.33:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.2)))
    if rng.random() < 0.33:
        held = io.BytesIO()
        image.save(held, "JPEG", quality=rng.randint(60, 95))
        image = Image.open(held).convert("RGB")
    return image
