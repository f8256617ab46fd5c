"""A conversation: a box for the next message, and bubbles that hold what was said so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from tasks.core import fields, talk
from tasks.core.locales import text
from tasks.ui.kinds import Kind, Made, label
from tasks.ui.quiet import QUIET

if TYPE_CHECKING:
    from tasks.core.examples import Example
    from tasks.ui.tab.panel import Panel

Message = dict[str, Any]
EARLIER = "earlier_messages"  # what the bubbles hold, as it is sent with a run


def conversation(field: fields.Chat, language: str) -> Made:
    """Programs send a whole conversation."""
    return gr.JSON, label(field, language)


def box(field: fields.Chat, language: str) -> Made:
    """People write the next message; Enter sends it."""
    return gr.Textbox, {
        "label": text("Your message", language),
        "info": text(field.help, language) or None,
        "lines": 1,
        "max_lines": 6,
        "submit_btn": False,
    }


def reply(field: fields.ChatReply, language: str) -> Made:
    return gr.Chatbot, {**label(field, language), "height": 380, "buttons": ["copy"]}


def wire(field: fields.Chat, panel: Panel) -> None:
    """Enter sends, and empties the box once the answer is there. With bubbles the conversation goes on, may be answered
    again, stays in sight after an error, and an example brings the turns before its last."""
    message, bubbles, added = panel.input(field.name, gr.Textbox), panel.first_output(gr.Chatbot), panel.added
    added.starts.append(message.submit)
    added.emptied.append(message)

    def arrange(values: dict[str, Any]) -> None:
        values[field.name] = compose(values.pop(EARLIER, None), values[field.name])

    added.arrange.append(arrange)
    if bubbles is None:
        return

    def rewind(said: list[Message], event: gr.RetryData) -> tuple[list[Message], str]:
        place = event.index[0] if isinstance(event.index, tuple | list) else event.index
        return again(said, place)

    def earlier(example: Example) -> Any:
        said = before_last(example.inputs.get(field.name))
        return gr.update(value=said, visible=bool(said))

    retried = bubbles.retry(rewind, bubbles, [bubbles, message], queue=False, **QUIET)
    added.after.append(retried)
    added.sent[EARLIER] = bubbles
    added.lasting.append(bubbles)
    added.filled[bubbles] = earlier


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


def before_last(messages: Any) -> list[Message]:
    """A conversation's earlier turns: all before the user's last message, without the system's."""
    if isinstance(messages, str) or not messages:
        return []
    last = max((i for i, message in enumerate(messages) if message["role"] == "user"), default=0)
    return without_system(messages[:last])


def without_system(messages: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Messages as the bubbles show them."""
    return [
        {"role": turn["role"], "content": plain_text(turn["content"])}
        for turn in messages
        if turn["role"] != "system" and not folded(turn)
    ]


def folded(turn: Mapping[str, Any]) -> bool:
    """Whether a bubble holds what a model thought, under a title: it is no part of the conversation."""
    return bool((turn.get("metadata") or {}).get("title"))


def again(history: Sequence[Mapping[str, Any]], index: int) -> tuple[list[Message], str]:
    """What stands before the message that is to be answered again, and that message: the user's last up to `index`."""
    users = [i for i, turn in enumerate(history[: index + 1]) if turn["role"] == "user"]
    place = users[-1] if users else 0
    return without_system(history[:place]), plain_text(history[place]["content"])


def compose(history: Sequence[Mapping[str, Any]] | None, message: str | None) -> list[Message]:
    """The messages to send: what the bubbles hold, then the new one."""
    said = without_system(history or [])
    return [*said, {"role": "user", "content": message}] if message and message.strip() else said


def with_reply(text: str, values: Mapping[str, Any]) -> list[Message]:
    """The bubbles while the reply is being written, what the model thinks folded."""
    lists = [value for value in values.values() if isinstance(value, list) and value]
    said = next((value for value in lists if isinstance(value[0], dict) and "role" in value[0]), [])
    return [*without_system(said), *talk.bubbles(text)]


KINDS = (
    Kind(fields.Chat, conversation, on_page=box, fill=last_words, wire=wire),
    Kind(fields.ChatReply, reply, written=with_reply),
)
