"""Tables: typed in, taken from a file, shown as rows or with lit cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components import Component

from tasks.core import fields
from tasks.core.errors import AtlasError
from tasks.core.locales import Phrase, say
from tasks.core.media import Columns, Sheets, read_sheets, read_table
from tasks.core.notes import note, noting
from tasks.ui import messages
from tasks.ui.kinds import Kind, Made, Update, framed_html, label
from tasks.ui.quiet import QUIET
from tasks.ui.templates import html

if TYPE_CHECKING:
    from tasks.ui.tab.panel import Panel

OPENED = "opened_table"  # where the table on the page came from, as it is sent with a run


def typed(field: fields.Table, language: str) -> Made:
    return gr.Dataframe, {
        **label(field, language),
        "type": "pandas",
        "elem_classes": "atlas-table",
        "datatype": "str",
        "interactive": True,
        "wrap": True,
        "max_height": 300,
    }


def filled(value: Any) -> Any:
    """A table from a file or an example, as headers and rows."""
    if value is None:
        return None
    return with_rows(read_table(value))


def with_rows(table: Columns) -> dict[str, Any]:
    """A table's columns as its component takes them."""
    return {"headers": list(table), "data": [list(row) for row in zip(*table.values(), strict=True)]}


def file(field: fields.TableFile, language: str) -> Made:
    return gr.UploadButton, {
        **label(field, language),
        "file_types": [".csv", ".tsv", ".txt", ".xlsx", ".ods"],
        "size": "sm",
    }


@dataclass(frozen=True)
class Opened:
    """The file that the table on the page was taken from, and what was said of how it was read."""

    path: str = ""
    notes: tuple[Phrase, ...] = ()


def open_in_table(field: fields.TableFile, panel: Panel) -> None:
    """An uploaded table appears in the table's own component, where it can be looked at and changed; of several sheets
    another can be chosen. What was said of how it was read is said under the answers too, until another table is there."""
    button, table = panel.input(field.name, gr.UploadButton), panel.input(field.of, gr.Dataframe)
    sheet, opened = panel.params[field.sheet], gr.State(Opened(), time_to_live=3600)

    def shown(path: str, sheets: Sheets, name: str, notes: list[Phrase]) -> dict[Component, Any]:
        """The table of a sheet; `notes` are being collected."""
        columns = sheets.table(name)
        said = messages.headline("", say(notes, panel.language))
        return {table: gr.update(value=with_rows(columns)), opened: Opened(path, tuple(notes)), panel.answer: said}

    def open_file(path: str) -> dict[Component, Any]:
        try:
            with noting() as notes:
                sheets = read_sheets(path)
                names = sheets.names if len(sheets.names) > 1 else []
                menu = gr.update(choices=names, value=sheets.first if names else "")
                return {**shown(path, sheets, "", notes), sheet: menu, button: None}
        except AtlasError as error:
            return {panel.answer: messages.error(error, panel.language), button: None}

    def turn(before: Opened, name: str) -> dict[Component, Any]:
        if not before.path:  # no file was opened: the sheet is for programs that send one
            return {panel.answer: gr.skip()}
        try:
            with noting() as notes:
                return shown(before.path, read_sheets(before.path), name, notes)
        except AtlasError as error:
            return {panel.answer: messages.error(error, panel.language)}

    def say_again(values: dict[str, Any]) -> None:
        for each in values.pop(OPENED).notes:
            note(each)

    button.upload(open_file, button, [button, table, sheet, opened, panel.answer], queue=False, **QUIET)
    sheet.input(turn, [opened, sheet], [table, opened, panel.answer], queue=False, **QUIET)  # type: ignore[attr-defined]
    panel.added.sent[OPENED] = opened
    panel.added.arrange.append(say_again)
    panel.added.filled[opened] = lambda example, standing: Opened()


def rows(field: fields.Rows, language: str) -> Made:
    return gr.Dataframe, {**label(field, language), "interactive": False, "wrap": True, "max_height": 300}


def with_headers(data: tuple[list[str], list[list[Any]]], language: str) -> Update:
    headers, rows = data
    return {"value": {"headers": headers, "data": rows}}


def lit(data: tuple[list[str], list[list[str]], set[tuple[int, int]]], language: str) -> Update:
    """A table whose lit cells stand out by colour, weight and outline."""
    headers, rows, places = data
    return {"value": str(html("views/cells.html", headers=headers, rows=rows, lit=places))}


KINDS = (
    Kind(fields.Table, typed, fill=filled),
    Kind(fields.TableFile, file, wire=open_in_table),
    Kind(fields.Rows, rows, show=with_headers),
    Kind(fields.Cells, framed_html, show=lit),
)
