"""A conversation: a box for the next message, and bubbles that hold what was said so far."""

from __future__ import annotations

import re
from abc import ABCMeta
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.component_meta import ComponentMeta

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
    """Programs get the messages as they were said."""
    return gr.Chatbot, bubbles_of(field, language)


def bubbles(field: fields.ChatReply, language: str) -> Made:
    return Bubbles, {**bubbles_of(field, language), "elem_classes": "atlas-chat"}


def bubbles_of(field: fields.ChatReply, language: str) -> dict[str, Any]:
    return {**label(field, language), "height": 380, "buttons": ["copy"]}


# Code in Markdown: between fences to the end, or between backticks of one line. What stands there is shown as it is.
CODE = re.compile(
    r"(^ {0,3}(?P<fence>```+|~~~+).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)|(?P<ticks>`+)[^`\n]+(?P=ticks))", re.M | re.S
)
WRITTEN = ((r"&", "&#38;"), (r"<", "&#60;"), (r"![", "!&#91;"))
DIAGRAM = re.compile(r"(?m)^( {0,3}(?:```+|~~~+)[ \t]*)(?=mermaid)")


class AsSaid:
    """Bubbles that show the visitor's words as they were written, and of the model's Markdown nothing that fetches or runs.

    Gradio draws every message as Markdown with HTML in it. What is sent to the browser is therefore written so that it
    draws as it reads, and what comes back is read the other way.
    """

    def get_block_name(self) -> str:
        return "chatbot"

    get_block_class = get_block_name

    def postprocess(self, value: Any) -> Any:
        return super().postprocess([_each_text(message, drawn) for message in value or []])  # type: ignore[misc]

    def preprocess(self, payload: Any) -> Any:
        return [_each_text(message, said) for message in super().preprocess(payload)]  # type: ignore[misc]


# Gradio's own way to make a class of components writes a file of types beside its source, into what is installed.
Bubbles: Any = ABCMeta.__new__(ComponentMeta, "Bubbles", (AsSaid, gr.Chatbot), {"__module__": __name__})


def _each_text(message: Any, change: Callable[[str, str], str]) -> Any:
    """The message with its texts changed; a thought (which has a title) is the model's as well."""
    role, content = message["role"], message["content"]
    if isinstance(content, str):
        return {**message, "content": change(role, content)}
    if not isinstance(content, list):
        return message
    parts = [
        {**part, "text": change(role, part["text"])}
        if isinstance(part, dict) and isinstance(part.get("text"), str)
        else part
        for part in content
    ]
    return {**message, "content": parts}


def drawn(role: str, text: str) -> str:
    """A text as it is sent to the browser. Of the visitor's every mark is written as its number, so that none is Markdown or
    HTML; of the model's, outside of code, those that begin a tag or a picture, and diagrams stay code."""
    if role != "assistant":
        return re.sub(r"[^\w ]|_|^ | $", lambda found: f"&#{ord(found[0])};", text)
    return _outside_code(DIAGRAM.sub(r"\1text ", text), lambda piece: _replaced(piece, WRITTEN))


def said(role: str, text: str) -> str:
    """What `drawn` was made of."""
    if role != "assistant":
        return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), text)
    text = _outside_code(text, lambda piece: _replaced(piece, [(there, here) for here, there in reversed(WRITTEN)]))
    return re.sub(r"(?m)^( {0,3}(?:```+|~~~+)[ \t]*)text (?=mermaid)", r"\1", text)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    kept, end = [], 0
    for code in CODE.finditer(text):
        kept += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*kept, change(text[end:])])


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for here, there in pairs:
        text = text.replace(here, there)
    return text


def wire(field: fields.Chat, panel: Panel) -> None:
    """Enter sends, and empties the box once the answer is there. With bubbles the conversation goes on, may be answered
    again, stays in sight after an error, and an example brings the turns before its last."""
    message, shown, added = panel.input(field.name, gr.Textbox), panel.first_output(gr.Chatbot), panel.added
    added.starts.append(message.submit)
    added.emptied.append(message)

    def arrange(values: dict[str, Any]) -> None:
        values[field.name] = compose(values.pop(EARLIER, None), values[field.name])

    added.arrange.append(arrange)
    if shown is None:
        return

    def rewind(said: list[Message], event: gr.RetryData) -> tuple[list[Message], str]:
        place = event.index[0] if isinstance(event.index, tuple | list) else event.index
        return again(said, place)

    def earlier(example: Example, standing: Mapping[str, Any]) -> Any:
        """An example about another file, or with turns of its own, begins anew; any other goes on with what was said."""
        said = before_last(example.inputs.get(field.name))
        anew = said or any(not same_file(path, example.inputs.get(name)) for name, path in standing.items())
        return gr.update(value=said, visible=bool(said)) if anew else gr.skip()

    retried = shown.retry(rewind, shown, [shown, message], queue=False, **QUIET)
    added.after.append(retried)
    added.sent[EARLIER] = shown
    added.lasting.append(shown)
    added.filled[shown] = earlier


def same_file(one: str | None, other: str | None) -> bool:
    """Whether two paths lead to the same file, or to a copy of it."""
    if not one or not other:
        return not one and not other
    return Path(one).is_file() and Path(one).read_bytes() == Path(other).read_bytes()


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
    Kind(fields.ChatReply, reply, on_page=bubbles, written=with_reply),
)
