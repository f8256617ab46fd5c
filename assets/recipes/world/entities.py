"""News-like sentences with the spans of people, places and organisations. Held out are the names and the
templates."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from assets.recipes.world import names
from assets.recipes.world.grammar import lists, split
from assets.recipes.world.ordinary import ORDINARY

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]


class Entity(NamedTuple):
    """A named span of characters, `end` exclusive; `kind` is PER, LOC or ORG."""

    start: int
    end: int
    kind: str


# Index 0 holds the names for training, index 1 the unseen ones.
_FIRST, _LAST, _CITY, _COUNTRY, _COMPANY = (
    split(items, 0.25)
    for items in (names.FIRST_NAMES, names.LAST_NAMES, names.CITIES, names.COUNTRIES, names.COMPANIES)
)

_PARTS = [lists[0] for lists in (_FIRST, _LAST, _CITY, _COUNTRY, _COMPANY)]

_LISTS = lists("entities")


def composed(rng: random.Random) -> str:
    """A template from a beginning, a verb that tells what its neighbours are, and an end."""
    who, whom = rng.choice(["{per}", "{per}", "{per}", "{title} {per1}", "{per} and {per}"]), "{per}"
    kinds = [
        (who, "person to person", whom),
        (who, "person to company", "{org}"),
        ("{org}", "company to person", whom),
        ("{org}", "company", ""),
        (rng.choice([who, who, "the {job}", "{org}"]), "somebody somewhere", "{loc}"),
        ("", "something somewhere", ""),
    ]
    first, verbs, second = rng.choice(kinds)
    text = f"{first} {rng.choice(_LISTS[verbs])} {second}".strip().replace(" ,", ",")
    return re.sub(" +", " ", f"{rng.choice(_LISTS['beginnings'])} {text}").strip() + str(rng.choice(_LISTS["ends"]))


def blend(rng: random.Random) -> str:
    """An invented name out of the halves of two ordinary words, for letters that stand together in real words."""
    first, second = rng.choice(ORDINARY), rng.choice(ORDINARY)
    cut = rng.randint(1, max(1, len(first) - 1))
    name = first[:cut] + second[rng.randint(0, max(0, len(second) - 2)) :]
    return name.upper() if len(name) < 5 and rng.random() < 0.15 else name.capitalize()


def _mixed(rng: random.Random) -> str:
    """A name out of the halves of two names for training, whatever they name: its look tells nothing."""
    first, second = (rng.choice(rng.choice(_PARTS)) for _ in range(2))
    return (first[: rng.randint(1, len(first))] + second[rng.randint(1, len(second)) :].lower()).replace(" ", "")


def _real(rng: random.Random, lists: tuple[list[str], list[str]], unseen: bool) -> str:
    """A real name; in training a mixed one just as often, so that real ones are not learned by heart."""
    return rng.choice(lists[unseen]) if unseen or rng.random() < 0.5 else _mixed(rng)


def _name(
    rng: random.Random, lists: tuple[list[str], list[str]], invented: Callable[[random.Random], str], unseen: bool
) -> str:
    """A real name half of the time (as `_real` has it), else one made of syllables or of halves."""
    chance = rng.random()
    return _real(rng, lists, unseen) if chance < 0.5 else invented(rng) if chance < 0.75 else blend(rng)


def person(rng: random.Random, unseen: bool) -> str:
    first = _name(rng, _FIRST, names.invented_first_name, unseen)
    last = surname(rng, unseen)
    return rng.choice([first, first, f"{first} {last}", f"{first} {last}", f"{first} {first[0]}. {last}"])


def surname(rng: random.Random, unseen: bool) -> str:
    return _name(rng, _LAST, names.invented_last_name, unseen)


def place(rng: random.Random, unseen: bool) -> str:
    town = _name(rng, _CITY, names.invented_city, unseen)
    land = _real(rng, _COUNTRY, unseen)
    kind = rng.random()
    if kind < 0.6:
        return town
    if kind < 0.85:
        return land
    return str(rng.choice(_LISTS["places"])).format(town)


def organisation(rng: random.Random, unseen: bool) -> str:
    firm = _name(rng, _COMPANY, names.invented_company, unseen)
    if rng.random() < 0.5:
        return firm
    town, land = _real(rng, _CITY, unseen), _real(rng, _COUNTRY, unseen)
    last, partner = surname(rng, unseen), surname(rng, unseen)
    return str(rng.choice(_LISTS["organisations"])).format(town=town, land=land, last=last, partner=partner, firm=firm)


def _ordinary(rng: random.Random) -> str:
    """A word that is no name: a real one, a form of it, or an invented one in small letters."""
    way = rng.random()
    if way < 0.6:
        return rng.choice(ORDINARY)
    if way < 0.8:
        return rng.choice(ORDINARY) + rng.choice(["s", "ed", "ing", "er", "ly"])
    return rng.choice([names.invented_city, names.invented_last_name])(rng).lower()


def _with_other_words(text: str, rng: random.Random) -> str:
    """The text with some words exchanged or added: what is no name must be known by its look, not by heart."""

    def other(match: re.Match[str]) -> str:
        chance = rng.random()
        word = (
            _ordinary(rng) if chance < 0.08 else f"{match.group()} {_ordinary(rng)}" if chance < 0.11 else match.group()
        )
        return word[0].upper() + word[1:] if match.group()[0].isupper() else word

    return re.sub(r"[A-Za-z]+", other, text)


def sentence(rng: random.Random, held_out: bool = False) -> tuple[str, list[Entity]]:
    """One sentence with its entities in order; titles such as "Dr" are not part of a name."""
    makers = {"per": person, "per1": surname, "loc": place, "org": organisation}
    template = rng.choice(_LISTS["unseen sentences" if held_out else "sentences"])
    if not held_out and rng.random() < 0.6:
        template = composed(rng)
    text, entities = "", []
    for part in re.split(r"(\{\w+\})", template):
        slot = part.strip("{}")
        if part.startswith("{") and slot in makers:
            name = makers[slot](rng, held_out)
            entities.append(Entity(len(text), len(text) + len(name), slot[:3].upper()))
            text += name
        elif part.startswith("{"):
            word = rng.choice(_LISTS["slots"][slot])
            text += word if text else word[0].upper() + word[1:]
        else:
            text += part if held_out else _with_other_words(part, rng)
    if text.endswith(".") and rng.random() < 0.15:
        text = text[:-1]
    return text, entities


def passage(rng: random.Random, held_out: bool = False) -> tuple[str, list[Entity]]:
    """One to three sentences with their entities."""
    text, entities = "", []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        part, found = sentence(rng, held_out)
        text += " " if text else ""
        entities += [Entity(e.start + len(text), e.end + len(text), e.kind) for e in found]
        text += part
    return text, entities
