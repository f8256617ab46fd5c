"""A BERT that knows parts of names."""

from __future__ import annotations

from typing import Any

from tests.rows import Row
from tests.rows._nlp import STORY, bert


def check(outputs: dict[str, Any], result: Any) -> None:
    assert {"entity_group", "score", "word", "start", "end"} <= result[0].keys()
    assert "".join(piece["token"] for piece in outputs["marked"]) == STORY
    assert outputs["table"]["data"]


ROW = Row(
    task="token-classification",
    model_type="bert",
    build=bert("BertForTokenClassification", ["B-PER", "I-PER", "B-LOC"], cased=True),
    inputs={"text": STORY},
    check=check,
)
