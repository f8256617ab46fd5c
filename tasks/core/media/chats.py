"""Conversations: messages with known roles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tasks.core.errors import EmptyInput, InputTooLarge, UnusableText
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media.pictures import read_image
from tasks.core.media.texts import check_text

CHAT = Phrase("Chat")
ROLES = ("system", "user", "assistant")


def read_chat(value: Any, field: Phrase = CHAT, pictures: bool = False) -> list[dict[str, Any]]:
    """Messages with known roles and plain content; a text alone becomes the user's first message."""
    messages = _listed(value, field) if isinstance(value, str) else value
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
        raise UnusableText(field=field, reason=Phrase("it must be a list of messages with role and content"))
    if len(messages) > LIMITS.messages:
        size = Phrase("{number} messages", number=len(messages))
        raise InputTooLarge(field=field, size=size, limit=LIMITS.messages)
    cleaned = []
    for message in messages:
        if message.get("role") not in ROLES:
            raise UnusableText(field=field, reason=Phrase("every role must be one of {roles}", roles=ROLES))
        cleaned.append({"role": message["role"], "content": _parts(message.get("content"), field, pictures)})
    check_text(field, "".join(part.get("text", "") for m in cleaned for part in _as_parts(m["content"])))
    if not any(m["role"] == "user" for m in cleaned):
        raise EmptyInput(field=field)
    return cleaned


def _listed(text: str, field: Phrase) -> Any:
    """A text alone as the user's first message; messages that a program wrote as JSON, where it was to send a text, as
    these."""
    check_text(field, text)
    if text.lstrip().startswith("[") and '"role"' in text:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            pass
    return [{"role": "user", "content": text}]


def _as_parts(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _parts(content: Any, field: Phrase, pictures: bool) -> Any:
    """Content as text, or as parts where pictures are allowed; anything that names a URL or a path is refused."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise UnusableText(field=field, reason=Phrase("the content of a message must be a text"))
    parts: list[dict[str, Any]] = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            parts.append({"type": "text", "text": part["text"]})
        elif kind == "image" and pictures and not isinstance(part.get("image"), str | Path | None.__class__):
            parts.append({"type": "image", "image": read_image(part["image"])})
        else:
            may = Phrase("a message may hold texts and pictures" if pictures else "a message may hold texts")
            raise UnusableText(field=field, reason=may)
    return parts if pictures else "\n".join(part["text"] for part in parts)
