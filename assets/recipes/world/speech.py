"""Speech by espeak-ng: many voices, exact word times. 16 kHz mono float32 in [-1, 1].

The library is called through ctypes, because one call inside the process costs a tenth of starting the program, and
because only the library tells when each word and phoneme begins.
Held-out voices are other espeak-ng variants: no training sentence or command is ever spoken by one of them.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.signal import resample_poly

RATE = 16_000

ACCENTS = ("en-us", "en-us", "en", "en", "en-gb-x-rp", "en-gb-scotland", "en-us-nyc", "en-gb-x-gbcwmd")
TRAIN_VARIANTS = (
    *("", "f1", "f2", "f3", "f5", "m1", "m2", "m3", "m4", "m6", "m8", "Alex", "Alicia", "Andrea", "Andy", "Denis"),
    *("Gene", "Henrique", "Jacky", "Lee", "Marco", "Michael", "adam", "anika", "antonio", "benjamin"),
    *("boris", "caleb", "david", "edward", "grandma", "iven", "iven2", "kaukovalta", "linda", "marcelo", "max"),
    *("miguel", "norbert", "paul", "pedro", "robert", "sandro", "shelby", "steph", "steph3", "travis", "zac"),
)
HELD_OUT_VARIANTS = ("f4", "m5", "m7", "Annie", "Diogo", "Hugo", "Mario", "Mike", "belinda", "john", "michel", "steph2")


@dataclass(frozen=True)
class Voice:
    """An espeak-ng voice: accent (`en-us`), variant (`f3` or none), words a minute, pitch and melody (0 to 99).

    With melody 0 every sentence stays on one tone.
    """

    accent: str = "en-us"
    variant: str = ""
    speed: int = 160
    pitch: int = 50
    melody: int = 50

    @property
    def name(self) -> str:
        return f"{self.accent}+{self.variant}" if self.variant else self.accent


@dataclass(frozen=True)
class Mark:
    """When a word or a phoneme begins: `second`, and the index `place` of the word's first letter (-1: none)."""

    kind: str
    second: float
    place: int


@dataclass(frozen=True)
class Utterance:
    """What `say` gives: `samples` (n,) float32 at 16 kHz, and the marks in order of time."""

    samples: np.ndarray
    marks: tuple[Mark, ...]


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    """`espeak_EVENT` of espeak-ng's speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
_SYNCHRONOUS, _PHONEME_EVENTS, _DONT_EXIT = 2, 0x0001, 0x8000
_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7
_SPEED, _PITCH, _RANGE = 1, 3, 4
_UTF8 = 1


class _Espeak:
    """The loaded library; it holds one state for the process."""

    def __init__(self) -> None:
        path = ctypes.util.find_library("espeak-ng") or "libespeak-ng.so.1"
        try:
            self.library = ctypes.CDLL(path)
        except OSError as error:
            raise RuntimeError("Speech needs espeak-ng: install it with `apt-get install espeak-ng`.") from error
        self.rate: int = self.library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS | _DONT_EXIT)
        self.pieces: list[np.ndarray] = []
        self.events: list[tuple[int, int, int]] = []
        self._callback = _CALLBACK(self._receive)
        self.library.espeak_SetSynthCallback(self._callback)

    def _receive(self, wav: Any, count: int, events: Any) -> int:
        if wav and count:
            self.pieces.append(np.ctypeslib.as_array(wav, shape=(count,)).copy())
        index = 0
        while events[index].type != _EVENT_END:
            event = events[index]
            self.events.append((event.type, event.text_position, event.audio_position))
            index += 1
        return 0

    def synthesise(self, text: str, voice: Voice) -> Utterance:
        if self.library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise RuntimeError(f"espeak-ng has no voice {voice.name!r}.")
        self.library.espeak_SetParameter(_SPEED, voice.speed, 0)
        self.library.espeak_SetParameter(_PITCH, voice.pitch, 0)
        self.library.espeak_SetParameter(_RANGE, voice.melody, 0)
        self.pieces, self.events = [], []
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8, None, None)
        kinds = {_EVENT_WORD: "word", _EVENT_PHONEME: "phoneme"}
        marks = [Mark(kinds[kind], ms / 1000, place - 1) for kind, place, ms in self.events if kind in kinds]
        wave = np.concatenate(self.pieces).astype(np.float32) / 32768
        return Utterance(resample_poly(wave, RATE, self.rate).astype(np.float32), tuple(marks))


@functools.cache
def _espeak() -> _Espeak:
    return _Espeak()


def say(text: str, voice: Voice) -> Utterance:
    """Speaks `text`. Raises RuntimeError when espeak-ng or the voice is missing."""
    return _espeak().synthesise(text, voice)


def letter_times(utterance: Utterance, text: str) -> np.ndarray:
    """The second at which each letter of `text` begins, and at last the end of speech: (letters + 1,).

    Word and phoneme times are espeak-ng's; the letters of a word are spread evenly over its phonemes.
    """
    phonemes = [mark.second for mark in utterance.marks if mark.kind == "phoneme"]
    end = phonemes[-2]  # the last two are pauses
    words = [mark for mark in utterance.marks if mark.kind == "word" and mark.place >= 0]
    times: list[float] = []
    for word, following in zip(words, [*words[1:], Mark("word", end, len(text))], strict=True):
        inside = [second for second in phonemes if word.second <= second < following.second] or [word.second]
        letters = following.place - word.place
        places = np.arange(letters) * len(inside) / letters
        times += np.interp(places, np.arange(len(inside) + 1), [*inside, following.second]).tolist()
    return np.array([*times, end])


def draw_voice(random_: random.Random, *, held_out: bool) -> Voice:
    """A voice at random; variants of the two sides never meet, and so neither do voices."""
    variant = random_.choice(HELD_OUT_VARIANTS if held_out else TRAIN_VARIANTS)
    return Voice(random_.choice(ACCENTS), variant, random_.randint(120, 190), random_.randint(25, 75))


def trimmed(samples: np.ndarray, threshold: float = 0.01) -> np.ndarray:
    """`samples` without the silence before and after."""
    loud = np.flatnonzero(np.abs(samples) > threshold * np.abs(samples).max())
    return samples[loud[0] : loud[-1] + 1]


def noise(random_: np.random.Generator, count: int) -> np.ndarray:
    """`count` samples of noise with power 1, between white (slope 0) and brown (slope 1), with mains hum at times."""
    spectrum = np.fft.rfft(random_.standard_normal(count))
    frequency = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20)
    wave = np.fft.irfft(spectrum / frequency ** random_.uniform(0, 1), count)
    wave /= wave.std()
    if random_.random() < 0.2:
        wave += np.sin(2 * np.pi * random_.choice([50, 60]) * np.arange(count) / RATE + random_.uniform(0, 6))
    return np.asarray(wave / wave.std(), dtype=np.float32)


def in_a_room(
    samples: np.ndarray, random_: np.random.Generator, *, before: float, after: float, snr: tuple[float, float]
) -> np.ndarray:
    """`samples` at a random loudness, with up to `before` and `after` seconds around, in noise of `snr` dB."""
    lead, tail = (int(random_.uniform(0, seconds) * RATE) for seconds in (before, after))
    wave = np.pad(samples, (lead, tail))
    level = np.sqrt(np.mean(samples**2)) * 10 ** (-random_.uniform(*snr) / 20)
    wave = wave + level * noise(random_, len(wave))
    return np.asarray(wave / np.abs(wave).max() * random_.uniform(0.1, 0.95), dtype=np.float32)
