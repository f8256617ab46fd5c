"""A Llama with a chat template."""

from __future__ import annotations

from typing import Any

from tests.rows import Row
from tests.rows._nlp import SHORT, TALK, llama


def check(outputs: dict[str, Any], result: Any) -> None:
    assert [message["role"] for message in result] == ["system", "user", "assistant"]
    assert [message["role"] for message in outputs["chat"]] == ["user", "assistant"]


ROW = Row(
    task="conversational",
    model_type="llama",
    build=llama(TALK),
    inputs={"messages": [{"role": "user", "content": "Who are you?"}], "system_prompt": "Be kind."},
    check=check,
    params=SHORT,
    tags=("conversational",),
)
