"""A TAPAS that selects cells and one of four aggregators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny


def build(folder: Path) -> None:
    """TAPAS that selects cells and one of four aggregators."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.tapas_tokenizer(folder)
    config = t.TapasConfig(
        **_tiny.SMALL, vocab_size=tokenizer.vocab_size, max_position_embeddings=128, num_aggregation_labels=4,
        aggregation_labels={0: "NONE", 1: "SUM", 2: "AVERAGE", 3: "COUNT"}, no_aggregation_label_index=0,
    )  # fmt: skip
    model = t.TapasForQuestionAnswering(config)
    model.output_bias.data.fill_(5.0)  # so that it selects cells
    _tiny.save(folder, model, tokenizer)


def check(outputs: dict[str, Any], result: Any) -> None:
    assert result["aggregator"] in {"NONE", "SUM", "AVERAGE", "COUNT"}
    assert len(result["cells"]) == len(result["coordinates"]) > 0
    assert "Oslo" in outputs["cells"]


ROW = Row(
    task="table-question-answering",
    model_type="tapas",
    build=build,
    inputs={"table": files.table(), "question": "How many apples has Oslo?"},
    check=check,
)
