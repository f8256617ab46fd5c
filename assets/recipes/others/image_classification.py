"""Digits written by another hand: strokes by pen, marker, chalk and mouse, on paper of many sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from assets.recipes.others import Input
from assets.recipes.others._drawing import Canvas, Points, bent, blurred
from tasks.core.service import Answer

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

# Every digit in two hands, its strokes in a box of width 1 and height 1.6.
STROKES: dict[str, list[Points]] = {
    "0": [bent((0.55, 0.02), (0.15, 0.3), (0.03, 0.8), (0.2, 1.4), (0.55, 1.58), (0.9, 1.3), (0.98, 0.75), (0.8, 0.2),
               (0.5, 0.02))],
    "0 round": [bent((0.4, 0.05), (0.02, 0.55), (0.1, 1.3), (0.5, 1.58), (0.93, 1.25), (0.98, 0.6), (0.72, 0.1),
                     (0.33, 0.1))],
    "1": [bent((0.5, 0), (0.5, 1.6))],
    "1 flag": [bent((0.15, 0.5), (0.6, 0.02)), bent((0.6, 0.02), (0.55, 1.6))],
    "2": [bent((0.05, 0.4), (0.25, 0.08), (0.65, 0.03), (0.92, 0.35), (0.75, 0.8), (0.05, 1.55)),
          bent((0.05, 1.55), (1, 1.52))],
    "2 loop": [bent((0.1, 0.35), (0.4, 0.02), (0.85, 0.2), (0.8, 0.7), (0.3, 1.35), (0.08, 1.5), (0.15, 1.3), (0.45, 1.4),
                    (0.75, 1.57), (1, 1.4))],
    "3": [bent((0.08, 0.2), (0.5, 0.02), (0.88, 0.3), (0.75, 0.62), (0.4, 0.75)),
          bent((0.4, 0.75), (0.9, 0.95), (0.92, 1.35), (0.5, 1.58), (0.05, 1.4))],
    "3 flat": [bent((0.1, 0.05), (0.9, 0.05)), bent((0.9, 0.05), (0.45, 0.62)),
               bent((0.45, 0.62), (0.85, 0.8), (0.95, 1.2), (0.6, 1.55), (0.1, 1.45))],
    "4": [bent((0.6, 0), (0.02, 1.05)), bent((0.02, 1.05), (1, 1.02)), bent((0.72, 0.55), (0.68, 1.6))],
    "4 open": [bent((0.12, 0.05), (0.06, 0.5), (0.1, 0.85)), bent((0.1, 0.85), (0.92, 0.8)), bent((0.85, 0.0), (0.8, 1.6))],
    "5": [bent((0.9, 0.04), (0.22, 0.06)), bent((0.22, 0.06), (0.14, 0.7)),
          bent((0.14, 0.7), (0.55, 0.58), (0.93, 0.85), (0.88, 1.32), (0.5, 1.58), (0.06, 1.42))],
    "5 one stroke": [bent((0.95, 0.02), (0.5, 0.05), (0.25, 0.1), (0.2, 0.4), (0.18, 0.66), (0.5, 0.6), (0.85, 0.8),
                          (0.9, 1.2), (0.6, 1.52), (0.1, 1.5))],
    "6": [bent((0.75, 0.02), (0.35, 0.4), (0.08, 1.0), (0.2, 1.45), (0.55, 1.58), (0.9, 1.3), (0.75, 0.95), (0.4, 0.92),
               (0.12, 1.15))],
    "6 tall": [bent((0.6, 0.0), (0.2, 0.6), (0.1, 1.2), (0.4, 1.58), (0.85, 1.4), (0.8, 1.0), (0.45, 0.88), (0.15, 1.1))],
    "7": [bent((0.05, 0.05), (0.95, 0.05)), bent((0.95, 0.05), (0.6, 0.7), (0.4, 1.6))],
    "7 crossed": [bent((0.05, 0.1), (0.92, 0.06)), bent((0.92, 0.06), (0.35, 1.58)), bent((0.25, 0.8), (0.85, 0.76))],
    "8": [bent((0.8, 0.25), (0.5, 0.02), (0.18, 0.25), (0.35, 0.62), (0.8, 0.95), (0.88, 1.35), (0.5, 1.58), (0.12, 1.3),
               (0.3, 0.9), (0.7, 0.6), (0.82, 0.28))],
    "8 two rings": [bent((0.5, 0.02), (0.2, 0.2), (0.22, 0.55), (0.5, 0.72), (0.78, 0.55), (0.8, 0.2), (0.5, 0.02)),
                    bent((0.5, 0.72), (0.1, 0.95), (0.1, 1.4), (0.5, 1.58), (0.9, 1.4), (0.9, 0.95), (0.5, 0.72))],
    "9": [bent((0.85, 0.25), (0.5, 0.03), (0.12, 0.3), (0.25, 0.72), (0.65, 0.72), (0.87, 0.3)),
          bent((0.87, 0.3), (0.85, 1.0), (0.75, 1.6))],
    "9 hook": [bent((0.88, 0.35), (0.55, 0.02), (0.12, 0.25), (0.2, 0.68), (0.6, 0.75), (0.88, 0.4), (0.92, 0.9),
                    (0.75, 1.45), (0.35, 1.58), (0.1, 1.4))],
}  # fmt: skip

# Hand, width and height of the picture, ground, ink, pen in shares of the digit's height, digit's height in shares of the
# picture's, middle (shares), slant, how much wider, paper's grain, blur of a shaky camera, JPEG quality or 0 for PNG.
Written = tuple[str, int, int, str, str, float, float, tuple[float, float], float, float, float, float, int]
WRITTEN: tuple[Written, ...] = (
    ("0", 400, 400, "white", "black", 0.06, 0.7, (0.5, 0.5), 0.1, 1.0, 0, 0, 0),
    ("0 round", 640, 480, "#1d2b24", "#eef2ea", 0.09, 0.62, (0.46, 0.52), 0.0, 1.2, 6, 0.8, 85),
    ("1", 96, 128, "white", "#1a2a8c", 0.09, 0.75, (0.5, 0.5), 0.15, 1.0, 0, 0, 0),
    ("1 flag", 800, 600, "#f4f1e6", "#222222", 0.05, 0.72, (0.52, 0.5), 0.05, 0.9, 3, 0.6, 80),
    ("2", 300, 300, "white", "#d01818", 0.1, 0.74, (0.5, 0.5), 0.05, 1.0, 0, 0, 0),
    ("2 loop", 1200, 900, "white", "black", 0.045, 0.66, (0.48, 0.5), 0.12, 1.05, 2, 1.0, 90),
    ("3", 128, 128, "black", "white", 0.12, 0.78, (0.52, 0.5), 0.0, 0.95, 0, 0, 0),
    ("3 flat", 500, 700, "#fdfdf8", "#20306a", 0.07, 0.6, (0.5, 0.45), 0.1, 1.1, 2, 0.8, 75),
    ("4", 280, 280, "white", "black", 0.08, 0.72, (0.5, 0.5), 0.0, 1.0, 0, 0, 0),
    ("4 open", 720, 720, "#203040", "#ffe98a", 0.1, 0.66, (0.5, 0.53), 0.08, 1.1, 4, 0, 88),
    ("5", 640, 640, "#e8f0ff", "#101040", 0.08, 0.7, (0.5, 0.5), 0.06, 1.0, 0, 0, 0),
    ("5 one stroke", 450, 600, "#fafafa", "#333333", 0.06, 0.6, (0.54, 0.48), 0.15, 0.95, 2, 0.7, 82),
    ("6", 200, 260, "white", "#136b2d", 0.1, 0.74, (0.5, 0.5), 0.0, 1.0, 0, 0, 0),
    ("6 tall", 900, 900, "#181818", "#f5f5f5", 0.07, 0.68, (0.48, 0.5), 0.1, 0.9, 3, 0.8, 90),
    ("7", 64, 64, "white", "black", 0.11, 0.78, (0.5, 0.5), 0.0, 1.0, 0, 0, 0),
    ("7 crossed", 1000, 750, "#f7f3e8", "#23235a", 0.06, 0.64, (0.52, 0.5), 0.08, 1.1, 3, 1.0, 80),
    ("8", 360, 480, "white", "#c02090", 0.09, 0.66, (0.5, 0.5), 0.1, 1.0, 0, 0, 0),
    ("8 two rings", 600, 600, "#0c4a3a", "white", 0.08, 0.7, (0.5, 0.48), 0.0, 0.95, 5, 0.7, 85),
    ("9", 320, 320, "#fff7d6", "black", 0.1, 0.7, (0.48, 0.5), 0.05, 1.0, 0, 0, 0),
    ("9 hook", 700, 500, "white", "#303030", 0.06, 0.7, (0.5, 0.5), 0.12, 1.05, 2, 0.8, 78),
)


def write(row: Written, path: Path) -> str:
    hand, width, height, ground, ink, pen, tall, middle, slant, wider, grain, blur, quality = row
    strokes = STROKES[hand]
    every = np.concatenate(strokes)
    centre = (every.min(axis=0) + every.max(axis=0)) / 2
    scale = tall * height / 1.6
    canvas = Canvas(width, height, ground, soft=bool(grain))
    for stroke in strokes:
        x, y = ((stroke - centre) * (wider, 1)).T
        points = np.stack([x - slant * y, y], axis=1) * scale + (middle[0] * width, middle[1] * height)
        canvas.line(points.tolist(), ink, pen * tall * height)
    if blur:
        canvas.image = blurred(canvas.image, blur * canvas.times)
    canvas.grain = grain
    return canvas.save(path, quality)


def says(name: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.raw[0]["label"] == name


def inputs(folder: Path) -> list[Input]:
    return [
        Input(
            f"{row[0]}, {row[4]} on {row[3]}, {row[1]} x {row[2]}",
            {"image": write(row, folder / f"digit_{number}")},
            says(NAMES[int(row[0][0])]),
        )
        for number, row in enumerate(WRITTEN)
    ]
