"""Parallel sentences in English, Spanish and Korean from one grammar, with agreement and particles."""

from __future__ import annotations

import random
from typing import NamedTuple

from assets.recipes.world.grammar import capital, one_in_five, with_an
from assets.recipes.world.parallel_words import (
    ADJECTIVES,
    DEEDS,
    MOODS,
    NOUNS,
    NUMBERS,
    PHRASES,
    PRONOUNS,
    VERBS,
    WHEN,
    WHERE,
    Noun,
    Verb,
)


class Triple(NamedTuple):
    """The same sentence in three languages."""

    en: str
    es: str
    ko: str


class _Group(NamedTuple):
    """A subject or object: Spanish `person` is an index of a verb's forms, `ko` still lacks its particle."""

    en: str
    es: str
    ko: str
    person: int
    gender: str


def particle(word: str, after_consonant: str, after_vowel: str) -> str:
    """The Korean word with the particle that fits its last syllable."""
    return word + (after_consonant if (ord(word[-1]) - 0xAC00) % 28 else after_vowel)


def _contract(text: str) -> str:
    return text.replace(" de el ", " del ").replace(" a el ", " al ")


def _noun(rng: random.Random, kinds: tuple[str, ...]) -> tuple[Noun, str]:
    kind = rng.choice(kinds)
    return rng.choice(NOUNS[kind]), kind


def _group(rng: random.Random, kinds: tuple[str, ...], plain: bool = False) -> _Group:
    noun, kind = _noun(rng, kinds)
    living = kind in {"animal", "person"}
    adjective = None
    if not plain and rng.random() < 0.45 and kind not in {"drink", "text", "place"}:
        adjective = rng.choice(MOODS + ADJECTIVES[:2] if living else ADJECTIVES)
    number = rng.choice(NUMBERS) if not plain and rng.random() < 0.15 and kind not in {"drink", "place"} else None
    many = number is not None
    en, es, ko = (noun.en_many, noun.es_many, noun.ko) if many else (noun.en, noun.es, noun.ko)
    if adjective:
        en, es, ko = f"{adjective.en} {en}", f"{es} {adjective.spanish(noun.gender, many)}", f"{adjective.ko} {ko}"
    if number:
        counter = {"animal": "마리", "person": "명", "text": "권"}.get(kind, "개")
        return _Group(f"{number[0]} {en}", f"{number[1]} {es}", f"{ko} {number[2]} {counter}", 4, noun.gender)
    if rng.random() < 0.6 or kind in {"drink", "place"}:
        return _Group(f"the {en}", f"{'el' if noun.gender == 'm' else 'la'} {es}", ko, 2, noun.gender)
    return _Group(f"a {en}", f"{'un' if noun.gender == 'm' else 'una'} {es}", ko, 2, noun.gender)


def _subject(rng: random.Random, kinds: tuple[str, ...]) -> tuple[str, str, str, int]:
    """English, Spanish, Korean with particle, person."""
    if "person" in kinds and rng.random() < 0.35:
        return rng.choice(PRONOUNS)
    group = _group(rng, kinds)
    return group.en, group.es, particle(group.ko, "이", "가"), group.person


def _doing(rng: random.Random) -> Triple:
    en, es, ko, person = _subject(rng, ("person", "animal"))
    verb = rng.choice(VERBS)
    kinds = (verb.objects,) if verb.objects != "any" else ("thing", "food", "shape")
    thing = _group(rng, kinds)
    return _said(rng, verb, (en, es, ko, person), f" {thing.en}", f" {thing.es}", particle(thing.ko, "을", "를") + " ")


def _acting(rng: random.Random) -> Triple:
    verb, place = rng.choice(DEEDS), _group(rng, ("place",), plain=True)
    if rng.random() < 0.4:
        return _said(rng, verb, _subject(rng, ("person", "animal")), "", "", "")
    rest = (f" in {place.en}", f" en {place.es}", f"{place.ko}에서 ")
    return _said(rng, verb, _subject(rng, ("person", "animal")), *rest)


def _said(rng: random.Random, verb: Verb, subject: tuple[str, str, str, int], en: str, es: str, ko: str) -> Triple:
    who_en, who_es, who_ko, person = subject
    third = person == 2
    if rng.random() < 0.2:
        says = f"{who_en} {'does' if third else 'do'} not {verb.en[0]}{en}"
        return Triple(says, f"{who_es} no {verb.es[person]}{es}", f"{who_ko} {ko}{verb.ko[1]}")
    return Triple(f"{who_en} {verb.en[third]}{en}", f"{who_es} {verb.es[person]}{es}", f"{who_ko} {ko}{verb.ko[0]}")


def _being(rng: random.Random) -> Triple:
    living = rng.random() < 0.4
    group = _group(rng, ("person", "animal") if living else ("thing", "shape", "food"))
    adjective = rng.choice(MOODS if living else ADJECTIVES)
    many = group.person == 4
    es_is = ("están" if many else "está") if adjective.estar else ("son" if many else "es")
    es = f"{group.es} {es_is} {adjective.spanish(group.gender, many)}"
    ko = f"{particle(group.ko, '이', '가')} {adjective.ko_is}"
    return Triple(f"{group.en} {'are' if many else 'is'} {adjective.en}", es, ko)


def _standing(rng: random.Random) -> Triple:
    thing = _group(rng, ("thing", "animal", "shape", "shape", "person"))
    is_en, is_es = ("are", "están") if thing.person == 4 else ("is", "está")
    if rng.random() < 0.25:
        place = _group(rng, ("place",), plain=True)
        en, es, ko = f"in {place.en}", f"en {place.es}", f"{place.ko}에"
    else:
        where, base = rng.choice(WHERE), _group(rng, ("thing", "shape"))
        en, es, ko = f"{where[0]} {base.en}", f"{where[1]} {base.es}", f"{base.ko} {where[2]}"
    ko = f"{particle(thing.ko, '이', '가')} {ko} 있어요"
    return Triple(f"{thing.en} {is_en} {en}", _contract(f"{thing.es} {is_es} {es}"), ko)


def _asking(rng: random.Random) -> Triple:
    thing = _group(rng, ("thing", "animal", "person", "shape", "place"), plain=True)
    ko = f"{particle(thing.ko, '이', '가')} 어디에 있어요?"
    return Triple(f"Where is {thing.en}?", f"¿Dónde está {thing.es}?", ko)


def _any(rng: random.Random) -> Triple:
    kind = rng.random()
    if kind < 0.04:
        return Triple(*rng.choice(PHRASES))
    if kind < 0.1:
        return _asking(rng)
    makers = [_doing, _doing, _acting, _being, _standing]
    triple = rng.choice(makers)(rng)
    if rng.random() < 0.2:
        en, es, ko = rng.choice(WHEN)
        triple = Triple(f"{triple.en} {en}", f"{triple.es} {es}", f"{ko} {triple.ko}")
    return Triple(*(capital(with_an(triple.en) if i == 0 else text) + "." for i, text in enumerate(triple)))


def is_held_out(english: str) -> bool:
    """One sentence in five never stands in the training draw, in no language."""
    fixed = any(english == phrase for phrase, _, _ in PHRASES)
    return not fixed and one_in_five(english.lower())


def triple(rng: random.Random, held_out: bool = False) -> Triple:
    """A sentence in three languages, from the seen or the unseen side."""
    while True:
        found = _any(rng)
        if is_held_out(found.en) == held_out:
            return found
