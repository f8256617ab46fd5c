"""Chats with more than text in them: messages as processors take them, each a list of typed parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tasks.core import talk
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


def adapted(pipe: Pipe, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Arguments with the messages as the model's template takes them, and room for those that think before they answer."""
    wish = kwargs.get("enable_thinking")
    messages, variables = talk.prepared(pipe, kwargs["text"], kwargs)
    others = {name: value for name, value in kwargs.items() if name != "enable_thinking"}
    generate = dict(kwargs["generate_kwargs"])
    generate["max_new_tokens"] = talk.budget(pipe, generate["max_new_tokens"], wish)
    return {**others, "text": messages, **variables, "generate_kwargs": generate}


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A thought that the template begins is not in the text: it is remembered beside it."""
    variables = {name: kwargs[name] for name in talk.SWITCHES if name in kwargs}
    streamer = kwargs["generate_kwargs"].get("streamer")
    return talk.replied(pipe, kwargs["text"], variables, streamer, lambda: pipe(*args, **kwargs))


def reply(result: Any) -> str:
    """The text that the model added, its thinking in tags."""
    said = result[0]["generated_text"]
    tag = getattr(result, "opened", "")
    if isinstance(said, str):
        return tag + said.strip()
    content = said[-1].get("content") or ""
    return tag + " ".join(part.get("text", "") for part in parts(content)).strip()


def bubbles(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The conversation in words."""
    return [
        {
            "role": message["role"],
            "content": " ".join(part.get("text", "") for part in parts(message["content"])).strip(),
        }
        for message in messages
        if message["role"] != "system"
    ]
