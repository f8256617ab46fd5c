"""Small pieces that task files share: how results become bars and headlines, and which runs may share a batch."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

from tasks.core.fields import Rows
from tasks.core.locales import Amount, Phrase
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments, Values

TOGETHER = 300_000  # pixels of the pictures of one run up to which it may share a batch


def label_scores(result: Any) -> list[tuple[str, float]]:
    """(label, score) of what classification pipelines give: a list of dictionaries, or one."""
    rows = result if isinstance(result, list) else [result]
    return [(str(row["label"]), float(row["score"])) for row in rows]


def percent(share: float) -> Amount:
    """0.973 as 97%; small shares keep a digit that says something."""
    return Amount(share, "%")


def scored(label: str | Phrase, score: float) -> Phrase:
    """A label and its score: "seven (97%)"."""
    return Phrase("{label} ({score})", label=label, score=percent(score))


def top_label(result: Any, values: Values) -> Phrase:
    """The best label and its score."""
    label, score = label_scores(result)[0]
    return (
        scored(label, score) if shares(result, values) else Phrase("{label} ({score})", label=label, score=raw(score))
    )


# In the place of bars: a table of what a bar cannot show.
NUMBERS = Rows("numbers", "Raw numbers", instead=True)


def bars_or_numbers(result: Any, values: Values) -> dict[str, Any]:
    """`labels`, bars of shares, or else `numbers`, rows: logits are no shares, nor is what a regression gives (4.7 of 5
    stars)."""
    if shares(result, values):
        return {"labels": label_scores(result)}
    rows = [[label, raw(score)] for label, score in label_scores(result)]
    return {"numbers": ([Phrase("label"), Phrase("number")], rows)}


def shares(result: Any, values: Values) -> bool:
    """Whether all scores of a classifier are shares of 1."""
    return values.get("function_to_apply") != "none" and all(0 <= score <= 1 for _, score in label_scores(result))


def raw(score: float) -> Amount:
    """A number that is no share."""
    return Amount(score, ".4g")


def label_counts(labels: Sequence[str]) -> Phrase:
    """ "2 x red circle, blue star" of the labels found."""
    counts = Counter(labels)
    return Phrase("{labels}", labels=[times(label, count) for label, count in counts.items()])


def times(label: str, count: int) -> str | Phrase:
    """A label, and how often it was found where that was more than once."""
    return label if count == 1 else Phrase("{number} x {label}", number=count, label=label)


def one_after_another(phrases: Sequence[str | Phrase]) -> Phrase:
    """Phrases that may hold commas, with semicolons between them."""
    first, *rest = phrases
    return reduce(
        lambda before, after: Phrase("{before}; {after}", before=before, after=after),
        rest,
        Phrase("{said}", said=first),
    )


@contextmanager
def stage(pipe: Pipe, name: str) -> Iterator[None]:
    """Adds the time of a `with` block to a stage ("preprocess", "forward", "postprocess") where a task's `run` does
    without that verb of the pipeline. Stop is heard before it begins."""
    clock = getattr(pipe, "stage_clock", None)
    if clock is not None:
        clock.watch.look()
    start = time.perf_counter()
    try:
        yield
    finally:
        if clock is not None:
            clock.milliseconds[name] += (time.perf_counter() - start) * 1e3


def by_length(*names: str) -> Callable[[Values], Hashable]:
    """Texts share a batch with texts of about their own length: a short one must not pay for a long one's padding."""
    return lambda values: sum(len(str(values[name] or "")) for name in names).bit_length()


def by_size(*names: str) -> Callable[[Values], Hashable]:
    """Small pictures share a batch when their sizes are the same: then nothing is padded, and answers stay equal. Large
    ones run alone, since sixteen at once need sixteen times the memory and are no quicker."""

    def key(values: Values) -> Hashable:
        sizes = tuple(values[name].size for name in names)
        return sizes if sum(width * height for width, height in sizes) <= TOGETHER else None

    return key


def by_samples(*names: str) -> Callable[[Values], Hashable]:
    """Sounds share a batch when they have the same length and rate: then nothing is padded, and answers stay equal."""
    return lambda values: tuple((len(values[name].samples), values[name].rate) for name in names)


def resampled(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Sounds as samples at the rate of the loaded model: `adapt` of tasks whose first input is a sound."""
    sound, *others = args
    return (sound.at(pipe.feature_extractor.sampling_rate), *others), kwargs


def generated_text(result: Any) -> str:
    """The text that a generating pipeline gave, under whatever key it stands: "summary_text", "generated_text" ..."""
    row = result[0] if isinstance(result, list) else result
    return next((str(value) for key, value in row.items() if key.endswith("_text")), "")


def shortened(text: str, most: int = 240) -> str:
    """A long text up to its last whole word, for headlines."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
