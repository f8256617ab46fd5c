"""Chats with more than text in them: messages as processors take them, each a list of typed parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tasks.core.errors import BrokenModel
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe

Part = dict[str, Any]


def parts(content: Any) -> list[Part]:
    """The content of a message as parts; templates of chat models index into them."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def with_things(messages: list[dict[str, Any]], things: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The messages with pictures, sounds and clips put before the words of the user's first message.

    `things` has the type of a part ("image", "audio", "video") and its value, None for what was not given.
    """
    given = [{"type": kind, kind: value} for kind, value in things.items() if value is not None]
    messages = [{"role": message["role"], "content": parts(message["content"])} for message in messages]
    first = next(message for message in messages if message["role"] == "user")
    first["content"] = [*given, *first["content"]]
    return messages


def changed(messages: list[dict[str, Any]], kind: str, change: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """The messages with every part of a kind replaced by what `change` makes of its value."""
    return [
        {
            **message,
            "content": [{**part, kind: change(part[kind])} if kind in part else part for part in message["content"]],
        }
        for message in messages
    ]


def check_template(pipe: Pipe) -> None:
    """Refuses a model that was not trained to chat. Raises BrokenModel."""
    if getattr(pipe.processor or pipe.tokenizer, "chat_template", None) is None:
        raise BrokenModel(
            reason=Phrase("it has no chat template, so it was not trained to chat, which this task needs")
        )


def reply(result: Any) -> str:
    """The text that the model added."""
    said = result[0]["generated_text"]
    if isinstance(said, str):
        return said.strip()
    content = said[-1].get("content") or ""
    return " ".join(part.get("text", "") for part in parts(content)).strip()


def bubbles(messages: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """The conversation in words, with the reply."""
    said = [
        {
            "role": message["role"],
            "content": " ".join(part.get("text", "") for part in parts(message["content"])).strip(),
        }
        for message in messages
        if message["role"] != "system"
    ]
    return [*said, {"role": "assistant", "content": text}]
