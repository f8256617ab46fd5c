"""Conversational: a chat with a model, as transformers had it up to version 4.41."""

from typing import Any

from tasks.core import talk
from tasks.core.fields import Chat, ChatReply, Text
from tasks.core.generation import generation_chosen, generation_params
from tasks.core.loaders import FromClass
from tasks.core.locales import Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.nlp import CATEGORY


def arrange(values: Values) -> Arguments:
    """The system prompt is the chat's first message; one in the messages themselves gives way to it."""
    prompt = values["system_prompt"]
    said = [message for message in values["messages"] if not prompt or message["role"] != "system"]
    if len(said) < len(values["messages"]):
        note(Phrase("The system prompt took the place of the system message among the messages."))
    messages = [{"role": "system", "content": prompt}, *said] if prompt else said
    return (messages,), generation_chosen(SPEC, values, always=("max_new_tokens",))


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """The messages as the model's template takes them, and room for those that think before they answer."""
    messages, variables = talk.prepared(pipe, args[0], kwargs)
    most = talk.budget(pipe, kwargs["max_new_tokens"], kwargs.pop("enable_thinking", None))
    given = {"chat_template_kwargs": variables} if variables else {}
    return (messages,), {**kwargs, "max_new_tokens": most, **given}


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A thought that the template begins is not in the text: it is remembered beside it."""
    variables = kwargs.get("chat_template_kwargs", {})
    return talk.replied(pipe, args[0], variables, kwargs.get("streamer"), lambda: pipe(*args, **kwargs))


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    lines.imports.add("from transformers import AutoModelForCausalLM, AutoTokenizer")
    variables = call.kwargs.get("chat_template_kwargs", {})
    generate = {
        name: value for name, value in call.kwargs.items() if name not in ("chat_template_kwargs", "enable_thinking")
    }
    asked = "".join(f", {name}={lines.literal(value)}" for name, value in generate.items())
    more = "".join(f", {name}={value}" for name, value in variables.items())
    return [
        "tokenizer = AutoTokenizer.from_pretrained(MODEL)",
        "model = AutoModelForCausalLM.from_pretrained(MODEL)",
        f"messages = {lines.literal(call.args[0])}",
        "# The chat template turns the messages into the one text that the model goes on with.",
        "inputs = tokenizer.apply_chat_template(",
        f'    messages, add_generation_prompt=True, return_dict=True, return_tensors="pt"{more}',
        ")",
        "ids, mask = inputs.input_ids.to(model.device), inputs.attention_mask.to(model.device)",
        f"output = model.generate(input_ids=ids, attention_mask=mask{asked})",
        "reply = tokenizer.decode(output[0, ids.shape[1] :], skip_special_tokens=True)",
        'result = [*messages, {"role": "assistant", "content": reply}]',
        "print(result)",
    ]


def reply(result: Any) -> str:
    """What the model wrote, its thinking in tags."""
    return getattr(result, "opened", "") + str(result[-1]["content"])


def render(result: Any, values: Values) -> dict[str, Any]:
    talk.say_unfinished(reply(result))
    said = [dict(message) for message in result[:-1] if message["role"] != "system"]
    return {"chat": [*said, *talk.bubbles(reply(result))]}


def headline(result: Any, values: Values) -> str | Phrase:
    return talk.thought_and_answer(reply(result))[1] or Phrase("the model said nothing")


SPEC = TaskSpec(
    id="conversational",
    category=CATEGORY,
    title="Conversational",
    summary="Chats with you: it remembers what was said and answers your next message.",
    when="For assistants. The model must have been trained to chat; its name often ends in Instruct or Chat.",
    inputs=(
        Chat("messages", "Your message"),
        Text("system_prompt", "System prompt", "Who the assistant is and how it should answer; for models that know it",
             optional=True, lines=1, placeholder="You are a friendly teacher."),
    ),
    params=(*generation_params(max_new_tokens=talk.BUDGET), talk.THINKING),
    chats=True,
    outputs=(ChatReply("chat", "Chat"),),
    hub_task="text-generation",
    models=(
        "HuggingFaceTB/SmolLM2-135M-Instruct",
        "Qwen/Qwen3-0.6B",
        "meta-llama/Llama-3.1-8B-Instruct",
    ),
    restored=True,
    loader=FromClass("tasks.pipelines.conversational:ConversationalPipeline", autos=("AutoModelForSeq2SeqLM", "AutoModelForCausalLM"), modality="text"),
    generation="kwargs",
    arrange=arrange,
    adapt=adapt,
    run=run,
    code=code,
    render=render,
    headline=headline,
)  # fmt: skip
