"""Boards of somebody else's: a shape, and among others the same shape in another colour and size, on another field."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._drawing import Board, Thing
from tasks.core.service import Answer
from tasks.vision.image_feature_extraction import similarities

PLAIN = Board(300, 300)
RULED = Board(400, 400, "#fff8e8", "#6a6050", 4, grain=2)
FRAMED = Board(360, 360, lines="black", pen=2, frame=True, margin=4)
BLUE = Board(500, 500, "#e6f0ff", "#7888a0", 5)
HARD = Board(192, 192, lines="#404040", pen=2, soft=False)
GREEN = Board(256, 256, "#e8f6ea", "#688a6c", 3)
LARGE = Board(900, 900, "#fafafa", "#303030", 7)

# The first picture, the one of the same shape, and the others.
Compared = tuple[tuple[Board, Thing], tuple[Board, Thing], tuple[tuple[Board, Thing], ...]]
T = Thing
COMPARED: tuple[Compared, ...] = (
    ((PLAIN, T("red", "circle", 0, 0)), (PLAIN, T("blue", "circle", 2, 1)),
     ((PLAIN, T("red", "square", 1, 1)), (PLAIN, T("red", "star", 0, 0)))),
    ((PLAIN, T("blue", "star", 1, 1)), (RULED, T("yellow", "star", 0, 2)),
     ((PLAIN, T("blue", "triangle", 1, 1)), (RULED, T("blue", "heart", 2, 2)))),
    ((RULED, T("green", "heart", 2, 0)), (FRAMED, T("red", "heart", 0, 1, 0.6)),
     ((RULED, T("green", "circle", 2, 0)), (PLAIN, T("green", "square", 1, 2)))),
    ((FRAMED, T("orange", "square", 0, 1)), (BLUE, T("purple", "square", 2, 2, 0.5)),
     ((FRAMED, T("orange", "triangle", 0, 1)), (BLUE, T("orange", "circle", 0, 0)))),
    ((BLUE, T("pink", "triangle", 1, 2)), (PLAIN, T("black", "triangle", 0, 0, 0.6)),
     ((BLUE, T("pink", "star", 1, 2)), (PLAIN, T("pink", "heart", 2, 0)))),
    ((HARD, T("black", "star", 0, 0)), (GREEN, T("red", "star", 2, 2)),
     ((HARD, T("black", "square", 0, 0)), (GREEN, T("black", "triangle", 1, 1)))),
    ((GREEN, T("purple", "circle", 2, 2, 0.5)), (PLAIN, T("purple", "circle", 0, 1, 0.9)),
     ((GREEN, T("purple", "heart", 2, 2, 0.5)), (PLAIN, T("purple", "square", 1, 0)))),
    ((LARGE, T("red", "heart", 1, 0)), (PLAIN, T("blue", "heart", 1, 2)),
     ((LARGE, T("red", "star", 1, 0)), (LARGE, T("red", "circle", 2, 0)))),
    ((PLAIN, T("yellow", "square", 2, 1)), (GREEN, T("green", "square", 0, 0, 0.6, 20)),
     ((PLAIN, T("yellow", "circle", 2, 1)), (GREEN, T("yellow", "star", 0, 0)))),
    ((RULED, T("black", "circle", 1, 1)), (RULED, T("pink", "circle", 0, 2)),
     ((RULED, T("black", "heart", 1, 1)), (RULED, T("black", "triangle", 0, 2)))),
    ((FRAMED, T("blue", "triangle", 2, 0, 0.8)), (LARGE, T("green", "triangle", 1, 1, 0.5, 10)),
     ((FRAMED, T("blue", "square", 2, 0)), (LARGE, T("blue", "star", 1, 1)))),
    ((PLAIN, T("orange", "star", 0, 2, shaky=0.015)), (BLUE, T("purple", "star", 2, 0)),
     ((PLAIN, T("orange", "heart", 0, 2)), (BLUE, T("orange", "circle", 2, 0)))),
    ((BLUE, T("red", "square", 0, 0, 0.8)), (HARD, T("black", "square", 1, 1, 0.6)),
     ((BLUE, T("red", "heart", 0, 0)), (HARD, T("red", "triangle", 1, 1)), (PLAIN, T("red", "circle", 2, 2)))),
    ((GREEN, T("orange", "heart", 1, 2)), (RULED, T("pink", "heart", 0, 0)),
     ((GREEN, T("orange", "star", 1, 2)), (RULED, T("orange", "square", 0, 0)), (PLAIN, T("orange", "triangle", 2, 1)))),
    ((PLAIN, T("green", "triangle", 1, 0)), (FRAMED, T("red", "triangle", 2, 2, 0.9)),
     ((PLAIN, T("green", "circle", 1, 0)), (FRAMED, T("green", "star", 2, 2)), (BLUE, T("green", "heart", 0, 1)))),
    ((LARGE, T("blue", "circle", 0, 1, 0.6)), (RULED, T("orange", "circle", 2, 0)),
     ((LARGE, T("blue", "square", 0, 1)), (RULED, T("blue", "heart", 2, 0)), (PLAIN, T("blue", "star", 1, 1)))),
    ((HARD, T("purple", "heart", 2, 1)), (PLAIN, T("green", "heart", 1, 1, 0.9)),
     ((HARD, T("purple", "circle", 2, 1)), (PLAIN, T("purple", "triangle", 1, 1)))),
    ((PLAIN, T("red", "star", 2, 2, edge="black")), (GREEN, T("blue", "star", 0, 1, 0.8, edge="black")),
     ((PLAIN, T("red", "square", 2, 2, edge="black")), (GREEN, T("red", "heart", 0, 1, edge="black")))),
    ((RULED, T("pink", "square", 1, 0, 0.6)), (LARGE, T("black", "square", 2, 1)),
     ((RULED, T("pink", "triangle", 1, 0)), (LARGE, T("pink", "circle", 2, 1)))),
    ((FRAMED, T("yellow", "triangle", 0, 0, edge="black")), (GREEN, T("purple", "triangle", 1, 2)),
     ((FRAMED, T("yellow", "heart", 0, 0, edge="black")), (GREEN, T("yellow", "square", 1, 2, edge="black")))),
)  # fmt: skip


def nearest(answer: Answer) -> bool:
    """Whether the first picture's vector is nearest to that of the second, which shows the same shape."""
    return int(similarities(answer.raw)[0, 1:].argmax()) == 0


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (first, same, others) in enumerate(COMPARED):
        things = [first, same, *others]
        images = [
            board.canvas([thing]).save(folder / f"board_{number}_{place}")
            for place, (board, thing) in enumerate(things)
        ]
        name = ", ".join(f"{thing.colour} {thing.kind}" for _, thing in things)
        asked.append(Input(f"{name}: the first two belong together", {"images": images, "pool": True}, nearest))
    return asked
