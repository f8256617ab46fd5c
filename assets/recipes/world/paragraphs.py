"""Short paragraphs about people, things and places with questions and the span of the answer. Held out are the
names."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from assets.recipes.world import names
from assets.recipes.world.grammar import capital, split, with_an


class Question(NamedTuple):
    """A paragraph, a question on it, and the answer with the index of its first character."""

    context: str
    question: str
    answer: str
    start: int


@dataclass(frozen=True)
class Relation:
    """What a sentence can say of a subject: `{s}` is the subject, `{v}` the value. `who` asks for the subject."""

    value: Callable[[random.Random, bool], str]
    says: tuple[str, ...]
    asks: tuple[str, ...]
    who: tuple[str, ...] = ()


def _words(text: str) -> Callable[[random.Random, bool], str]:
    """A maker that draws from the seen or the unseen part of a comma-separated list."""
    parts = split([word.strip() for word in text.replace("\n", " ").split(",")], 0.2)
    return lambda rng, unseen: rng.choice(parts[unseen] if rng.random() < 0.5 else parts[0])


def _number(low: int, high: int) -> Callable[[random.Random, bool], str]:
    return lambda rng, _: str(rng.randint(low, high))


_FIRST = split(names.FIRST_NAMES, 0.25)
_CITY = split(names.CITIES + names.COUNTRIES, 0.25)


def _name(rng: random.Random, unseen: bool) -> str:
    return rng.choice(_FIRST[unseen]) if rng.random() < 0.6 else names.invented_first_name(rng)


def _city(rng: random.Random, unseen: bool) -> str:
    return rng.choice(_CITY[unseen]) if rng.random() < 0.7 else names.invented_city(rng)


_JOB = _words("""teacher, doctor, baker, painter, singer, farmer, nurse, pilot, cook, writer, bus driver,
gardener, engineer,
dentist, lawyer, actor, clown, firefighter, police officer, postman, tailor, plumber, waiter, dancer, sailor, judge""")
_PET = _words("""cat, dog, horse, parrot, rabbit, turtle, goldfish, hamster, snake, goat, donkey, duck, pony,
mouse, lizard,
black cat, white dog, old horse, small parrot, brown rabbit""")
_FOOD = _words("""pizza, soup, chocolate cake, apple pie, fried rice, kimchi, paella, bread, ice cream, pasta,
tomato salad, fish,
cheese, curry, pancakes, noodles, strawberries, bananas, sushi, tacos""")
_INSTRUMENT = _words("piano, guitar, violin, drums, flute, trumpet, cello, harp, clarinet, saxophone, organ, accordion")
_COLOUR = _words("red, blue, green, yellow, black, white, purple, orange, brown, pink, grey, dark blue, light green")
_DAY = _words("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")
_ROOM = _words("""kitchen, garden, bedroom, cellar, hall, attic, bathroom, school, library, office, red box, old
cupboard, blue bag,
drawer, car, garage""")
_TIME = _words("7 o'clock, 8 o'clock, 9 o'clock, 10 o'clock, 11 o'clock, noon, half past six, half past nine, midnight")
_MATERIAL = _words("wood, glass, gold, silver, paper, stone, plastic, iron, leather, cotton, clay, wool")

PERSON = {
    "home": Relation(
        _city,
        (
            "{s} lives in {v}.",
            "{s} has a house in {v}.",
            "The home of {s} is in {v}.",
            "{s} moved to {v}.",
            "Now {s} lives in {v}.",
        ),
        (
            "Where does {s} live?",
            "In which place does {s} live?",
            "Where is the home of {s}?",
            "Which city does {s} live in?",
        ),
        ("Who lives in {v}?", "Who has a home in {v}?"),
    ),
    "birth": Relation(
        _number(1900, 2015),
        ("{s} was born in {v}.", "In {v} {s} was born.", "The birth of {s} was in {v}."),
        ("When was {s} born?", "In what year was {s} born?", "What is the birth year of {s}?"),
        ("Who was born in {v}?",),
    ),
    "job": Relation(
        _JOB,
        ("{s} is a {v}.", "{s} works as a {v}.", "{s} earns money as a {v}.", "Last year {s} became a {v}."),
        ("What is the job of {s}?", "What does {s} do for a living?", "What does {s} work as?", "What is {s}'s job?"),
        ("Who is a {v}?", "Who works as a {v}?"),
    ),
    "pet": Relation(
        _PET,
        ("{s} has a {v}.", "{s} keeps a {v}.", "{s} owns a {v}.", "A {v} belongs to {s}."),
        (
            "Which animal does {s} have?",
            "What pet does {s} have?",
            "What animal does {s} keep?",
            "Which pet belongs to {s}?",
        ),
        ("Who has a {v}?", "Who owns a {v}?", "Who keeps a {v}?"),
    ),
    "food": Relation(
        _FOOD,
        ("{s} likes {v}.", "{s} loves to eat {v}.", "The favourite food of {s} is {v}.", "{s} eats {v} every day."),
        (
            "What does {s} like to eat?",
            "What is the favourite food of {s}?",
            "What does {s} eat?",
            "Which food does {s} like?",
        ),
        ("Who likes {v}?", "Who eats {v}?"),
    ),
    "music": Relation(
        _INSTRUMENT,
        ("{s} plays the {v}.", "{s} can play the {v}.", "{s} practises the {v}.", "{s} is good at the {v}."),
        ("Which instrument does {s} play?", "What does {s} play?", "What instrument can {s} play?"),
        ("Who plays the {v}?", "Who can play the {v}?"),
    ),
    "age": Relation(
        _number(3, 99),
        ("{s} is {v} years old.", "{s} turned {v} this year.", "The age of {s} is {v}."),
        ("How old is {s}?", "What is the age of {s}?", "What age is {s}?"),
        ("Who is {v} years old?",),
    ),
    "visit": Relation(
        _DAY,
        ("{s} swims on {v}.", "On {v} {s} goes swimming.", "{s} goes to the pool on {v}."),
        ("When does {s} swim?", "On which day does {s} swim?", "What day does {s} go to the pool?"),
        ("Who swims on {v}?",),
    ),
}
THING = {
    "colour": Relation(
        _COLOUR,
        ("{s} is {v}.", "The colour of {s} is {v}.", "{s} was painted {v}."),
        ("What colour is {s}?", "What is the colour of {s}?", "Which colour does {s} have?"),
        ("What is {v}?", "Which thing is {v}?"),
    ),
    "place": Relation(
        _ROOM,
        ("{s} is in the {v}.", "{s} lies in the {v}.", "You can find {s} in the {v}.", "They left {s} in the {v}."),
        ("Where is {s}?", "Where can you find {s}?", "Where does {s} lie?"),
        ("What is in the {v}?", "What lies in the {v}?"),
    ),
    "price": Relation(
        _number(2, 99),
        ("{s} costs {v} dollars.", "The price of {s} is {v} dollars.", "You can buy {s} for {v} dollars."),
        ("How much does {s} cost?", "What is the price of {s}?", "How many dollars does {s} cost?"),
        ("What costs {v} dollars?",),
    ),
    "owner": Relation(
        _name,
        ("{s} belongs to {v}.", "The owner of {s} is {v}.", "{v} owns {s}.", "{v} bought {s}."),
        ("Who owns {s}?", "Who is the owner of {s}?", "Whose is {s}?", "To whom does {s} belong?"),
        ("What belongs to {v}?", "What does {v} own?"),
    ),
    "material": Relation(
        _MATERIAL,
        ("{s} is made of {v}.", "They made {s} from {v}."),
        ("What is {s} made of?", "What material is {s} made of?"),
        ("What is made of {v}?",),
    ),
}
PLACE = {
    "opens": Relation(
        _TIME,
        ("{s} opens at {v}.", "The doors of {s} open at {v}.", "At {v} {s} opens."),
        ("When does {s} open?", "At what time does {s} open?", "What time does {s} open?"),
        ("What opens at {v}?",),
    ),
    "closed": Relation(
        _DAY,
        ("{s} is closed on {v}.", "On {v} {s} is closed.", "{s} stays shut on {v}."),
        ("On which day is {s} closed?", "When is {s} closed?", "What day is {s} shut?"),
        ("What is closed on {v}?",),
    ),
    "built": Relation(
        _number(1500, 2020),
        ("{s} was built in {v}.", "In {v} they built {s}.", "{s} dates from {v}."),
        ("When was {s} built?", "In which year was {s} built?", "What year does {s} date from?"),
        ("What was built in {v}?",),
    ),
    "town": Relation(
        _city,
        ("{s} is in {v}.", "{s} stands in {v}.", "You can visit {s} in {v}."),
        ("Where is {s}?", "In which city is {s}?", "Where does {s} stand?"),
        ("What stands in {v}?", "What can you visit in {v}?"),
    ),
    "tower": Relation(
        _number(10, 400),
        ("{s} is {v} metres high.", "The height of {s} is {v} metres.", "{s} rises {v} metres."),
        ("How high is {s}?", "What is the height of {s}?", "How many metres high is {s}?"),
        ("What is {v} metres high?",),
    ),
}
_THINGS = _words("""book, lamp, chair, table, bike, guitar, ball, cup, clock, hat, coat, key, phone, umbrella,
kite, mirror, vase, ring,
spoon, basket, toy train, teapot, pencil, box, picture, sofa""")
_PLACES = _words("""museum, castle, library, tower, bridge, zoo, theatre, market, school, station, church, palace,
cinema, hotel, bakery,
stadium, gallery, swimming pool, garden, temple""")


def _subjects(rng: random.Random, unseen: bool, count: int) -> tuple[dict[str, Relation], list[str]]:
    kind = rng.random()
    if kind < 0.55:
        relations, maker = PERSON, _name
    elif kind < 0.8:
        relations, maker = THING, lambda r, u: "the " + _THINGS(r, u)
    else:
        relations, maker = PLACE, lambda r, u: "the " + _PLACES(r, u)
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
