"""Everyday sounds made of sines, noise and envelopes, 2 s at 16 kHz, with words for them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, lfilter

from assets.recipes.world.grammar import lists
from assets.recipes.world.speech import RATE, draw_voice, noise, say
from assets.recipes.world.utterances import draw_sentence

SECONDS = 2
COUNT = SECONDS * RATE
TIME = np.arange(COUNT) / RATE


class Dice:
    """Draws the numbers of one sound. The middle fifth of every range belongs to the held-out side alone."""

    def __init__(self, seed: int, held_out: bool) -> None:
        self.random, self.noise, self.held_out = random.Random(seed), np.random.default_rng(seed), held_out

    def place(self) -> float:
        """A number from 0 to 1: around the middle for the held-out side, elsewhere in training."""
        if self.held_out:
            return self.random.uniform(0.4, 0.6)
        place = self.random.uniform(0, 0.8)
        return place if place < 0.4 else place + 0.2

    def between(self, low: float, high: float) -> float:
        return float(low * (high / low) ** self.place())

    def level(self, words: tuple[str, str], low: tuple[float, float], high: tuple[float, float]) -> tuple[str, float]:
        """One of two words (such as low and high), and a number of the range that it names."""
        index = self.random.randrange(2)
        return words[index], self.between(*(high if index else low))

    def hiss(self) -> np.ndarray:
        return self.noise.standard_normal(COUNT)


@dataclass(frozen=True)
class Sound:
    """`samples` (32000,) float32, what sounds, and how (high, slow ...; may be empty)."""

    samples: np.ndarray
    name: str
    manner: str


def _phase(frequency: np.ndarray | float) -> np.ndarray:
    """Radians after each sample of a tone whose frequency is `frequency` Hz."""
    return 2 * np.pi * np.cumsum(np.broadcast_to(frequency, COUNT)) / RATE


def _band(wave: np.ndarray, low: float, high: float) -> np.ndarray:
    b, a = butter(2, [low, high], "bandpass", fs=RATE)
    return np.asarray(lfilter(b, a, wave))


def _repeat(dice: Dice, period: float, stroke: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """`stroke(seconds since its start)` every `period` seconds, from a random moment on."""
    wave = np.zeros(COUNT)
    start = dice.random.uniform(0, min(period, 0.5))
    while start < SECONDS:
        first = int(start * RATE)
        wave[first:] += stroke(TIME[: COUNT - first])
        start += period
    return wave


def _siren(dice: Dice) -> tuple[str, np.ndarray]:
    manner, rate = dice.level(("slow", "fast"), (0.4, 0.8), (2.0, 5.0))
    turn = np.sin(2 * np.pi * rate * TIME + dice.random.uniform(0, 6))
    turn = np.sign(turn) if dice.random.random() < 0.4 else turn
    tone = _phase(dice.between(600, 1100) * (1 + dice.between(0.15, 0.4) * turn))
    return manner, np.sin(tone) + 0.4 * np.sin(2 * tone) + 0.2 * np.sin(3 * tone)


def _bell(dice: Dice) -> tuple[str, np.ndarray]:
    manner, pitch = dice.level(("low", "high"), (180, 380), (900, 1800))
    decay = dice.between(0.4, 1.2)

    def stroke(t: np.ndarray) -> np.ndarray:
        partials = ((0.56, 0.6), (0.92, 0.7), (1.19, 1.0), (1.71, 0.7), (2.0, 0.8), (2.74, 0.5), (3.76, 0.3))
        waves = (a * np.exp(-t * r / decay) * np.sin(2 * np.pi * pitch * r * t) for r, a in partials)
        return sum(waves, np.zeros(len(t)))

    return manner, _repeat(dice, dice.between(0.7, 2.5), stroke)


def _drum(dice: Dice) -> tuple[str, np.ndarray]:
    manner, period = dice.level(("fast", "slow"), (0.12, 0.22), (0.5, 0.9))
    pitch, decay = dice.between(60, 180), dice.between(0.05, 0.15)
    crack = dice.hiss()

    def stroke(t: np.ndarray) -> np.ndarray:
        thump = np.exp(-t / decay) * np.sin(2 * np.pi * pitch * (t + 0.02 * np.exp(-t / 0.03)))
        return np.asarray(thump + 0.3 * np.exp(-t / 0.015) * crack[: len(t)])

    return manner, _repeat(dice, period, stroke)


def _rain(dice: Dice) -> tuple[str, np.ndarray]:
    wave = 0.5 * _band(dice.hiss(), dice.between(800, 2000), 7500)
    for _ in range(int(dice.between(40, 200))):
        first = dice.random.randrange(COUNT - 200)
        wave[first : first + 200] += (
            dice.random.uniform(1, 4) * np.exp(-np.arange(200) / 25) * dice.noise.standard_normal(200)
        )
    return "", wave


def _bird(dice: Dice) -> tuple[str, np.ndarray]:
    pitch, depth, length = dice.between(2200, 5000), dice.between(0.1, 0.35), dice.between(0.06, 0.2)
    turns = dice.between(4, 25)

    def stroke(t: np.ndarray) -> np.ndarray:
        frequency = pitch * (1 + depth * np.sin(2 * np.pi * turns * t))
        return np.where(t < length, np.sin(np.pi * np.minimum(t / length, 1)), 0) * np.sin(
            2 * np.pi * np.cumsum(frequency) / RATE
        )

    return "", _repeat(dice, length + dice.between(0.05, 0.3), stroke)


def _whistle(dice: Dice) -> tuple[str, np.ndarray]:
    manner, pitch = dice.level(("low", "high"), (700, 1200), (2000, 3400))
    tremble = 1 + 0.02 * np.sin(2 * np.pi * dice.between(4, 12) * TIME)
    start, length = dice.random.uniform(0, 0.4), dice.between(0.8, 1.6)
    window = np.clip(np.minimum(TIME - start, start + length - TIME) / 0.05, 0, 1)
    return manner, window * (np.sin(_phase(pitch * tremble)) + 0.15 * _band(dice.hiss(), pitch * 0.9, pitch * 1.1))


def _engine(dice: Dice) -> tuple[str, np.ndarray]:
    manner, rate = dice.level(("slow", "fast"), (18, 32), (65, 120))
    phase = _phase(rate * (1 + 0.05 * np.sin(2 * np.pi * dice.between(0.2, 1) * TIME)))
    pulses = np.exp(4 * (np.cos(phase) - 1)) - 0.3
    return manner, pulses + 0.4 * _band(dice.hiss(), 80, 700) * (1 + np.cos(phase)) / 2


def _speech(dice: Dice) -> tuple[str, np.ndarray]:
    voice = draw_voice(dice.random, held_out=dice.held_out)
    wave = say(draw_sentence(dice.random, held_out=dice.held_out), voice).samples
    first = dice.random.randrange(max(1, len(wave) - COUNT))
    return "", np.resize(wave[first : first + COUNT], COUNT)


def _wind(dice: Dice) -> tuple[str, np.ndarray]:
    gust = 0.55 + 0.45 * np.sin(2 * np.pi * dice.between(0.3, 1.2) * TIME + dice.random.uniform(0, 6))
    return "", gust * _band(dice.hiss(), 120, dice.between(350, 800))


def _clock(dice: Dice) -> tuple[str, np.ndarray]:
    manner, period = dice.level(("fast", "slow"), (0.2, 0.32), (0.7, 1.0))
    pitch = dice.between(2000, 4500)
    return manner, _repeat(dice, period, lambda t: np.exp(-t / 0.006) * np.sin(2 * np.pi * pitch * t))


def _alarm(dice: Dice) -> tuple[str, np.ndarray]:
    manner, pitch = dice.level(("low", "high"), (500, 800), (1600, 2600))
    length = dice.between(0.07, 0.2)
    tone = np.sign(np.sin(2 * np.pi * pitch * TIME))
    return manner, _repeat(dice, 2 * length, lambda t: np.where(t < length, tone[: len(t)], 0))


def _guitar(dice: Dice) -> tuple[str, np.ndarray]:
    manner, pitch = dice.level(("low", "high"), (80, 140), (320, 600))
    decay = dice.between(0.3, 0.8)

    def stroke(t: np.ndarray) -> np.ndarray:
        waves = (np.exp(-t * n**0.7 / decay) * np.sin(2 * np.pi * pitch * n * t) / n for n in range(1, 12))
        return sum(waves, np.zeros(len(t)))

    return manner, _repeat(dice, dice.between(0.3, 0.7), stroke)


_MAKERS: dict[str, Callable[[Dice], tuple[str, np.ndarray]]] = {
    "siren": _siren,
    "bell": _bell,
    "drum": _drum,
    "rain": _rain,
    "bird": _bird,
    "whistle": _whistle,
    "engine": _engine,
    "speech": _speech,
    "wind": _wind,
    "clock": _clock,
    "alarm": _alarm,
    "guitar": _guitar,
}
NAMES = tuple(_MAKERS)

WORDS: dict[str, list[str]] = lists("sounds")


def describe(name: str, manner: str, rng: random.Random) -> str:
    """Words for a sound; with `manner`, as in "a slow drum"."""
    if not manner:
        return rng.choice(WORDS[name])
    return f"{rng.choice(['a ', ''])}{manner} {name}"


def make_sound(seed: int, *, held_out: bool, name: str = "") -> Sound:
    """A sound by its name, or any, in a little noise and at a random loudness."""
    dice = Dice(seed, held_out)
    name = name or dice.random.choice(NAMES)
    manner, wave = _MAKERS[name](dice)
    wave = wave / (np.abs(wave).max() + 1e-9)
    level = np.sqrt(np.mean(wave**2)) * 10 ** (-dice.random.uniform(15, 40) / 20)
    wave = wave + level * noise(dice.noise, COUNT)
    return Sound((wave / np.abs(wave).max() * dice.random.uniform(0.2, 0.95)).astype(np.float32), name, manner)
