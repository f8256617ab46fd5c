"""Drawn things with corners and a copy of each, turned, moved, larger or smaller and a little tilted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assets.recipes.others import Input
from assets.recipes.others._drawing import Canvas, Points, Shape
from tasks.core.service import Answer

FEWEST = 4  # matches: fewer tell nothing of how a picture was moved
NEAR = 3.0  # pixels of a picture of 256; as many more as the picture is larger

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Moved:
    """A copy: turned by degrees, larger by a factor, moved by shares of the picture, tilted by a share."""

    turn: float = 0
    size: float = 1
    right: float = 0
    down: float = 0
    tilt: float = 0
    warped: bool = False  # the whole picture was turned in an editor, instead of the things drawn anew

    def matrix(self, width: int, height: int) -> Matrix:
        angle, middle = np.deg2rad(self.turn), np.array([width / 2, height / 2])
        turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        away = np.eye(3)
        away[:2, 2] = -middle
        back = np.eye(3)
        back[:2, 2] = middle + np.array([self.right * width, self.down * height])
        tilted = np.eye(3)
        tilted[2, 0] = self.tilt / width
        size = np.diag([self.size, self.size, 1.0])
        return np.asarray(back @ tilted @ turn @ size @ away)


def through(matrix: Matrix, points: Points) -> Points:
    moved = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def copy_of(canvas: Canvas, moved: Moved) -> Canvas:
    """The drawing once more, from elsewhere."""
    matrix = moved.matrix(canvas.width, canvas.height)
    if moved.warped:
        from PIL import Image

        picture = canvas.picture()
        inverse = np.linalg.inv(matrix)
        other = Canvas(canvas.width, canvas.height, canvas.ground, soft=False)
        other.image = picture.transform(
            picture.size, Image.Transform.PERSPECTIVE, tuple((inverse / inverse[2, 2]).ravel()[:8]),
            Image.Resampling.BICUBIC, fillcolor=canvas.ground,
        )  # fmt: skip
        return other
    other = replace(canvas, shapes=[])
    for shape in canvas.shapes:
        points = through(matrix, shape.points)
        other.polygon(points, shape.colour)
        if shape.edge:
            other.line([*points, points[0]], shape.edge, shape.pen)
    return other


def pairs() -> list[tuple[str, Canvas, Moved, int]]:
    two = [Shape("triangle", "#e03030", 110, 130, 62, 8), Shape("square", "#2858c8", 280, 250, 70, 20)]
    return [
        ("a triangle and a square, moved", Canvas(400, 400).put(*two), Moved(right=0.06, down=-0.05), 0),
        ("the same, turned by 12 degrees", Canvas(400, 400).put(*two), Moved(12), 0),
        ("the same, smaller", Canvas(400, 400).put(*two), Moved(size=0.75), 0),
        ("a star and a house on cream",
         Canvas(500, 400, "#fff6e2").put(Shape("star", "#d09010", 140, 190, 95), Shape("house", "#a04828", 350, 210, 100)),
         Moved(-10, 0.9, 0.02), 0),
        ("an arrow, larger and turned", Canvas(300, 300).put(Shape("arrow", "#205090", 150, 150, 85, 15)), Moved(10, 1.15), 0),
        ("three squares, warped in an editor",
         Canvas(360, 360, "#eef2f8").put(
             Shape("square", "#c03040", 90, 100, 55, 10), Shape("square", "#3070b0", 250, 90, 50, 35),
             Shape("square", "#30904a", 180, 260, 70, -5)), Moved(-14, 0.9, warped=True), 0),
        ("a cross and a corner",
         Canvas(640, 480).put(Shape("cross", "#8030a0", 200, 230, 110, 5), Shape("corner", "#20808c", 440, 250, 110, -10)),
         Moved(8, 1.0, 0.04, 0.03), 85),
        ("edges in black",
         Canvas(420, 420, "#fdfdfd").put(
             Shape("triangle", "#80c8f0", 130, 150, 80, 0, "black", 3), Shape("star", "#ffe050", 290, 280, 85, 10, "black", 3)),
         Moved(15, 0.95), 0),
        ("on dark ground",
         Canvas(320, 320, "#203040").put(Shape("square", "#f0f0e0", 110, 110, 60, 15), Shape("triangle", "#ffb040", 210, 210, 65)),
         Moved(-8, 1.05, -0.02), 0),
        ("128 pixels", Canvas(128, 128).put(Shape("house", "#3060a0", 45, 60, 32), Shape("triangle", "#c04040", 92, 70, 26)),
         Moved(6, 0.95), 0),
        ("1200 pixels", Canvas(1200, 900, "#faf8f2", grain=2).put(
            Shape("star", "#c06020", 380, 420, 240, 6), Shape("square", "#206080", 860, 470, 190, 25)), Moved(-9, 0.9, 0.02), 88),
        ("tilted a little",
         Canvas(400, 400, "#f0f4e8").put(Shape("hexagon", "#507030", 130, 200, 80, 10), Shape("arrow", "#903030", 290, 200, 80, -20)),
         Moved(5, 0.95, tilt=0.12), 0),
        ("a kite and a star, turned by 20", Canvas(400, 400).put(
            Shape("kite", "#b02080", 140, 170, 95, 10), Shape("star", "#2040a0", 280, 260, 80)), Moved(20, 0.9), 0),
        ("squared paper, moved", Canvas(480, 360, "white").squared(40, "#dfe8f2").put(
            Shape("square", "#d06030", 160, 180, 80, 12), Shape("triangle", "#308060", 340, 190, 80)),
         Moved(4, 1, 0.04, warped=True), 0),
        ("a change of light", Canvas(400, 300, "#ffffff", down="#d0d8e4").put(
            Shape("triangle", "#a02838", 120, 150, 75, 20), Shape("rectangle", "#285898", 285, 160, 80, -12)),
         Moved(-6, 1.08), 0),
        ("five things", Canvas(600, 600).put(
            Shape("triangle", "#d03030", 130, 130, 75, 10), Shape("square", "#3050c0", 450, 140, 75, 30),
            Shape("star", "#c09000", 300, 310, 85), Shape("house", "#308050", 140, 460, 80), Shape("cross", "#8030a0", 460, 460, 75)),
         Moved(11, 0.85, tilt=0.05), 0),
        ("grain and JPEG", Canvas(500, 500, "#ece6da", grain=4).put(
            Shape("arrow", "#304880", 180, 190, 110, -15), Shape("triangle", "#b04830", 340, 340, 90)), Moved(7, 0.95), 70),
        ("two alike triangles", Canvas(400, 320).put(
            Shape("triangle", "#40a060", 120, 160, 75), Shape("triangle", "#40a060", 280, 160, 55, 25)), Moved(-12, 1.0), 0),
        ("an L alone", Canvas(256, 256, "#f8ecf0").put(Shape("corner", "#602060", 128, 128, 75, 10)), Moved(14, 1.1), 0),
        ("overlapping", Canvas(450, 450, "#f6f6ee").put(
            Shape("square", "#3878b8", 190, 210, 110, 8), Shape("triangle", "#e0a020", 290, 270, 100, 15)),
         Moved(-16, 0.9, 0.02, -0.02), 0),
    ]  # fmt: skip


def right(canvas: Canvas, moved: Moved) -> Callable[[Answer], bool]:
    """Eight of ten matches where the copy has the point, by the picture's measure."""
    matrix = moved.matrix(canvas.width, canvas.height)
    near = max(NEAR, NEAR * max(canvas.width, canvas.height) / 256)

    def judged(answer: Answer) -> bool:
        if len(answer.raw) < FEWEST:
            return False
        ends = [
            np.array([[row[f"keypoint_image_{side}"][axis] for axis in "xy"] for row in answer.raw]) for side in (0, 1)
        ]
        off = np.linalg.norm(through(matrix, ends[0]) - ends[1], axis=1)
        return bool((off <= near).mean() >= 0.8)

    return judged


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (name, canvas, moved, quality) in enumerate(pairs()):
        fields = {
            "image_0": canvas.save(folder / f"things_{number}", quality),
            "image_1": copy_of(canvas, moved).save(folder / f"copy_{number}", quality),
        }
        asked.append(Input(name, fields, right(canvas, moved)))
    return asked
