"""Small tables of teams, shops and weather, with questions whose cells and aggregation are known."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from assets.recipes.world.grammar import split
from assets.recipes.world.names import CITIES, FIRST_NAMES, invented_city, invented_first_name, invented_goods

Aggregation = Literal["NONE", "SUM", "AVERAGE", "COUNT"]
AGGREGATIONS: tuple[Aggregation, ...] = ("NONE", "SUM", "AVERAGE", "COUNT")

GOODS = """apples pears plums grapes lemons oranges bananas cherries melons peaches tomatoes carrots onions
potatoes peppers beans peas bread rolls cakes cookies muffins pies milk cheese butter yogurt eggs honey
jam rice pasta flour sugar salt tea coffee juice water soap candles towels cups plates spoons lamps
chairs tables books pens pencils notebooks kites balls dolls puzzles robots drums tents ropes boots
socks hats scarves gloves shirts seeds pots shovels roses tulips""".split()


@dataclass(frozen=True)
class Measure:
    """A column of numbers, and how people ask about it; `{name}` is a row, `{group}` a category, `{n}` a number."""

    header: str
    low: float
    high: float
    decimals: int = 0
    lookup: tuple[str, ...] = ()
    most: tuple[str, ...] = ()
    least: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    group_total: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """A kind of table: a column of names, a column of categories, and columns of numbers."""

    row: str
    rows: str
    category: str
    groups: tuple[str, ...]
    measures: tuple[Measure, ...]
    of_group: str
    which_group: tuple[str, ...]
    in_group: tuple[str, ...]


TEAM = Theme(
    row="player",
    rows="players",
    category="Team",
    groups=("Red", "Blue", "Green", "Yellow", "Lions", "Tigers", "Eagles", "Sharks"),
    of_group="of the {group} team",
    which_group=("which team does {name} play for?", "what team is {name} in?", "who does {name} play for?"),
    in_group=("are in the {group} team?", "play for the {group} team?", "play for {group}?"),
    measures=(
        Measure(
            "Goals",
            0,
            40,
            lookup=("how many goals did {name} score?", "how many goals does {name} have?"),
            most=("who scored the most goals?", "who is the top scorer?"),
            least=("who scored the fewest goals?", "who scored the least goals?"),
            above=("how many players scored more than {n} goals?", "how many players have more than {n} goals?"),
            below=("how many players scored fewer than {n} goals?", "how many players scored less than {n} goals?"),
            total=("how many goals were scored in total?", "how many goals were scored altogether?"),
            group_total=("how many goals did the {group} team score?", "how many goals did {group} score in total?"),
        ),
        Measure(
            "Age",
            17,
            40,
            lookup=("how old is {name}?",),
            most=("who is the oldest player?", "who is the oldest?"),
            least=("who is the youngest player?", "who is the youngest?"),
            above=("how many players are older than {n}?", "how many players are over {n}?"),
            below=("how many players are younger than {n}?", "how many players are under {n}?"),
        ),
        Measure(
            "Games",
            1,
            50,
            lookup=("how many games did {name} play?",),
            most=("who played the most games?",),
            least=("who played the fewest games?",),
            above=("how many players played more than {n} games?",),
            below=("how many players played fewer than {n} games?",),
            total=("how many games were played in total?",),
            group_total=("how many games did the {group} team play?",),
        ),
    ),
)
SHOP = Theme(
    row="product",
    rows="products",
    category="Section",
    groups=("Food", "Garden", "Toys", "Kitchen", "Bakery", "Sports", "School", "Clothes"),
    of_group="in the {group} section",
    which_group=("which section are the {name} in?", "in which section are {name}?", "where are the {name}?"),
    in_group=("are in the {group} section?", "are in {group}?", "belong to {group}?"),
    measures=(
        Measure(
            "Price",
            1,
            60,
            decimals=2,
            lookup=("how much do {name} cost?", "how much are the {name}?"),
            most=("which product is the most expensive?", "what is the most expensive product?"),
            least=("which product is the cheapest?", "what is the cheapest product?"),
            above=("how many products cost more than {n}?",),
            below=("how many products cost less than {n}?",),
            total=("how much does everything cost together?",),
        ),
        Measure(
            "Stock",
            0,
            90,
            lookup=("how many {name} are in stock?", "how many {name} are left?"),
            most=("which product has the largest stock?",),
            least=("which product has the smallest stock?",),
            total=("how many products are in stock in total?", "how many items are in stock altogether?"),
        ),
        Measure(
            "Sold",
            0,
            90,
            lookup=("how many {name} were sold?", "how many {name} did we sell?"),
            most=("which product sold best?", "what sold the most?"),
            least=("which product sold worst?", "what sold the least?"),
            total=("how many items were sold in total?", "how many items did we sell altogether?"),
            group_total=("how many items were sold in the {group} section?",),
        ),
    ),
)
WEATHER = Theme(
    row="city",
    rows="cities",
    category="Weather",
    groups=("sunny", "cloudy", "rainy", "snowy", "windy", "foggy"),
    of_group="of the {group} cities",
    which_group=(
        "what is the weather in {name}?",
        "how is the weather in {name}?",
        "what is the weather like in {name}?",
    ),
    in_group=("are {group}?", "have {group} weather?", "were {group}?"),
    measures=(
        Measure(
            "Temperature",
            1,
            40,
            lookup=("how warm is it in {name}?", "what is the temperature in {name}?", "how hot is it in {name}?"),
            most=("which city is the warmest?", "where is it the hottest?", "what is the hottest city?"),
            least=("which city is the coldest?", "where is it the coldest?"),
            above=("how many cities are warmer than {n} degrees?", "how many cities are above {n} degrees?"),
            below=("how many cities are colder than {n} degrees?", "how many cities are below {n} degrees?"),
        ),
        Measure(
            "Rain",
            0,
            60,
            lookup=("how much did it rain in {name}?", "how much rain fell in {name}?"),
            most=("where did it rain the most?", "which city is the wettest?"),
            least=("where did it rain the least?", "which city is the driest?"),
            above=("how many cities had more than {n} mm of rain?",),
            below=("how many cities had less than {n} mm of rain?",),
            total=("how much rain fell in total?", "how much did it rain altogether?"),
        ),
        Measure(
            "Wind",
            1,
            70,
            lookup=("how strong is the wind in {name}?", "how windy is it in {name}?"),
            most=("where is the wind strongest?", "which city is the windiest?"),
            least=("where is the wind weakest?",),
        ),
    ),
)
THEMES = (TEAM, SHOP, WEATHER)

# What one can ask about any column of numbers.
LOOKUP = ("what is the {header} of {name}?", "what {header} does {name} have?", "{name} {header}")
MOST = ("which {row} has the most {header}?", "which {row} has the highest {header}?")
LEAST = ("which {row} has the least {header}?", "which {row} has the lowest {header}?")
HIGHEST = ("what is the highest {header}?", "what is the largest {header}?", "what is the maximum {header}?")
LOWEST = ("what is the lowest {header}?", "what is the smallest {header}?", "what is the minimum {header}?")
TOTAL = ("what is the total {header}?", "what is the sum of {header}?", "total {header}", "add up the {header}")
AVERAGE = (
    "what is the average {header}?",
    "what is the mean {header}?",
    "average {header}",
    "what is the {header} on average?",
)
ABOVE = ("how many {rows} have a {header} above {n}?", "how many {rows} have more than {n} {header}?")
BELOW = ("how many {rows} have a {header} below {n}?", "how many {rows} have less than {n} {header}?")
ALL_ROWS = ("how many {rows} are there?", "how many {rows} are in the table?", "count the {rows}")


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

    def ask(texts: tuple[str, ...], rows: list[int], column: int, aggregation: Aggregation, **more: str) -> Question:
        text = rng.choice(texts).format(**slots, **more)
        return Question(text, tuple((row, column) for row in rows), aggregation)

    if kind == "lookup":
        return ask(measure.lookup * 2 + LOOKUP, [index], column, "NONE")
    if kind in ("most", "least"):
        best = (max if kind == "most" else min)(values)
        rows = [row for row in every if values[row] == best]
        if len(rows) > 1:
            return None
        if rng.random() < 0.25:
            return ask(HIGHEST if kind == "most" else LOWEST, rows, column, "NONE")
        return ask((measure.most * 2 + MOST) if kind == "most" else (measure.least * 2 + LEAST), rows, 0, "NONE")
    if kind in ("above", "below"):
        limit = round(rng.uniform(min(values), max(values)))
        rows = [row for row in every if (values[row] > limit if kind == "above" else values[row] < limit)]
        texts = (measure.above * 2 + ABOVE) if kind == "above" else (measure.below * 2 + BELOW)
        return ask(texts, rows, 0, "COUNT", n=str(limit)) if rows else None
    if kind == "total":
        return ask(measure.total * 2 + TOTAL, list(every), column, "SUM")
    if kind == "average":
        return ask(AVERAGE, list(every), column, "AVERAGE")
    rows = [row for row in every if groups[row] == group]
    of_group = " " + theme.of_group.format(group=group)
    if rng.random() < 0.5:
        texts = tuple(text.rstrip("?") + of_group + "?" for text in AVERAGE)
        return ask(texts, rows, column, "AVERAGE")
    totals = tuple(text.rstrip("?") + of_group + "?" for text in TOTAL)
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
        text = rng.choice(ALL_ROWS).format(rows=theme.rows)
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


def answer(table: pd.DataFrame, question: Question) -> str:
    """The answer in words: the cells joined by commas, or the number that the aggregation gives."""
    cells = [str(table.iat[cell]) for cell in question.cells]
    if question.aggregation == "NONE":
        return ", ".join(cells)
    if question.aggregation == "COUNT":
        return str(len(cells))
    total = sum(float(cell) for cell in cells)
    return f"{total / (len(cells) if question.aggregation == 'AVERAGE' else 1):g}"
