"""Sentences to speak: the drawn world, numbers, and everyday requests. Lower case, no punctuation."""

from __future__ import annotations

import random

from assets.recipes.world.grammar import fill, lists, one_in_five

_LISTS = lists("utterances")
SLOTS: dict[str, list[str]] = _LISTS["slots"]


def draw_sentence(rng: random.Random, *, held_out: bool) -> str:
    """A sentence of the asked side; a fifth of all sentences is held out."""
    while True:
        sentence = fill(rng.choice(_LISTS["sentences"]), SLOTS, rng)
        if one_in_five(sentence) == held_out:
            return sentence
