"""The ten command words, each by two of another hand's speakers."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._speech import SPEAKERS, say
from tasks.core.service import Answer

WORDS = ("yes", "no", "up", "down", "left", "right", "stop", "go", "on", "off")
HEARD = 1.5  # seconds, as the model's page says


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number in range(20):
        word, speaker = WORDS[number % 10], (number * 7 + number // 10) % 20
        path = say(folder / f"word_{number}", word, speaker, HEARD)

        def right(answer: Answer, word: str = word) -> bool:
            return bool(answer.raw[0]["label"] == word)

        asked.append(Input(f"{word}, {SPEAKERS[speaker].voice}", {"audio": path}, right))
    return asked
