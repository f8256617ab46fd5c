"""Talk about a board: questions with answers in a sentence, several in a row."""

import random

from assets.recipes.world.captions import article, caption
from assets.recipes.world.questions import ask
from assets.recipes.world.scenes import COLOURS, SHAPES, Scene

DESCRIBE = ["What is in the picture?", "Describe the picture.", "What do you see?", "What can you see in the picture?"]
BLIND = "I see no picture."


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
