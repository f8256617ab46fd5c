"""Beginnings of stories by a stranger: the model must go on with them as one story."""

import re
from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

# A beginning, its hero by any name, and its thing.
BEGINNINGS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Once upon a time there was a little fox named Pip. He had a blue ball.", ("Pip", "fox"), "ball"),
    ("Once upon a time, there was a girl called Anna. She had a yellow kite.", ("Anna", "girl"), "kite"),
    ("Tom was a small boy. He had a green boat.", ("Tom", "boy"), "boat"),
    ("There was once a happy rabbit named Lola. Lola loved her red hat.", ("Lola", "rabbit"), "hat"),
    ("One day a bear named Bruno lost his brown hat in the forest.", ("Bruno", "bear"), "hat"),
    ("A young cat called Mimi found a pink ball in the garden.", ("Mimi", "cat"), "ball"),
    ("Lily had a purple umbrella. One day there was a storm.", ("Lily",), "umbrella"),
    ("Once there was a mouse. The mouse had a white cup.", ("mouse",), "cup"),
    ("Once upon a time there was a brave dog called Rex. He had a black drum.", ("Rex", "dog"), "drum"),
    ("Ben the frog had a magic blue stone.", ("Ben", "frog"), "stone"),
    ("Once upon a time there was a kind duck named Daisy. She had an orange scarf.", ("Daisy", "duck"), "scarf"),
    ("A boy named Leo had a red bike. His friend Nina had no bike.", ("Leo", "boy"), "bike"),
    ("Emma the owl had a green book. She wanted to share it.", ("Emma", "owl"), "book"),
    ("In a small house lived a hedgehog called Otto. He had a yellow lamp.", ("Otto", "hedgehog"), "lamp"),
    ("Sam was sad. He could not find his blue kite.", ("Sam",), "kite"),
    ("One morning a little girl named Zoe took her red balloon to the park.", ("Zoe", "girl"), "balloon"),
    ("Once upon a time there was a shy turtle called Tilly. She had a silver bell.", ("Tilly", "turtle"), "bell"),
    ("The wind was strong. A squirrel named Nico held his green kite.", ("Nico", "squirrel"), "kite"),
    ("once upon a time there was a pig named Paul. he had a pink car.", ("Paul", "pig"), "car"),
    ("A lion named Max found a golden key. It was magic!", ("Max", "lion"), "key"),
)
COLOURS = "red blue green yellow black white brown pink purple orange golden silver grey".split()


def inputs(folder: Path) -> list[Input]:
    return [asked(*each) for each in BEGINNINGS]


def asked(text: str, hero: tuple[str, ...], thing: str) -> Input:
    """What is new must be a story's rest: two sentences or more, the last one whole, none twice, no word twice in a row,
    of the same hero and the same thing, which keeps its colour."""
    colour = next((word for word in re.findall(r"\w+", text) if word in COLOURS), "")

    def right(answer: Answer) -> bool:
        new = str(answer.raw[0]["generated_text"]).removeprefix(text).strip()
        sentences = re.findall(r"[^.!?]+[.!?]", new)
        return (
            len(sentences) >= 2
            and new[-1] in '.!?"'
            and len(set(sentences)) == len(sentences)
            and not re.search(r"\b(\w+) \1\b|[a-z][A-Z]", new)
            and any(re.search(rf"\b{name}\b", new, re.IGNORECASE) for name in hero)
            and re.search(rf"\b{thing}\b", new) is not None
            and all(found == colour for found in re.findall(rf"\b({'|'.join(COLOURS)}) {thing}\b", new))
        )

    return Input(text, {"text": text}, right)
