"""Tables: typed in, taken from a file, shown as rows or with lit cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components import Component

from tasks.core import fields
from tasks.core.errors import AtlasError
from tasks.core.locales import say
from tasks.core.media import Columns, read_sheets, read_table
from tasks.core.notes import noting
from tasks.ui import messages
from tasks.ui.kinds import Kind, Made, Update, framed_html, label
from tasks.ui.quiet import QUIET
from tasks.ui.templates import html

if TYPE_CHECKING:
    from tasks.ui.tab.panel import Panel


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


def open_in_table(field: fields.TableFile, panel: Panel) -> None:
    """An uploaded table appears in the table's own component, where it can be looked at and changed; of several sheets
    another can be chosen."""
    button, table = panel.input(field.name, gr.UploadButton), panel.input(field.of, gr.Dataframe)
    sheet, last = panel.params[field.sheet], gr.State("", time_to_live=3600)  # the path of the file that was opened

    def shown(path: str, name: str) -> dict[Component, Any]:
        with noting() as notes:
            columns = read_sheets(path).table(name)
        said = messages.headline("", say(notes, panel.language))
        return {table: gr.update(value=with_rows(columns)), panel.answer: said}

    def open_file(path: str) -> dict[Component, Any]:
        try:
            sheets = read_sheets(path)
            names = sheets.names if len(sheets.names) > 1 else []
            menu = gr.update(choices=names, value=sheets.first if names else "")
            return {**shown(path, ""), sheet: menu, last: path, button: None}
        except AtlasError as error:
            return {panel.answer: messages.error(error, panel.language), button: None}

    def turn(path: str, name: str) -> dict[Component, Any]:
        if not path:  # no file was opened: the sheet is for programs that send one
            return {panel.answer: gr.skip()}
        try:
            return shown(path, name)
        except AtlasError as error:
            return {panel.answer: messages.error(error, panel.language)}

    button.upload(open_file, button, [button, table, sheet, last, panel.answer], queue=False, **QUIET)
    sheet.input(turn, [last, sheet], [table, panel.answer], queue=False, **QUIET)  # type: ignore[attr-defined]


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
