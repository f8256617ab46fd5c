"""A BERT with its mask."""

from __future__ import annotations

from typing import Any

from tests.rows import Row
from tests.rows._nlp import bert


def check(outputs: dict[str, Any], result: Any) -> None:
    assert len(result) == 3 and {"score", "token", "token_str", "sequence"} <= result[0].keys()
    assert len(outputs["words"]["confidences"]) == len({each["token_str"] for each in result})


ROW = Row(
    task="fill-mask",
    model_type="bert",
    build=bert("BertForMaskedLM"),
    inputs={"text": "the cat is <mask> ."},
    check=check,
    params={"top_k": 3},
)
