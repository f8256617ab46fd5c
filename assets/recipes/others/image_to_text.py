"""Captions of boards by another hand: right where size, colour and shape of all are named and what is said of their
places is true."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._scenes import Thing, board, captioned
from tasks.core.service import Answer

BOARDS: tuple[tuple[str, ...], ...] = (
    ("large blue circle 1 1",),
    ("small yellow star 0 2",),
    ("small red circle 2 0",),
    ("large green square 0 0",),
    ("large yellow triangle 2 1",),
    ("small blue square 1 0",),
    ("large red star 1 2",),
    ("large red circle 1 0", "small blue star 1 2"),
    ("small green triangle 0 1", "large yellow square 2 1"),
    ("large blue square 0 0", "large green circle 2 0"),
    ("small red star 2 1", "small yellow circle 2 2"),
    ("large green triangle 1 0", "large blue star 1 1"),
    ("small blue circle 0 0", "large red square 0 2"),
    ("large yellow star 0 2", "small green square 1 2"),
    ("small yellow triangle 2 0", "large green star 2 2"),
    ("large red triangle 0 1", "small blue triangle 1 1"),
    ("large blue circle 0 0", "small red square 0 1", "large yellow star 0 2"),
    ("small green star 0 1", "large red circle 1 1", "small blue square 2 1"),
    ("large yellow square 1 0", "small green circle 1 1", "large red triangle 1 2"),
    ("small red triangle 0 0", "large blue star 1 1", "small yellow circle 2 2"),
)


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, said in enumerate(BOARDS):
        path, things = board(folder / f"caption_{number}", number, *said)

        def right(answer: Answer, things: list[Thing] = things) -> bool:
            return captioned(answer.raw[0]["generated_text"], things)

        asked.append(Input("; ".join(said), {"image": path}, right))
    return asked
