"""Meanings that can be said in several ways, with synonyms and other word order. Held out are meanings."""

from __future__ import annotations

import random
from typing import NamedTuple

from assets.recipes.world.grammar import capital, lists, one_in_five, with_an


class Meaning(NamedTuple):
    """Who (of what kind of mind) did what to which thing, where and when; each an index of synonyms."""

    who: int
    mood: int
    deed: int
    thing: int
    place: int
    time: int


_LISTS = lists("paraphrases")
WHO, MOOD, THING, PLACE, TIME = (_LISTS[key] for key in ("who", "mood", "thing", "place", "time"))
DEED = [[form.split("/") for form in forms] for forms in _LISTS["deed"]]  # past, past participle
_SIZES = tuple(map(len, (WHO, MOOD, DEED, THING, PLACE, TIME)))


def meaning(rng: random.Random, held_out: bool = False) -> Meaning:
    """A meaning from the seen or the unseen side (one in five)."""
    while True:
        found = Meaning(*(rng.randrange(size) for size in _SIZES))
        if one_in_five(repr(tuple(found))) == held_out:
            return found


def near(m: Meaning, rng: random.Random) -> Meaning:
    """A meaning that differs from `m` in one or two points only."""
    parts = list(m)
    for i in rng.sample(range(len(parts)), rng.choice([1, 2])):
        parts[i] = rng.choice([other for other in range(_SIZES[i]) if other != parts[i]])
    return Meaning(*parts)


def say(m: Meaning, rng: random.Random) -> str:
    """The meaning in words drawn from its synonyms, in one of five orders."""
    who, mood = rng.choice(WHO[m.who]), rng.choice(MOOD[m.mood])
    past, done = rng.choice(DEED[m.deed])
    thing, place, time = rng.choice(THING[m.thing]), rng.choice(PLACE[m.place]), rng.choice(TIME[m.time])
    a = rng.choice(["the", "a"])
    way = rng.randrange(5)
    if way == 0:
        text = f"{a} {mood} {who} {past} the {thing} {place} {time}"
    elif way == 1:
        text = f"{time}, {a} {mood} {who} {past} the {thing} {place}"
    elif way == 2:
        text = f"the {thing} was {done} by {a} {mood} {who} {place} {time}"
    elif way == 3:
        text = f"{place}, the {thing} was {done} {time} by {a} {who} who was {mood}"
    else:
        text = f"the {who}, who was {mood}, {past} the {thing} {time} {place}"
    return capital(with_an(text)) + "."


def two_ways(m: Meaning, rng: random.Random) -> tuple[str, str]:
    """The same meaning said twice, never with the same sentence."""
    first = say(m, rng)
    while (second := say(m, rng)) == first:
        pass
    return first, second
