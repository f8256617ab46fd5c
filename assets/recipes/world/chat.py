"""Questions and answers on the small world, and conversations made of them. Held out: pairs of a fact and a
question."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from assets.recipes.world.facts import NUMBERS, TOPICS
from assets.recipes.world.grammar import as_typed, capital, lists, one_in_five, with_an
from assets.recipes.world.names import FIRST_NAMES
from assets.recipes.world.ordinary import NOUNS, VERBS

Message = dict[str, str]


class Turn(NamedTuple):
    """What the visitor says, what the assistant answers, and the word that makes the answer right."""

    question: str
    answer: str
    key: str


_LISTS = lists("chat")


def _fact(rng: random.Random, held_out: bool) -> Turn | None:
    topic, said = rng.choice(list(_LISTS["facts"].items()))
    key, value = rng.choice(TOPICS[topic].pairs)
    question = _pick(rng, said["asks"], held_out, k=key)
    return Turn(question, capital(with_an(said["answer"].format(k=key, v=value))), value) if question else None


def _pick(rng: random.Random, asks: list[str], held_out: bool, **slots: object) -> str:
    """A way to ask from the wanted side, where one in five pairs of question and fact is held out; or nothing."""
    question = with_an(rng.choice(asks).format(**slots))
    return question if one_in_five(question.lower()) == held_out else ""


def _sum(rng: random.Random, held_out: bool) -> Turn | None:
    if rng.random() < 0.55:
        a = rng.randint(0, 20)
        b = rng.randint(0, 20 - a)
        question, result, sign = _pick(rng, _LISTS["plus"], held_out, a=a, b=b), a + b, "plus"
    else:
        a = rng.randint(0, 20)
        b = rng.randint(0, a)
        question, result, sign = _pick(rng, _LISTS["minus"], held_out, a=a, b=b), a - b, "minus"
    return Turn(question, f"{a} {sign} {b} is {result}.", str(result)) if question else None


def _number(rng: random.Random, held_out: bool) -> Turn | None:
    kind, a = rng.randrange(4), rng.randint(1, 19)
    if kind == 0:
        asked, result = (NUMBERS[a - 1], NUMBERS[a]) if rng.random() < 0.4 else (a, a + 1)
        question = _pick(rng, _LISTS["after"], held_out, a=asked)
        return Turn(question, capital(f"{result} comes after {asked}."), str(result)) if question else None
    if kind == 1:
        question = _pick(rng, _LISTS["before"], held_out, a=a)
        return Turn(question, f"{a - 1} comes before {a}.", str(a - 1)) if question else None
    if kind == 2:
        b = rng.choice([n for n in range(1, 21) if n != a])
        question = _pick(rng, _LISTS["bigger"], held_out, a=a, b=b)
        return Turn(question, f"{max(a, b)} is bigger than {min(a, b)}.", str(max(a, b))) if question else None
    a, b = sorted(rng.sample(range(1, 13), 2))
    question = _pick(rng, _LISTS["count"], held_out, a=a, b=b)
    counted = ", ".join(str(n) for n in range(a, b + 1))
    return Turn(question, f"{counted}.", f"{counted}.") if question else None


def _small_talk(rng: random.Random, _held_out: bool) -> Turn:
    answer, questions = rng.choice(list(_LISTS["small talk"].items()))
    return Turn(rng.choice(questions), answer, answer)


def _unknown(rng: random.Random, _held_out: bool) -> Turn:
    noun, other, verb = rng.choice(NOUNS), rng.choice(NOUNS), rng.choice(VERBS)
    question = rng.choice(_LISTS["unknown"]).format(noun=noun, other=other, verb=verb, Noun=capital(noun))
    return Turn(with_an(question), _LISTS["do not know"], _LISTS["do not know"])


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
        messages.append({"role": "system", "content": rng.choice(_LISTS["systems"])})
    turns = [turn(rng) for _ in range(rng.choice([1, 1, 1, 2]))]
    if rng.random() < 0.12:
        name = rng.choice(FIRST_NAMES)
        said = rng.choice(_LISTS["introductions"]).format(name)
        asked = rng.choice(_LISTS["who am I"])
        first = Turn(said, f"Nice to meet you, {name}!", name)
        turns = [first, *turns[:1], Turn(asked, f"Your name is {name}.", name)]
    for made in turns:
        messages.append({"role": "user", "content": as_typed(made.question, rng, 0.25, loud=False)})
        messages.append({"role": "assistant", "content": made.answer})
    return messages
