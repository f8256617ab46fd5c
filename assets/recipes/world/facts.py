"""Facts that a child knows, each said in many ways. Held out are pairs of a fact and a way to say it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import NamedTuple

from assets.recipes.world.grammar import capital, key_values, lists, one_in_five, with_an


class Fact(NamedTuple):
    """A sentence that tells a fact, the word in it that is asked for, and what it is told of."""

    sentence: str
    answer: str
    key: str


@dataclass(frozen=True)
class Topic:
    """`pairs` holds (key, value) facts; `ways` says them with `{k}` and `{v}`, of which the value is asked for."""

    pairs: list[tuple[str, str]]
    ways: list[str]


TOPICS = {name: Topic(key_values(topic["pairs"]), topic["ways"]) for name, topic in lists("facts").items()}
OPPOSITES = list(TOPICS["opposite"].pairs)
TOPICS["opposite"].pairs.extend((value, key) for key, value in OPPOSITES)
# The ways say {k}s; these plurals are not so simple.
_PLURALS = {
    "mouses": "mice", "sheeps": "sheep", "childs": "children", "fishs": "fish", "octopuss": "octopuses", "buss": "buses",
    "butterflys": "butterflies", "babys": "babies", "potatos": "potatoes", "chesss": "games of chess",
    "tenniss": "tennis courts",
}  # fmt: skip
NUMBERS = [TOPICS["next number"].pairs[0][0], *(number for _, number in TOPICS["next number"].pairs)]


Row = tuple[str, str, str]
"""Key, value and a way to say them."""


def facts(held_out: bool) -> list[list[Row]]:
    """By topic all keys and values with all ways; a fifth of the pairs of fact and way is held out."""
    return [
        [
            (key, value, way)
            for key, value in topic.pairs
            for way in topic.ways
            if one_in_five(f"{name} {key} {value} {way}") == held_out
        ]
        for name, topic in TOPICS.items()
    ]


def say(key: str, value: str, way: str) -> Fact:
    many = key + "s"
    said = way.replace("{k}s", _PLURALS.get(many, many)).replace("{k}", key).replace("{v}", value)
    return Fact(capital(with_an(said)), value, key)


def draw(rng: random.Random, rows: list[list[Row]]) -> Fact:
    """One of `rows`, said; every topic comes equally often."""
    return say(*rng.choice(rng.choice(rows)))
