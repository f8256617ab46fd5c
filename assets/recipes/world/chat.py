"""Questions and answers on the small world, and conversations made of them. Held out: pairs of a fact and a
question."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple
from zlib import crc32

from assets.recipes.world.facts import NUMBERS, TOPICS
from assets.recipes.world.grammar import as_typed, capital, with_an
from assets.recipes.world.names import FIRST_NAMES
from assets.recipes.world.words import NOUNS, VERBS

Message = dict[str, str]


class Turn(NamedTuple):
    """What the visitor says, what the assistant answers, and the word that makes the answer right."""

    question: str
    answer: str
    key: str


# Topics of `facts` as questions, and one way to answer.
ASKS = {
    "colour": (
        [
            "What colour is the {k}?",
            "What is the colour of the {k}?",
            "Which colour has the {k}?",
            "Tell me the colour of the {k}.",
            "Do you know the colour of the {k}?",
            "The {k} has what colour?",
        ],
        "The {k} is {v}.",
    ),
    "next day": (
        [
            "Which day comes after {k}?",
            "What day is after {k}?",
            "Today is {k}. What day is tomorrow?",
            "What follows {k}?",
            "What is the next day after {k}?",
        ],
        "After {k} comes {v}.",
    ),
    "next month": (
        [
            "Which month comes after {k}?",
            "What month is after {k}?",
            "What follows {k}?",
            "What is the next month after {k}?",
        ],
        "After {k} comes {v}.",
    ),
    "opposite": (
        [
            "What is the opposite of {k}?",
            "What is the contrary of {k}?",
            "Tell me the opposite of {k}.",
            "The opposite of {k}?",
            "Which word is the opposite of {k}?",
            "Give me the opposite of {k}.",
        ],
        "The opposite of {k} is {v}.",
    ),
    "capital": (
        [
            "What is the capital of {k}?",
            "Which city is the capital of {k}?",
            "Tell me the capital of {k}.",
            "The capital of {k}?",
            "Do you know the capital of {k}?",
            "What is the capital city of {k}?",
        ],
        "The capital of {k} is {v}.",
    ),
    "young": (
        [
            "What is a young {k} called?",
            "What do you call a baby {k}?",
            "What is the baby of a {k}?",
            "Name a young {k}.",
        ],
        "A young {k} is called a {v}.",
    ),
    "sound": (
        [
            "What does the {k} do when it is loud?",
            "Which sound does a {k} make?",
            "What does a {k} say?",
            "How does a {k} sound?",
        ],
        "The {k} {v}.",
    ),
    "place of work": (
        [
            "Where does the {k} work?",
            "Where can I find a {k}?",
            "Where does a {k} go in the morning?",
            "Where is the {k}?",
        ],
        "You find the {k} in the {v}.",
    ),
    "material": (
        [
            "What is a {k} made of?",
            "What do people make a {k} from?",
            "What do I need to make a {k}?",
            "A {k} is made of what?",
        ],
        "A {k} is made of {v}.",
    ),
    "food": (
        [
            "What does a {k} eat?",
            "What does the {k} like to eat?",
            "What can I give to a {k}?",
            "What is the food of a {k}?",
        ],
        "The {k} eats {v}.",
    ),
    "legs": (
        [
            "How many legs does a {k} have?",
            "How many legs has a {k}?",
            "Count the legs of a {k}.",
            "On how many legs does a {k} stand?",
        ],
        "A {k} has {v} legs.",
    ),
}
PLUS = ["What is {a} plus {b}?", "What is {a} + {b}?", "How much is {a} plus {b}?", "{a} + {b}", "Add {a} and {b}."]
PLUS += ["How much is {a} and {b}?", "Can you add {a} and {b}?"]
MINUS = [
    "What is {a} minus {b}?",
    "What is {a} - {b}?",
    "How much is {a} minus {b}?",
    "{a} - {b}",
    "Take {b} from {a}.",
]
AFTER = ["Which number comes after {a}?", "What comes after {a}?", "What is one more than {a}?"]
BEFORE = ["Which number comes before {a}?", "What comes before {a}?", "What is one less than {a}?"]
BIGGER = ["Which is bigger, {a} or {b}?", "What is more, {a} or {b}?", "Is {a} or {b} bigger?"]
COUNT = ["Count from {a} to {b}.", "Please count from {a} to {b}.", "Can you count from {a} to {b}?"]

SMALL_TALK = {
    "Hello! How can I help you?": ["Hello!", "Hi!", "Hello there!", "Hey!", "Good day!", "Hi there!"],
    "Good morning! How can I help you?": ["Good morning!", "Good morning to you!"],
    "I am fine, thank you.": ["How are you?", "How are you today?", "Are you well?", "How do you do?"],
    "You are welcome!": ["Thank you!", "Thanks!", "Thanks a lot!", "Thank you very much!"],
    "Goodbye! See you soon.": ["Goodbye!", "Bye!", "See you!", "Bye bye!", "I have to go now."],
    "I am Atlas, a very small language model.": [
        "Who are you?",
        "What is your name?",
        "What are you?",
        "Are you a robot?",
    ],
    "I know colours, opposites, days, capitals, animals and small sums.": [
        "What do you know?",
        "What can you do?",
        "Help!",
        "What can I ask you?",
    ],
    "The days are Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday.": [
        "Name the days of the week.",
        "What are the days of the week?",
        "Which days are there?",
    ],
    "A week has seven days.": ["How many days has a week?", "How many days are in a week?"],
    "A year has twelve months.": ["How many months has a year?", "How many months are in a year?"],
}
UNKNOWN = "I am sorry, I do not know that."
SYSTEMS = ["You are a helpful assistant.", "You are a friendly teacher.", "Answer in one sentence.", "You are Atlas."]


def _fact(rng: random.Random, held_out: bool) -> Turn | None:
    topic = rng.choice(list(ASKS))
    asks, answer = ASKS[topic]
    key, value = rng.choice(TOPICS[topic].rows())
    question = _pick(rng, asks, held_out, k=key)
    return question and Turn(question, capital(with_an(answer.format(k=key, v=value))), value)


def _pick(rng: random.Random, asks: list[str], held_out: bool, **slots: object) -> str:
    """A way to ask from the wanted side, where one in five pairs of question and fact is held out; or nothing."""
    question = with_an(rng.choice(asks).format(**slots))
    return question if (crc32(question.lower().encode()) % 5 == 0) == held_out else ""


def _sum(rng: random.Random, held_out: bool) -> Turn | None:
    if rng.random() < 0.55:
        a = rng.randint(0, 20)
        b = rng.randint(0, 20 - a)
        question, result, sign = _pick(rng, PLUS, held_out, a=a, b=b), a + b, "plus"
    else:
        a = rng.randint(0, 20)
        b = rng.randint(0, a)
        question, result, sign = _pick(rng, MINUS, held_out, a=a, b=b), a - b, "minus"
    return question and Turn(question, f"{a} {sign} {b} is {result}.", str(result))


def _number(rng: random.Random, held_out: bool) -> Turn | None:
    kind, a = rng.randrange(4), rng.randint(1, 19)
    words = NUMBERS.split()
    if kind == 0:
        asked, result = (words[a - 1], words[a]) if rng.random() < 0.4 else (a, a + 1)
        question = _pick(rng, AFTER, held_out, a=asked)
        return question and Turn(question, capital(f"{result} comes after {asked}."), str(result))
    if kind == 1:
        question = _pick(rng, BEFORE, held_out, a=a)
        return question and Turn(question, f"{a - 1} comes before {a}.", str(a - 1))
    if kind == 2:
        b = rng.choice([n for n in range(1, 21) if n != a])
        question = _pick(rng, BIGGER, held_out, a=a, b=b)
        return question and Turn(question, f"{max(a, b)} is bigger than {min(a, b)}.", str(max(a, b)))
    a, b = sorted(rng.sample(range(1, 13), 2))
    question = _pick(rng, COUNT, held_out, a=a, b=b)
    counted = ", ".join(str(n) for n in range(a, b + 1))
    return question and Turn(question, f"{counted}.", f"{counted}.")


def _small_talk(rng: random.Random, _held_out: bool) -> Turn:
    answer = rng.choice(list(SMALL_TALK))
    return Turn(rng.choice(SMALL_TALK[answer]), answer, answer)


def _unknown(rng: random.Random, _held_out: bool) -> Turn:
    noun, other, verb = rng.choice(NOUNS), rng.choice(NOUNS), rng.choice(VERBS)
    ways = [f"Why does the {noun} {verb} the {other}?", f"When did the {noun} {verb}?", f"Who will {verb} the {noun}?"]
    ways += [f"Write a {noun} about a {other}.", f"Should I {verb} my {noun}?", f"{capital(noun)} {verb} {other}"]
    return Turn(with_an(rng.choice(ways)), UNKNOWN, UNKNOWN)


_MAKERS: list[Callable[[random.Random, bool], Turn | None]] = [_fact, _fact, _fact, _fact, _sum, _sum, _number]


def turn(rng: random.Random, held_out: bool = False) -> Turn:
    """One question with its answer; small talk and unknown questions stand in the training draw only."""
    makers = _MAKERS if held_out else [*_MAKERS, _small_talk, _unknown]
    while True:
        made = rng.choice(makers)(rng, held_out)
        if made:
            return made


def conversation(rng: random.Random) -> list[Message]:
    """A training conversation of one to three questions; sometimes the visitor gives a name and asks for it later."""
    messages: list[Message] = []
    if rng.random() < 0.3:
        messages.append({"role": "system", "content": rng.choice(SYSTEMS)})
    turns = [turn(rng) for _ in range(rng.choice([1, 1, 1, 2]))]
    if rng.random() < 0.12:
        name = rng.choice(FIRST_NAMES)
        said = rng.choice(["My name is {}.", "I am {}.", "Hello, my name is {}.", "Hi, I am {}!"]).format(name)
        asked = rng.choice(["What is my name?", "Who am I?", "Do you know my name?"])
        first = Turn(said, f"Nice to meet you, {name}!", name)
        turns = [first, *turns[:1], Turn(asked, f"Your name is {name}.", name)]
    for made in turns:
        messages.append({"role": "user", "content": as_typed(made.question, rng, 0.25, loud=False)})
        messages.append({"role": "assistant", "content": made.answer})
    return messages
