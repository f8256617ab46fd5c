"""Sentences to speak: the drawn world, numbers, and everyday requests. Lower case, no punctuation."""

from __future__ import annotations

import random
import zlib

from assets.recipes.world.grammar import fill, lists

_LISTS = lists("utterances")
SLOTS: dict[str, list[str]] = _LISTS["slots"]


def is_held_out(sentence: str) -> bool:
    """A fifth of all sentences, chosen by their checksum, belongs to the held-out side whoever draws them."""
    return zlib.crc32(sentence.encode()) % 5 == 0


def draw_sentence(rng: random.Random, *, held_out: bool) -> str:
    """A sentence of the asked side."""
    while True:
        sentence = fill(rng.choice(_LISTS["sentences"]), SLOTS, rng)
        if is_held_out(sentence) == held_out:
            return sentence
