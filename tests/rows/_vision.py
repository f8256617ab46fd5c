"""What the tiny models that see have in common."""

from __future__ import annotations

from typing import Any

from tests import files

SIZE = {"height": 32, "width": 32}
VIT = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "image_size": 32,
    "patch_size": 8,
}
LABELS = {0: "circle", 1: "square", 2: "star"}
PICTURE = {"image": files.picture()}
NAMED = {**PICTURE, "candidate_labels": "a red circle, a star"}


def named_labels() -> dict[str, Any]:
    return {"id2label": LABELS, "label2id": {label: i for i, label in LABELS.items()}}


def check_bars(outputs: dict[str, Any], result: Any) -> None:
    assert [row["label"] for row in outputs["labels"]["confidences"]] == [row["label"] for row in result]
    scores = [row["score"] for row in result]
    assert scores == sorted(scores, reverse=True)
    assert abs(sum(scores) - 1) < 1e-3


def check_boxes(outputs: dict[str, Any], result: Any) -> None:
    assert len(outputs["boxes"]["annotations"]) == len(result) == len(outputs["table"]["data"]) > 0
    assert set(result[0]["box"]) == {"xmin", "ymin", "xmax", "ymax"}
