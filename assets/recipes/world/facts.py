"""Facts that a child knows, each said in many ways. Held out are pairs of a fact and a way to say it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import NamedTuple

from assets.recipes.world.grammar import capital, key_values, lists, one_in_five, with_an


class Fact(NamedTuple):
    """A sentence that tells a fact, and the word in it that is asked for."""

    sentence: str
    answer: str


@dataclass(frozen=True)
class Topic:
    """`pairs` holds (key, value) facts; `ways` says them with `{k}` and `{v}`, of which the value is asked for."""

    pairs: list[tuple[str, str]]
    ways: list[str]


TOPICS = {name: Topic(key_values(topic["pairs"]), topic["ways"]) for name, topic in lists("facts").items()}
OPPOSITES = list(TOPICS["opposite"].pairs)
TOPICS["opposite"].pairs.extend((value, key) for key, value in OPPOSITES)
NUMBERS = [TOPICS["next number"].pairs[0][0], *(number for _, number in TOPICS["next number"].pairs)]


def facts(held_out: bool) -> list[tuple[Topic, str, str, str]]:
    """All (topic, key, value, way); a fifth of the pairs of fact and way is held out."""
    return [
        (topic, key, value, way)
        for name, topic in TOPICS.items()
        for key, value in topic.pairs
        for way in topic.ways
        if one_in_five(f"{name} {key} {value} {way}") == held_out
    ]


def say(key: str, value: str, way: str) -> Fact:
    return Fact(capital(with_an(way.replace("{k}", key).replace("{v}", value))), value)


def draw(rng: random.Random, rows: list[tuple[Topic, str, str, str]]) -> Fact:
    """One of `rows`, said; every topic comes equally often."""
    topic = rng.choice(list(TOPICS.values()))
    _, key, value, way = rng.choice([row for row in rows if row[0] is topic])
    return say(key, value, way)
