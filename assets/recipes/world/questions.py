"""Questions about scenes, with the one right answer."""

import random
from collections import Counter
from collections.abc import Callable, Sequence

from assets.recipes.world.scenes import COLOURS, SHAPES, Scene, Thing

ANSWERS = ["yes", "no", "0", "1", "2", "3", "4", *COLOURS, *SHAPES]
MARGIN = 0.12
"""In picture sides: how far two middles are apart along an axis before one counts as left of or above the other."""

SIDES: dict[str, Callable[[Thing, Thing], float]] = {
    "left of": lambda a, b: b.x - a.x,
    "right of": lambda a, b: a.x - b.x,
    "above": lambda a, b: b.y - a.y,
    "below": lambda a, b: a.y - b.y,
}
"""How far a is to that side of b."""


def plural(shape: str) -> str:
    return f"{shape}s"


def references(scene: Scene, thing: Thing) -> list[str]:
    """The ways to say which thing is meant that fit no other thing of the scene."""
    ways: list[tuple[str, Callable[[Thing], bool]]] = [
        (thing.shape, lambda t: t.shape == thing.shape),
        (f"{thing.colour} {thing.shape}", lambda t: (t.colour, t.shape) == (thing.colour, thing.shape)),
        (f"{thing.size} {thing.shape}", lambda t: (t.size, t.shape) == (thing.size, thing.shape)),
    ]
    return [way for way, fits in ways if sum(map(fits, scene.things)) == 1]


def how_many(rng: random.Random, scene: Scene) -> tuple[str, str] | None:
    thing = rng.choice(scene.things)
    kind = rng.randrange(3)
    if kind == 0:
        what, count = "shapes", len(scene.things)
    elif kind == 1:
        shape = thing.shape if rng.random() < 0.8 else rng.choice(SHAPES)
        what, count = plural(shape), sum(t.shape == shape for t in scene.things)
    else:
        colour = thing.colour if rng.random() < 0.8 else rng.choice(list(COLOURS))
        what, count = f"{colour} shapes", sum(t.colour == colour for t in scene.things)
    return rng.choice(["how many {} are there?", "how many {} can you see?", "how many {}?"]).format(what), str(count)


def what_colour(rng: random.Random, scene: Scene) -> tuple[str, str] | None:
    thing = rng.choice(scene.things)
    ways = [way for way in references(scene, thing) if thing.colour not in way]
    if not ways:
        return None
    word = rng.choice(["colour", "color"])
    return f"what {word} is the {rng.choice(ways)}?", thing.colour


def what_shape(rng: random.Random, scene: Scene) -> tuple[str, str] | None:
    thing = rng.choice(scene.things)
    if sum(t.colour == thing.colour for t in scene.things) > 1:
        return None
    text = rng.choice(["what shape is the {} thing?", "what is {}?", "which shape is {}?"])
    return text.format(thing.colour), thing.shape


def is_there(rng: random.Random, scene: Scene) -> tuple[str, str] | None:
    thing = rng.choice(scene.things)
    colour, shape = thing.colour, thing.shape
    if rng.random() < 0.5:  # the near miss: one of the two words is another one
        colour, shape = (rng.choice(list(COLOURS)), shape) if rng.random() < 0.5 else (colour, rng.choice(SHAPES))
    if rng.random() < 0.6:
        what, there = f"{colour} {shape}", any((t.colour, t.shape) == (colour, shape) for t in scene.things)
    else:
        what, there = shape, any(t.shape == shape for t in scene.things)
    article = "an" if what[0] == "o" else "a"
    return rng.choice(["is there {} {}?", "do you see {} {}?"]).format(article, what), "yes" if there else "no"


def is_beside(rng: random.Random, scene: Scene) -> tuple[str, str] | None:
    if len(scene.things) < 2:
        return None
    first, second = rng.sample(scene.things, 2)
    side = rng.choice(list(SIDES))
    distance = SIDES[side](first, second)
    ways = references(scene, first), references(scene, second)
    if abs(distance) < MARGIN or not all(ways):
        return None
    return f"is the {rng.choice(ways[0])} {side} the {rng.choice(ways[1])}?", "yes" if distance > 0 else "no"


def what_is_beside(rng: random.Random, scene: Scene) -> tuple[str, str] | None:
    if len(scene.things) < 2:
        return None
    second = rng.choice(scene.things)
    side = rng.choice(list(SIDES))
    distances = [(SIDES[side](t, second), t) for t in scene.things if t is not second]
    there = [t for distance, t in distances if distance > 0]
    ways = references(scene, second)
    if len(there) != 1 or not ways or any(abs(distance) < MARGIN for distance, _ in distances):
        return None
    return rng.choice(["what is {} the {}?", "what shape is {} the {}?"]).format(side, rng.choice(ways)), there[0].shape


KINDS = [how_many, what_colour, what_shape, is_there, is_beside, what_is_beside]


def ask(rng: random.Random, scene: Scene) -> tuple[str, str]:
    """A question that the scene answers, and the answer, one of `ANSWERS`. All kinds are equally likely to be tried."""
    while True:
        found = rng.choice(KINDS)(rng, scene)
        if found:
            return found


def without_looking(learned: Sequence[tuple[str, str]], asked: Sequence[tuple[str, str]]) -> float:
    """Share of `asked` that one gets right by what `learned` says most often to questions with the same two first words.

    Both are pairs of question and answer.
    """
    frequent: dict[str, Counter[str]] = {}
    for question, answer in learned:
        frequent.setdefault(" ".join(question.split()[:2]), Counter())[answer] += 1
    right = [frequent[" ".join(question.split()[:2])].most_common(1)[0][0] == answer for question, answer in asked]
    return sum(right) / len(asked)
