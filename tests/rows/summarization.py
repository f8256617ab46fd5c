"""A T5 with a prefix for summaries."""

from __future__ import annotations

from tests.rows import Row
from tests.rows._nlp import SHORT, STORY, check_text, t5

ROW = Row(
    task="summarization",
    model_type="t5",
    build=t5({"summarization": {"prefix": "sum: "}}),
    inputs={"text": STORY},
    check=check_text("summary", "summary_text"),
    params=SHORT,
)
