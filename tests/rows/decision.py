"""A Llama with a chat template, whose tokens hold the labels Yes and No."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import Row, _tiny

PLAIN_TALK = (
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)
QUESTIONS = {
    "refund": {"type": "noul", "instructions": "Is a refund requested?"},
    "tone": {"type": "choice", "instructions": "What is the tone?", "criteria": {"calm": "polite", "angry": None}},
    "urgency": {"type": "score", "instructions": "How urgent?", "criteria": ["can wait", "today"]},
}


def build(folder: Path) -> None:
    """A Llama with a chat template, whose tokens hold the labels Yes, No, A, B, C."""
    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", "Yes", "No"))
    tokenizer.add_tokens(["Yes", "No"])
    tokenizer.chat_template = PLAIN_TALK
    _tiny.save(folder, _tiny.small_llama(tokenizer), tokenizer)


def check(outputs: dict[str, Any], result: Any) -> None:
    assert 0 <= result["refund"]["noul"] <= 1
    assert set(result["tone"]["probabilities"]) == {"calm", "angry"}
    assert outputs["options"]


ROW = Row(
    task="decision",
    model_type="llama",
    build=build,
    inputs={"state": "I was charged twice.", "questions": QUESTIONS},
    check=check,
    tags=("conversational",),
)
