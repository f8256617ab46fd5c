"""The LLaVA that chats about pictures, asked with a text."""

from __future__ import annotations

from typing import Any

from tests import files
from tests.rows import Row
from tests.rows._multimodal import llava


def check(outputs: dict[str, Any], result: Any) -> None:
    assert isinstance(outputs["text"], str)
    assert result[0]["generated_text"]


ROW = Row(
    task="any-to-any",
    model_type="llava",
    build=llava,
    inputs={"text": "What is in the picture?", "image": files.picture()},
    check=check,
    params={"max_new_tokens": 8},
)
