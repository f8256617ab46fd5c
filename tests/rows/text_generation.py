"""A Llama."""

from __future__ import annotations

from typing import Any

from tests.rows import Row
from tests.rows._nlp import SHORT, llama


def check(outputs: dict[str, Any], result: Any) -> None:
    assert result[0]["generated_text"].startswith("Once") and outputs["generated"] == result[0]["generated_text"]
    assert "atlas-odds" in outputs["odds"]


ROW = Row(
    task="text-generation",
    model_type="llama",
    build=llama(),
    inputs={"text": "Once upon"},
    check=check,
    params={**SHORT, "do_sample": False},
)
