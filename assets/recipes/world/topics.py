"""Topics with their words, texts about them, and labels for them. Held out are labels that no hypothesis ever
named."""

from __future__ import annotations

import random
from zlib import crc32

from assets.recipes.world.grammar import capital, lists, with_an
from assets.recipes.world.ordinary import ORDINARY

_LISTS = lists("topics")
_USED: set[str] = set()
TOPICS: list[list[str]] = []
"""Words of each topic, each word with the first topic that has it; the first word names the topic, any may label it."""
for _line in _LISTS["topics"]:
    TOPICS.append([word for word in _line if word not in _USED])
    _USED.update(_line)
PLAIN = [word for word in ORDINARY if word not in _USED]
HYPOTHESES: list[str] = _LISTS["hypotheses"]


def is_held_out(label: str) -> bool:
    """Two words in seven never stand in a hypothesis during training; the model meets them in texts only."""
    return crc32(label.encode()) % 7 < 2


def text(rng: random.Random, topic: int | None, without: str = "") -> str:
    """One or two sentences about a topic, or about nothing; the word `without` does not occur."""
    words = PLAIN if topic is None else [word for word in TOPICS[topic] if word != without]
    parts = []
    for _ in range(rng.choice([1, 1, 2])):
        frame = rng.choice(_LISTS["frames"]).split()
        if rng.random() < 0.5:
            frame.insert(rng.randrange(len(frame)), rng.choice(PLAIN))
        parts.append(with_an(" ".join(word.replace("{w}", rng.choice(words)) for word in frame)))
    return ". ".join(capital(part) for part in parts) + rng.choice([".", ".", "!", ""])


def pair(rng: random.Random) -> tuple[str, str, int]:
    """A training text, a hypothesis with a seen label, and 0 contradiction, 1 neutral (on nothing) or 2 entailment."""
    verdict = rng.choice([0, 0, 1, 2, 2])
    topic = rng.randrange(len(TOPICS))
    about = rng.choice([t for t in range(len(TOPICS)) if t != topic]) if verdict == 0 else topic
    label = rng.choice([word for word in TOPICS[about] if not is_held_out(word)])
    premise = text(rng, None if verdict == 1 else topic, without=label if rng.random() < 0.8 else "")
    return premise, rng.choice(HYPOTHESES).format(label), verdict


def choice(rng: random.Random, labels: int = 6) -> tuple[str, list[str], int]:
    """A text, labels of as many topics that training never named, and the index of the right one."""
    topics = rng.sample([t for t in range(len(TOPICS)) if any(map(is_held_out, TOPICS[t]))], labels)
    candidates = [rng.choice([word for word in TOPICS[t] if is_held_out(word)]) for t in topics]
    right = rng.randrange(labels)
    return text(rng, topics[right], without=candidates[right]), candidates, right
