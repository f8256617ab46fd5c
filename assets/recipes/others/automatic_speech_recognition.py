"""Sentences about shapes, digits and requests by another hand's speakers: right with at most a word in five wrong."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._speech import SPEAKERS, say, word_errors
from tasks.core.service import Answer

WRONG = 0.2  # of the words of a sentence, at most
SENTENCES = (
    "the red circle is left of the blue square",
    "the small green triangle is above the yellow star",
    "one two three four five",
    "seven zero nine two",
    "please close the window",
    "please turn on the light in the kitchen",
    "how is the weather in London today",
    "what time is it",
    "where is the school",
    "the large blue circle is right of the red star",
    "please open the door",
    "four six eight",
    "the yellow square is below the green circle",
    "please turn off the music",
    "the large red triangle is above the small blue circle",
    "eight one zero three",
    "please open the window in the school",
    "how is the weather in Paris today",
    "the blue star is left of the small yellow square",
    "nine five two seven six",
)


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, sentence in enumerate(SENTENCES):
        path = say(folder / f"sentence_{number}", sentence, number)

        def right(answer: Answer, sentence: str = sentence) -> bool:
            return word_errors(sentence, answer.raw["text"]) <= WRONG

        asked.append(Input(f"{sentence}, {SPEAKERS[number].voice}", {"audio": path}, right))
    return asked
