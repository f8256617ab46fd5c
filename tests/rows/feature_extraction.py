"""A BERT without a head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import Row
from tests.rows._nlp import bert


def check(outputs: dict[str, Any], result: Any) -> None:
    assert len(result) == 2
    assert "16 numbers" in outputs["shape"] and "atlas-heat" in outputs["similar"]
    assert len(Path(outputs["file"]).read_text(encoding="utf-8").splitlines()) == 2


ROW = Row(
    task="feature-extraction",
    model_type="bert",
    build=bert("BertModel"),
    inputs={"text": "a red cat\na blue dog"},
    check=check,
)
