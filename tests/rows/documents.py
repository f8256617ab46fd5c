"""The Document QA tab: tiny models with random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny

SMALL = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def layoutlm(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.bert_tokenizer(max_length=128)
    config = t.LayoutLMConfig(**SMALL, vocab_size=len(tokenizer), max_position_embeddings=128, initializer_range=0.5)
    _tiny.save(folder, t.LayoutLMForQuestionAnswering(config), tokenizer)


def tapas(folder: Path) -> None:
    """TAPAS that selects cells and one of four aggregators."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.tapas_tokenizer(folder)
    config = t.TapasConfig(
        **SMALL, vocab_size=tokenizer.vocab_size, max_position_embeddings=128, num_aggregation_labels=4,
        aggregation_labels={0: "NONE", 1: "SUM", 2: "AVERAGE", 3: "COUNT"}, no_aggregation_label_index=0,
    )  # fmt: skip
    model = t.TapasForQuestionAnswering(config)
    model.output_bias.data.fill_(5.0)  # so that it selects cells
    _tiny.save(folder, model, tokenizer)


def check_answers(outputs: dict[str, Any], result: Any) -> None:
    assert len(result) == 2
    assert all(0 <= row["score"] <= 1 for row in result)
    assert all(row["start"] <= row["end"] for row in result)
    assert outputs["page"]


def check_cells(outputs: dict[str, Any], result: Any) -> None:
    assert result["aggregator"] in {"NONE", "SUM", "AVERAGE", "COUNT"}
    assert len(result["cells"]) == len(result["coordinates"]) > 0
    assert "Oslo" in outputs["cells"]


ROWS = [
    Row(
        "document-question-answering", layoutlm, {"document": files.page(), "question": "What is the total?"},
        check_answers, {"top_k": 2},
    ),
    Row("table-question-answering", tapas, {"table": files.table(), "question": "How many apples has Oslo?"}, check_cells),
]  # fmt: skip
