"""A Wav2Vec2 that knows three words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny
from tests.rows._audio import LABELS, WAV2VEC2, extractor


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    names = {"id2label": LABELS, "label2id": {label: i for i, label in LABELS.items()}}
    model = t.Wav2Vec2ForSequenceClassification(t.Wav2Vec2Config(**WAV2VEC2, **names))
    _tiny.save(folder, model, extractor())


def check(outputs: dict[str, Any], result: Any) -> None:
    assert {row["label"] for row in result} <= set(LABELS.values())
    assert all(0 <= row["score"] <= 1 for row in result)
    assert outputs["labels"]


ROW = Row(
    task="audio-classification",
    model_type="wav2vec2",
    build=build,
    inputs={"audio": files.sound()},
    check=check,
    params={"top_k": 2},
)
