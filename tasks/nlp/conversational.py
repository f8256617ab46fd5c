"""Conversational: a chat with a model, as transformers had it up to version 4.41."""

from typing import Any

from tasks.core.fields import Chat, ChatReply, Text
from tasks.core.generation import generation_chosen, generation_params
from tasks.core.loaders import FromClass
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.nlp import CATEGORY


def arrange(values: Values) -> Arguments:
    """The system prompt is the chat's first message; one in the messages themselves gives way to it."""
    prompt = values["system_prompt"]
    said = [message for message in values["messages"] if not prompt or message["role"] != "system"]
    messages = [{"role": "system", "content": prompt}, *said] if prompt else said
    return (messages,), generation_chosen(SPEC, values, always=("max_new_tokens",))


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    lines.imports.add("from transformers import AutoModelForCausalLM, AutoTokenizer")
    asked = "".join(f", {name}={lines.literal(value)}" for name, value in call.kwargs.items())
    return [
        "tokenizer = AutoTokenizer.from_pretrained(MODEL)",
        "model = AutoModelForCausalLM.from_pretrained(MODEL)",
        f"messages = {lines.literal(call.args[0])}",
        "# The chat template turns the messages into the one text that the model goes on with.",
        "inputs = tokenizer.apply_chat_template(",
        '    messages, add_generation_prompt=True, return_dict=True, return_tensors="pt"',
        ")",
        "ids, mask = inputs.input_ids.to(model.device), inputs.attention_mask.to(model.device)",
        f"output = model.generate(input_ids=ids, attention_mask=mask{asked})",
        "reply = tokenizer.decode(output[0, ids.shape[1] :], skip_special_tokens=True)",
        'result = [*messages, {"role": "assistant", "content": reply}]',
        "print(result)",
    ]


def reply(result: list[dict[str, Any]], values: Values) -> str:
    return str(result[-1]["content"])


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
    params=generation_params(max_new_tokens=256),
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
    code=code,
    render=lambda result, values: {"chat": [dict(message) for message in result if message["role"] != "system"]},
    headline=reply,
)  # fmt: skip
