"""Token classification, named entities among it."""

from typing import Any

from tasks.core.fields import Choice, Number, Rows, Spans, Text, WordList
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.spec import Alias, Arguments, TaskSpec, Values
from tasks.core.tools import by_length, percent
from tasks.nlp import CATEGORY

COLUMNS = [Phrase("word"), Phrase("label"), Phrase("score"), Phrase("start"), Phrase("end")]


def arrange(values: Values) -> Arguments:
    """The strategy is always passed on: the pipeline's own default, "none", gives pieces of words."""
    return (values["text"],), {**SPEC.chosen(values), "aggregation_strategy": values["aggregation_strategy"]}


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """A text that is too long for the model is read in windows: without a stride its end would be dropped in silence."""
    tokenizer = pipe.tokenizer
    longest = min(tokenizer.model_max_length, getattr(pipe.model.config, "max_position_embeddings", 512))
    if kwargs.get("stride") is None and kwargs["aggregation_strategy"] != "none" and tokenizer.is_fast:
        tokens = len(tokenizer(args[0], verbose=False)["input_ids"])
        if tokens > longest >= 16:
            kwargs = {**kwargs, "stride": longest // 4}
    return args, kwargs


def entity(found: dict[str, Any]) -> str:
    """The label of a result row, which is a group of tokens or one token."""
    return str(found.get("entity_group") or found.get("entity"))


def spans(result: list[dict[str, Any]], text: str) -> list[tuple[str, str | None]]:
    """The text in pieces, those with a label marked. Empty where the tokenizer does not know places."""
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for found in sorted(result, key=lambda found: found["start"] or 0):
        if found["start"] is None:
            return []
        if found["start"] > end:
            pieces.append((text[end : found["start"]], None))
        pieces.append((text[max(end, found["start"]) : found["end"]], entity(found)))
        end = found["end"]
    return [*pieces, (text[end:], None)] if end < len(text) else pieces


def names(result: list[dict[str, Any]], text: str) -> list[tuple[str, str]]:
    """(words, label) per name; tokens that go on a name (I-, or pieces of one word) are put together."""
    merged: list[list[Any]] = []
    for found in result:
        label, start, end = entity(found), found["start"], found["end"]
        kind = label.removeprefix("B-").removeprefix("I-")
        last = merged[-1] if merged else None
        goes_on = (
            last
            and start is not None
            and last[0] == kind
            and (start == last[2] or (label[:2] == "I-" and start == last[2] + 1))
        )
        if last and goes_on:
            last[2] = end
        else:
            merged.append([kind, start, end, found["word"]])
    return [(word if start is None else text[start:end], kind) for kind, start, end, word in merged]


def headline(result: list[dict[str, Any]], values: Values) -> str | Phrase:
    found = names(result, values["text"])
    return ", ".join(f"{words} ({kind})" for words, kind in found[:12]) or Phrase("No names found")


def render(result: list[dict[str, Any]], values: Values) -> dict[str, Any]:
    rows = [
        [found["word"], entity(found), percent(float(found["score"])), found["start"], found["end"]] for found in result
    ]
    return {
        "marked": spans(result, values["text"]) or None,
        "table": (COLUMNS, rows) if rows else None,
    }


SPEC = TaskSpec(
    id="token-classification",
    category=CATEGORY,
    title="Token classification",
    summary="Marks words in a text and says what they are: names of people, places and companies, or parts of speech.",
    when="To find named entities (NER), to tag parts of speech, to find what must be blacked out.",
    inputs=(Text("text", "Text", lines=4, placeholder="Marie Curie was born in Warsaw."),),
    params=(
        Choice(
            "aggregation_strategy",
            "aggregation_strategy",
            "How tokens (words or pieces of words) become names: none shows every token; first, average and max let a "
            "whole word have one label",
            "simple",
            common=True,
            choices=("none", "simple", "first", "average", "max"),
        ),
        WordList(
            "ignore_labels", "ignore_labels", "Labels to leave out; O, which means no name, if empty", placeholder="O"
        ),
        Number(
            "stride",
            "stride",
            "Tokens that two windows share when a text is too long for the model; chosen by itself if empty",
            least=0,
            most=512,
        ),
    ),
    outputs=(Spans("marked", "Text with labels"), Rows("table", "What was found")),
    models=("dslim/bert-base-NER", "Davlan/xlm-roberta-base-ner-hrl"),
    aliases=(Alias("ner"),),
    arrange=arrange,
    adapt=adapt,
    batch=by_length("text"),
    render=render,
    headline=headline,
)
