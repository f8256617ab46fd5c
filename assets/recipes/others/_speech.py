"""Speech by another hand: espeak-ng's other voices in other rooms; and how far one sentence is from another."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from scipy.signal import resample_poly

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Speaker:
    """espeak-ng's name of a voice, words a minute, pitch (0 to 99), the recording's rate in Hz, silence before and after in
    seconds, its loudest sample, and the noise of the room as a share of that."""

    voice: str = "en-us"
    speed: int = 160
    pitch: int = 50
    rate: int = 16_000
    before: float = 0.1
    after: float = 0.1
    peak: float = 0.6
    noise: float = 0.0


SPEAKERS = (
    Speaker(),
    Speaker("en-gb+f2", 150, 55, 44_100, 0.2, 0.1, 0.8),
    Speaker("en-gb-x-rp+m3", 170, 40, 22_050, 0.05, 0.2, 0.3, 0.004),
    Speaker("en-us+f4", 145, 60, 48_000, 0.3, 0.1, 0.5, 0.006),
    Speaker("en-gb-scotland+m2", 155, 45, 16_000, 0.1, 0.1, 0.9),
    Speaker("en-us+m7", 130, 35, 8_000, 0.15, 0.1, 0.7),
    Speaker("en-029+f1", 150, 65, 32_000, 0.1, 0.2, 0.4, 0.003),
    Speaker("en-us-nyc+m4", 175, 50, 44_100, 0.2, 0.05, 0.15, 0.005),
    Speaker("en-gb+Andy", 140, 55, 22_050, 0.25, 0.15, 0.95),
    Speaker("en-us+Annie", 165, 50, 16_000, 0.1, 0.1, 0.2),
    Speaker("en-gb-x-gbclan+m1", 150, 60, 48_000, 0.0, 0.2, 0.6, 0.008),
    Speaker("en-us+f5", 180, 45, 11_025, 0.2, 0.1, 0.5),
    Speaker("en-gb-x-gbcwmd+f3", 145, 50, 44_100, 0.15, 0.1, 0.7, 0.004),
    Speaker("en-us+m5", 120, 30, 16_000, 0.1, 0.1, 0.8),
    Speaker("en-gb+steph", 160, 55, 24_000, 0.3, 0.1, 0.35),
    Speaker("en-us+linda", 155, 60, 22_050, 0.1, 0.15, 0.6, 0.006),
    Speaker("en-gb-x-rp+f4", 135, 70, 48_000, 0.2, 0.1, 0.08),
    Speaker("en-us+michael", 150, 40, 16_000, 0.05, 0.1, 1.0),
    Speaker("en-gb+m6", 165, 50, 44_100, 0.1, 0.25, 0.5, 0.01),
    Speaker("en-us+belinda", 140, 55, 22_050, 0.15, 0.1, 0.45),
)


def spoken(text: str, who: Speaker) -> tuple[Samples, int]:
    """What espeak-ng says, of shape (samples,), without silence around it; and its rate in Hz."""
    command = ["espeak-ng", "-v", who.voice, "-s", str(who.speed), "-p", str(who.pitch), "--stdout", text]
    written = subprocess.run(command, check=True, capture_output=True).stdout
    # Written to a pipe, the header does not know its length: 44 bytes, then samples of 16 bits at 22,050 Hz.
    said = np.frombuffer(written[44:], dtype="<i2").astype(np.float64) / 2**15
    heard = np.flatnonzero(np.abs(said) > 0.01)
    return said[heard[0] : heard[-1] + 1], 22_050


def recorded(path: Path, said: Samples, rate: int, who: Speaker, seed: int = 0) -> str:
    """Writes a sound as the speaker's machine records it; the file's path."""
    if rate != who.rate:
        said = resample_poly(said, who.rate, rate)
    before, after = np.zeros(round(who.before * who.rate)), np.zeros(round(who.after * who.rate))
    whole = np.concatenate([before, said * who.peak / np.abs(said).max(), after])
    whole += np.random.default_rng(seed).normal(0, 1, len(whole)) * who.noise * who.peak
    soundfile.write(path.with_suffix(".wav"), np.clip(whole, -1, 1), who.rate)
    return str(path.with_suffix(".wav"))


def say(path: Path, text: str, number: int, longest: float | None = None) -> str:
    """A recording by the speaker of this number, cut where it would be longer than so many seconds; the file's path."""
    who = SPEAKERS[number % len(SPEAKERS)]
    said, rate = spoken(text, who)
    if longest is not None:
        said = said[: round((longest - who.before) * rate)]
    return recorded(path, said, rate, who, number)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def word_errors(said: str, heard: str) -> float:
    """The share of words that are missing, wrong or too many (WER)."""
    wanted, got = words(said), words(heard)
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        above, row = row, [i]
        for j, other in enumerate(got, 1):
            row.append(min(row[-1] + 1, above[j] + 1, above[j - 1] + (word != other)))
    return row[-1] / len(wanted)
