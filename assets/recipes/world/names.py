"""Names of people, places and organisations: real ones, and invented ones made of syllables."""

from __future__ import annotations

import random

from assets.recipes.world.grammar import lists

_LISTS = lists("names")
FIRST_NAMES: list[str] = _LISTS["first names"]
LAST_NAMES: list[str] = _LISTS["last names"]
CITIES: list[str] = _LISTS["cities"]
COUNTRIES: list[str] = _LISTS["countries"]
COMPANIES: list[str] = _LISTS["companies"]


def _invented(rng: random.Random, kind: str, syllables: int) -> str:
    parts = [rng.choice(sounds) for _ in range(syllables) for sounds in _LISTS["syllables"].values()]
    return f"{''.join(parts)}{rng.choice(_LISTS['endings'][kind])}".capitalize()


def invented_first_name(rng: random.Random) -> str:
    return _invented(rng, "first name", rng.choice([1, 1, 2]))


def invented_last_name(rng: random.Random) -> str:
    return _invented(rng, "last name", rng.choice([1, 1, 2]))


def invented_city(rng: random.Random) -> str:
    return _invented(rng, "city", rng.choice([1, 1, 2]))


def invented_company(rng: random.Random) -> str:
    return _invented(rng, "company", rng.choice([1, 2]))


def invented_goods(rng: random.Random) -> str:
    """Something that a shop might sell, in small letters and in the plural."""
    return _invented(rng, "goods", rng.choice([1, 1, 2])).lower()
