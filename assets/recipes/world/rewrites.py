"""Small jobs on words: plural, opposite, sort, count, polite and past. Held out are nouns, lists and sentences."""

from __future__ import annotations

import random
from typing import NamedTuple

from assets.recipes.world.entities import blend
from assets.recipes.world.facts import OPPOSITES
from assets.recipes.world.grammar import capital, key_values, lists, one_in_five, split, with_an
from assets.recipes.world.ordinary import NOUNS


class Job(NamedTuple):
    """A source with its order in front, and the target."""

    source: str
    target: str


_LISTS = lists("rewrites")
IRREGULAR: dict[str, str] = _LISTS["irregular plurals"]
_NOUNS = {*NOUNS, *_LISTS["nouns"]}
TRAIN_NOUNS, UNSEEN_NOUNS = split([noun for noun in NOUNS + _LISTS["nouns"] if noun not in _LISTS["no plural"]], 0.2)
TRAIN_NOUNS += [noun for noun in UNSEEN_NOUNS if noun in IRREGULAR or noun in _LISTS["f to ves"]]
UNSEEN_NOUNS = [noun for noun in UNSEEN_NOUNS if noun not in TRAIN_NOUNS]

_TURNED = dict(key_values(_LISTS["adjectives"]))
_TURNED |= {b: a for a, b in _TURNED.items()}
_WORDS = dict(OPPOSITES) | _TURNED
_WORDS |= {b: a for a, b in _WORDS.items() if b not in _WORDS}


def plural(noun: str) -> str:
    """The English plural."""
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun in _LISTS["f to ves"]:
        return noun.removesuffix("e").removesuffix("f") + "ves"
    if noun in {"potato", "tomato", "hero"} or noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def past(verb: str) -> str:
    """The past of a regular verb."""
    if verb == "stop":
        return "stopped"
    return verb + ("d" if verb.endswith("e") else "ed")


def _draw(rng: random.Random, held_out: bool) -> Job:
    nouns = UNSEEN_NOUNS if held_out else TRAIN_NOUNS
    if not held_out and rng.random() < 0.5:  # a noun must be copied, not known
        nouns = [blend(rng).lower() for _ in range(8)]
    kind = rng.randrange(7)
    if kind == 0:
        noun = rng.choice(nouns)
        return Job(f"plural: {noun}", plural(noun))
    if kind == 1 and rng.random() < 0.4:
        word = rng.choice(list(_WORDS))
        return Job(f"opposite: {word}", _WORDS[word])
    if kind == 1:
        word, noun = rng.choice(list(_TURNED)), rng.choice(nouns)
        return Job(with_an(f"opposite: a {word} {noun}"), with_an(f"a {_TURNED[word]} {noun}"))
    if kind == 2:
        numbers = rng.sample(range(100) if rng.random() < 0.7 else range(10), rng.randint(2, 5))
        return Job("sort: " + " ".join(map(str, numbers)), " ".join(map(str, sorted(numbers))))
    if kind in {3, 4}:
        count = rng.randint(1, 8)
        same = rng.choice(nouns)
        words = [same] * count if rng.random() < 0.3 else rng.choices(nouns, k=count)
        return Job("count: " + " ".join(words), str(count))
    if kind == 5:
        verb, noun = rng.choice(_LISTS["orders"]), rng.choice(nouns)
        return Job(f"polite: {verb} the {noun}", f"could you please {verb} the {noun}?")
    who, verb, place = (rng.choice(_LISTS[key]) for key in ("people", "deeds", "places"))
    third = who not in {"I", "you", "we", "they"}
    now = verb + ("es" if verb.endswith("sh") else "s") if third else verb
    return Job(f"past: {who} {now} {place}", f"{who} {past(verb)} {place}")


def without_nouns(made: Job) -> str:
    """The job as one text, without nouns in the singular."""
    return " ".join(word for word in " ".join(made).split() if word not in _NOUNS)


def job(rng: random.Random, held_out: bool = False) -> Job:
    """A job; held-out ones have unseen nouns, lists and sentences. Single opposites can only be learned by heart."""
    while True:
        made = _draw(rng, held_out)
        alone = made.source.startswith("opposite:") and made.source.count(" ") == 1
        noun = made.source.startswith(("plural:", "polite:", "opposite: a"))
        unseen = one_in_five(made.source)
        if (alone and not held_out) or (not alone and (noun or unseen == held_out)):
            return made


def spoken(made: Job, rng: random.Random) -> Job:
    """The job as people may type it: a capital after the order, or a full stop."""
    order, text = made.source.split(": ", 1)
    if rng.random() < 0.1:
        return Job(f"{capital(order)}: {text}", made.target)
    return Job(f"{order}:{text}", made.target) if rng.random() < 0.05 else made
