"""A chat about a picture."""

from typing import Any

from tasks.core import talk
from tasks.core.fields import Chat, ChatReply, Image
from tasks.core.generation import GENERATION_NAMES, generation_params
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.multimodal import CATEGORY, _talk, _writes


def arrange(values: Values) -> Arguments:
    """The picture stands in the user's first message, before its words."""
    messages = _talk.with_things(values["messages"], {"image": values["image"]})
    thinking = {} if values["enable_thinking"] is None else {"enable_thinking": values["enable_thinking"]}
    generate = _writes.generate_kwargs(SPEC, values, "max_new_tokens")
    return (), {"text": messages, **thinking, "generate_kwargs": generate}


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    return args, _talk.adapted(pipe, kwargs)


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return _talk.run(pipe, args, kwargs)


def render(result: Any, values: Values) -> dict[str, Any]:
    reply = _talk.reply(result)
    talk.say_unfinished(reply)
    return {"chat": [*_talk.bubbles(values["messages"]), *talk.bubbles(reply)]}


def headline(result: Any, values: Values) -> str | Phrase:
    return talk.thought_and_answer(_talk.reply(result))[1] or Phrase("the model said nothing")


SPEC = TaskSpec(
    id="image-text-to-text",
    category=CATEGORY,
    title="Chat about a picture",
    summary="Talks with you about a picture.",
    when="To ask several things, in sentences, one after the other. Without a picture it is a plain chat.",
    inputs=(
        Image("image", "Picture", optional=True),
        Chat("messages", "Your message", pictures=True),
    ),
    params=(*generation_params(max_new_tokens=talk.BUDGET), talk.THINKING),
    chats=True,
    outputs=(ChatReply("chat", "Chat"),),
    models=("HuggingFaceTB/SmolVLM-256M-Instruct", "Qwen/Qwen3-VL-2B-Instruct"),
    generation="generate_kwargs",
    generation_params=GENERATION_NAMES,
    arrange=arrange,
    adapt=adapt,
    run=run,
    render=render,
    headline=headline,
)
