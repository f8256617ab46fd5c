"""Short messages to a shop or a school, and typed questions about them. Held out are ways to say things, the things
themselves, and so every message."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, NamedTuple

from assets.recipes.world.grammar import capital, fill, lists, split
from assets.recipes.world.names import FIRST_NAMES, invented_company

Facts = dict[str, str]  # what is true of a message: facet to value

_LISTS = lists("messages")
"""Among them "claims", yes-or-no questions for each value (for a tone below its facet, where {term} is a word for it),
and "said", ways to say each value, of which the unseen ones stand in held-out messages only."""
TERMS: dict[str, dict[str, list[str]]] = _LISTS["terms"]
"""Facet, value: words and phrases that an option may say it with."""
LEVELS = {"urgency": ("later", "week", "today"), "anger": ("friendly", "calm", "angry")}
# A value that is nearly true when the fact is the other one: such pairs make no fair question.
NEARLY = {("calm", "friendly"), ("friendly", "calm"), ("today", "week"), ("week", "today")}
THINGS, UNSEEN_THINGS = split(_LISTS["things"])
SLOTS: dict[str, list[str]] = {**_LISTS["slots"], "name": FIRST_NAMES, **_LISTS["feelings"]}


class Asked(NamedTuple):
    """A question as a request holds it, which of its options is right, and what each option stands for (for a yes-or-no
    question, what it claims)."""

    question: dict[str, Any]
    right: int
    values: tuple[str, ...]


def _say(key: str, rng: random.Random, held_out: bool, **slots: Any) -> str:
    """A way to say something in words of the wanted side; `thing` and further `slots` filled in."""
    thing = rng.choice(UNSEEN_THINGS if held_out else THINGS)
    if not held_out and rng.random() < 0.3:
        thing = invented_company(rng).lower()
    texts = _LISTS["said"][key]["unseen" if held_out else "seen"]
    return fill(rng.choice(texts), {**SLOTS, "thing": [thing], **slots}, rng)


def _sentence(text: str, rng: random.Random, end: str = ".") -> str:
    asks = text.startswith(
        ("when ", "where ", "which ", "what do ", "what are ", "what shall", "are you", "until when")
    )
    asks = asks or text.startswith(("is ", "do you", "at what", "can ", "could "))
    return f"{capital(text)}{'?' if asks else '!' if end == '!' and rng.random() < 0.6 else '.'}"


def message(rng: random.Random, held_out: bool = False) -> tuple[str, Facts]:
    """A message of a few short sentences and what is true of it. An advert has a topic only."""
    topic = rng.choice(list(TERMS["topic"]))
    about = _say(topic, rng, held_out)
    if topic == "advert":
        return _sentence(about, rng, "!") + rng.choice(["", f" Only{_say('today', rng, held_out)}!"]), {"topic": topic}
    facts = {"topic": topic, "tone": rng.choice(list(TERMS["tone"])), "urgency": rng.choice(LEVELS["urgency"])}
    unsaid = facts["urgency"] == "later" and rng.random() < 0.5
    when = "" if unsaid else _say(facts["urgency"], rng, held_out)
    parts = [_sentence(about, rng)]
    if rng.random() < 0.75:
        facts["wish"] = wish = rng.choice(list(TERMS["wish"]))
        if rng.random() < 0.4:
            parts.append(_sentence(_say(wish + ".", rng, held_out, when=[when]), rng))
        elif parts[0].endswith("?") or rng.random() < 0.5:
            start = rng.choice(["I ", "now I ", "so I "])
            parts.append(_sentence(start + _say(wish, rng, held_out) + when, rng))
        else:
            parts[0] = f"{parts[0][:-1]} and {rng.choice(['', 'I '])}{_say(wish, rng, held_out)}{when}."
    if rng.random() < 0.15:
        unwanted = rng.choice([value for value in TERMS["wish"] if value != facts.get("wish")])
        parts.insert(rng.randint(1, len(parts)), _sentence(_say(f"not {unwanted}", rng, held_out), rng))
    said = when and when in " ".join(parts)
    if not said and not unsaid:
        parts.append(_sentence(_say(facts["urgency"] + ".", rng, held_out), rng, "!"))
    feeling = _say(facts["tone"], rng, held_out)
    if feeling:
        angry = facts["tone"] == "angry" and rng.random() < 0.4
        parts.insert(0 if angry else len(parts), _sentence(feeling, rng, "." if facts["tone"] == "calm" else "!"))
    if rng.random() < 0.2:
        parts.insert(rng.randrange(len(parts) + 1), _sentence(fill(rng.choice(_LISTS["plain"]), SLOTS, rng), rng))
    if rng.random() < 0.2:
        parts.insert(0, fill(rng.choice(_LISTS["openings"]), SLOTS, rng))
    text = " ".join(parts)
    return (text.lower() if rng.random() < 0.05 else text), facts


def _noul(rng: random.Random, facts: Facts) -> Asked | None:
    facet = rng.choice([facet for facet in TERMS if facet in facts or (facet == "wish" and "tone" in facts)])
    fact = facts.get(facet)
    value = fact if fact and rng.random() < 0.5 else rng.choice(list(TERMS[facet]))
    if (value, fact) in NEARLY:
        return None
    claim = rng.choice(_LISTS["claims"].get(value) or _LISTS["claims"][facet])
    question: dict[str, Any] = {
        "type": "noul",
        "instructions": claim.replace("{term}", rng.choice(TERMS[facet][value][:5])),
    }
    if rng.random() < 0.3:
        question["criteria"] = {"true": rng.choice(TERMS[facet][value]), "false": rng.choice(_LISTS["denials"])}
    return Asked(question, int(value != fact), (value,))


def _choice(rng: random.Random, facts: Facts) -> Asked:
    facet = rng.choice(list(facts))
    fact = facts[facet]
    if fact == "friendly" and rng.random() < 0.3:  # where nothing warmer is on offer, a friendly message is a calm one
        fact, others = "calm", ["angry"]
    else:
        others = [value for value in TERMS[facet] if value != fact and (facet != "tone" or (value, fact) not in NEARLY)]
        others = [*others, "friendly"] if fact == "calm" and rng.random() < 0.6 else others
        others = [*others, "calm"] if fact == "friendly" and rng.random() < 0.6 else others
    values = [fact, *rng.sample(others, min(len(others), rng.randint(1, 3)))]
    rng.shuffle(values)
    criteria: dict[str, str | None] = {}
    described = rng.random() < 0.75
    for value in values:
        name, description = rng.sample(TERMS[facet][value], 2)
        criteria[value if rng.random() < 0.3 else name] = description if described else None
    question = {"type": "choice", "instructions": rng.choice(_LISTS["asks"][facet]), "criteria": criteria}
    return Asked(question, values.index(fact), tuple(values))


def _score(rng: random.Random, facts: Facts) -> Asked | None:
    if "tone" not in facts:
        return None
    ask, facet = rng.choice([("urgency", "urgency"), ("urgency", "urgency"), ("anger", "tone")])
    levels: Sequence[str] = LEVELS[ask]
    if rng.random() < 0.25:  # two levels, the ends
        levels = (levels[0], levels[2])
    if facts[facet] not in levels:
        return None
    criteria = [rng.choice(TERMS[facet][level]) for level in levels]
    question = {"type": "score", "instructions": rng.choice(_LISTS["asks"][ask]), "criteria": criteria}
    return Asked(question, levels.index(facts[facet]), tuple(levels))


def ask(rng: random.Random, facts: Facts, kind: str) -> Asked | None:
    """A question of this kind with a clear answer, or none where the draw has none."""
    return {"noul": _noul, "choice": _choice, "score": _score}[kind](rng, facts)
