"""Questions about a table, with the cells that answer them."""

from __future__ import annotations

import json
from typing import Any

from tasks.core.errors import EmptyInput, InputTooLarge
from tasks.core.fields import Cells, Choice, Note, Rows, Switch, Table, TableFile, Texts
from tasks.core.locales import Amount, Phrase
from tasks.core.media import Columns, Sheets
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import one_after_another, shortened
from tasks.documents import CATEGORY
from tasks.documents._numbers import numbers

FEW = 8  # a table of fewer cells than this part of the tokens that a model reads fits for sure
WRITTEN_CELLS = 60  # a table of more than these is a file in the code


def read_again(table: Columns) -> list[str]:
    """The lines that read a table from its file with pandas, as it was read here."""
    source = table.source
    first = [f"table = table.head({source.rows})  # the model reads no more"] if source and source.rows else []
    if source is None or not source.encoding:
        read = 'table = pandas.read_csv("table.csv", dtype=str, keep_default_na=False)  # the table, saved as CSV'
        return [read, *first]
    how = [json.dumps(source.name, ensure_ascii=False), "dtype=str", "keep_default_na=False", "index_col=False"]
    if source.delimiter != ",":
        how.append(f"sep={source.delimiter or chr(31)!r}")
    if source.encoding != "utf-8":
        how.append(f"encoding={source.encoding!r}")
    if source.header:
        how.append(f"skiprows={source.header}")
    return [
        f"table = pandas.read_csv({', '.join(how)})",
        "table = table.apply(lambda column: column.str.strip())",
        *first,
    ]


def arrange(values: Values) -> Arguments:
    """One question as a text, several as a list."""
    questions = values["question"]
    query = questions[0] if len(questions) == 1 else questions
    chosen = SPEC.chosen(values)
    chosen.pop("sheet", None)
    return (), {"table": table_of(values), "query": query, **chosen}


def table_of(values: Values) -> Columns:
    """The table of a file where one was given, else the one that was typed in."""
    file: Sheets | None = values["table_file"]
    table: Columns | None = file.table(str(values["sheet"] or "")) if file else values["table"]
    if table is None:
        raise EmptyInput(field=Phrase("Table"))
    return table


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """TAPAS leaves out the last rows of a long table by itself, but counts and ranks all of them first: beyond its tables
    of embeddings that is an error, and takes seconds. So only rows that may fit go to it, and what it reads is said.
    Raises InputTooLarge."""
    sizes, table, tokenizer = getattr(pipe.model.config, "type_vocab_sizes", None), kwargs["table"], pipe.tokenizer
    if sizes is None or kwargs.get("truncation") == "do_not_truncate":
        return args, kwargs
    _, columns, rows, _, ranks = sizes[:5]
    if len(table) >= columns:
        size, limit = (Phrase("{number:,} columns", number=number) for number in (len(table), columns - 1))
        raise InputTooLarge(field=Phrase("Table"), size=size, limit=limit)
    length = tokenizer.model_max_length = min(tokenizer.model_max_length, pipe.model.config.max_position_embeddings)
    short = table.head(min(rows - 1, ranks - 1, max(1, length // len(table))))
    if short.height * len(short) > length // FEW or short.height < table.height:
        import pandas

        questions = kwargs["query"] if isinstance(kwargs["query"], list) else [kwargs["query"]]
        frame = pandas.DataFrame(short)
        given = tokenizer(frame, questions, truncation="drop_rows_to_fit", padding=True)["token_type_ids"]
        read = max(row for each in given for _, _, row, *_ in each)
        if read < table.height:
            note(Phrase("The model read the first {read} of {count} rows", read=read, count=table.height))
    return args, ({**kwargs, "table": short} if short.height < table.height else kwargs)


def answers(result: Any) -> list[dict[str, Any]]:
    return result if isinstance(result, list) else [result]


def worked_out(answer: dict[str, Any], table: Columns) -> str | Phrase:
    """What the selected cells come to. TAPAS only points at cells and names an aggregator; the sum is ours to make, where
    all cells are numbers whose notation is clear."""
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
    found = numbers(cells, column_cells(answer, table))
    if found is None:
        reason = Phrase("they are no numbers, or it is not clear how they are written")
        return Phrase(
            "sum of {cells}: {reason}" if sums else "average of {cells}: {reason}", cells=words, reason=reason
        )
    total = Amount(round(sum(found) / (1 if sums else len(found)), 4), ".12g")
    return Phrase("{number} (sum of {cells})" if sums else "{number} (average of {cells})", number=total, cells=words)


def column_cells(answer: dict[str, Any], table: Columns) -> list[str]:
    """All cells of the columns that an answer points into."""
    columns = list(table.values())
    return [cell for place in {column for _, column in answer["coordinates"]} for cell in columns[place]]


def render(result: Any, values: Values) -> dict[str, Any]:
    table, rows = table_of(values), answers(result)
    lit = {tuple(place) for answer in rows for place in answer.get("coordinates", [])}
    body = [list(row) for row in zip(*table.values(), strict=True)]
    overview = [
        [question, worked_out(answer, table), answer.get("aggregator", "")]
        for question, answer in zip(values["question"], rows, strict=False)
    ]
    return {
        "cells": (list(table), body, lit),
        "how": how(rows[0]) if len(rows) == 1 else None,
        "answers": ([Phrase("question"), Phrase("answer"), Phrase("aggregator")], overview) if len(rows) > 1 else None,
    }


def headline(result: Any, values: Values) -> str | Phrase:
    table = table_of(values)
    return one_after_another([worked_out(answer, table) for answer in answers(result)])


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
    """A long table is read from its file rather than written out; what is no CSV file, saved as one."""
    table: Columns = call.kwargs["table"]
    if len(table) * len(next(iter(table.values()))) <= WRITTEN_CELLS:
        return None
    lines.imports |= {"import pandas", "from transformers import pipeline"}
    given = ", ".join(f"{name}={lines.literal(value)}" for name, value in call.kwargs.items() if name != "table")
    return [
        'pipe = pipeline("table-question-answering", model=MODEL)',
        *read_again(table),
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
        TableFile("table_file", "Open a file (CSV, XLSX, ODS)", "CSV, TSV, XLSX or ODS; it takes the place of the table",
                  optional=True),
        Texts("question", "Question", "Several: one per line", lines=1, placeholder="How many goals did Zoe score?"),
    ),
    params=(
        Choice(
            "sheet", "Sheet", "Which sheet of an Excel or ODS file, by name or number; left empty, the first with a table",
            choices=(), free=True,
        ),
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
    adapt=adapt,
    code=code,
    render=render,
    headline=headline,
)  # fmt: skip
