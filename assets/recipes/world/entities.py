"""News-like sentences with the spans of people, places and organisations. Held out are the names and the
templates."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from assets.recipes.world import names
from assets.recipes.world.grammar import split, words
from assets.recipes.world.words import ORDINARY

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

TEMPLATES = """{per} lives in {loc}.|{per} works for {org}.|{per} works at {org} in {loc}.|{per} was born in {loc}.
{per} moved from {loc} to {loc}.|{per} met {per} in {loc}.|{org} opened an office in {loc}.
{org} was founded by {per}.
{per} and {per} went to {loc} on {day}.|Last year {per} left {org}.|The head of {org} is {per}.
In {month} {per} flew to {loc}.
{loc} is a beautiful city.|It rains a lot in {loc}.|The capital of {loc} is {loc}.|We spent our holiday in {loc}.
{org} sells {thing}s in {loc}.|{org} and {org} work together.|Shares of {org} rose on {day}.
{org} bought {org} for {number} million dollars.
{per} told {per} about the {thing}.|My friend {per} likes {thing}s.|Yesterday I saw {per} at the {thing}.
I love {loc}.
The {job} {per} lives near {loc}.|{per}, a {job} from {loc}, won the prize.|Does {per} still work for {org}?
Where is {loc}?
Who is {per}?|{per} plays for {org}.|{per} wrote a letter to {org}.
The train from {loc} to {loc} leaves at {number}.
On {day}, {org} will meet in {loc}.|{job}s at {org} want more money.|{title} {per1} came from {loc}.
{title} {per1} joined {org}.
I bought this {thing} from {org}.|Good morning, {per}!|Dear {per}, thank you for the {thing}.
{per} studied at {org}.
The {thing} was made by {org} in {loc}.|My name is {per} and I live in {loc}.|My name is {per}.|I work at {org}.
{per} married {per} in {month}.|Both {loc} and {loc} are far away.|{per}, {per} and {per} sang together.
He comes from {loc}.
{loc}, {loc} and {loc} sent help.|{org} moved its factory to {loc}.|{org} hired {per} as a {job}.
{org} fired {per} in {month}.
The {job} said that {org} would close.|She called {per} on {day}.|They travelled through {loc} by train.
Call {per} today.
Nobody knows {per} in {loc}.|{per} is the new {job} of {org}.|The {thing} is on the table.
The {job} bought a {thing} on {day}.
It was a cold {day} in {month}.|I have {number} {thing}s.|Do you want a {thing}?|The children went home.
She is a {job}.
{loc} beat {loc} by {number} to 2.|{org} won against {org}.|{per} visited {org} with {per}.
From {loc} you can see the sea.
{per} is from {loc}.|{per} is {number} years old.|{org} is in {loc}.|{org} is a big company.
The company {org} grew fast.
The river flows through {loc}.|The president of {loc} met {per}.|{per} drove to {loc}.
{per} travels to {loc} every {month}.
A spokesman for {org} said no.|{per} founded {org} in {loc} in 1998.|In {loc}, {per} bought a {thing}.
At {org}, {per} is happy.
People in {loc} eat late.|Hello {per}, how is {loc}?|{org} pays {per} well.|A {thing} by {per} hangs in {loc}.
{per} likes {per}.
"I like {loc}," said {per}.|{per} says {org} is too big.|Is {loc} bigger than {loc}?|{org} announced a new {thing}.
{per} visits {loc} with {per}.|We visit {loc} every {month}.|{per} drove from {loc} to {org}.
{per} owns a house in {loc}.
{per} bought a {thing} from {per}.|{per} gave {per} a {thing}.|The {thing} is from {per}.
{org} gave a prize to {per}.
{org} asked {per} to come.|{per} asked {per} about {loc}.|{per} wants to work for {org}.|{per} spoke with {org}.
{title} {per1} talked to {title} {per1}.|{title} {per1} took the train to {loc}.|A bus from {loc} stopped in {loc}.
Cooks from {loc} met in {loc}.|{job}s from {org} talked to {per}.|{per} and {title} {per1} are friends of {per}.
People know {per} well.|Everybody in {loc} has heard of {per}.|Next year {org} will sell {number} {thing}s.
In {loc}, {org} sold a {thing}.|{org} makes the best {thing}s.|{org} lost {number} million dollars.
{per} lost a {thing}.
Between {loc} and {loc} there is a lake.|The bridge in {loc} is old.|Swim in {loc}, said {per}.
{per} runs every day.
{per} runs {org}.|{per} left {loc} with {per}.|{per} has a {thing}.|{per} got a letter from {org}.|{per} sleeps.
{org} took {per} to court.|{per} needs a {thing} from {loc}.|{per} came back to {org}.
Then {per} came to {loc}.""".replace("\n", "|").split("|")
TEMPLATES_UNSEEN = """{per} grew up in {loc}.|After school, {per} joined {org}.|{org} sent {per} to {loc}.
Every {month}, {per} visits {loc}.|{per} has a job at {org}.|The road between {loc} and {loc} is closed.
{title} {per1} spoke to {per} in {loc}.|{per} runs a shop in {loc}.|In {month}, {org} built a {thing} in {loc}.
{per} asked {org} for a {thing}.|We took the bus from {loc} to {loc} with {per}.|{job}s in {loc} know {per}.
{org} will open in {loc} on {day}.|The {thing} belongs to {per}.|{per} learned to swim in {loc}.
Last {month} {org} made {number} {thing}s.|Both {per} and {per} left {org}.
On {day} the {job} lost a {thing}.""".replace("\n", "|").split("|")

# Sentences put together from a beginning, a verb that tells what its neighbours are, and an end.
BEGINNINGS = """|||||On {day}, |In {month}, |Last {day} |After lunch, |Every year |At last, |I think 
We heard that |Yesterday, |Soon
Then |They say that |In the end, |Before {month}, |As always, |Once, |Perhaps |Luckily, """.replace("\n", " |").split(
    "|"
)
ENDS = """.|.|.|.| on {day}.| in {month}.| for a {thing}.| with a {thing}.| again.| this year.| in {loc}.
 near {loc}.| with {per}.
 after school.| every {month}.| as a {job}.| because of {org}.| and smiled.| at night.| from {loc}.""".replace(
    "\n", "|"
).split("|")
PERSON_PERSON = """met|saw|called|loves|asked|told|helped|phoned|heard|thanked|taught|knows|visited|paid|remembers
trusts
followed|invited|speaks to|spoke with|laughed at|is older than|lives with|sat next to|wrote to|waited for
is a friend of
and|or|, not|is the son of|is the sister of|dreams of|ran to|went home with|plays with|got a {thing} from
gave a {thing} to"""
PERSON_FIRM = """joined|left|founded|leads|works at|worked for|sued|phoned|studied at|owns|is the head of
was fired by|is a {job} at
got a job with|applied to|was hired by|started|sold|trains at|plays for|signed for|wants to join|complained to
has shares in
is an employee of|spoke for|got money from|was paid by|earns money at|has worked for|took a job at
borrowed money from"""
FIRM_PERSON = """hired|fired|sent|thanked|paid|invited|employs|promoted|asked|took|sued|trained|found|called
honoured|needs
gave {number} dollars to|wrote to|chose|looked for|apologised to|is led by|was founded by|belongs to|was sold by"""
FIRM_THING = """sells {thing}s|makes {thing}s|built a {thing}|designed a new {thing}|made {number} {thing}s
will open|closed|grew fast
earned {number} million dollars|lost money|went bankrupt|raised its prices|is on strike|announced a {thing}
was founded
bought {org}|works with {org}|competes with {org}|is bigger than {org}|was taken over by {org}
and {org} joined forces"""
SOMEBODY_SOMEWHERE = """lives in|sleeps in|was born in|moved to|travelled to|flew to|comes from|walked through
drove to|stayed in
arrived in|works in|is going to|visits|visited|has a house in|bought a {thing} in|took a train to|swims near
got lost in|died in
left|loves|hates|crossed|knows|will return to|went from {loc} to|runs a {thing} shop in|learned to dance in
saw a {thing} in
spent {month} in|has never been to|is the mayor of|has a garden outside|sings in|studied in|is on the way to
rode a bike to"""
SOMETHING_SOMEWHERE = """a bus goes to {loc}|the road to {loc} is long|the river near {loc} is cold
{loc} is north of {loc}
the weather in {loc} is bad|the people of {loc} are kind|the distance between {loc} and {loc} is small
{loc} has {number} schools
a storm hit {loc}|the streets of {loc} are empty|we flew over {loc}|there is a lake between {loc} and {loc}
{loc} is beautiful
a ship sailed from {loc} to {loc}|{number} {job}s came from {loc}|the museum of {loc} is closed
the way from {loc} is closed
you can see {loc} from here|{loc} and {loc} are cities|the {thing} was found in {loc}|the train stops in {loc}
the {thing} of {per} is old|this is the {thing} of {per}|that {thing} is for {per}|the {job} knows {per}
a letter from {per} came
the {job} phoned {per}|this {thing} was made by {org}|a {job} works at {org}|shops sell {thing}s by {org}"""


def composed(rng: random.Random) -> str:
    """A template from its parts."""
    who, whom = rng.choice(["{per}", "{per}", "{per}", "{title} {per1}", "{per} and {per}"]), "{per}"
    kinds = [
        (who, PERSON_PERSON, whom),
        (who, PERSON_FIRM, "{org}"),
        ("{org}", FIRM_PERSON, whom),
        ("{org}", FIRM_THING, ""),
        (rng.choice([who, who, "the {job}", "{org}"]), SOMEBODY_SOMEWHERE, "{loc}"),
        ("", SOMETHING_SOMEWHERE, ""),
    ]
    first, verbs, second = rng.choice(kinds)
    text = f"{first} {rng.choice(verbs.replace(chr(10), '|').split('|'))} {second}".strip().replace(" ,", ",")
    return re.sub(" +", " ", f"{rng.choice(BEGINNINGS)} {text}").strip() + rng.choice(ENDS)


WORDS = {
    "day": words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "month": words("January February March April May June July August September October November December"),
    "thing": words("book car phone house garden cake bike boat song film guitar piano watch robot table game lamp toy"),
    "job": words(
        "teacher doctor baker painter singer farmer nurse pilot cook writer driver king queen engineer lawyer"
    ),
    "title": words("Mr Mrs Ms Dr Professor President Captain"),
    "number": words("two three five ten twelve 7 20 15 40 100 8"),
}


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
    return rng.choice(["Lake {}", "Mount {}", "New {}", "{} Island", "{} Street", "North {}", "Port {}"]).format(town)


def organisation(rng: random.Random, unseen: bool) -> str:
    firm = _name(rng, _COMPANY, names.invented_company, unseen)
    if rng.random() < 0.5:
        return firm
    town, land, last = _real(rng, _CITY, unseen), _real(rng, _COUNTRY, unseen), surname(rng, unseen)
    return rng.choice(
        [
            f"{town} University",
            f"University of {town}",
            f"{town} Bank",
            f"Bank of {land}",
            f"{land} Airlines",
            f"FC {town}",
            f"{town} United",
            f"{last} & {surname(rng, unseen)}",
            f"{last} Brothers",
            f"{firm} Ltd",
            f"{firm} Motors",
            f"{town} Museum",
            f"{town} Hospital",
            f"{last} School",
            f"{firm} Group",
            f"{firm} Foods",
            f"{land} Telecom",
        ]
    )


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
    template = rng.choice(TEMPLATES_UNSEEN if held_out else TEMPLATES)
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
            word = rng.choice(WORDS[slot])
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
