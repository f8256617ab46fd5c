"""Rooms as somebody else draws them: a floor, a back wall and things standing on the floor, seen from 1 m above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from assets.recipes.others import Input
from assets.recipes.others._drawing import OUTLINES, Canvas, Mask, Points, mask_of
from tasks.core.service import Answer
from tasks.vision.depth_estimation import numbers

FARTHER = 1.25  # times: things that differ by less may come in either order


@dataclass(frozen=True)
class Standing:
    """A thing on the floor: what, its colour, how far, how far to the right, how wide and high, all in metres."""

    kind: str
    colour: str
    far: float
    right: float
    wide: float
    high: float


@dataclass(frozen=True)
class Room:
    """A picture of a room. `sharp` is the focal length in heights of the picture; the horizon is its middle."""

    name: str
    width: int
    height: int
    wall: float  # metres away
    wall_colour: str
    floor_colour: str
    things: tuple[Standing, ...]
    sharp: float = 0.9
    lines: str = ""  # colour of tiles on the floor
    planks: bool = False  # lines away from the viewer only
    edge: str = ""
    grain: float = 0
    quality: int = 0

    def at(self, right: float, up: float, far: float) -> tuple[float, float]:
        """Where a point of the room is in the picture; `up` from the floor."""
        focus = self.sharp * self.height
        return self.width / 2 + focus * right / far, self.height / 2 - focus * (up - 1) / far

    def outline(self, thing: Standing) -> Points:
        unit = OUTLINES[thing.kind]
        low, high = unit.min(axis=0), unit.max(axis=0)
        shares = (unit - low) / (high - low)
        return np.array(
            [self.at(thing.right + (x - 0.5) * thing.wide, (1 - y) * thing.high, thing.far) for x, y in shares]
        )

    def drawn(self) -> Canvas:
        canvas = Canvas(self.width, self.height, self.wall_colour, grain=self.grain)
        line = self.at(0, 0, self.wall)[1]
        corners = [(0, line), (self.width, line), (self.width, self.height), (0, self.height)]
        canvas.polygon(np.array(corners), self.floor_colour)
        if self.lines:
            near = self.sharp * 1.6
            for right in np.arange(-14, 14.1, 1):
                canvas.line([self.at(right, 0, self.wall), self.at(right, 0, near)], self.lines, 1)
            for far in () if self.planks else np.arange(1, self.wall, 1):
                y = self.at(0, 0, far)[1]
                canvas.line([(0, y), (self.width, y)], self.lines, 1)
        for thing in sorted(self.things, key=lambda each: -each.far):
            points = self.outline(thing)
            canvas.polygon(points, thing.colour)
            if self.edge:
                canvas.line([*points, points[0]], self.edge, max(1, self.height / 200))
        return canvas

    def areas(self) -> list[tuple[float, Mask]]:
        """How far each thing and the wall is, and where it is seen."""
        seen: list[tuple[float, Mask]] = []
        taken = np.zeros((self.height, self.width), dtype=bool)
        for thing in sorted(self.things, key=lambda each: each.far):
            mask = mask_of(self.outline(thing), self.width, self.height) & ~taken
            taken |= mask
            seen.append((thing.far, mask))
        wall = np.zeros_like(taken)
        wall[: int(self.at(0, 0, self.wall)[1])] = True
        return [*seen, (self.wall, wall & ~taken)]


S = Standing
ROOMS = (
    Room("one red box, plain floor", 320, 240, 8, "#f3e9d8", "#b08a5a", (S("square", "#d02020", 3, -0.3, 0.8, 0.8),)),
    Room("two boxes, tiles", 400, 400, 9, "#dfe8f5", "#c0b8a8",
         (S("square", "#2255cc", 2.6, -0.6, 0.6, 0.7), S("square", "#e08a20", 5.5, 1.1, 0.8, 1.1)), lines="#8a8070"),
    Room("three balls", 640, 480, 10, "#ffffff", "#9ab89a",
         (S("circle", "#d83030", 2.6, -0.9, 0.6, 0.6), S("circle", "#3070d8", 4, 0.4, 0.8, 0.8),
          S("circle", "#e8c020", 7, 2.4, 1, 1))),
    Room("a tall pillar and a cone, planks", 480, 640, 7, "#e8dcec", "#a87848",
         (S("square", "#707888", 4.5, 0.7, 0.5, 1.7), S("triangle", "#f07020", 2.5, -0.3, 0.6, 0.8)),
         lines="#805830", planks=True),
    Room("dark floor, pale things", 300, 300, 6, "#9fb4c8", "#3c4048",
         (S("square", "#f0f0f0", 2.4, 0.5, 0.5, 0.5), S("circle", "#ffe0a0", 4, -0.8, 0.7, 0.7))),
    Room("black outlines, coloured in", 600, 400, 8, "#fdfdfd", "#e4d8c0",
         (S("square", "#80c8f0", 3, -1, 0.8, 1.0), S("triangle", "#90d890", 5.5, 1.4, 1.2, 1.5)), edge="black"),
    Room("wide room, four things", 1000, 500, 12, "#efe6d0", "#8f9fae",
         (S("square", "#c03030", 3, -1.6, 0.8, 0.7), S("square", "#30a050", 4.5, 0.2, 0.9, 1.0),
          S("circle", "#3050c0", 7, 3.4, 1.1, 1.1), S("triangle", "#a040a0", 9.5, -3, 1.4, 1.7)), lines="#75828f"),
    Room("JPEG, grain", 512, 384, 7.5, "#d8d0c4", "#6f5d4c",
         (S("square", "#35618e", 3.2, 0.6, 0.7, 1.2), S("square", "#b5533c", 5.2, -1.4, 1.0, 0.8)), grain=4, quality=75),
    Room("a star and a heart standing", 360, 360, 8, "#fff4d0", "#90b0d0",
         (S("star", "#d02060", 3, -0.6, 0.9, 0.9), S("heart", "#8020c0", 5, 0.9, 1.0, 1.0))),
    Room("one in front of the other", 400, 300, 9, "#e6f0e6", "#b4a48c",
         (S("square", "#e04848", 2.6, 0.1, 0.6, 0.6), S("square", "#4868e0", 5, 0.3, 1.4, 1.6))),
    Room("a ball right in front", 256, 256, 7, "#ccd8ff", "#88a078", (S("circle", "#f05030", 2.2, 0, 0.7, 0.7),)),
    Room("a far box only", 500, 500, 10, "#f0e0e0", "#a09080", (S("square", "#208080", 7, -1, 1.2, 1.4),), lines="#807060"),
    Room("a long lens", 480, 360, 11, "#f8f8f0", "#b0b8a0",
         (S("square", "#c07020", 4.2, -0.7, 0.7, 0.9), S("circle", "#2080c0", 7.5, 0.9, 0.9, 0.9)), sharp=1.2),
    Room("a wide lens", 640, 400, 7, "#e0ecf0", "#98887a",
         (S("square", "#b02050", 2, -1, 0.6, 0.8), S("triangle", "#40a060", 4.5, 1.8, 1.0, 1.4)), sharp=0.72,
         lines="#7a6c60"),
    Room("a row going away", 700, 525, 11, "#f4ecdf", "#b49a78",
         (S("square", "#d04040", 2.8, -1.0, 0.5, 0.8), S("square", "#d08040", 4, -0.6, 0.5, 0.8),
          S("square", "#c0b040", 5.8, 0.2, 0.5, 0.8), S("square", "#40a050", 8.4, 2, 0.5, 0.8))),
    Room("low and wide things", 400, 320, 8, "#dcdcf4", "#7f8f7f",
         (S("rectangle", "#e0a040", 3.4, -0.7, 1.3, 0.4), S("rectangle", "#a04060", 5.6, 1.2, 1.6, 0.5))),
    Room("128 pixels", 128, 128, 7, "#fbe8e8", "#a8a090",
         (S("square", "#3040a0", 2.8, 0.5, 0.7, 0.8), S("circle", "#d0a000", 4.8, -0.9, 0.8, 0.8))),
    Room("1200 pixels", 1200, 900, 9, "#f0f0f0", "#a58c6f",
         (S("square", "#287050", 3, 0.9, 0.8, 0.9), S("triangle", "#c04020", 5, -1.2, 1.0, 1.3)), grain=2, quality=85,
         lines="#86705a"),
    Room("wall and floor of almost one colour", 420, 420, 6.5, "#e8e0d4", "#d4c8b8",
         (S("square", "#505868", 2.6, -0.5, 0.6, 1.1), S("circle", "#b84848", 4.4, 0.8, 0.7, 0.7))),
    Room("a house and an arrow of cardboard", 560, 420, 8.5, "#e4f2fa", "#9c9484",
         (S("house", "#c8843c", 5.2, -1, 1.4, 1.5), S("arrow", "#3848b0", 2.9, 0.7, 0.9, 0.6)), edge="#303030"),
)  # fmt: skip


def right(room: Room) -> Callable[[Answer], bool]:
    """The things and the wall in their order, each by the middle of its values, and the floor in front nearer than all."""
    areas = room.areas()

    def judged(answer: Answer) -> bool:
        from PIL import Image

        depth: Any = numbers(answer.raw)
        depth = np.asarray(Image.fromarray(depth.astype(np.float32)).resize((room.width, room.height)))
        far = depth if answer.raw.metric else -depth
        middles = [(metres, float(np.median(far[mask]))) for metres, mask in areas]
        front = float(np.median(far[-max(2, room.height // 40) :]))
        ordered = all(
            (one < other) == (first < second)
            for (one, first), (other, second) in combinations(middles, 2)
            if max(one, other) / min(one, other) >= FARTHER
        )
        return ordered and front < min(value for _, value in middles)

    return judged


def inputs(folder: Path) -> list[Input]:
    return [
        Input(room.name, {"image": room.drawn().save(folder / f"room_{number}", room.quality)}, right(room))
        for number, room in enumerate(ROOMS)
    ]
