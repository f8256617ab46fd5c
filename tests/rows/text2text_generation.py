"""A T5 without prefixes."""

from __future__ import annotations

from tests.rows import Row
from tests.rows._nlp import SHORT, STORY, check_text, t5

ROW = Row(
    task="text2text-generation",
    model_type="t5",
    build=t5(),
    inputs={"text": STORY},
    check=check_text("generated", "generated_text"),
    params=SHORT,
)
