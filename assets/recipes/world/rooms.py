"""Rooms in perspective: a floor, a back wall, flat shapes standing on the floor, the distance of every pixel known.

The camera looks straight ahead from 1 m above the floor. Its focal length is one picture side, so that a point x metres
to the right, y metres below the camera and z metres away is seen at (0.5 + x / z, horizon + y / z) picture sides.
"""

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from assets.recipes.world.scenes import COLOURS, OUTLINES, SHAPES, shade

NEAREST, FARTHEST = 1.3, 8.0  # metres


@dataclass(frozen=True)
class Standing:
    """A shape standing `z` metres away, its middle `x` metres to the right, `radius` in metres."""

    shape: str
    colour: str
    x: float
    z: float
    radius: float

    def outline(self, horizon: float) -> list[tuple[float, float]]:
        """Corners in picture sides; the lowest one touches the floor."""
        lowest = max(y for _, y in OUTLINES[self.shape])
        return [
            (0.5 + (self.x + self.radius * x) / self.z, horizon + (1 - self.radius * (lowest - y)) / self.z)
            for x, y in OUTLINES[self.shape]
        ]


@dataclass(frozen=True)
class Room:
    """Shapes from the farthest to the nearest. `horizon` is in picture sides from the top, `wall` in metres."""

    things: tuple[Standing, ...]
    horizon: float
    wall: float
    tiles: bool
    seed: int

    def draw(self, side: int, smooth: int = 3) -> Image.Image:
        """RGB picture of `side` x `side` pixels."""
        rng = random.Random(self.seed)
        full = side * smooth
        tone = [rng.randint(150, 250) for _ in range(3)]
        floor = [rng.randint(120, 235) for _ in range(3)]
        image = Image.new("RGB", (full, full), (tone[0], tone[1], tone[2]))
        pen = ImageDraw.Draw(image)
        foot = self.horizon + 1 / self.wall
        pen.rectangle([0, foot * full, full, full], fill=(floor[0], floor[1], floor[2]))
        if self.tiles:
            line, width = (max(0, floor[0] - 45), max(0, floor[1] - 45), max(0, floor[2] - 45)), max(1, full // 200)
            for step in range(-40, 41):
                at_wall, at_camera = 0.5 + step / 2 / self.wall, 0.5 + step / 2 * (1 - self.horizon)
                pen.line([(at_wall * full, foot * full), (at_camera * full, full)], fill=line, width=width)
            for step in range(2, int(self.wall * 2)):
                y = (self.horizon + 2 / step) * full
                if y < full:
                    pen.line([(0, y), (full, y)], fill=line, width=width)
        for thing in self.things:
            x, y, r = 0.5 + thing.x / thing.z, self.horizon + 1 / thing.z, 0.8 * thing.radius / thing.z
            dark = (floor[0] * 2 // 3, floor[1] * 2 // 3, floor[2] * 2 // 3)
            pen.ellipse([(x - r) * full, (y - r / 6) * full, (x + r) * full, (y + r / 6) * full], fill=dark)
            corners = [(a * full, b * full) for a, b in thing.outline(self.horizon)]
            pen.polygon(corners, fill=shade(thing.colour, self.seed))
        return image.reduce(smooth)

    def depth(self, side: int) -> np.ndarray:
        """(side, side) of float32: metres from the camera's plane."""
        rows = (np.arange(side) + 0.5) / side
        below = np.maximum(rows - self.horizon, 1e-6)
        metres = np.repeat(np.minimum(1 / below, self.wall)[:, None], side, axis=1).astype(np.float32)
        layers = Image.new("L", (side, side))
        pen = ImageDraw.Draw(layers)
        for i, thing in enumerate(self.things, start=1):
            pen.polygon([(a * side - 0.5, b * side - 0.5) for a, b in thing.outline(self.horizon)], fill=i)
        seen = np.asarray(layers)
        for i, thing in enumerate(self.things, start=1):
            metres[seen == i] = thing.z
        return metres


def draw_room(rng: random.Random, count: tuple[int, int] = (1, 5)) -> Room:
    """A room drawn by lot, with that many shapes (least, most) standing in it."""
    horizon, wall = rng.uniform(0.33, 0.37), rng.uniform(4.5, FARTHEST)
    things = []
    for _ in range(rng.randint(*count)):
        z = rng.uniform(NEAREST / (1 - horizon) * 0.85, wall - 0.3)
        x = rng.uniform(-0.45, 0.45) * z
        things.append(Standing(rng.choice(SHAPES), rng.choice(list(COLOURS)), x, z, rng.uniform(0.25, 0.5)))
    things.sort(key=lambda thing: -thing.z)
    return Room(tuple(things), horizon, wall, rng.random() < 0.6, rng.randrange(2**31))
