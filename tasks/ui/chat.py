"""Chat as the page does it: a box for the next message, and bubbles that hold what was said so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from tasks.core import fields


def message_box(each: fields.Chat, **changes: Any) -> gr.Textbox:
    """The box for the next message; Enter sends it."""
    return gr.Textbox(
        **{
            "label": "Your message",
            "info": each.help or None,
            "lines": 1,
            "max_lines": 6,
            "submit_btn": False,
            **changes,
        }
    )


def last_words(messages: Any) -> str:
    """The text of the last message of the user, for the box."""
    if isinstance(messages, str):
        return messages
    users = [message for message in messages or [] if message["role"] == "user"]
    return plain_text(users[-1]["content"]) if users else ""


def plain_text(content: Any) -> str:
    """The text of a message's content, which Gradio and transformers hold as a text or as typed parts."""
    if isinstance(content, str):
        return content
    return " ".join(
        part.get("text", "") for part in content or [] if isinstance(part, dict) and part.get("type") == "text"
    )


def before_last(messages: Any) -> list[dict[str, Any]]:
    """The bubbles of a conversation's earlier turns: all before the user's last message, without the system's."""
    if isinstance(messages, str) or not messages:
        return []
    last = max((i for i, message in enumerate(messages) if message["role"] == "user"), default=0)
    return bubbles(messages[:last])


def bubbles(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Messages as the page shows them."""
    return [
        {"role": turn["role"], "content": plain_text(turn["content"])} for turn in messages if turn["role"] != "system"
    ]


def again(history: Sequence[Mapping[str, Any]], index: int) -> tuple[list[dict[str, Any]], str]:
    """What stands before the message that is to be answered again, and that message: the user's last up to `index`."""
    users = [i for i, turn in enumerate(history[: index + 1]) if turn["role"] == "user"]
    place = users[-1] if users else 0
    return bubbles(history[:place]), plain_text(history[place]["content"])


def compose(history: Sequence[Mapping[str, Any]] | None, message: str | None) -> list[dict[str, Any]]:
    """The messages to send: what the bubbles hold, then the new one."""
    said = [{"role": turn["role"], "content": plain_text(turn["content"])} for turn in history or []]
    return [*said, {"role": "user", "content": message}] if message and message.strip() else said


def with_reply(values: Mapping[str, Any], text: str) -> list[dict[str, Any]]:
    """The bubbles while the reply is being written."""
    messages = next(
        (value for value in values.values() if isinstance(value, list) and value and "role" in value[0]), []
    )
    return [*bubbles(messages), {"role": "assistant", "content": text}]
