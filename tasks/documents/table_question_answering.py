"""Questions about a table, with the cells that answer them."""

from __future__ import annotations

import re
from typing import Any

from tasks.core.errors import EmptyInput
from tasks.core.fields import Cells, Choice, Note, Rows, Switch, Table, TableFile, Texts
from tasks.core.locales import Amount, Phrase
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import one_after_another, shortened
from tasks.documents import CATEGORY

WRITTEN_CELLS = 60  # a table of more than these is a file in the code


def arrange(values: Values) -> Arguments:
    """One question as a text, several as a list."""
    questions = values["question"]
    query = questions[0] if len(questions) == 1 else questions
    return (), {"table": table_of(values), "query": query, **SPEC.chosen(values)}


def table_of(values: Values) -> dict[str, list[str]]:
    """The table of a file where one was given, else the one that was typed in."""
    table: dict[str, list[str]] | None = values["table_file"] or values["table"]
    if table is None:
        raise EmptyInput(field=Phrase("Table"))
    return table


def answers(result: Any) -> list[dict[str, Any]]:
    return result if isinstance(result, list) else [result]


def number(cell: str) -> float | None:
    """The number in a cell, with its currency, unit or thousands' commas taken off; None for other texts."""
    found = re.search(r"-?\d[\d,]*\.?\d*", cell)
    return float(found[0].replace(",", "")) if found else None


def worked_out(answer: dict[str, Any]) -> str | Phrase:
    """What the selected cells come to. TAPAS only points at cells and names an aggregator; the sum is ours to make."""
    if "cells" not in answer:
        return shortened(str(answer["answer"])) or Phrase("no answer")
    cells, aggregator = answer["cells"], answer.get("aggregator", "")
    if not cells:
        return Phrase("no cell answers this")
    words = shortened(", ".join(cells))
    if aggregator == "COUNT":
        return Phrase("{number} (count of {cells})", number=len(cells), cells=words)
    if aggregator not in {"SUM", "AVERAGE"}:
        return words
    sums = aggregator == "SUM"
    numbers = [found for found in map(number, cells) if found is not None]
    if len(numbers) != len(cells):
        return Phrase("sum of {cells}" if sums else "average of {cells}", cells=words)
    total = Amount(round(sum(numbers) / (1 if sums else len(numbers)), 4), ".12g")
    return Phrase("{number} (sum of {cells})" if sums else "{number} (average of {cells})", number=total, cells=words)


def render(result: Any, values: Values) -> dict[str, Any]:
    table, rows = table_of(values), answers(result)
    lit = {tuple(place) for answer in rows for place in answer.get("coordinates", [])}
    body = [list(row) for row in zip(*table.values(), strict=True)]
    overview = [
        [question, worked_out(answer), answer.get("aggregator", "")]
        for question, answer in zip(values["question"], rows, strict=False)
    ]
    return {
        "cells": (list(table), body, lit),
        "how": how(rows[0]) if len(rows) == 1 else None,
        "answers": ([Phrase("question"), Phrase("answer"), Phrase("aggregator")], overview) if len(rows) > 1 else None,
    }


def how(answer: dict[str, Any]) -> Phrase | None:
    """What the model itself said: its cells, and what is to be done with them."""
    if "cells" not in answer:
        return None
    count = len(answer["cells"])
    said = Phrase("The model points at {count} cell.", "The model points at {count} cells.", count=count)
    if not answer.get("aggregator"):
        return said
    return Phrase("{said} Aggregator: {aggregator}.", said=said, aggregator=answer["aggregator"])


def code(call: Call, lines: Lines) -> list[str] | None:
    """A long table is read from a file rather than written out."""
    table = call.kwargs["table"]
    if len(table) * len(next(iter(table.values()))) <= WRITTEN_CELLS:
        return None
    lines.imports |= {"import pandas", "from transformers import pipeline"}
    given = ", ".join(f"{name}={lines.literal(value)}" for name, value in call.kwargs.items() if name != "table")
    return [
        'pipe = pipeline("table-question-answering", model=MODEL)',
        'table = pandas.read_csv("table.csv", dtype=str, keep_default_na=False)  # the table, saved as CSV',
        f"result = pipe(table=table, {given})",
        "print(result)",
    ]


SPEC = TaskSpec(
    id="table-question-answering",
    category=CATEGORY,
    title="Table question answering",
    summary="Answers a question from a table and lights the cells it took.",
    when="For a quick look into small tables, where a question is easier to write than a formula.",
    inputs=(
        Table("table", "Table", "Columns of cells", optional=True),
        TableFile("table_file", "Open a CSV or XLSX file", "CSV or XLSX; it takes the place of the table", optional=True),
        Texts("question", "Question", "Several: one per line", lines=1, placeholder="How many goals did Zoe score?"),
    ),
    params=(
        Switch(
            "sequential", "sequential",
            "Ask several questions one after another, each with the cells of the last answer in mind (SQA models)",
        ),
        Choice(
            "truncation", "truncation", "For tables that are too long; left empty, TAPAS leaves out their last rows",
            choices=("drop_rows_to_fit", "do_not_truncate"),
        ),
    ),
    outputs=(Cells("cells", "Cells"), Note("how", "Aggregator"), Rows("answers", "Answers")),
    models=("google/tapas-base-finetuned-wtq", "google/tapas-small-finetuned-wtq"),
    arrange=arrange,
    code=code,
    render=render,
    headline=lambda result, values: one_after_another([worked_out(answer) for answer in answers(result)]),
)  # fmt: skip
