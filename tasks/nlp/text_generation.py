"""Text generation: a model goes on with a text, token by token."""

from typing import Any

from tasks.core.fields import Switch, Text, TokenOdds, Written
from tasks.core.generation import generation_chosen, generation_params
from tasks.core.lengths import check_length
from tasks.core.pipe import Pipe
from tasks.core.run.odds import run_with_odds
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import generated_text
from tasks.nlp import CATEGORY


def arrange(values: Values) -> Arguments:
    return (values["text"],), generation_chosen(SPEC, values, always=("max_new_tokens",))


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """A prompt whose end is missing would be gone on with at another place: one that is too long is refused."""
    check_length(pipe, "Prompt", args[0], room=1)
    return args, kwargs


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """While the text is being written the prompt stands before it, as it does in the result."""
    if kwargs.get("streamer") is not None and kwargs.get("return_full_text", True):
        kwargs["streamer"].before = args[0]
    return run_with_odds(pipe, args, kwargs)


def render(result: Any, values: Values) -> dict[str, Any]:
    return {"generated": generated_text(result), "odds": getattr(result, "odds", None) or None}


SPEC = TaskSpec(
    id="text-generation",
    category=CATEGORY,
    title="Text generation",
    summary="Goes on with a text, one token (a word or a piece of one) after the other.",
    when="To write, and to see how a language model chooses: every token comes with the odds it had. "
    "To talk with a model take Conversational.",
    inputs=(Text("text", "Prompt", "The model goes on from here", placeholder="Once upon a time"),),
    params=(
        *generation_params(max_new_tokens=256, common=("max_new_tokens", "do_sample")),
        Switch(
            "return_full_text",
            "return_full_text",
            "Show the prompt and what comes after it, not only the new text",
            True,
        ),
    ),
    outputs=(
        Written("generated", "Text"),
        TokenOdds("odds", "The odds of every token"),
    ),
    models=(
        "HuggingFaceTB/SmolLM2-135M-Instruct",
        "Qwen/Qwen3-0.6B",
        "openai-community/gpt2",
        "meta-llama/Llama-3.1-8B-Instruct",
    ),
    generation="kwargs",
    arrange=arrange,
    adapt=adapt,
    run=run,
    render=render,
    headline=lambda result, values: generated_text(result),
)
