"""Short local news of two to eight sentences, each with a summary in one sentence; now and then two or three reports in one
text. Held out are the names."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from assets.recipes.world import names
from assets.recipes.world.entities import blend
from assets.recipes.world.grammar import capital, lists, split, with_an
from assets.recipes.world.ordinary import ADJECTIVES, NOUNS, VERBS


class Report(NamedTuple):
    """A text and its summary."""

    text: str
    summary: str


Slots = dict[str, str]
"""What the templates of news leave open."""

_FIRST = split(names.FIRST_NAMES, 0.25)
_LAST = split(names.LAST_NAMES, 0.25)
_CITY = split(names.CITIES, 0.25)
_LISTS = lists("reports")
_OPEN = re.compile(r"\{(\w+)\}")


def _city(rng: random.Random, unseen: bool) -> str:
    kind = rng.random()
    return rng.choice(_CITY[unseen]) if kind < 0.6 else names.invented_city(rng) if kind < 0.85 else blend(rng).title()


def _person(rng: random.Random, unseen: bool) -> str:
    first = rng.choice(_FIRST[unseen]) if rng.random() < 0.7 else names.invented_first_name(rng)
    last = rng.choice(_LAST[unseen]) if rng.random() < 0.5 else names.invented_last_name(rng)
    return first if rng.random() < 0.15 else f"{first} {last if rng.random() < 0.8 else blend(rng).title()}"


def _team(rng: random.Random) -> str:
    """A team that there is, or one with a name out of ordinary words: it must be copied, not known."""
    return rng.choice(_LISTS["teams"]) if rng.random() < 0.7 else capital(rng.choice(NOUNS)) + "s"


def _slots(rng: random.Random, unseen: bool) -> Slots:
    """All that a report may tell, whatever its kind."""
    drawn = {
        name: rng.choice(_LISTS[f"{name}s"])
        for name in "count shop disaster building vehicle object road contest work job".split()
    }
    winner, loser = _team(rng), _team(rng)
    while loser == winner:
        loser = _team(rng)
    goals = rng.randint(1, 9) if rng.random() < 0.8 else rng.randint(10, 99)
    low, sky = rng.randint(-8, 28), rng.choice(_LISTS["sky"])
    drawn |= {"city": _city(rng, unseen), "day": rng.choice(_LISTS["days"]), "winner": winner, "loser": loser}
    drawn |= {"hero": _person(rng, unseen), "owner": _person(rng, unseen), "helper": _person(rng, unseen)}
    drawn |= {"first": rng.choice(_FIRST[unseen]), "other": rng.choice(_FIRST[unseen]), "town": _city(rng, unseen)}
    drawn |= {"less": str(rng.randint(0, goals - 1)), "goals": str(goals), "age": str(rng.randint(9, 90))}
    drawn |= {"sky": sky[0], "was": sky[1], "will": sky[2], "low": str(low), "high": str(low + rng.randint(3, 12))}
    drawn |= {"what": drawn["disaster"], "where": drawn["building"], "his": rng.choice(["his", "her"]), "safe": ""}
    drawn |= {"noun": rng.choice(NOUNS), "noun2": rng.choice(NOUNS), "adjective": rng.choice(ADJECTIVES)}
    drawn |= {"verb": rng.choice(VERBS), "number": str(rng.randint(2, 900)), "other_winner": _person(rng, unseen)}
    if rng.random() < 0.15:  # what opens, breaks or is given a prize for may be anything
        drawn |= {"shop": rng.choice(NOUNS), "object": f"a {rng.choice(NOUNS)}", "contest": rng.choice(NOUNS)}
        drawn |= {"work": rng.choice(NOUNS), "building": f"a {rng.choice(NOUNS)}"}
    return drawn | {
        "hurt": rng.choice(_LISTS["counts"]),
        "other_day": rng.choice([day for day in _LISTS["days"] if day != drawn["day"]]),
    }


def _placed(rng: random.Random, core: str) -> str:
    """A sentence on what happened, with its place and day in one of the orders that people write."""
    day = rng.choice(["on {day}"] * 4 + ["last {day}", "this {day}"]) + rng.choice(_LISTS["times"])
    where = rng.choice(["in {city}"] * 6 + ["in the city of {city}", "in the centre of {city}", "here in {city}"])
    comma = rng.choice([",", ""])
    orders = [f"{day}{comma} {core} {where}", f"{where}{comma} {core} {day}", f"{core} {where} {day}"]
    orders += [f"{core} {day} {where}", f"{where}, {core}", f"{core} {where}", f"{day}{comma} {core}, {where}"]
    return capital(rng.choice(orders)) + rng.choice([".", ".", ".", ".", "!"])


def _told(rng: random.Random, slots: Slots, most: int) -> tuple[list[str], str]:
    """Up to `most` sentences of one report, and its summary, which holds what they tell."""
    kind = rng.choice(list(_LISTS["news"]))
    news = _LISTS["news"][kind]
    if kind in ("match", "draw"):
        less = slots["goals"] if kind == "draw" else slots["less"]
        slots["score"] = rng.choice(["{} to {}", "{} to {}", "{}-{}", "{}:{}"]).format(slots["goals"], less)
    if kind in ("prize", "work"):
        slots |= {"winner": slots["hero"], "what": slots["contest"]}
    slots |= {name.capitalize(): capital(value) for name, value in slots.items() if name.islower()}
    opened = "open" in news and rng.random() < 0.45  # first what was at stake, then who won
    lines = [_placed(rng, rng.choice(news["open" if opened else "cores"]))]
    if opened:
        lines.append(rng.choice(news["result"]))
    rest = [rng.choice(ways) for ways in rng.sample(news["facts"], rng.randint(0, len(news["facts"])))]
    if opened and rng.random() < 0.3:
        rest.insert(rng.randint(0, min(1, len(rest))), lines.pop())
    lines = [*lines, *rest][:most]
    known = {name.lower() for line in lines for name in _OPEN.findall(line)} | {"sky"}
    summary = "".join(
        next((part for part in parts if {name.lower() for name in _OPEN.findall(part)} <= known), "")
        for parts in news["summary"]
    )
    return [line.format(**slots) for line in lines], f"{summary.format(**slots)}."


def report(rng: random.Random, held_out: bool = False) -> Report:
    """One report, or in one text of eight two or three, with sentences around it that tell nothing of it."""
    texts, summaries = [], []
    several = rng.choice([1] * 7 + [rng.choice([2, 2, 3])])
    for _ in range(several):
        slots = _slots(rng, held_out)
        lines, summary = _told(rng, slots, 8 if several == 1 else 3)
        fillers = [rng.choice(_LISTS["fillers"]).format(**slots) for _ in range(rng.choice([0, 0, 1, 1, 2, 3]))]
        if several > 1:
            fillers = fillers[:1]
        ahead = rng.choice([0, 0, 0, 1, len(fillers)])
        lines = [*fillers[:ahead], *lines]
        for filler in fillers[ahead:]:
            lines.insert(rng.randint(ahead + 1, len(lines)), filler)
        texts.append(" ".join(map(capital, lines)))
        summaries.append(capital(summary))
    return Report(with_an(" ".join(texts)), with_an(" ".join(summaries)))
