"""A ViLT that knows three answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny

ANSWERS = ["red", "blue", "two"]


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.bert_tokenizer(max_length=40)
    names = {"id2label": dict(enumerate(ANSWERS)), "label2id": {label: i for i, label in enumerate(ANSWERS)}}
    config = t.ViltConfig(
        **_tiny.SMALL, **names, vocab_size=len(tokenizer), image_size=32, patch_size=8, max_position_embeddings=40
    )
    pictures = t.ViltImageProcessorPil(size={"shortest_edge": 32}, size_divisor=8)
    _tiny.save(folder, t.ViltForQuestionAnswering(config), t.ViltProcessor(pictures, tokenizer))


def check(outputs: dict[str, Any], result: Any) -> None:
    assert {row["answer"] for row in result} <= set(ANSWERS)
    assert outputs["answers"]


ROW = Row(
    task="visual-question-answering",
    model_type="vilt",
    build=build,
    inputs={"image": files.picture(), "question": "What colour is the circle?"},
    check=check,
    params={"top_k": 2},
)
