"""Short local news of four to seven sentences, each with a summary in one or two sentences. Held out are the
names."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from assets.recipes.world import names
from assets.recipes.world.grammar import capital, split, with_an, words


class Report(NamedTuple):
    """A text and its summary."""

    text: str
    summary: str


_FIRST = split(names.FIRST_NAMES, 0.25)
_LAST = split(names.LAST_NAMES, 0.25)
_CITY = split([city for city in names.CITIES if " " not in city], 0.25)
DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
ANIMALS = words("Lions Bears Eagles Sharks Wolves Tigers Foxes Bulls Hawks Panthers Ducks Dragons")
COUNTS = words("two three four five six seven eight nine ten twelve twenty thirty")
FILLERS = """People talked about it for a long time.|Many neighbours came to watch.|The local newspaper took pictures.|
It was a long day for everybody.|Some visitors had come from far away.|There was music in the streets.|
A small cafe sold tea and cake.|The old clock struck ten.|Children played in the street.|Nobody had expected this.|
The buses were late as usual.|Later everybody went home.""".replace("\n", "").split("|")


def _city(rng: random.Random, unseen: bool) -> str:
    return rng.choice(_CITY[unseen]) if rng.random() < 0.75 else names.invented_city(rng)


def _person(rng: random.Random, unseen: bool) -> str:
    first = rng.choice(_FIRST[unseen])
    return f"{first} {rng.choice(_LAST[unseen]) if rng.random() < 0.7 else names.invented_last_name(rng)}"


def _match(rng: random.Random, unseen: bool) -> tuple[list[list[str]], str]:
    city, day, hero = _city(rng, unseen), rng.choice(DAYS), _person(rng, unseen)
    (winner, loser), goals = rng.sample(ANIMALS, 2), rng.randint(1, 5)
    less = rng.randint(0, goals - 1)
    facts = [
        [
            f"The {winner} played against the {loser} in {city} on {day}.",
            f"On {day} the {winner} met the {loser} in {city}.",
        ],
        [f"The {winner} won {goals} to {less}.", f"It ended {goals} to {less} for the {winner}."],
        [f"{hero} scored the last goal.", f"The last goal came from {hero}."],
        [f"About {rng.choice(COUNTS)} hundred fans were in the stadium.", f"The trainer of the {loser} was angry."],
        ["The grass was wet from the rain.", "The referee showed a yellow card.", "In the break there was hot soup."],
    ]
    return facts, f"The {winner} beat the {loser} {goals} to {less} in {city}. {hero} scored the last goal."


def _weather(rng: random.Random, unseen: bool) -> tuple[list[list[str]], str]:
    city, day, sky = _city(rng, unseen), rng.choice(DAYS), rng.choice(words("rain snow fog sun storms hail wind"))
    low = rng.randint(-8, 20)
    high = low + rng.randint(3, 12)
    facts = [
        [f"People in {city} should expect {sky} on {day}.", f"On {day} there will be {sky} in {city}."],
        [f"The day will reach {high} degrees.", f"At noon it will be {high} degrees."],
        [f"At night it will be {low} degrees.", f"In the night the air cools down to {low} degrees."],
        ["The wind comes from the west.", "The wind comes from the north.", "The sea stays calm."],
        ["Farmers look at the sky with worry.", "Take a coat with you.", "The rest of the week stays the same."],
    ]
    return facts, f"{capital(sky)} and {high} degrees in {city} on {day}."


def _opening(rng: random.Random, unseen: bool) -> tuple[list[list[str]], str]:
    city, day, owner = _city(rng, unseen), rng.choice(DAYS), _person(rng, unseen)
    shop = rng.choice(words("bakery library museum cafe school cinema pool zoo bookshop theatre hotel market"))
    count = rng.choice(COUNTS)
    facts = [
        [f"A new {shop} opened in {city} on {day}.", f"Since {day}, {city} has a new {shop}."],
        [f"The owner is {owner}.", f"It belongs to {owner}.", f"{owner} runs the place."],
        [f"It took {count} months to build it.", f"The work lasted {count} months."],
        [f"{capital(count)} people work there.", "The door is painted green.", "The windows are very big."],
        ["The mayor cut a ribbon.", "The first guests got a free drink.", "A choir sang two songs."],
    ]
    return facts, f"{owner} opened a new {shop} in {city} on {day}."


def _accident(rng: random.Random, unseen: bool) -> tuple[list[list[str]], str]:
    city, day, count = _city(rng, unseen), rng.choice(DAYS), rng.choice(COUNTS)
    what = rng.choice(["a fire", "a flood", "a storm", "a crash", "an explosion"])
    where = rng.choice(["a factory", "a school", "a station", "a supermarket", "a farm", "a hotel"])
    helper = _person(rng, unseen)
    facts = [
        [f"On {day} there was {what} at {where} in {city}.", f"In {city}, {what} hit {where} on {day}."],
        [f"{capital(count)} people were hurt.", f"Doctors took care of {count} people."],
        [f"{helper} called the police.", f"The police were called by {helper}."],
        ["The road was closed for hours.", "The trains stood still.", "Firefighters worked all night."],
        ["The cause is not known.", "A cat was saved from a roof.", "Experts are looking for the cause."],
    ]
    return facts, f"{capital(what)} at {where} in {city} hurt {count} people."


def _prize(rng: random.Random, unseen: bool) -> tuple[list[list[str]], str]:
    winner, city = _person(rng, unseen), _city(rng, unseen)
    what = rng.choice(words("cake song garden poem picture film kite robot photo story dance soup"))
    count, age = rng.choice(COUNTS), rng.randint(9, 90)
    facts = [
        [f"In {city} there was a contest for the best {what}.", f"{city} looked for the best {what} of the year."],
        [f"The first prize went to {winner}.", f"{winner} won the first prize."],
        [f"The winner is {age} years old.", f"At {age}, it was the first prize of a long life."],
        [f"{capital(count)} people took part.", f"The jury had to choose among {count} people."],
        ["The prize is a golden cup.", "The winner cried with joy.", "There were flowers for all."],
    ]
    return facts, f"{winner} won the prize for the best {what} in {city}."


_KINDS: list[Callable[[random.Random, bool], tuple[list[list[str]], str]]] = [
    _match,
    _weather,
    _opening,
    _accident,
    _prize,
]


def report(rng: random.Random, held_out: bool = False) -> Report:
    """A report whose main facts stand anywhere in the text, the news itself before what refers to it."""
    facts, summary = rng.choice(_KINDS)(rng, held_out)
    lead, *rest = [rng.choice(ways) for ways in facts]
    rng.shuffle(rest)
    fillers = rng.sample(FILLERS, rng.randint(0, 2))
    cut = rng.randint(0, len(fillers))
    return Report(with_an(" ".join([*fillers[:cut], lead, *rest, *fillers[cut:]])), with_an(summary))
