"""Everyday facts with a word missing, as a stranger writes them."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

SENTENCES: tuple[tuple[str, set[str]], ...] = (
    ("The sky is [MASK].", {"blue", "grey", "gray"}),
    ("Grass is [MASK].", {"green"}),
    ("Snow is [MASK] and coal is black.", {"white"}),
    ("After Monday comes [MASK].", {"tuesday"}),
    ("The first month of the year is [MASK].", {"january"}),
    ("Tomorrow is Sunday, so today is [MASK].", {"saturday"}),
    ("Two plus two is [MASK].", {"four"}),
    ("A dog has [MASK] legs.", {"four"}),
    ("The opposite of big is [MASK].", {"small", "little", "tiny"}),
    ("[MASK] is the opposite of cold.", {"hot", "warm"}),
    ("Rome is the capital of [MASK].", {"italy"}),
    ("Madrid is the [MASK] of Spain.", {"capital"}),
    ("The capital city of Japan is [MASK].", {"tokyo"}),
    ("A [MASK] says meow.", {"cat", "kitten"}),
    ("Cows give us [MASK].", {"milk"}),
    ("A bird can [MASK].", {"fly", "sing"}),
    ("You cut paper with [MASK].", {"scissors"}),
    ("We hit a nail with a [MASK].", {"hammer"}),
    ("Windows are made of [MASK].", {"glass", "wood"}),
    ("A banana is [MASK] when it is ripe.", {"yellow"}),
)


def inputs(folder: Path) -> list[Input]:
    return [asked(text, words) for text, words in SENTENCES]


def asked(text: str, words: set[str]) -> Input:
    """The best guess must be one of these words."""

    def right(answer: Answer) -> bool:
        return str(answer.raw[0]["token_str"]).strip().lower() in words

    return Input(f"{text} ({', '.join(sorted(words))})", {"text": text}, right)
