"""Drawings of other things than the usual shapes, clicked on or cut out all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from assets.recipes.others import Input
from assets.recipes.others._drawing import Canvas, Mask, Shape, overlap
from tasks.core.service import Answer
from tasks.vision.mask_generation import ranked

ALL = None


def drawings() -> list[tuple[str, Canvas, int | None, int]]:
    """What is drawn, the drawing, which of its shapes is clicked (or all are wanted), and the JPEG quality."""
    paper = "white"
    return [
        ("a red circle on white", Canvas(400, 400, paper).put(Shape("circle", "#e02020", 220, 180, 90)), 0, 0),
        ("an arrow", Canvas(500, 300, "#fff8e0").put(Shape("arrow", "#2060c0", 240, 150, 130)), 0, 0),
        ("a house among others",
         Canvas(640, 480, paper).put(Shape("house", "#c07030", 190, 240, 120), Shape("circle", "#f0c000", 500, 110, 60)), 0,
         0),
        ("a moon on dark blue", Canvas(360, 360, "#182038").put(Shape("moon", "#f8f0b0", 190, 180, 110)), 0, 0),
        ("a cross on squared paper",
         Canvas(480, 480, paper).squared(24, "#d8e4f0").put(Shape("cross", "#30a060", 230, 250, 110, 12)), 0, 85),
        ("the smaller of two stars",
         Canvas(600, 400, "#eef6ff").put(Shape("star", "#e06020", 190, 200, 130), Shape("star", "#e06020", 460, 220, 70)), 1,
         0),
        ("a drop by hand", Canvas(400, 600, "#fdfdf6", grain=3).put(Shape("drop", "#3080e0", 200, 310, 170, shaky=0.02)), 0,
         80),
        ("a black triangle, hard pixels", Canvas(128, 128, paper, soft=False).put(Shape("triangle", "black", 70, 66, 36)), 0,
         0),
        ("a heart with an edge", Canvas(300, 300, "#f0e6fa").put(Shape("heart", "#ff5080", 150, 155, 90, edge="#702030", pen=3)),
         0, 0),
        ("a hexagon that half lies under a kite",
         Canvas(500, 500, paper).put(Shape("hexagon", "#8040b0", 220, 230, 120), Shape("kite", "#f0b020", 330, 290, 110, 20)),
         0, 0),
        ("a corner on a change of light",
         Canvas(720, 540, "#ffffff", down="#c8d8e8").put(Shape("corner", "#b03040", 350, 270, 150, -15)), 0, 88),
        ("white on green", Canvas(420, 320, "#207040").put(Shape("square", "#f8f8f8", 200, 160, 70, 30)), 0, 0),
        ("a small circle in a wide picture",
         Canvas(1200, 600, "#f8f4ec", grain=2).put(Shape("circle", "#208080", 860, 240, 60), Shape("square", "#a04020", 300, 330, 120)),
         0, 85),
        ("a pale shape on pale paper", Canvas(320, 320, "#fafafa").put(Shape("rectangle", "#b8d0ec", 160, 150, 110, -8)), 0, 0),
        ("everything: three shapes on white",
         Canvas(600, 400, paper).put(
             Shape("circle", "#e03030", 120, 200, 80), Shape("square", "#3050d0", 310, 200, 85),
             Shape("triangle", "#30a040", 490, 200, 85)), ALL, 0),
        ("everything: two on cream",
         Canvas(400, 400, "#fff6e0").put(Shape("star", "#d08000", 120, 130, 85), Shape("heart", "#c02060", 280, 280, 85)), ALL,
         0),
        ("everything: four on pale blue",
         Canvas(512, 512, "#e0ecfa").put(
             Shape("cross", "#c04040", 130, 130, 80), Shape("moon", "#806000", 380, 130, 85),
             Shape("house", "#407040", 130, 380, 90), Shape("hexagon", "#604090", 380, 380, 85)), ALL, 0),
        ("everything: one arrow", Canvas(300, 240, "#f4f4f4").put(Shape("arrow", "#202020", 150, 120, 85)), ALL, 0),
        ("everything: three by hand, JPEG",
         Canvas(800, 600, "#fbf8f0", grain=3).put(
             Shape("circle", "#e08020", 200, 200, 110, shaky=0.02), Shape("triangle", "#2080b0", 580, 210, 120, shaky=0.02),
             Shape("square", "#903080", 380, 450, 100, 8, shaky=0.02)), ALL, 80),
        ("everything: light on dark",
         Canvas(360, 360, "#303848").put(Shape("star", "#ffe060", 110, 120, 70), Shape("circle", "#80e0a0", 250, 240, 65)), ALL,
         0),
    ]  # fmt: skip


def seen(canvas: Canvas) -> list[Mask]:
    """Where each shape can be seen, those over it taken away."""
    masks: list[Mask] = []
    for shape in canvas.shapes:
        new = canvas.mask(shape)
        masks = [*(mask & ~new for mask in masks), new]
    return masks


def right(canvas: Canvas, clicked: int | None) -> Callable[[Answer], bool]:
    """The mask shown first lies over the clicked shape by half; or each shape has such a mask among all."""
    masks = seen(canvas)

    def judged(answer: Answer) -> bool:
        found = [np.asarray(answer.raw["masks"][place]) for place, _, _ in ranked(answer.raw)]
        if clicked is not ALL:
            return bool(found) and overlap(found[0], masks[clicked]) >= 0.5
        return all(any(overlap(each, mask) >= 0.5 for each in found) for mask in masks)

    return judged


def click(mask: Mask) -> str:
    """A click well within a shape, not at its very middle: of its pixels, one that is far from the edge."""
    from scipy.ndimage import distance_transform_edt

    inner = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    rows, columns = np.nonzero(inner >= 0.6 * inner.max())
    place = len(rows) // 3
    return f"{columns[place]},{rows[place]}"


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (name, canvas, clicked, quality) in enumerate(drawings()):
        fields = {"image": canvas.save(folder / f"things_{number}", quality)}
        if clicked is not ALL:
            fields["points"] = click(seen(canvas)[clicked])
        asked.append(Input(name, fields, right(canvas, clicked)))
    return asked
