"""Short local news of four to seven sentences, each with a summary in one or two sentences. Held out are the
names."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from assets.recipes.world import names
from assets.recipes.world.grammar import capital, lists, split, with_an


class Report(NamedTuple):
    """A text and its summary."""

    text: str
    summary: str


Slots = dict[str, str | int]
"""What the templates of one kind of news leave open."""

_FIRST = split(names.FIRST_NAMES, 0.25)
_LAST = split(names.LAST_NAMES, 0.25)
_CITY = split([city for city in names.CITIES if " " not in city], 0.25)
_LISTS = lists("reports")


def _city(rng: random.Random, unseen: bool) -> str:
    return rng.choice(_CITY[unseen]) if rng.random() < 0.75 else names.invented_city(rng)


def _person(rng: random.Random, unseen: bool) -> str:
    first = rng.choice(_FIRST[unseen])
    return f"{first} {rng.choice(_LAST[unseen]) if rng.random() < 0.7 else names.invented_last_name(rng)}"


def _match(rng: random.Random, unseen: bool) -> Slots:
    city, day, hero = _city(rng, unseen), rng.choice(_LISTS["days"]), _person(rng, unseen)
    (winner, loser), goals = rng.sample(_LISTS["animals"], 2), rng.randint(1, 5)
    less, count = rng.randint(0, goals - 1), rng.choice(_LISTS["counts"])
    return dict(city=city, day=day, hero=hero, winner=winner, loser=loser, goals=goals, less=less, count=count)


def _weather(rng: random.Random, unseen: bool) -> Slots:
    city, day, sky = _city(rng, unseen), rng.choice(_LISTS["days"]), rng.choice(_LISTS["sky"])
    low = rng.randint(-8, 20)
    return {"city": city, "day": day, "sky": sky, "low": low, "high": low + rng.randint(3, 12)}


def _opening(rng: random.Random, unseen: bool) -> Slots:
    city, day, owner = _city(rng, unseen), rng.choice(_LISTS["days"]), _person(rng, unseen)
    shop, count = rng.choice(_LISTS["shops"]), rng.choice(_LISTS["counts"])
    return {"city": city, "day": day, "owner": owner, "shop": shop, "count": count}


def _accident(rng: random.Random, unseen: bool) -> Slots:
    city, day, count = _city(rng, unseen), rng.choice(_LISTS["days"]), rng.choice(_LISTS["counts"])
    what, where = rng.choice(_LISTS["disasters"]), rng.choice(_LISTS["buildings"])
    return {"city": city, "day": day, "count": count, "what": what, "where": where, "helper": _person(rng, unseen)}


def _prize(rng: random.Random, unseen: bool) -> Slots:
    winner, city, what = _person(rng, unseen), _city(rng, unseen), rng.choice(_LISTS["contests"])
    count, age = rng.choice(_LISTS["counts"]), rng.randint(9, 90)
    return {"winner": winner, "city": city, "what": what, "count": count, "age": age}


_KINDS: dict[str, Callable[[random.Random, bool], Slots]] = {
    "match": _match,
    "weather": _weather,
    "opening": _opening,
    "accident": _accident,
    "prize": _prize,
}


def report(rng: random.Random, held_out: bool = False) -> Report:
    """A report whose main facts stand anywhere in the text, the news itself before what refers to it."""
    kind = rng.choice(list(_KINDS))
    slots, news = _KINDS[kind](rng, held_out), _LISTS["news"][kind]
    slots |= {name.capitalize(): capital(str(value)) for name, value in slots.items()}  # {Count} opens a sentence
    lead, *rest = [rng.choice(ways) for ways in news["facts"]]
    rng.shuffle(rest)
    fillers = rng.sample(_LISTS["fillers"], rng.randint(0, 2))
    cut = rng.randint(0, len(fillers))
    text = " ".join([*fillers[:cut], lead, *rest, *fillers[cut:]])
    return Report(with_an(text.format(**slots)), with_an(news["summary"].format(**slots)))
