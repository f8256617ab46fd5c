"""Sentences to speak: the drawn world, numbers, and everyday requests. Lower case, no punctuation."""

from __future__ import annotations

import random
import zlib

from assets.recipes.world.grammar import fill

DIGITS = "zero one two three four five six seven eight nine".split()
SLOTS: dict[str, list[str]] = {
    "colour": "red blue green yellow orange purple black white".split(),
    "size": "small large".split(),
    "shape": "circle square triangle star heart".split(),
    "shapes": "circles squares triangles stars hearts".split(),
    "relation": ["left of", "right of", "above", "below"],
    "count": "two three four five six seven eight nine".split(),
    "digit": DIGITS,
    "minutes": ["one", "two", "five", "ten", "twenty", "thirty"],
    "hour": "one two three four five six seven eight nine ten eleven twelve".split(),
    "room": "kitchen bedroom garden bathroom school".split(),
    "device": "light radio heater music fan".split(),
    "thing": "door window box book gate".split(),
    "animal": "dog cat bird horse mouse".split(),
    "food": "bread milk apples tea cake soup".split(),
    "name": "anna tom maria peter lucy david sofia ben".split(),
    "weather": "sunny rainy windy cloudy cold warm".split(),
    "city": "paris london madrid rome seoul berlin".split(),
    "day": "monday tuesday wednesday thursday friday saturday sunday".split(),
    "when": "today tomorrow".split(),
    "switch": "on off".split(),
    "move": "up down left right".split(),
}
TEMPLATES = (
    *["the {colour} {shape} is {relation} the {colour} {shape}"] * 3,
    *["the {size} {shape} is {colour}", "there is a {size} {colour} {shape}", "there are {count} {colour} {shapes}"]
    * 2,
    "a {colour} {shape} and a {colour} {shape}",
    "draw a {size} {colour} {shape}",
    "where is the {colour} {shape}",
    "move the {colour} {shape} {move}",
    *["{digit} {digit} {digit}", "{digit} {digit} {digit} {digit}", "call {digit} {digit} {digit} {digit}"],
    *["turn {switch} the {device}", "turn {switch} the {device} in the {room}"],
    *["open the {thing}", "close the {thing}", "please open the {thing} in the {room}", "please close the {thing}"],
    *["set a timer for {minutes} minutes", "it is {hour} o'clock", "what time is it in {city}"],
    *["the {animal} is in the {room}", "the {animal} and the {animal} eat {food}"],
    *["{name} and {name} live in {city}", "my name is {name}", "good morning {name}", "{name} likes {food} and {food}"],
    *["it is {weather} in {city} {when}", "how is the weather in {city} {when}", "see you on {day}"],
    "we buy {food} on {day}",
    "yes please",
    "no thank you {name}",
    "stop the {device}",
    "wake me at {hour}",
    "it is {hour} o'clock in {city}",
    "go {move}",
)


def is_held_out(sentence: str) -> bool:
    """A fifth of all sentences, chosen by their checksum, belongs to the held-out side whoever draws them."""
    return zlib.crc32(sentence.encode()) % 5 == 0


def draw_sentence(rng: random.Random, *, held_out: bool) -> str:
    """A sentence of the asked side."""
    while True:
        sentence = fill(rng.choice(TEMPLATES), SLOTS, rng)
        if is_held_out(sentence) == held_out:
            return sentence
