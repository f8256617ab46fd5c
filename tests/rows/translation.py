"""A T5 with a prefix for each direction."""

from __future__ import annotations

from tests.rows import Row
from tests.rows._nlp import SHORT, STORY, check_text, t5

PAIRS = {"translation_en_to_es": {"prefix": "to Spanish: "}, "translation_es_to_en": {"prefix": "to English: "}}


ROW = Row(
    task="translation",
    model_type="t5",
    build=t5(PAIRS),
    inputs={"text": STORY},
    check=check_text("translation", "translation_text"),
    params={**SHORT, "src_lang": "es", "tgt_lang": "en"},
)
