"""Small stories with memory: a hero, a thing of some colour, a place, a helper, a twist. Held out are pairs."""

from __future__ import annotations

import random
from dataclasses import dataclass
from zlib import crc32

from assets.recipes.world.grammar import capital, with_an, words

HEROES = {
    "fox": "Finn",
    "mouse": "Mila",
    "bear": "Bruno",
    "cat": "Coco",
    "dog": "Dino",
    "rabbit": "Rosa",
    "duck": "Dora",
    "frog": "Fred",
    "pig": "Paula",
    "horse": "Hugo",
    "girl": "Anna",
    "boy": "Tom",
    "princess": "Lily",
    "robot": "Robo",
    "dragon": "Drago",
    "owl": "Olga",
}
SHE = {"mouse", "cat", "rabbit", "duck", "pig", "girl", "princess", "owl"}
THINGS = words("kite ball hat boat book bell drum lamp key cup bag coat star cake bike scarf balloon flower umbrella")
COLOURS = words("red blue green yellow white black purple orange pink golden")
PLACES = {
    "the forest": "in",
    "the garden": "in",
    "the park": "in",
    "the city": "in",
    "the farm": "on",
    "the beach": "on",
}
SPOTS = ["the old tree", "the big rock", "the red house", "the bridge", "the well", "the tall tower", "the garden gate"]
HELPERS = words("bird snail squirrel hedgehog turtle bee goat cow butterfly sheep fish swan")
TRAITS = words("little brave lazy clever shy old young funny kind curious hungry tiny")
WEATHER = [("rain", "wet"), ("snow", "cold"), ("blow", "windy"), ("thunder", "loud")]


@dataclass(frozen=True)
class Cast:
    """Who and what a story is about."""

    kind: str
    name: str
    trait: str
    thing: str
    colour: str
    place: str
    spot: str
    helper: str

    @property
    def he(self) -> str:
        return "she" if self.kind in SHE else "he"

    @property
    def his(self) -> str:
        return "her" if self.kind in SHE else "his"


def is_held_out(kind: str, thing: str) -> bool:
    """One in five pairs of hero and thing never meets in training."""
    return crc32(f"{kind} {thing}".encode()) % 5 == 0


def cast(rng: random.Random, held_out: bool) -> Cast:
    while True:
        kind, thing = rng.choice(list(HEROES)), rng.choice(THINGS)
        if is_held_out(kind, thing) == held_out:
            break
    # Boys and girls carry any name of theirs; animals keep their own half of the time, or take a neighbour's.
    names = [name for other, name in HEROES.items() if (other in SHE) == (kind in SHE)]
    name = HEROES[kind] if rng.random() < 0.5 else rng.choice(names)
    colour = rng.choice(COLOURS)
    return Cast(
        kind, name, rng.choice(TRAITS), thing, colour, rng.choice(list(PLACES)), rng.choice(SPOTS), rng.choice(HELPERS)
    )


def _opening(c: Cast, rng: random.Random) -> list[str]:
    first = rng.choice(
        [
            f"Once upon a time there was a {c.trait} {c.kind} called {c.name}.",
            f"{c.name} was a {c.trait} {c.kind}.",
            f"Long ago a {c.trait} {c.kind} lived near {c.place}. The name of the {c.kind} was {c.name}.",
            f"There once was a {c.kind} called {c.name}, who was very {c.trait}.",
        ]
    )
    second = rng.choice(
        [
            f"{c.he} had a {c.colour} {c.thing}.",
            f"{c.name} loved {c.his} {c.colour} {c.thing} more than anything.",
            f"for {c.his} birthday, {c.name} got a {c.colour} {c.thing}.",
        ]
    )
    return [first, second]


def _lost(c: Cast, rng: random.Random) -> list[str]:
    return [
        rng.choice([f"one day {c.he} lost it {PLACES[c.place]} {c.place}.", f"one morning the {c.thing} was gone."]),
        rng.choice(
            [f"{c.name} was very sad.", f"{c.name} began to cry.", f"{c.he} looked everywhere, but it was not there."]
        ),
        rng.choice([f"then {c.he} met a {c.helper}.", f"a {c.helper} came by."]),
        f'"have you seen my {c.colour} {c.thing}?" asked {c.name}.',
        rng.choice(
            [f'"yes," said the {c.helper}. "It is behind {c.spot}."', f'"look behind {c.spot}," said the {c.helper}.']
        ),
        f"{c.name} ran to {c.spot} and found the {c.colour} {c.thing}.",
        rng.choice([f"{c.he} thanked the {c.helper} and went home.", f"{c.name} and the {c.helper} became friends."]),
    ]


def _shared(c: Cast, rng: random.Random) -> list[str]:
    return [
        f"one day {c.he} went to {c.place}.",
        rng.choice(
            [f"a {c.helper} sat under {c.spot} and cried.", f"there {c.he} saw a {c.helper} that was all alone."]
        ),
        rng.choice([f'"why are you sad?" asked {c.name}.', f'"what is wrong?" asked {c.name}.']),
        f'"I have no {c.thing}," said the {c.helper}.',
        rng.choice([f"{c.name} thought for a moment.", f"{c.name} had an idea."]),
        f'"you can play with my {c.colour} {c.thing}," {c.he} said.',
        f"so {c.name} and the {c.helper} played with the {c.thing} all day.",
        rng.choice(["sharing made them both happy.", f"the {c.helper} was happy again."]),
    ]


def _storm(c: Cast, rng: random.Random) -> list[str]:
    verb, feel = rng.choice(WEATHER)
    past = {"rain": "began to rain", "snow": "began to snow", "blow": "began to blow", "thunder": "began to thunder"}[
        verb
    ]
    return [
        f"{c.he} took the {c.thing} to {c.place}.",
        f"suddenly it {past}.",
        f"it was very {feel}, and {c.name} was afraid.",
        rng.choice([f"{c.he} ran to {c.spot}.", f"{c.he} hid behind {c.spot} with the {c.thing}."]),
        f"there {c.he} found a {c.helper}, who was afraid too.",
        f'"do not be afraid," said {c.name}. "I am here, and I have a {c.colour} {c.thing}."',
        rng.choice(["when the storm was over, the sun came out.", "at last the sky was blue again."]),
        f"{c.name} was not afraid any more.",
    ]


def _magic(c: Cast, rng: random.Random) -> list[str]:
    return [
        f"but the {c.thing} was no common {c.thing}.",
        rng.choice([f"at night the {c.colour} {c.thing} could talk.", f"at night the {c.colour} {c.thing} could fly."]),
        rng.choice([f'"take me to {c.place}," said {c.name}.', f'"I want to see {c.place}," said {c.name}.']),
        f"so {c.name} and the {c.thing} went to {c.place}.",
        f"there they met a {c.helper} near {c.spot}.",
        f'"what a lovely {c.colour} {c.thing}!" said the {c.helper}.',
        rng.choice([f"they danced until the morning with the {c.helper}.", "they sang and laughed all night."]),
        f"in the morning {c.name} woke up at home. Was it only a dream?",
    ]


def sentences(rng: random.Random, held_out: bool = False) -> list[str]:
    """The sentences of one story."""
    c = cast(rng, held_out)
    plot = rng.choice([_lost, _shared, _storm, _magic])
    end = rng.choice([[], ["The end."]])
    quoted = [s[0] + capital(s[1:]) if s.startswith('"') else capital(s) for s in _opening(c, rng) + plot(c, rng)]
    return [with_an(s) for s in quoted] + end


def story(rng: random.Random, held_out: bool = False) -> str:
    """One story on one line."""
    return " ".join(sentences(rng, held_out))
