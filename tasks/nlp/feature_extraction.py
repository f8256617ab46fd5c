"""Feature extraction: texts as vectors, and how near they are to each other."""

from typing import Any

from tasks.core.fields import Choice, Download, Heat, Note, Switch, Texts
from tasks.core.lengths import beyond, longest, readable
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import shortened
from tasks.nlp import CATEGORY

DRAWN = 48  # texts that are drawn as rows
SHOWN = 48  # numbers of a vector that a heat map has room for
POOLING = {
    "mean": "each[0].mean(dim=0)",
    "first token": "each[0, 0]",
    "max": "each[0].max(dim=0).values",
}


def arrange(values: Values) -> Arguments:
    """Pooling happens here, not in the pipeline, which knows tokens only."""
    kwargs = SPEC.chosen(values)
    kwargs.pop("pooling", None)
    return (values["text"],), kwargs


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Of texts that are too long for the model the beginning is read."""
    chosen = {name: value for name, value in kwargs.items() if name != "truncation"}
    length = longest(pipe) if kwargs.get("truncation") else readable(pipe)
    if length is None:
        return args, chosen
    count = sum(beyond(pipe, length, text) > 0 for text in args[0])
    if not count:
        return args, chosen
    note(
        Phrase(
            "Of {count} text only the first {read} tokens were read: this model takes no more at once.",
            "Of {count} texts only the first {read} tokens were read: this model takes no more at once.",
            count=count, read=Amount(length, ",.0f"),
        )
    )  # fmt: skip
    return args, {**chosen, "tokenize_kwargs": {"truncation": True, "max_length": length}}


def code(call: Call, lines: Lines) -> list[str]:
    """The pipeline, then what it does not do: one vector per text, and how near they are."""
    lines.imports |= {"import torch", "from transformers import pipeline"}
    given = "".join(
        f", {name}={lines.literal(value)}"
        for name, value in call.kwargs.items()
        if name != "return_tensors" and not (name == "truncation" and "tokenize_kwargs" in call.kwargs)
    )
    return [
        'pipe = pipeline("feature-extraction", model=MODEL)',
        f"result = pipe({lines.literal(call.args[0])}{given}, return_tensors=True)",
        "print([tuple(each.shape) for each in result])  # per text: 1, tokens, numbers per token",
        f"vectors = torch.stack([{POOLING[call.values['pooling']]} for each in result]).float()",
        "vectors = torch.nn.functional.normalize(vectors)",
        "print(vectors @ vectors.T)  # cosine similarity: 1 means the same direction",
    ]


def pooled(result: Any, values: Values) -> Any:
    """One vector per text: array (texts, numbers)."""
    import numpy as np

    def vector(tokens: Any) -> Any:
        if tokens.ndim < 2:  # a model that pools by itself
            return tokens
        return {"mean": tokens.mean(axis=0), "first token": tokens[0], "max": tokens.max(axis=0)}[values["pooling"]]

    return np.stack([vector(np.asarray(each.float() if hasattr(each, "float") else each)[0]) for each in result])


def similarity(vectors: Any) -> Any:
    """Cosine similarity of all pairs: array (texts, texts)."""
    import numpy as np

    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit @ unit.T


def render(result: Any, values: Values) -> dict[str, Any]:
    texts, vectors = values["text"], pooled(result, values)
    drawn = texts[:DRAWN]
    if len(drawn) < len(texts):
        note(
            Phrase(
                "Drawn are the first {drawn} of {all} texts; the vectors of all are in the CSV file.",
                drawn=len(drawn), all=Amount(len(texts), ",.0f"),
            )
        )  # fmt: skip
    tokens = [each.shape[1] for each in result]
    shape = Phrase(
        "Tokens of each text: {tokens}. Each token has {numbers} numbers, pooled ({pooling}) to one vector per text.",
        tokens=[*tokens[:8], *(["…"] if len(tokens) > 8 else [])], numbers=vectors.shape[1],
        pooling=Phrase(values["pooling"]),
    )  # fmt: skip
    rows = "\n".join(
        ",".join([_quoted(text), *(f"{x:.6g}" for x in row)]) for text, row in zip(texts, vectors, strict=True)
    )
    return {
        "shape": shape,
        "similar": (drawn, [str(i) for i in range(1, len(drawn) + 1)], similarity(vectors[:DRAWN]))
        if len(texts) > 1
        else None,
        "vectors": (drawn, [], vectors[:DRAWN, :SHOWN]),
        "file": ("vectors.csv", rows.encode()),
    }


def _quoted(text: str) -> str:
    """A text as a CSV cell. A leading = would be a formula in a spreadsheet."""
    safe = f"'{text}" if text[:1] in "=+-@" else text
    return '"' + safe.replace('"', '""') + '"'


def nearest(near: Any) -> tuple[int, int]:
    """The two that are most alike, by an array of all pairs (texts, texts)."""
    import numpy as np

    apart = near - 4 * np.tri(len(near), dtype=near.dtype)  # no text with itself, no pair twice
    first, second = divmod(int(apart.argmax()), len(near))
    return first, second


def headline(result: Any, values: Values) -> Phrase:
    """The nearest pair, or the length of the one vector."""
    texts, vectors = values["text"], pooled(result, values)
    if len(texts) < 2:
        return Phrase("A vector of {numbers} numbers", numbers=vectors.shape[1])
    near = similarity(vectors)
    first, second = nearest(near)
    return Phrase(
        "Nearest: “{first}” and “{second}” ({similarity:.2f})",
        first=shortened(texts[first]), second=shortened(texts[second]), similarity=float(near[first, second]),
    )  # fmt: skip


SPEC = TaskSpec(
    id="feature-extraction",
    category=CATEGORY,
    title="Feature extraction",
    summary="Turns texts into vectors (lists of numbers), so that texts of like meaning lie near each other.",
    when="For search, grouping, finding duplicates: what people call embeddings.",
    inputs=(Texts("text", "Texts", "One per line; from two on you see how near they are", lines=5,
                  placeholder="A dog runs through the park.\nA puppy is playing outside.\nThe bank raised its rates."),),
    params=(
        Choice("pooling", "pooling", "How the vectors of all tokens become one: most sentence models take the mean, some "
               "(BGE) the first token", "mean", live=True, common=True, choices=tuple((name, name) for name in POOLING)),
        Switch("truncation", "truncation", "Read no more than the tokenizer names, also where the model has no end (T5)"),
        Switch("return_tensors", "return_tensors", "Ask the pipeline for tensors in place of lists"),
    ),
    outputs=(
        Note("shape", "Shape"),
        Heat("similar", "Cosine similarity: 1 means the same direction"),
        Heat("vectors", f"Vectors, up to {SHOWN} numbers of each"),
        Download("file", "All vectors as a CSV file"),
    ),
    models=("sentence-transformers/all-MiniLM-L6-v2", "BAAI/bge-small-en-v1.5", "intfloat/multilingual-e5-small"),
    bare_models="input_ids",
    arrange=arrange,
    adapt=adapt,
    superset={"return_tensors": True},
    subset=lambda result, values: result,
    code=code,
    render=render,
    headline=headline,
)  # fmt: skip
