"""A chat about a picture."""

from typing import Any

from tasks.core import talk
from tasks.core.fields import Chat, ChatReply, Image
from tasks.core.generation import GENERATION_NAMES, generation_params
from tasks.core.locales import Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.scale import seen
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.multimodal import CATEGORY, _talk, _writes


def arrange(values: Values) -> Arguments:
    """The picture stands in the user's first message, before its words."""
    messages = _talk.with_things(values["messages"], {"image": values["image"]})
    thinking = {} if values["enable_thinking"] is None else {"enable_thinking": values["enable_thinking"]}
    generate = _writes.generate_kwargs(SPEC, values, "max_new_tokens")
    return (), {"text": messages, **thinking, "generate_kwargs": generate}


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """A model without a chat template (PaliGemma) goes on from a plain prompt: the picture and the last message."""
    if talk.template_of(pipe) is not None:
        return args, _talk.adapted(pipe, kwargs)
    kwargs = {name: value for name, value in kwargs.items() if name != "enable_thinking"}
    note(Phrase("This model has no chat template: it gets the picture and your last message, nothing else."))
    picture = next(
        (part["image"] for message in kwargs["text"] for part in message["content"] if "image" in part), None
    )
    prompt = " ".join(part.get("text", "") for part in kwargs["text"][-1]["content"]).strip()
    if picture is None:
        return args, {**kwargs, "text": prompt, "return_full_text": False}
    return args, {
        **kwargs,
        "images": picture,
        "text": marked(pipe.processor, picture, prompt),
        "return_full_text": False,
    }


def marked(processor: Any, picture: Any, prompt: str) -> str:
    """The prompt with the mark of its picture before it, where the processor puts none there itself."""
    mark, laid_out = getattr(processor, "image_token", None), getattr(processor, "prepare_inputs_layout", None)
    if not isinstance(mark, str) or laid_out is None:
        return prompt
    return prompt if mark in laid_out(images=picture, text=prompt)[1][0] else f"{mark}{prompt}"


def code(call: Call, lines: Lines) -> list[str] | None:
    """A plain prompt beside its picture, for a model without a chat template."""
    prompt = call.kwargs["text"]
    if not isinstance(prompt, str):
        return None
    lines.imports.add("from transformers import pipeline")
    picture = call.values["image"]
    given = {"text": prompt, **call.kwargs} if picture is None else {"images": picture, **call.kwargs}
    written = ", ".join(f"{name}={lines.literal(value, name)}" for name, value in given.items())
    return [
        'pipe = pipeline("image-text-to-text", model=MODEL)',
        *lines.before,
        f"result = pipe({written})",
        "print(result)",
    ]


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return pipe(*args, **kwargs) if isinstance(kwargs["text"], str) else _talk.run(pipe, args, kwargs)


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
    outputs=(ChatReply("chat", "Chat"),),
    models=("HuggingFaceTB/SmolVLM-256M-Instruct", "Qwen/Qwen3-VL-2B-Instruct"),
    generation="generate_kwargs",
    generation_params=GENERATION_NAMES,
    arrange=arrange,
    adapt=adapt,
    pixels=seen,
    code=code,
    run=run,
    render=render,
    headline=headline,
)
