"""Shapes drawn on pale paper, of other sizes, pens and proportions: which pixels are which kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from assets.recipes.others import Input
from assets.recipes.others._drawing import Canvas, Shape, overlap
from tasks.core.service import Answer

SPECK = 0.01  # of the picture: fewer pixels of a kind that is not there are no wrong answer


def drawings() -> list[tuple[str, Canvas, int]]:
    """What is drawn, the drawing, and its JPEG quality, or 0 for PNG."""
    return [
        ("a red circle on white, as in Paint",
         Canvas(500, 400, soft=False).put(Shape("circle", "#ed1c24", 250, 200, 110)), 0),
        ("a blue square and a green triangle on white",
         Canvas(640, 480).put(Shape("square", "#3f48cc", 180, 250, 120), Shape("triangle", "#22b14c", 450, 240, 130)), 0),
        ("a yellow star with a black edge on pale blue",
         Canvas(300, 300, "#dcecff").put(Shape("star", "#ffe600", 150, 150, 105, 8, "black", 3)), 0),
        ("a pink heart drawn by hand on cream",
         Canvas(400, 560, "#fff8e4", grain=2).put(Shape("heart", "#ff6fa8", 200, 270, 140, -6, shaky=0.02)), 85),
        ("five shapes in a row on white",
         Canvas(1000, 260).put(
             Shape("circle", "#ff7f27", 100, 130, 70), Shape("square", "#00a2e8", 300, 130, 75),
             Shape("triangle", "#22b14c", 500, 130, 80), Shape("star", "#ffc90e", 700, 130, 80),
             Shape("heart", "#ed1c24", 900, 130, 80)), 0),
        ("a big purple triangle on pale green",
         Canvas(360, 480, "#e4f4e2").put(Shape("triangle", "#7a2ca0", 180, 250, 160, 10)), 90),
        ("two hearts and a star on white, PNG",
         Canvas(128, 128).put(
             Shape("heart", "#d01030", 36, 38, 24), Shape("heart", "#ff80b0", 92, 44, 26, 12),
             Shape("star", "#2050d0", 62, 94, 28)), 0),
        ("a green circle with a dark edge on squared paper",
         Canvas(480, 360).squared(24, "#d5e3f0").put(Shape("circle", "#48b050", 210, 190, 90, edge="#204a24", pen=4)), 88),
        ("a star and a circle, touching, on pale grey",
         Canvas(420, 300, "#ececec").put(Shape("circle", "#e02828", 140, 160, 70), Shape("star", "#f0b400", 276, 152, 75)),
         0),
        ("an orange square standing on its corner on white",
         Canvas(300, 400).put(Shape("square", "#ff8c1a", 150, 210, 110, 45)), 0),
        ("a small blue heart in a wide picture",
         Canvas(900, 500, "#fafafa", grain=2).put(Shape("heart", "#2438c8", 640, 180, 75)), 80),
        ("a square with a wavering edge, brown",
         Canvas(700, 700, "#f3efe6", grain=3).put(Shape("square", "#7a4a20", 330, 360, 200, 3, shaky=0.025)), 85),
        ("a black triangle and a black circle",
         Canvas(400, 300).put(Shape("triangle", "#101010", 120, 160, 80), Shape("circle", "#101010", 290, 150, 65)), 0),
        ("a light blue star on pale yellow",
         Canvas(256, 256, "#fffbd8").put(Shape("star", "#5ab4f0", 120, 136, 84, -10)), 0),
        ("a heart half over a square",
         Canvas(480, 480, "#eef0fa").put(Shape("square", "#3a9a5a", 200, 210, 130), Shape("heart", "#e0245e", 310, 300, 100)),
         0),
        ("a tall triangle and a star on pale pink",
         Canvas(600, 600, "#fde8ec", down="#f8f0ff").put(
             Shape("triangle", "#2a6fd6", 180, 300, 190, stretch=0.7), Shape("star", "#f26b1d", 430, 300, 120, 20)), 0),
        ("three circles of other sizes",
         Canvas(640, 400).put(
             Shape("circle", "#c0392b", 130, 200, 95), Shape("circle", "#27ae60", 330, 240, 65),
             Shape("circle", "#8e44ad", 510, 150, 80)), 75),
        ("a grey square and a red heart at the edges",
         Canvas(500, 350, "#f6f6f0").put(Shape("square", "#808890", 75, 90, 70), Shape("heart", "#e01818", 415, 265, 72)), 0),
        ("a star with a thick edge, 1200 pixels wide",
         Canvas(1200, 800, grain=2).put(Shape("star", "#ffd23c", 620, 420, 300, 4, "#a05a00", 12)), 85),
        ("one of each by hand on white",
         Canvas(800, 800).put(
             Shape("circle", "#2e86c1", 180, 180, 100, shaky=0.02), Shape("square", "#d4ac0d", 610, 190, 110, 5, shaky=0.02),
             Shape("triangle", "#cb4335", 200, 610, 120, -4, shaky=0.02),
             Shape("star", "#7d3c98", 600, 620, 125, 6, shaky=0.015), Shape("heart", "#e84393", 405, 400, 80, shaky=0.02)), 85),
    ]  # fmt: skip


def right(canvas: Canvas) -> Callable[[Answer], bool]:
    """Each kind's area at least half over what was drawn, and no other kind of more than a speck."""
    drawn: dict[str, np.ndarray] = {}
    for shape in canvas.shapes:  # a later one lies over those before
        mask = canvas.mask(shape)
        drawn = {kind: before & ~mask for kind, before in drawn.items()}
        drawn[shape.kind] = drawn.get(shape.kind, np.zeros_like(mask)) | mask

    def judged(answer: Answer) -> bool:
        found = {row["label"]: np.asarray(row["mask"]) > 127 for row in answer.raw if row["label"] != "background"}
        others = [mask for kind, mask in found.items() if kind not in drawn and mask.mean() > SPECK]
        return not others and all(kind in found and overlap(found[kind], mask) >= 0.5 for kind, mask in drawn.items())

    return judged


def inputs(folder: Path) -> list[Input]:
    return [
        Input(name, {"image": canvas.save(folder / f"shapes_{number}", quality)}, right(canvas))
        for number, (name, canvas, quality) in enumerate(drawings())
    ]
