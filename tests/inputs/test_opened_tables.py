"""Which row the header was found in, counted as the file's own program counts, whatever stands above it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from gradio_client import Client, handle_file

from tests.inputs.calls import ask
from tests.tiny import TinyModels

MODEL = "local/table-question-answering"

EMPTY_ABOVE = [[], [], ["Runs of May"], [], ["Name", "Apples"], [], ["Zoe", "3"], ["Ana", "4"]]


def xlsx(path: Path, rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            book.active.cell(place, column, cell)
    book.save(path)


def ods(path: Path, rows: list[list[str]]) -> None:
    """Two empty rows at the top are one element that says how often it stands there; the foot goes on for a million."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows[2:])
    empty = '<table:table-row table:number-rows-repeated="{}"><table:table-cell/></table:table-row>'.format
    sheets = "".join(
        f'<table:table table:name="{name}">{empty(2)}{body}{empty(1048000)}</table:table>' for name in ("May", "June")
    )
    names = "".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" ' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>{sheets}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", content)


def csv(path: Path, rows: list[list[str]]) -> None:
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")


@pytest.mark.parametrize("write", [xlsx, ods, csv])
def test_the_row_of_the_header_is_that_of_the_file(
    client: Client, tiny_models: TinyModels, tmp_path: Path, write: object
) -> None:
    tiny_models("table-question-answering")
    path = tmp_path / f"runs.{write.__name__}"  # type: ignore[attr-defined]
    write(path, EMPTY_ABOVE)  # type: ignore[operator]
    given = {"table_file": handle_file(str(path)), "question": "How many apples has Zoe?", "model": MODEL}
    reply = ask(client, "table-question-answering", **given)
    assert "The header was found in row 5" in reply.notes
    assert all(word in reply.outputs["cells"] for word in ("Name", "Apples", "Zoe", "Ana"))
    if write is ods:  # what stands below the first sheet is read all the same
        assert any("May, June" in each for each in reply.notes)
        assert "Ana" in ask(client, "table-question-answering", sheet="June", **given).outputs["cells"]
