"""A LayoutLM."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.bert_tokenizer(max_length=128)
    config = t.LayoutLMConfig(
        **_tiny.SMALL, vocab_size=len(tokenizer), max_position_embeddings=128, initializer_range=0.5
    )
    _tiny.save(folder, t.LayoutLMForQuestionAnswering(config), tokenizer)


def check(outputs: dict[str, Any], result: Any) -> None:
    assert len(result) == 2
    assert all(0 <= row["score"] <= 1 for row in result)
    assert all(row["start"] <= row["end"] for row in result)
    assert outputs["page"]


ROW = Row(
    task="document-question-answering",
    model_type="layoutlm",
    build=build,
    inputs={"document": files.page(), "question": "What is the total?"},
    check=check,
    params={"top_k": 2},
)
