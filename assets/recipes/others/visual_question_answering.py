"""Questions about boards by another hand, answered in one word."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._scenes import board
from tasks.core.service import Answer

ASKED: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("how many 3", "How many shapes are there?", "3 three",
     ("large red circle 0 0", "small blue star 1 2", "large green square 2 1")),
    ("how many 1", "How many shapes are on the board?", "1 one", ("large yellow star 1 1",)),
    ("how many 4", "How many shapes can you see?", "4 four",
     ("small red square 0 0", "large blue circle 0 2", "small green star 2 0", "large yellow triangle 2 2")),
    ("circles of three things", "How many circles are there?", "2 two",
     ("large blue circle 0 1", "small red circle 1 0", "large green star 2 2")),
    ("red of four things", "How many red shapes are there?", "1 one",
     ("large red triangle 1 1", "small blue triangle 0 2", "small yellow circle 2 0", "large green square 0 0")),
    ("colour of a star", "What colour is the star?", "blue", ("small blue star 0 2", "large red circle 1 0")),
    ("colour, American", "What color is the square?", "yellow", ("large yellow square 2 0", "small green circle 0 1")),
    ("colour of a small one", "What colour is the triangle?", "green",
     ("small green triangle 1 1", "large red star 0 0", "large blue square 2 2")),
    ("colour of the only one", "What colour is the circle?", "red", ("large red circle 2 1",)),
    ("shape of the blue", "What shape is blue?", "triangle", ("large blue triangle 0 0", "small yellow square 2 1")),
    ("shape of the green", "What shape is the green one?", "star", ("small green star 1 0", "large red square 1 2")),
    ("shape of the yellow", "Which shape is yellow?", "circle",
     ("large yellow circle 0 2", "small blue square 1 1", "large green triangle 2 0")),
    ("is there, yes", "Is there a red star?", "yes", ("small red star 2 2", "large blue circle 0 0")),
    ("is there, no", "Is there a blue circle?", "no", ("large blue square 1 1", "small red circle 0 2")),
    ("is there of a kind, yes", "Is there a triangle?", "yes",
     ("large green triangle 2 1", "small yellow star 0 0", "large red square 0 2")),
    ("is there of a colour, no", "Is there a green shape?", "no", ("large red circle 1 0", "small blue triangle 1 2")),
    ("left of the star", "What is left of the star?", "square",
     ("large blue square 1 0", "small red star 1 2")),
    ("left of the red circle", "What is left of the red circle?", "triangle",
     ("small yellow triangle 0 0", "large red circle 0 2")),
    ("left of the square, near", "What is left of the square?", "circle",
     ("large blue circle 2 0", "large green square 2 1")),
    ("left of the green triangle", "What is left of the green triangle?", "star",
     ("large yellow star 0 1", "small green triangle 0 2", "small red square 2 2")),
)  # fmt: skip


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (name, question, expected, said) in enumerate(ASKED):
        path, _ = board(folder / f"question_{number}", (7 * number + 3) % 20, *said)

        def right(answer: Answer, expected: str = expected) -> bool:
            return answer.raw[0]["answer"].lower().strip(" .") in expected.split()

        asked.append(Input(f"{name} ({question} {expected})", {"image": path, "question": question}, right))
    return asked
