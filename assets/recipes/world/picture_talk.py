"""Talk about a board: questions with answers in a sentence, several in a row."""

import random

from assets.recipes.world.captions import article, caption, reading_order
from assets.recipes.world.grammar import capital
from assets.recipes.world.questions import SIDES, ask
from assets.recipes.world.scenes import COLOURS, SHAPES, SIZES, Scene, Thing

DESCRIBE = ["What is in the picture?", "Describe the picture.", "What do you see?", "What can you see in the picture?"]
BLIND = "I see no picture."
NAMES = [*SHAPES, *COLOURS, *SIZES]


def sentence(answer: str) -> str:
    """One of the answers to `ask`, as one says it."""
    if answer in COLOURS:
        return f"It is {answer}."
    if answer in SHAPES:
        return f"It is {article(answer)}."
    if answer.isdigit():
        return f"There {'is' if answer == '1' else 'are'} {answer}."
    return f"{capital(answer)}."


def exchange(rng: random.Random, board: Scene) -> tuple[str, str]:
    """A question about the board and the reply; one in eight asks for all that is there."""
    if rng.random() < 1 / 8:
        question, reply = rng.choice(DESCRIBE), f"{capital(caption(board))}."
    else:
        question, answer = ask(rng, board)
        question, reply = capital(question), sentence(answer)
    return question, reply


def fitting(board: Scene, text: str) -> list[Thing]:
    """The things, in reading order, that have every shape, colour and size that the text names."""
    named = [name for name in NAMES if name in text]
    return sorted((t for t in board.things if all(name in t.name for name in named)), key=reading_order)


def meant(board: Scene, question: str) -> list[Thing]:
    """The things that a question of `exchange` is about, in reading order: the reply says what they are, how many, or
    whether there is one. "Is the star left of the heart?" is about the star where it is, and else about nothing."""
    for side, distance in SIDES.items():
        if side in question:
            asked, beside = question.split(side)
            (other,) = fitting(board, beside)
            return [thing for thing in fitting(board, asked) if distance(thing, other) > 0]
    return fitting(board, question)
