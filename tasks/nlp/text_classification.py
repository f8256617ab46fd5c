"""Text classification, sentiment analysis among it."""

from typing import Any

from tasks.core.fields import Bars, Choice, Number, Text
from tasks.core.lengths import truncation
from tasks.core.pipe import Pipe
from tasks.core.spec import Alias, Arguments, TaskSpec, Values
from tasks.core.tools import NUMBERS, bars_or_numbers, by_length, top_label
from tasks.nlp import CATEGORY


def arrange(values: Values) -> Arguments:
    """The pipeline takes a pair of texts as one dictionary."""
    pair = values["text_pair"]
    given: Any = {"text": values["text"], "text_pair": pair} if pair else values["text"]
    # top_k=None asks for all labels; the pipeline's own default gives the best one only, outside a list.
    return (given,), {**SPEC.chosen(values), "top_k": values["top_k"]}


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Of a text that is too long for the model the beginning is read."""
    given = args[0] if isinstance(args[0], dict) else {"text": args[0], "text_pair": None}
    return args, {**kwargs, **truncation(pipe, "Text", given["text"], given["text_pair"])}


SPEC = TaskSpec(
    id="text-classification",
    category=CATEGORY,
    title="Text classification",
    summary="Gives a text a label, such as positive or negative.",
    when="For sentiment, topics, toxicity; with a second text for inference and reranking.",
    inputs=(
        Text("text", "Text", placeholder="I loved every minute of it."),
        Text("text_pair", "Second text", "For models that compare two texts", optional=True, lines=1),
    ),
    params=(
        Number("top_k", "top_k", "How many labels to show", default=5, least=1, most=50, live=True, common=True),
        Choice(
            "function_to_apply",
            "function_to_apply",
            "How scores come from logits, the raw numbers of the model",
            choices=("softmax", "sigmoid", "none"),
        ),
    ),
    outputs=(Bars("labels", "Labels"), NUMBERS),
    models=(
        "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
        "nlptown/bert-base-multilingual-uncased-sentiment",
        "mrm8488/distilroberta-finetuned-financial-news-sentiment-analysis",
        "FacebookAI/roberta-large-mnli",
        "BAAI/bge-reranker-v2-m3",
    ),
    aliases=(Alias("sentiment-analysis"),),
    arrange=arrange,
    superset={"top_k": 50},
    subset=lambda result, values: result[: values["top_k"]],
    batch=by_length("text", "text_pair"),
    adapt=adapt,
    render=bars_or_numbers,
    headline=top_label,
)
