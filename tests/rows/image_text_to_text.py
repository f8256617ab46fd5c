"""A LLaVA of a CLIP that sees and a Llama that writes."""

from __future__ import annotations

from typing import Any

from tests import files
from tests.rows import Row
from tests.rows._multimodal import llava


def check(outputs: dict[str, Any], result: Any) -> None:
    assert [message["role"] for message in result[0]["generated_text"]] == ["user", "assistant"]
    assert len(outputs["chat"]) == 2


ROW = Row(
    task="image-text-to-text",
    model_type="llava",
    build=llava,
    inputs={"image": files.picture(), "messages": [{"role": "user", "content": "What is in the picture?"}]},
    check=check,
    params={"max_new_tokens": 8},
    tags=("conversational",),
)
