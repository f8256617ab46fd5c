"""Boards of three by three fields, each field empty or with one shape on it. What they hold is a `Scene`."""

import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

from assets.recipes.world.scenes import PAIRS, Scene, Thing

FIELDS = 3
RADII = {"small": (0.065, 0.085), "large": (0.12, 0.145)}
"""In picture sides; half a field is 1/6."""


def draw_board(
    rng: random.Random, count: int | tuple[int, int] = (1, 4), pairs: Sequence[tuple[str, str]] = tuple(PAIRS)
) -> Scene:
    """A board drawn by lot with so many things, or between two numbers of them, each one of the colour-shape pairs."""
    number = count if isinstance(count, int) else rng.randint(*count)
    things = []
    for field in rng.sample(range(FIELDS * FIELDS), number):
        size = rng.choice(list(RADII))
        colour, shape = rng.choice(pairs)
        radius = rng.uniform(*RADII[size])
        row, column = divmod(field, FIELDS)
        x, y = ((place + 0.5) / FIELDS + rng.uniform(-0.02, 0.02) for place in (column, row))
        things.append(Thing(shape, colour, size, x, y, radius, rng.uniform(-20, 20)))
    return Scene(tuple(things), rng.choice(["plain", "gradient"]), rng.randrange(2**31))


def seen_board(rng: random.Random, scene: Scene, side: int) -> Image.Image:
    """The board as a model sees it: drawn at some larger size, then made `side` x `side` by its image processor."""
    drawn = board_picture(scene, side * rng.choice([2, 3, 4]), smooth=1)
    return drawn.resize((side, side), Image.Resampling.BILINEAR)


def board_picture(scene: Scene, side: int, smooth: int = 2) -> Image.Image:
    """The board with its lines, RGB, `side` x `side` pixels."""
    image = scene.draw(side, smooth)
    pen = ImageDraw.Draw(image)
    width = max(1, round(side / 60))  # in proportion: a large board made smaller looks like a small one
    for i in range(1, FIELDS):
        at = round(i * side / FIELDS)
        pen.rectangle([at, 0, at + width - 1, side], fill=(150, 150, 150))
        pen.rectangle([0, at, side, at + width - 1], fill=(150, 150, 150))
    return image
