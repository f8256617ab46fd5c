"""Token classification, named entities among it."""

from typing import Any

from tasks.core.errors import BadParameter
from tasks.core.fields import Choice, Number, Rows, Spans, Text, WordList
from tasks.core.lengths import beyond, longest, say_cut
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines, arguments
from tasks.core.spec import Alias, Arguments, Call, TaskSpec, Values
from tasks.core.tools import by_length, percent
from tasks.nlp import CATEGORY

WHOLE_WORDS = ("first", "average", "max")
SPECIAL = 2  # tokens of a window that are not the text's
COLUMNS = [Phrase("word"), Phrase("label"), Phrase("score"), Phrase("start"), Phrase("end")]


def arrange(values: Values) -> Arguments:
    """Left empty, the strategy depends on the tokenizer (`adapt`)."""
    return (values["text"],), SPEC.chosen(values)


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Words stay whole where the tokenizer knows where they begin. A text that is too long for the model is read in
    windows, where the tokenizer can; else its beginning is read, which is said."""
    fast = pipe.tokenizer.is_fast
    strategy = kwargs.get("aggregation_strategy") or ("first" if marks_words(pipe.tokenizer) else "simple")
    if strategy in WHOLE_WORDS and not fast:
        note(Phrase("This model's tokenizer does not know where words begin: {asked} became simple.", asked=strategy))
        strategy = "simple"
    kwargs = {**kwargs, "aggregation_strategy": strategy}
    length = longest(pipe)
    if kwargs.get("stride") is not None:
        check_stride(kwargs["stride"], length, fast, strategy)
    elif length is not None and (tokens := beyond(pipe, length, args[0])):
        if fast and strategy != "none" and length >= 16:
            kwargs["stride"] = length // 4
            note(Phrase("The {tokens} tokens of the text were read in windows of {length}.",
                        tokens=Amount(tokens, ",.0f"), length=Amount(length, ",.0f")))  # fmt: skip
        else:
            say_cut("Text", length, tokens)
    return args, kwargs


def marks_words(tokenizer: Any) -> bool:
    """Whether the pieces that go on a word look different from those that begin one, as BERT's do (##). Of other tokenizers
    the pipeline takes all between two spaces for a word: a full stop with it, in Chinese a whole sentence."""
    model = getattr(getattr(tokenizer, "backend_tokenizer", None), "model", None)
    return bool(getattr(model, "continuing_subword_prefix", None))


def check_stride(stride: int, length: int | None, fast: bool, strategy: str) -> None:
    """Refuses windows that the pipeline cannot cut. Raises BadParameter."""
    if strategy == "none" or not fast:
        reason = Phrase("windows need a tokenizer that knows places, and another aggregation_strategy than none")
        raise BadParameter(field="stride", reason=reason)
    if length is not None and stride >= length - SPECIAL:
        most = Amount(max(0, length - SPECIAL - 1), ",.0f")
        raise BadParameter(field="stride", reason=Phrase("it must be at most {most}", most=most))


def code(call: Call, lines: Lines) -> list[str]:
    """The pipeline; where it reads in windows, these are as long as the model's places."""
    lines.imports.add("from transformers import pipeline")
    windows = [
        "# Not every tokenizer says how much its model reads; windows are as long as it says.",
        'most = getattr(pipe.model.config, "max_position_embeddings", pipe.tokenizer.model_max_length)',
        "pipe.tokenizer.model_max_length = min(pipe.tokenizer.model_max_length, most)",
    ]
    return [
        'pipe = pipeline("token-classification", model=MODEL)',
        *(windows if "stride" in call.kwargs else []),
        f"result = pipe({arguments(lines, call)})",
        "print(result)",
    ]


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


def written(found: dict[str, Any], values: Values) -> str:
    """A name as the text has it; a token as its model has it (##az) where tokens were asked for."""
    if found["start"] is None or values["aggregation_strategy"] == "none":
        return str(found["word"])
    return str(values["text"][found["start"] : found["end"]])


def headline(result: list[dict[str, Any]], values: Values) -> str | Phrase:
    found = names(result, values["text"])
    return ", ".join(f"{words} ({kind})" for words, kind in found[:12]) or Phrase("No names found")


def render(result: list[dict[str, Any]], values: Values) -> dict[str, Any]:
    rows = [
        [written(found, values), entity(found), percent(float(found["score"])), found["start"], found["end"]]
        for found in result
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
            "How tokens (words or pieces of words) become names: first, average and max keep words whole, simple may cut "
            "them, none shows every token. Left empty: first, where the tokenizer tells words",
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
    code=code,
    batch=by_length("text"),
    render=render,
    headline=headline,
)
