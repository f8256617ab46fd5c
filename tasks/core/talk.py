"""Conversations as a model's own chat template takes them, and the thinking that some models write before they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from tasks.core.errors import NO_OTHER_TASK, NoChatTemplate, TemplateRefuses
from tasks.core.fields import Choice
from tasks.core.lengths import check_length
from tasks.core.limits import LIMITS
from tasks.core.loaders import UnknownTask
from tasks.core.locales import Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.registry import registry

Message = dict[str, Any]
SWITCHES = ("enable_thinking", "thinking")  # names of templates' own variables that turn thinking on and off
BUDGET = 256  # tokens of an answer where nobody says otherwise; one that thinks first is given LIMITS.new_tokens

THINKING = Choice(
    "enable_thinking",
    "enable_thinking",
    "For models that think before they answer and whose template has a switch for it; left empty: as the template has it",
    choices=(("think first", True), ("answer at once", False)),
)


# --- templates --------------------------------------------------------------------------------------------------------


def prepared(pipe: Pipe, messages: list[Message], kwargs: dict[str, Any]) -> tuple[list[Message], dict[str, Any]]:
    """Messages as the model's template takes them, and the template's variables for `enable_thinking` of `kwargs`. Raises
    NoChatTemplate, TemplateRefuses, TextTooLong."""
    variables = switched(checked_template(pipe), kwargs.get("enable_thinking"))
    fitted = fitting(pipe, messages, variables)
    check_length(pipe, "Your message", rendered(pipe, fitted, variables), room=1)
    return fitted, variables


def checked_template(pipe: Pipe) -> str:
    """The source of a model's chat template. Raises NoChatTemplate, which names the tasks that need none."""
    source = template_of(pipe)
    if source is None:
        raise NoChatTemplate(fits=tasks_without_template(type(pipe.model).__name__) or NO_OTHER_TASK)
    return source


def tasks_without_template(name: str) -> list[str]:
    """The tasks that take a model class as it is, chat template or not."""
    found = []
    for spec in registry().values():
        with suppress(UnknownTask):
            if not spec.chats and name in spec.loader.classes(spec.id):
                found.append(spec.id)
    return sorted(found)


def template_of(pipe: Pipe) -> str | None:
    """The source of a model's chat template; where it has several, the one for plain chats."""
    found = getattr(speaker(pipe), "chat_template", None)
    if isinstance(found, dict):
        found = found.get("default") or next(iter(found.values()), None)
    return found or None


def speaker(pipe: Pipe) -> Any:
    """What applies the template: the processor, or the tokenizer where there is none."""
    return getattr(pipe, "processor", None) or pipe.tokenizer


def rendered(pipe: Pipe, messages: list[Message], variables: dict[str, Any]) -> str:
    """The text that the model goes on from. Raises what a template does."""
    return str(speaker(pipe).apply_chat_template(messages, tokenize=False, add_generation_prompt=True, **variables))


def fitting(pipe: Pipe, messages: list[Message], variables: dict[str, Any]) -> list[Message]:
    """The messages in the first form that the model's template takes, and says what was changed. Raises TemplateRefuses."""
    from jinja2 import TemplateError

    has_system = any(message["role"] == "system" for message in messages)
    moved = Phrase("This model's chat template has no place for a system prompt: it was put before your first message.")
    joined = Phrase("This model's chat template wants turns to alternate: messages of one side in a row became one.")
    forms: list[tuple[Callable[[list[Message]], list[Message]], tuple[Phrase, ...]]] = [(list, ())]
    if has_system:
        forms.append((without_system_role, (moved,)))
    forms.append((alternating, (joined,)))
    if has_system:
        forms.append((lambda given: alternating(without_system_role(given)), (moved, joined)))
    refused: Exception | None = None
    for form, said in forms:
        tried = form(messages)
        try:
            heard = says_system(pipe, tried, variables)
        except (TemplateError, TypeError, KeyError, ValueError) as error:
            refused = refused or error
            continue
        if heard:
            for each in said:
                note(each)
            return tried
    raise TemplateRefuses(reason=reason(refused, messages)) from refused


def says_system(pipe: Pipe, messages: list[Message], variables: dict[str, Any]) -> bool:
    """Whether a template renders the messages, and what the system says with them: some leave that out in silence."""
    rendered(pipe, messages, variables)
    if not any(message["role"] == "system" for message in messages):
        return True
    mark = "atlas-system-prompt"
    marked = [
        {**message, "content": mark if isinstance(message["content"], str) else [{"type": "text", "text": mark}]}
        if message["role"] == "system"
        else message
        for message in messages
    ]
    return mark in rendered(pipe, marked, variables)


def without_system_role(messages: Sequence[Message]) -> list[Message]:
    """The words of the system at the beginning of the user's first message."""
    system = [message["content"] for message in messages if message["role"] == "system"]
    others = [dict(message) for message in messages if message["role"] != "system"]
    first = next((message for message in others if message["role"] == "user"), None)
    if first is not None:
        for words in reversed(system):
            first["content"] = together(words, first["content"])
    return others


def alternating(messages: Sequence[Message]) -> list[Message]:
    """Neighbours of one role as one message."""
    joined: list[Message] = []
    for message in messages:
        if joined and joined[-1]["role"] == message["role"]:
            joined[-1]["content"] = together(joined[-1]["content"], message["content"])
        else:
            joined.append(dict(message))
    return joined


def together(first: Any, second: Any) -> Any:
    """Two contents as one: texts with an empty line between, lists of parts in a row."""
    if isinstance(first, str) and isinstance(second, str):
        return f"{first}\n\n{second}"
    return [*_parts(first), *_parts(second)]


def _parts(content: Any) -> list[Any]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def reason(refused: Exception | None, messages: Sequence[Message]) -> str | Phrase:
    """The template's own words, unless they are long or repeat what was said in the conversation."""
    words = " ".join(str(refused or "").split()).rstrip(".")
    said = [part.get("text", "") for message in messages for part in _parts(message["content"])]
    if words and len(words) <= 200 and not any(each.strip() and each.strip() in words for each in said):
        return words
    return Phrase("it wants other roles, or another order of them")


# --- thinking ---------------------------------------------------------------------------------------------------------

_NAMES = "think|thinking|thought|reasoning"
_OPENS = re.compile(rf"\s*<({_NAMES})>")
_CLOSES = re.compile(rf"</({_NAMES})>")


def switched(source: str, wish: bool | None) -> dict[str, Any]:
    """The template's variable for a wish to think or not; none where it has no switch, which is said."""
    if wish is None:
        return {}
    name = next((name for name in SWITCHES if re.search(rf"\b{name}\b", source)), None)
    if name is None:
        note(Phrase("This model's chat template has no switch for thinking: enable_thinking is without effect."))
        return {}
    return {name: wish}


def budget(pipe: Pipe, tokens: int, wish: bool | None) -> int:
    """How many tokens an answer may have: more where nobody chose, and the model thinks before it answers."""
    source = template_of(pipe) or ""
    thinks = re.search(rf"</?({_NAMES})>", source) is not None
    return LIMITS.new_tokens if thinks and wish is not False and tokens == BUDGET else tokens


def opened(pipe: Pipe, messages: list[Message], variables: dict[str, Any]) -> str:
    """The tag of a thought that the template itself begins, so that the answer only ends it; empty for others."""
    end = rendered(pipe, messages, variables).rstrip()
    found = re.search(rf"<({_NAMES})>$", end)
    return found.group() if found else ""


def thought_and_answer(text: str) -> tuple[str, str]:
    """What a model thought and what it answers; one that did not finish thinking answers with nothing."""
    begun, ended = _OPENS.match(text), _CLOSES.search(text)
    if ended:
        return text[begun.end() if begun else 0 : ended.start()].strip(), text[ended.end() :].strip()
    return (text[begun.end() :].strip(), "") if begun else ("", text)


def bubbles(text: str) -> list[Message]:
    """A reply as messages to be shown: the thinking folded, under a title of its own, then the answer."""
    thought, answer = thought_and_answer(text)
    folded = [{"role": "assistant", "content": thought, "metadata": {"title": Phrase("Thinking")}}] if thought else []
    return [*folded, {"role": "assistant", "content": answer}] if answer or not folded else folded


def say_unfinished(text: str) -> None:
    """Says where a model was still thinking when its answer ended."""
    thought, answer = thought_and_answer(text)
    if thought and not answer:
        note(
            Phrase(
                "The answer ended while the model was still thinking: raise max_new_tokens, or let it answer at once."
            )
        )


class Replied(list[Any]):
    """A pipeline's result, with the tag of the thought that the template began, which is not in the text."""

    opened: str = ""


def replied(
    pipe: Pipe, messages: list[Message], variables: dict[str, Any], streamer: Any, call: Callable[[], Any]
) -> Replied:
    """What `call` gives, with the tag of a thought that the template begins; a streamer shows that in front of the text."""
    tag = opened(pipe, messages, variables)
    if streamer is not None:
        streamer.before = tag
    result = Replied(call())
    result.opened = tag
    return result
