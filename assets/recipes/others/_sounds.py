"""Twelve kinds of sound made by another hand. All are of shape (samples,), two seconds at RATE, of any loudness."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfilt

from assets.recipes.others._speech import Speaker, recorded, spoken

Samples = npt.NDArray[np.float64]
RATE, SECONDS = 24_000, 2.0
COUNT = round(RATE * SECONDS)
TIME = np.arange(COUNT) / RATE


def tone(hertz: Samples | float) -> Samples:
    """A sine whose frequency may change from sample to sample."""
    return np.asarray(np.sin(2 * np.pi * np.cumsum(np.broadcast_to(hertz, TIME.shape)) / RATE))


def noise(seed: int, low: float, high: float) -> Samples:
    """Noise between two frequencies in Hz."""
    band = butter(2, [low, high], "band", fs=RATE, output="sos")
    return np.asarray(sosfilt(band, np.random.default_rng(seed).normal(size=COUNT)))


def struck(sound: Samples, at: float, whole: Samples) -> None:
    """Adds a sound to another from a moment on."""
    start = round(at * RATE)
    piece = sound[: len(whole) - start]
    whole[start : start + len(piece)] += piece


def siren(low: float = 550, high: float = 1300, turns: float = 0.9, two_tones: bool = False) -> Samples:
    swing = np.sin(2 * np.pi * turns * TIME - 1)
    hertz = np.where(swing > 0, high, low) if two_tones else low + (high - low) * (0.5 + 0.5 * swing)
    return tone(hertz) + 0.4 * tone(2 * hertz) + 0.2 * tone(3 * hertz)


def bell(hertz: float = 520, strokes: tuple[float, ...] = (0.05, 1.1)) -> Samples:
    one = sum(
        loud * np.exp(-TIME * fades) * tone(hertz * ratio)
        for ratio, loud, fades in ((0.5, 0.5, 1.0), (1, 1, 1.6), (1.19, 0.6, 2.2), (2, 0.6, 3), (2.66, 0.4, 4.5), (4.1, 0.2, 7))
    )  # fmt: skip
    whole = np.zeros(COUNT)
    for at in strokes:
        struck(np.asarray(one), at, whole)
    return whole


def drum(beats: float = 3, hertz: float = 95) -> Samples:
    skin = np.exp(-TIME * 11) * tone(hertz * (1 + 0.8 * np.exp(-TIME * 40)))
    stick = 0.25 * np.exp(-TIME * 70) * noise(3, 400, 5000)
    whole = np.zeros(COUNT)
    for at in np.arange(0.05, SECONDS, 1 / beats):
        struck(skin + stick, float(at), whole)
    return whole


def rain(seed: int = 5, drops: int = 500) -> Samples:
    random = np.random.default_rng(seed)
    whole = 0.25 * noise(seed, 900, 9000)
    for at in random.uniform(0, SECONDS - 0.05, drops):
        drop = np.exp(-TIME[:600] * 350) * np.sin(2 * np.pi * random.uniform(2000, 7000) * TIME[:600])
        struck(drop * random.uniform(0.1, 0.6), at, whole)
    return whole


def bird(base: float = 3200, chirps: float = 5) -> Samples:
    whole = np.zeros(COUNT)
    for number, at in enumerate(np.arange(0.1, SECONDS - 0.2, 1 / chirps)):
        if number % 4 == 3:
            continue  # it breathes
        length = round(0.11 * RATE)
        along = np.linspace(0, 1, length)
        hertz = base * (1 + 0.45 * np.sin(np.pi * along * (1 + number % 2)))
        struck(np.sin(np.pi * along) ** 2 * np.sin(2 * np.pi * np.cumsum(hertz) / RATE), float(at), whole)
    return whole


def whistle(hertz: float = 1900, rises: float = 0.15) -> Samples:
    pitch = hertz * (1 + rises * TIME / SECONDS) * (1 + 0.012 * np.sin(2 * np.pi * 6 * TIME))
    shape = np.minimum(1, np.minimum(TIME / 0.08, (SECONDS - TIME) / 0.2))
    return np.asarray(shape * (tone(pitch) + 0.05 * noise(9, 1000, 4000)))


def engine(hertz: float = 55, faster: float = 0.15) -> Samples:
    turn = hertz * (1 + faster * TIME / SECONDS)
    whole = sum(tone(turn * k) / k for k in range(1, 14))
    return np.asarray((whole + 0.4 * noise(11, 60, 900)) * (1 + 0.3 * tone(turn / 2)))


def wind(seed: int = 13) -> Samples:
    gusts = 0.55 + 0.45 * np.sin(2 * np.pi * 0.7 * TIME + 0.5)
    return gusts * noise(seed, 120, 700) + 0.3 * gusts**2 * noise(seed + 1, 500, 1500)


def clock(ticks: float = 2) -> Samples:
    whole = np.zeros(COUNT)
    for number, at in enumerate(np.arange(0.1, SECONDS, 1 / ticks)):
        tick = np.exp(-TIME[:2000] * 220) * (
            tone(2600.0 if number % 2 else 2100.0)[:2000] + 0.6 * noise(17, 1500, 8000)[:2000]
        )
        struck(tick, float(at), whole)
    return whole


def alarm(hertz: float = 1000, beeps: float = 4) -> Samples:
    on = (TIME * beeps) % 1 < 0.5
    return on * (tone(hertz) + tone(3 * hertz) / 3 + tone(5 * hertz) / 5)


def guitar(notes: tuple[float, ...] = (196, 247, 294, 392), apart: float = 0.4) -> Samples:
    """Strings by Karplus and Strong: a burst of noise that goes round a string and loses its high tones."""
    whole, random = np.zeros(COUNT), np.random.default_rng(19)
    for number, hertz in enumerate(notes):
        string = random.uniform(-1, 1, round(RATE / hertz))
        heard = np.empty(COUNT)
        for start in range(0, COUNT, len(string)):
            piece = string[: COUNT - start]
            heard[start : start + len(piece)] = piece
            string = 0.996 * (string + np.roll(string, 1)) / 2
        struck(heard, 0.05 + apart * number, whole)
    return whole


def speech(text: str, voice: str) -> Samples:
    said, rate = spoken(text, Speaker(voice))
    at = np.arange(round(len(said) * RATE / rate)) * rate / RATE
    heard = np.interp(at, np.arange(len(said)), said)[: COUNT - 1200]
    return np.pad(heard, (1200, COUNT - 1200 - len(heard)))


def kept(path: Path, sound: Samples, number: int) -> str:
    """Writes a sound with the rate and the loudness that this number gives, some with a little noise; the file's path."""
    rate, peak = (16_000, 22_050, 44_100, 48_000)[number % 4], (0.7, 0.25, 0.95, 0.5, 0.1)[number % 5]
    how = Speaker(rate=rate, before=0, after=0, peak=peak, noise=0.005 if number % 3 == 1 else 0)
    return recorded(path, sound, RATE, how, number)
