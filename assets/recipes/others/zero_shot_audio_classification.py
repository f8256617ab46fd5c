"""Twelve kinds of sound by another hand, under several names, and high or low, fast or slow."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others import _sounds as sounds
from tasks.core.service import Answer


def inputs(folder: Path) -> list[Input]:
    """The first label is the right one; it is put to another place for each question."""
    made = (
        (sounds.siren(), ("a siren", "a bell", "a drum", "the wind")),
        (sounds.bell(), ("a church bell", "a guitar", "a whistle")),
        (sounds.drum(), ("a drum", "a clock", "an engine", "rain")),
        (sounds.rain(), ("rain", "speech", "an alarm", "a bird")),
        (sounds.bird(), ("a bird", "a whistle", "a siren", "a guitar")),
        (sounds.whistle(), ("a whistle", "a bird", "an alarm")),
        (sounds.engine(), ("an engine", "wind", "a drum", "a person speaking")),
        (sounds.speech("Good morning, we will leave at nine o'clock.", "en-gb+f3"), ("speech", "a bird", "an engine", "a bell")),
        (sounds.wind(), ("wind", "rain", "an engine", "a whistle")),
        (sounds.clock(), ("a clock", "a drum", "an alarm", "a bird")),
        (sounds.alarm(), ("an alarm", "a siren", "a bell", "a whistle")),
        (sounds.guitar(), ("a guitar", "a bell", "a drum", "speech")),
        (sounds.siren(450, 620, 1.0, two_tones=True), ("a police siren", "a church bell", "rain", "a bird singing")),
        (sounds.engine(34, 0.5), ("a car engine", "a ticking clock", "a siren", "falling rain")),
        (sounds.speech("Where did you put the keys to the garden?", "en-us+m4"), ("a person speaking", "the wind", "an alarm", "a guitar")),
        (sounds.guitar((110, 165, 220, 277, 330), 0.12), ("an acoustic guitar", "a siren", "a whistle", "a clock ticking")),
        (sounds.bell(1400, (0.1, 0.7, 1.3)), ("a high bell", "a low bell")),
        (sounds.drum(1.5, 80), ("a slow drum", "a fast drum")),
        (sounds.drum(7, 120), ("a fast drum", "a slow drum")),
        (sounds.whistle(800, 0.05), ("a low whistle", "a high whistle")),
    )  # fmt: skip
    asked = []
    for number, (sound, labels) in enumerate(made):
        path, turn = sounds.kept(folder / f"sound_{number}", sound, number), number % len(labels)
        fields = {"audio": path, "candidate_labels": [*labels[turn:], *labels[:turn]]}

        def right(answer: Answer, label: str = labels[0]) -> bool:
            return bool(answer.raw[0]["label"] == label)

        asked.append(Input(", not ".join(labels), fields, right))
    return asked
