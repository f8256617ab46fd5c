"""A chat about boards by another hand; half of the questions come after others."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._scenes import SHAPES, board, names, said_of
from tasks.core.service import Answer

Right = Callable[[str], bool]


def yes(reply: str) -> bool:
    return reply.lower().startswith("yes")


def no(reply: str) -> bool:
    return reply.lower().startswith("no")


def number(*words: str) -> Right:
    """The number in figures or in words, and no other."""
    known = "one two three four five six seven eight nine".split()

    def right(reply: str) -> bool:
        found = [word for word in re.findall(r"[a-z]+|\d", reply.lower()) if word.isdigit() or word in known]
        return bool(found) and set(found) <= set(words)

    return right


def things(*expected: str) -> Right:
    """Just these are named, as often."""
    return lambda reply: names(reply, *expected)


def one_of(*expected: str) -> Right:
    """A thing by its shape, or by colour and shape."""
    return lambda reply: any(names(reply, each) for each in expected)


def colour(expected: str) -> Right:
    """It is named, and of shapes at most one."""
    return lambda reply: said_of(reply)[expected] == 1 and not set(said_of(reply)) - {expected, *SHAPES}


ASKED: tuple[tuple[tuple[str, ...], tuple[str, ...], Right], ...] = (
    (("large blue circle 1 1",), ("What is there?",), things("blue circle")),
    (("small red star 0 0", "large green square 2 2"), ("What do you see?",), things("red star", "green square")),
    (("large yellow triangle 0 2", "small blue square 1 0"), ("What is on the board?",), things("yellow triangle", "blue square")),
    (("large red circle 0 0", "small red square 1 1", "large blue star 2 2"), ("How many shapes are there?",), number("3", "three")),
    (("large green star 0 1", "small yellow star 2 0", "large red circle 2 2", "small blue square 0 2"),
     ("How many shapes are there?",), number("4", "four")),
    (("small blue circle 1 0", "large blue triangle 1 2"), ("How many shapes do you see?",), number("2", "two")),
    (("large green triangle 1 1", "small red circle 0 0"), ("What colour is the triangle?",), colour("green")),
    (("large yellow circle 2 1",), ("What color is the circle?",), colour("yellow")),
    (("small red square 0 2", "large blue star 2 0"), ("What colour is the square?",), colour("red")),
    (("large blue square 0 0", "small green star 0 2"), ("What is left of the star?",), one_of("square", "blue square")),
    (("large red triangle 1 0", "small yellow circle 1 1"), ("What is left of the circle?",), one_of("triangle", "red triangle")),
    (("small green circle 2 2", "large blue triangle 0 0"), ("Do you see a blue triangle?",), yes),
    (("large red star 1 1", "small yellow square 2 1"), ("Is there a green circle?",), no),
    (("large blue star 0 1", "small red circle 2 1"), ("Hello!", "Hello!", "What colour is the star?"), colour("blue")),
    (("small yellow triangle 0 0", "large green square 1 2"), ("How many shapes are there?", "2.", "What is green?"), one_of("square", "green square")),
    (("large red square 2 0", "small blue circle 0 0"), ("What is red?", "It is a square.", "What is blue?"), one_of("circle", "blue circle")),
    (("large green circle 1 0", "small red triangle 1 2"), ("Do you see a red triangle?", "Yes.", "What is left of the triangle?"), one_of("circle", "green circle")),
    (("large yellow star 0 0", "small blue triangle 2 2", "large red circle 0 2"), ("Do you see a green star?", "No.", "What colour is the star?"), colour("yellow")),
    (("small blue star 1 1",), ("What is blue?", "It is a star.", "Is there a red star?"), no),
    (("large green triangle 2 0", "small yellow square 0 1", "large blue circle 2 2"), ("What is green?", "It is a triangle.", "Do you see a yellow square?"), yes),
)  # fmt: skip


def inputs(folder: Path) -> list[Input]:
    asked = []
    for count, (said, talk, judged) in enumerate(ASKED):
        path, _ = board(folder / f"chat_{count}", (3 * count + 11) % 20, *said)
        messages = [{"role": "assistant" if i % 2 else "user", "content": each} for i, each in enumerate(talk)]

        def right(answer: Answer, judged: Right = judged) -> bool:
            return judged(str(answer.headline))

        asked.append(Input(f"{'; '.join(said)}: {talk[-1]}", {"image": path, "messages": messages}, right))
    return asked
