"""Reviews with known polarity. Held out are the templates, the things, and sentiment words to be guessed from
parts."""

from __future__ import annotations

import random
import re

from assets.recipes.world.grammar import as_typed, capital, fill, lists, split
from assets.recipes.world.names import invented_company
from assets.recipes.world.ordinary import ORDINARY

LABELS = ["negative", "neutral", "positive"]

_LISTS = lists("reviews")
TRAIN_THINGS, HELD_OUT_THINGS = split(_LISTS["things"])
# "charged" are ordinary words that carry a feeling of their own, or turn one round; all others may stand anywhere.
CHARGED = set(_LISTS["charged"])
PLAIN = [word for word in ORDINARY if word not in CHARGED | set(_LISTS["good"]) | set(_LISTS["bad"])]
PHRASES = "|".join(_LISTS["good phrases"] + _LISTS["bad phrases"])
"""Texts of fixed polarity, where the verb carries the feeling. In "opinions" {good} stands for a word of the review's
own polarity and {bad} for one of the other."""


def _thing(rng: random.Random, held_out: bool) -> str:
    """A thing; in training also an invented word, so that the model does not lean on the words that it knows."""
    if held_out:
        return rng.choice(HELD_OUT_THINGS)
    return rng.choice(TRAIN_THINGS) if rng.random() < 0.6 else invented_company(rng).lower()


def _with_other_words(template: str, rng: random.Random) -> str:
    """Exchanges or adds plain words, so that the model learns which words matter and which do not."""

    def other(match: re.Match[str]) -> str:
        word, chance = match.group(), rng.random()
        if word in CHARGED or word.startswith("{") or "'" in word or chance > 0.2:
            return word
        return rng.choice(PLAIN) if chance < 0.15 else f"{word} {rng.choice(PLAIN)}"

    return re.sub(r"[{\w'}]+", other, template)


def review(rng: random.Random, held_out: bool = False) -> tuple[str, int]:
    """One review of one or two sentences and its index in `LABELS`.

    A held-out review has an unseen template and unseen things, and sentiment words that are unseen half of the time.
    """
    label = rng.randrange(3)
    text = _sentence(rng, label, held_out)
    if rng.random() < 0.35:  # a second sentence: the same opinion again, or a plain fact
        other = _sentence(rng, rng.choice([label, 1]), held_out)
        text = f"{text} {other}" if rng.random() < 0.5 else f"{other} {text}"
    return as_typed(text, rng), label


def _core(rng: random.Random, label: int, held_out: bool) -> str:
    if label == 1 and not held_out and rng.random() < 0.3:
        return " ".join(rng.choice([*rng.choices(PLAIN, k=6), "{thing}", "{colour}"]) for _ in range(rng.randint(1, 9)))
    unseen = "unseen " if held_out else ""
    if label == 1:
        return str(rng.choice(_LISTS[unseen + "facts"]))
    if not held_out and rng.random() < 0.35:
        return str(rng.choice(_LISTS["good phrases" if label == 2 else "bad phrases"]))
    return str(rng.choice(_LISTS[unseen + "opinions"]))


def _sentence(rng: random.Random, label: int, held_out: bool) -> str:
    unseen = "unseen " if held_out and rng.random() < 0.5 else ""
    own, other = ("good", "bad") if label == 2 else ("bad", "good")
    slots = {
        **_LISTS["slots"],
        "thing": lambda r: _thing(r, held_out),
        "good": _LISTS[unseen + own],
        "bad": _LISTS[unseen + other],
        "well": _LISTS[f"{unseen}{own} adverbs"],
        "feeling": _LISTS["pleased" if label == 2 else "displeased"],
    }
    core = _core(rng, label, held_out)
    if not held_out and core not in PHRASES:  # a phrase, or a part of one
        core = _with_other_words(core, rng)
    # Of what may stand before or after any sentence, every second one is held out.
    opener = rng.choice(_LISTS["openers"][held_out::2]) if rng.random() < 0.35 else ""
    closer = rng.choice(_LISTS["closers"][held_out::2]) if rng.random() < 0.35 else ""
    text = capital(fill(opener + core + closer, slots, rng))
    return text + rng.choice("....!")
