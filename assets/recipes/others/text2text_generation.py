"""Small jobs by prefix, on a stranger's words."""

import re
from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

# An order, and what is right as a regular expression, without case and the stop at the end.
JOBS = (
    ("plural: dog", "dogs"),
    ("plural: box", "boxes"),
    ("plural: baby", "babies"),
    ("plural: teacher", "teachers"),
    ("plural: child", "children"),
    ("opposite: hot", "cold|cool"),
    ("opposite: happy", "sad|unhappy"),
    ("opposite: open", "closed?|shut"),
    ("opposite: fast", "slow"),
    ("sort: 7 2 9", "2 7 9"),
    ("sort: 15, 3, 8, 21", "3,? 8,? 15,? 21"),
    ("sort: 40 12 5 33 8", "5 8 12 33 40"),
    ("count: one two three four", "4|four"),
    ("count: apple banana pear", "3|three"),
    ("count: the cat sat on the mat", "6|six"),
    ("polite: Close the window.", r"(please,? close the window|(could|can|would|will) you (please )?close the window(,? please)?)"),
    ("polite: Give me the salt", r"(please,? give me the salt|(could|can|would|will) you (please )?give me the salt(,? please)?)"),
    ("past: She walks to school.", "she walked to school"),
    ("past: I play football with my friends.", "i played football with my friends"),
    ("past: We go home.", "we went home"),
)  # fmt: skip


def inputs(folder: Path) -> list[Input]:
    return [asked(*each) for each in JOBS]


def asked(text: str, good: str) -> Input:
    def right(answer: Answer) -> bool:
        said = str(answer.raw[0]["generated_text"]).strip().lower().rstrip(".!?")
        return re.fullmatch(good, said) is not None

    return Input(f"{text} ({good})", {"text": text}, right)
