"""Sentences to say, in other words and orders: right where the embedded recogniser reads them back with at most a word in
four wrong, and the sound swings around zero."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from assets.recipes.others import Input
from assets.recipes.others._speech import word_errors
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.run.local import Runtime
from tasks.core.service import Answer, Ask, Service

WRONG, MEAN = 0.25, 0.01  # of the words at most; of full scale at most
TEXTS = (
    "The blue circle is left of the red square.",
    "The green star is above the yellow triangle.",
    "The small red triangle is right of the large blue circle.",
    "The yellow square is below the green circle.",
    "The large green square is left of the small yellow star.",
    "One two three.",
    "Four five six seven.",
    "Nine zero eight one.",
    "Two two five.",
    "Please open the window.",
    "Please close the door.",
    "Please turn on the light.",
    "Please turn off the music.",
    "How is the weather in London today?",
    "What time is it?",
    "Where is the school?",
    "please open the door in the school",
    "THE RED STAR IS ABOVE THE BLUE TRIANGLE",
    "The small blue square is above the large red star!",
    "The yellow circle is right of the green triangle",
)


@cache
def listener() -> Service:
    store = ModelStore(hub=Hub(offline=True))
    return Service(Runtime(store), store)


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, text in enumerate(TEXTS):

        def right(answer: Answer, text: str = text, path: Path = folder / f"said_{number}.wav") -> bool:
            samples = np.asarray(answer.raw["audio"], dtype=np.float64).reshape(-1)
            soundfile.write(path, samples, answer.raw["sampling_rate"])
            heard = asyncio.run(listener().answer(Ask("automatic-speech-recognition", {"audio": str(path)})))
            return bool(word_errors(text, heard.raw["text"]) <= WRONG and abs(samples.mean()) <= MEAN)

        asked.append(Input(text, {"text": text}, right))
    return asked
