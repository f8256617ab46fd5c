"""Small helpers for grammars of templates: reading word lists, filling slots, writing as people type."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

_SLOT = re.compile(r"\{(\w+)\}")


def lists(name: str) -> Any:
    """The word lists and templates in `words/<name>.json`: a mapping of names to lists, nested where the world is."""
    return json.loads((Path(__file__).parent / "words" / f"{name}.json").read_text(encoding="utf-8"))


def key_values(pairs: Sequence[str]) -> list[tuple[str, str]]:
    """The (key, value) of entries such as "polar bear white", whose last word is the value."""
    return [(key, value) for key, _, value in (pair.rpartition(" ") for pair in pairs)]


def split(items: Sequence[str], held_out: float = 0.2, seed: int = 7) -> tuple[list[str], list[str]]:
    """Splits a word list into a part for training and a part that training never sees."""
    unique = list(dict.fromkeys(items))
    random.Random(seed).shuffle(unique)
    cut = round(len(unique) * held_out)
    return unique[cut:], unique[:cut]


def one_in_five(text: str) -> bool:
    """Whether a text is held out by its checksum: the same ones for ever, whoever draws them."""
    return crc32(text.encode()) % 5 == 0


def fill(template: str, slots: Mapping[str, Sequence[str] | Callable[[random.Random], str]], rng: random.Random) -> str:
    """Replaces every `{slot}` by a draw of its own from the slot's list (or maker), then mends "a" before a vowel."""

    def draw(match: re.Match[str]) -> str:
        source = slots[match.group(1)]
        return source(rng) if callable(source) else rng.choice(source)

    return with_an(_SLOT.sub(draw, template))


def with_an(text: str) -> str:
    """Writes "an" for "a" before a vowel letter."""
    return re.sub(r"\b([Aa]) (?=[aeiouAEIOU])", r"\1n ", text)


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def as_typed(text: str, rng: random.Random, share: float = 0.3, loud: bool = True) -> str:
    """With a chance of `share`, the text as typed: no full stop, no capitals, "!", or (if `loud`) all capitals."""
    if rng.random() >= share:
        return text
    way = rng.randrange(4 if loud else 3)
    if way == 0:
        return text.rstrip(".")
    if way == 1:
        return text.lower().rstrip(".")
    if way == 2:
        return text.rstrip(".") + "!"
    return text.upper()


def listed(items: Sequence[str]) -> str:
    """Joins "a, b and c"."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
