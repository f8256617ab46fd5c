"""Small stories with memory: a hero, a thing of some colour, a place, a helper, a twist. Held out are pairs."""

from __future__ import annotations

import random

from assets.recipes.world.grammar import capital, lists, one_in_five, with_an

_LISTS = lists("stories")
HEROES: dict[str, str] = _LISTS["heroes"]


def cast(rng: random.Random, held_out: bool) -> dict[str, str]:
    """Who and what a story is about: the slots of its sentences."""
    while True:
        kind, thing = rng.choice(list(HEROES)), rng.choice(_LISTS["things"])
        if one_in_five(f"{kind} {thing}") == held_out:  # these never meet in training
            break
    # Boys and girls carry any name of theirs; animals keep their own half of the time, or take a neighbour's.
    she = kind in _LISTS["she"]
    names = [name for other, name in HEROES.items() if (other in _LISTS["she"]) == she]
    found = {"kind": kind, "thing": thing, "he": "she" if she else "he", "his": "her" if she else "his"}
    found["name"] = HEROES[kind] if rng.random() < 0.5 else rng.choice(names)
    found |= {slot: rng.choice(_LISTS[f"{slot}s"]) for slot in ("colour", "trait")}
    found["place"], found["at"] = rng.choice(list(_LISTS["places"].items()))
    return found | {slot: rng.choice(_LISTS[f"{slot}s"]) for slot in ("spot", "helper")}


def sentences(rng: random.Random, held_out: bool = False) -> list[str]:
    """The sentences of one story."""
    slots = cast(rng, held_out)
    plot = rng.choice(list(_LISTS["plots"]))
    end = rng.choice([[], ["The end."]])
    opening = [rng.choice(ways) for ways in _LISTS["opening"]]
    if plot == "storm":
        slots["began"], slots["feel"] = rng.choice(list(_LISTS["weather"].items()))
    lines = opening + [rng.choice(line) if isinstance(line, list) else line for line in _LISTS["plots"][plot]]
    told = [line.format(**slots) for line in lines]
    quoted = [s[0] + capital(s[1:]) if s.startswith('"') else capital(s) for s in told]
    return [with_an(s) for s in quoted] + end


def story(rng: random.Random, held_out: bool = False) -> str:
    """One story on one line."""
    return " ".join(sentences(rng, held_out))
