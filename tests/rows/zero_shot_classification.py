"""A BERT that says whether one text follows from another."""

from __future__ import annotations

from typing import Any

from tests.rows import Row
from tests.rows._nlp import ENTAILMENT, STORY, bert


def check(outputs: dict[str, Any], result: Any) -> None:
    assert sorted(result["labels"]) == ["cooking", "travel"] and abs(sum(result["scores"]) - 1) < 1e-4
    assert outputs["labels"]["label"] == result["labels"][0]


ROW = Row(
    task="zero-shot-classification",
    model_type="bert",
    build=bert("BertForSequenceClassification", ENTAILMENT),
    inputs={"text": STORY, "candidate_labels": "travel, cooking"},
    check=check,
)
