"""What the tasks of encoder-decoder models share: their parameters, and the code that does without a pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tasks.core.fields import Parameter, Switch
from tasks.core.generation import generation_params, with_defaults
from tasks.core.lengths import beyond, longest, readable, say_cut
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call

NOT_GENERATION = {"truncation", "src_lang", "tgt_lang"}


TRUNCATION = Switch(
    "truncation", "truncation", "Read no more than the tokenizer names, also where the model has no end (T5)"
)


def params(common: tuple[str, ...] = ("max_new_tokens",)) -> tuple[Parameter, ...]:
    """The generation parameters. What is left empty is the checkpoint's own, else what transformers 4 took by itself: 256
    tokens, four beams."""
    return generation_params(common=common)


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Of a text that is too long for the model the beginning is read. A model without an end (T5) reads all, unless
    `truncation` holds it to what its tokenizer names."""
    kwargs = with_defaults(pipe, kwargs)
    length = longest(pipe) if kwargs.get("truncation") else readable(pipe)
    prefix = getattr(pipe, "prefix", None) or ""
    tokens = beyond(pipe, length, prefix + args[0])
    if length is None or not tokens:
        return args, kwargs
    say_cut("Text", length, tokens)
    return args, {**kwargs, "truncation": True}


def code(task: str, key: str) -> Callable[[Call, Lines], list[str]]:
    """The code of a task that plain transformers 5 has no pipeline for; `key` is the text's in the pipeline's result."""

    def lines_of(call: Call, lines: Lines) -> list[str]:
        text = lines.literal(call.args[0])
        return generating(call, lines, key, [f"text = prefix + {text}"], task_settings(f'"{task}"'))

    return lines_of


def task_settings(task: str) -> list[str]:
    """Reads what a checkpoint sets for a task, `task` being an expression."""
    return [
        "# What the checkpoint sets for this task, the words that it wants before a text among it.",
        f'settings = dict((getattr(model.config, "task_specific_params", None) or {{}}).get({task}) or {{}})',
        'prefix = settings.pop("prefix", getattr(model.config, "prefix", None) or "")',
    ]


def generating(
    call: Call, lines: Lines, key: str, text: list[str], settings: list[str], tokenizer: str = "MODEL", **more: str
) -> list[str]:
    """Tokenise, generate, decode. `more` are further arguments of generate, as source."""
    lines.imports.add("from transformers import AutoModelForSeq2SeqLM, AutoTokenizer")
    kwargs = {name: lines.literal(value) for name, value in call.kwargs.items() if name not in NOT_GENERATION}
    asked = ", ".join(f"{name}={value}" for name, value in {**kwargs, **more}.items())
    cut, bound = "", []
    if call.kwargs.get("truncation"):
        cut = ", truncation=True"
        bound = [
            "# Not every tokenizer says how much its model reads; what is more is cut off.",
            'most = getattr(model.config, "max_position_embeddings", tokenizer.model_max_length)',
            "tokenizer.model_max_length = min(tokenizer.model_max_length, most)",
        ]
    return [
        f"tokenizer = AutoTokenizer.from_pretrained({tokenizer})",
        "model = AutoModelForSeq2SeqLM.from_pretrained(MODEL)",
        *settings,
        *([f"settings.update({asked})"] if asked else []),
        *bound,
        *text,
        f'inputs = tokenizer(text, return_tensors="pt", return_token_type_ids=False{cut}).to(model.device)',
        "output = model.generate(**inputs, **settings)",
        f'result = [{{"{key}": tokenizer.decode(output[0], skip_special_tokens=True)}}]',
        "print(result)",
    ]
