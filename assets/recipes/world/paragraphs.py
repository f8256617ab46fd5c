"""Short paragraphs about people, things and places with questions and the span of the answer. Held out are the
names."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from assets.recipes.world import names
from assets.recipes.world.grammar import capital, lists, split, with_an


class Question(NamedTuple):
    """A paragraph, a question on it, and the answer with the index of its first character."""

    context: str
    question: str
    answer: str
    start: int


Maker = Callable[[random.Random, bool], str]
"""Draws a value; the second argument asks for one from the held-out side."""


@dataclass(frozen=True)
class Relation:
    """What a sentence can say of a subject: `{s}` is the subject, `{v}` the value. `who` asks for the subject."""

    value: Maker
    says: list[str]
    asks: list[str]
    who: list[str]


def _drawn(values: list[str]) -> Maker:
    parts = split(values, 0.2)
    return lambda rng, unseen: rng.choice(parts[unseen] if rng.random() < 0.5 else parts[0])


def _number(low: int, high: int) -> Maker:
    return lambda rng, _: str(rng.randint(low, high))


_FIRST = split(names.FIRST_NAMES, 0.25)
_CITY = split(names.CITIES + names.COUNTRIES, 0.25)


def _name(rng: random.Random, unseen: bool) -> str:
    return rng.choice(_FIRST[unseen]) if rng.random() < 0.6 else names.invented_first_name(rng)


def _city(rng: random.Random, unseen: bool) -> str:
    return rng.choice(_CITY[unseen]) if rng.random() < 0.7 else names.invented_city(rng)


_LISTS = lists("paragraphs")
_MAKERS: dict[str, Maker] = {"name": _name, "city": _city, **{k: _drawn(v) for k, v in _LISTS["values"].items()}}


def _relation(value: str | list[int], **texts: list[str]) -> Relation:
    """`value` names a maker, or gives the lowest and the highest number."""
    return Relation(_MAKERS[value] if isinstance(value, str) else _number(*value), **texts)


PERSON, THING, PLACE = (
    {name: _relation(**row) for name, row in _LISTS["relations"][kind].items()} for kind in ("person", "thing", "place")
)


def _subjects(rng: random.Random, unseen: bool, count: int) -> tuple[dict[str, Relation], list[str]]:
    kind = rng.random()
    if kind < 0.55:
        relations, maker = PERSON, _name
    elif kind < 0.8:
        relations, maker = THING, lambda rng, unseen: "the " + _MAKERS["things"](rng, unseen)
    else:
        relations, maker = PLACE, lambda rng, unseen: "the " + _MAKERS["places"](rng, unseen)
    found: list[str] = []
    while len(found) < count:
        subject = maker(rng, unseen)
        if subject not in found:
            found.append(subject)
    return relations, found


def paragraph(rng: random.Random, held_out: bool = False, most: int = 6) -> Question:
    """A paragraph of at most `most` sentences on two or three subjects, where at least two share the asked relation."""
    relations, subjects = _subjects(rng, held_out, 2 if most < 4 else rng.choice([2, 2, 3]))
    asked = rng.choice(list(relations))
    others = [name for name in relations if name != asked]
    facts: list[list[tuple[str, str, str]]] = []
    used: set[str] = set()
    for subject in subjects:
        about = [asked, *rng.sample(others, rng.randint(0, max(0, most // len(subjects) - 1)))]
        rng.shuffle(about)
        rows = []
        for name in about:
            value = relations[name].value(rng, held_out)
            while value in used:
                value = relations[name].value(rng, held_out)
            used.add(value)
            rows.append((subject, name, value))
        facts.append(rows)
    # Grouped by subject, a later sentence may say "she" or "it"; mixed, every sentence names its subject.
    grouped = rng.random() < 0.6
    rng.shuffle(facts)
    flat = [fact for rows in facts for fact in rows]
    if not grouped:
        rng.shuffle(flat)
    target, _, value = next(fact for fact in rng.sample(flat, len(flat)) if fact[1] == asked)
    wants_subject = bool(relations[asked].who) and rng.random() < 0.2
    pronouns = {s: rng.choice(["he", "she"]) if relations is PERSON else "it" for s in subjects}
    context, start, previous = "", -1, ""
    for subject, name, fact_value in flat:
        is_target = subject == target and name == asked
        says = relations[name].says
        template = rng.choice(says)
        pronoun = grouped and subject == previous and rng.random() < 0.5 and template.startswith("{s}")
        pronoun = pronoun and not (is_target and wants_subject)
        said = pronouns[subject] if pronoun else subject
        sentence = capital(with_an(template.replace("{s}", said).replace("{v}", fact_value)))
        context += " " if context else ""
        if is_target:
            answer = (
                capital(said) if wants_subject and template.startswith("{s}") else said if wants_subject else fact_value
            )
            place = sentence.rfind(fact_value) if not wants_subject else sentence.find(answer)
            if place < 0:  # the value opens the sentence
                answer, place = capital(fact_value), 0
            start = len(context) + place
        context += sentence
        previous = subject
    question = rng.choice(relations[asked].who if wants_subject else relations[asked].asks)
    question = capital(with_an(question.replace("{s}", target).replace("{v}", value)))
    if rng.random() < 0.2:
        question = question.rstrip("?")
    assert context[start : start + len(answer)] == answer
    return Question(context, question, answer, start)
