"""A BERT that marks an answer."""

from __future__ import annotations

from typing import Any

from tests.rows import Row
from tests.rows._nlp import STORY, bert


def check(outputs: dict[str, Any], result: Any) -> None:
    assert {"score", "start", "end", "answer"} <= result.keys()
    assert STORY[result["start"] : result["end"]] == result["answer"]
    marked = [piece["token"] for piece in outputs["marked"] if piece["class_or_confidence"] == "answer"]
    assert marked == [result["answer"]]


ROW = Row(
    task="question-answering",
    model_type="bert",
    build=bert("BertForQuestionAnswering", cased=True),
    inputs={"question": "Where does Ada live?", "context": STORY},
    check=check,
)
