"""A BERT that says good or bad."""

from __future__ import annotations

from typing import Any

from tests.rows import Row
from tests.rows._nlp import STORY, bert


def check(outputs: dict[str, Any], result: Any) -> None:
    assert [each["label"] for each in result] == sorted(("bad", "good"), key=lambda label: label != result[0]["label"])
    assert abs(sum(each["score"] for each in result) - 1) < 1e-4
    assert outputs["labels"]["label"] == result[0]["label"]


ROW = Row(
    task="text-classification",
    model_type="bert",
    build=bert("BertForSequenceClassification", ["bad", "good"]),
    inputs={"text": STORY},
    check=check,
)
