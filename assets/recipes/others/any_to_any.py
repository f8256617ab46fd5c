"""A picture and a question in one message: other boards and other orders of words than those of the chat."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._scenes import board
from assets.recipes.others.image_text_to_text import Right, colour, no, number, one_of, things, yes
from tasks.core.service import Answer

ASKED: tuple[tuple[tuple[str, ...], str, Right], ...] = (
    (("large green star 0 0",), "What do you see?", things("green star")),
    (("small yellow square 2 2",), "What is in the picture?", things("yellow square")),
    (("small blue triangle 1 2", "large red circle 0 1"), "What is there?", things("blue triangle", "red circle")),
    (("large yellow circle 0 0", "small green star 2 1"), "What do you see?", things("yellow circle", "green star")),
    (("large blue star 1 0", "large red square 1 1", "small green circle 2 2"), "How many shapes are there?", number("3", "three")),
    (("small red triangle 2 1",), "How many shapes do you see?", number("1", "one")),
    (("large blue circle 0 2", "small blue star 1 1", "large yellow square 2 0", "small red triangle 0 0"),
     "How many shapes can you see?", number("4", "four")),
    (("large red star 2 0", "small green triangle 0 2"), "What colour is the star?", colour("red")),
    (("small blue circle 1 1", "large yellow triangle 0 0"), "What color is the circle?", colour("blue")),
    (("large green square 1 2", "small red star 1 0", "large yellow circle 2 1"), "What colour is the square?", colour("green")),
    (("small yellow star 0 1", "large blue square 2 1"), "What is yellow?", one_of("star", "yellow star")),
    (("large red circle 2 2", "large green triangle 0 0"), "What is green?", one_of("triangle", "green triangle")),
    (("small red circle 0 0", "large blue square 1 1", "small yellow triangle 2 2"), "What is blue?", one_of("square", "blue square")),
    (("large yellow triangle 2 0", "small blue circle 2 2"), "What is left of the circle?", one_of("triangle", "yellow triangle")),
    (("small green circle 0 0", "large red star 0 1"), "What is left of the star?", one_of("circle", "green circle")),
    (("large blue star 1 0", "small yellow square 1 2"), "What is left of the square?", one_of("star", "blue star")),
    (("large red square 0 1", "small green circle 2 0"), "Do you see a red square?", yes),
    (("small blue star 2 2", "large yellow circle 1 0"), "Is there a yellow circle?", yes),
    (("large green triangle 1 1", "small red circle 0 2"), "Do you see a green circle?", no),
    (("large blue square 0 0", "small yellow star 1 2"), "Is there a red triangle?", no),
)  # fmt: skip


def inputs(folder: Path) -> list[Input]:
    asked = []
    for count, (said, question, judged) in enumerate(ASKED):
        path, _ = board(folder / f"any_{count}", (9 * count + 6) % 20, *said)

        def right(answer: Answer, judged: Right = judged) -> bool:
            return judged(answer.outputs["text"])

        asked.append(Input(f"{'; '.join(said)}: {question}", {"image": path, "text": question}, right))
    return asked
