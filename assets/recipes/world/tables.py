"""Small tables of teams, shops and weather, with questions whose cells and aggregation are known."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from assets.recipes.world.grammar import lists, split
from assets.recipes.world.names import CITIES, FIRST_NAMES, invented_city, invented_first_name, invented_goods

Aggregation = Literal["NONE", "SUM", "AVERAGE", "COUNT"]
AGGREGATIONS: tuple[Aggregation, ...] = ("NONE", "SUM", "AVERAGE", "COUNT")

_LISTS = lists("tables")
GOODS: list[str] = _LISTS["goods"]


@dataclass(frozen=True)
class Measure:
    """A column of numbers, and how people ask about it; `{name}` is a row, `{group}` a category, `{n}` a number."""

    header: str
    low: float
    high: float
    decimals: int = 0
    lookup: list[str] = field(default_factory=list)
    most: list[str] = field(default_factory=list)
    least: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    total: list[str] = field(default_factory=list)
    group_total: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Theme:
    """A kind of table: a column of names, a column of categories, and columns of numbers."""

    row: str
    rows: str
    category: str
    groups: list[str]
    measures: list[Measure]
    of_group: str
    which_group: list[str]
    in_group: list[str]


THEMES = tuple(
    Theme(**{**theme, "measures": [Measure(**measure) for measure in theme["measures"]]}) for theme in _LISTS["themes"]
)
ASKS: dict[str, list[str]] = _LISTS["asks"]
"""What one can ask about any column of numbers."""


@dataclass(frozen=True)
class Question:
    """A question, the (row, column) cells that answer it, and how to aggregate them."""

    text: str
    cells: tuple[tuple[int, int], ...]
    aggregation: Aggregation


@dataclass(frozen=True)
class Table:
    """`frame` holds strings only, as TAPAS wants them."""

    theme: Theme
    frame: pd.DataFrame


_NAMES: dict[str, tuple[list[str], Callable[[random.Random], str]]] = {
    "player": (FIRST_NAMES, invented_first_name),
    "product": ([word.capitalize() for word in GOODS], lambda rng: invented_goods(rng).capitalize()),
    "city": (CITIES, invented_city),
}


def _names(theme: Theme, count: int, rng: random.Random, held_out: bool) -> list[str]:
    known, invent = _NAMES[theme.row]
    real = split(known)[held_out]
    found: list[str] = []
    while len(found) < count:
        name = invent(rng) if rng.random() < (0.3 if held_out else 0.7) else rng.choice(real)
        if name not in found:
            found.append(name)
    return found


def draw_table(rng: random.Random, *, held_out: bool) -> Table:
    """A table of 3 to 7 rows. Held-out tables hold real names that training never sees, and newly invented ones."""
    theme = rng.choice(THEMES)
    count = rng.randint(3, 7)
    groups = rng.sample(theme.groups, rng.randint(2, 3))
    columns: dict[str, list[str]] = {
        theme.row.capitalize(): _names(theme, count, rng, held_out),
        theme.category: [rng.choice(groups) for _ in range(count)],
    }
    for measure in rng.sample(theme.measures, rng.randint(1, len(theme.measures))):
        columns[measure.header] = [
            f"{rng.uniform(measure.low, measure.high):.{measure.decimals}f}" for _ in range(count)
        ]
    first, *rest = columns
    rng.shuffle(rest)
    return Table(theme, pd.DataFrame({header: columns[header] for header in (first, *rest)}, dtype=object))


def _about_measure(table: Table, measure: Measure, rng: random.Random) -> Question | None:
    """One question about a column of numbers; None where the table has no clear answer to the drawn kind."""
    frame, theme = table.frame, table.theme
    column = frame.columns.get_loc(measure.header)
    groups = frame[theme.category].tolist()
    values = [float(value) for value in frame[measure.header]]
    index = rng.randrange(len(frame))
    group = groups[index]
    every = range(len(frame))
    kind = rng.choice(["lookup", "lookup", "most", "least", "above", "below", "total", "average", "group"])
    slots = {"header": measure.header.lower(), "row": theme.row, "rows": theme.rows, "name": frame.iat[index, 0]}

    def ask(texts: list[str], rows: list[int], column: int, aggregation: Aggregation, **more: str) -> Question:
        text = rng.choice(texts).format(**slots, **more)
        return Question(text, tuple((row, column) for row in rows), aggregation)

    if kind == "lookup":
        return ask(measure.lookup * 2 + ASKS["lookup"], [index], column, "NONE")
    if kind in ("most", "least"):
        best = (max if kind == "most" else min)(values)
        rows = [row for row in every if values[row] == best]
        if len(rows) > 1:
            return None
        if rng.random() < 0.25:
            return ask(ASKS["highest"] if kind == "most" else ASKS["lowest"], rows, column, "NONE")
        return ask(
            (measure.most * 2 + ASKS["most"]) if kind == "most" else (measure.least * 2 + ASKS["least"]),
            rows,
            0,
            "NONE",
        )
    if kind in ("above", "below"):
        limit = round(rng.uniform(min(values), max(values)))
        rows = [row for row in every if (values[row] > limit if kind == "above" else values[row] < limit)]
        texts = (measure.above * 2 + ASKS["above"]) if kind == "above" else (measure.below * 2 + ASKS["below"])
        return ask(texts, rows, 0, "COUNT", n=str(limit)) if rows else None
    if kind == "total":
        return ask(measure.total * 2 + ASKS["total"], list(every), column, "SUM")
    if kind == "average":
        return ask(ASKS["average"], list(every), column, "AVERAGE")
    rows = [row for row in every if groups[row] == group]
    of_group = " " + theme.of_group.format(group=group)
    if rng.random() < 0.5:
        texts = [text.rstrip("?") + of_group + "?" for text in ASKS["average"]]
        return ask(texts, rows, column, "AVERAGE")
    totals = [text.rstrip("?") + of_group + "?" for text in ASKS["total"]]
    return ask(measure.group_total * 4 + totals, rows, column, "SUM", group=group)


def _about_groups(table: Table, rng: random.Random) -> Question:
    """One question about the column of categories, or about the number of rows."""
    frame, theme = table.frame, table.theme
    column = frame.columns.get_loc(theme.category)
    index = rng.randrange(len(frame))
    group = frame.iat[index, column]
    rows = [row for row in range(len(frame)) if frame.iat[row, column] == group]
    kind = rng.choice(["which group", "which rows", "count", "count", "all"])
    if kind == "which group":
        texts = (*theme.which_group, f"what is the {theme.category.lower()} of {{name}}?")
        return Question(rng.choice(texts).format(name=frame.iat[index, 0]), ((index, column),), "NONE")
    if kind == "all":
        text = rng.choice(ASKS["all_rows"]).format(rows=theme.rows)
        return Question(text, tuple((row, 0) for row in range(len(frame))), "COUNT")
    start = rng.choice(["which", "what"]) if kind == "which rows" else "how many"
    text = f"{start} {theme.rows} {rng.choice(theme.in_group).format(group=group)}"
    return Question(text, tuple((row, 0) for row in rows), "NONE" if kind == "which rows" else "COUNT")


def ask(table: Table, rng: random.Random) -> Question:
    """A question that the table answers, in small letters and with the words and names of the table."""
    while True:
        measures = [measure for measure in table.theme.measures if measure.header in table.frame.columns]
        question = (
            _about_groups(table, rng) if rng.random() < 0.25 else _about_measure(table, rng.choice(measures), rng)
        )
        if question:
            return question
