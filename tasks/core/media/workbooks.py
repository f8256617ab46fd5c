"""Spreadsheets: the sheets of an XLSX or ODS file as rows of texts, read row by row under a limit."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from defusedxml.ElementTree import iterparse

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Rows = list[list[str]]
WIDEST = 1024  # columns of a sheet, as LibreOffice had them for long

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ODS_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class TooMuch(Exception):
    """The file holds more than is read. `size` in bytes once unzipped."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(size)


def read_workbook(data: bytes, cells: int, columns: int, unzipped: int) -> dict[str, Rows]:
    """Rows of every sheet by its name, each cut after more than `cells` cells and `columns` columns: one more than is
    allowed tells that there are too many.

    Raises TooMuch before anything is unzipped that comes to more than `unzipped` bytes, and ValueError, KeyError, OSError,
    zipfile.BadZipFile, ElementTree.ParseError for files that are none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(file.file_size for file in archive.infolist())
        if size > unzipped:
            raise TooMuch(size)
        if "content.xml" in archive.namelist():
            with archive.open("content.xml") as content:
                return {name: _kept(iter(rows), cells, columns) for name, rows in _ods_sheets(content, cells)}
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        found = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size can be wrong
            found[sheet.title] = _kept((_texts(row) for row in sheet.iter_rows(max_col=columns + 1)), cells, columns)
        return found
    finally:
        book.close()


def _kept(rows: Iterator[list[str]], cells: int, columns: int) -> Rows:
    """The rows of a sheet, empty ones too, so that they are counted as a spreadsheet counts them, until they hold more than
    `cells` cells, or as many of them were empty. Those at the foot with nothing in them go."""
    kept: Rows = []
    count = empty = 0
    for row in rows:
        while row and not row[-1]:
            row.pop()
        kept.append(row[: columns + 1])
        count += len(row)
        empty += not row
        if count > cells or empty > cells:  # a cell at the foot of a million empty rows is no table
            break
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _texts(row: tuple[Any, ...]) -> list[str]:
    """Cells of openpyxl as a spreadsheet shows them, dates by ISO 8601."""
    return [shown(cell.value, getattr(cell, "number_format", "") or "") for cell in row]


def shown(value: Any, number_format: str = "") -> str:
    """A value of a cell as a text: 2024-05-12, 3:05, 12.5, 50%."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value.hour}:{value.minute:02d}" + (f":{value.second:02d}" if value.second else "")
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    if isinstance(value, float | int):
        if "%" in number_format:
            return f"{value * 100:.12g}%"
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return str(value).strip()


def _ods_sheets(content: Any, cells: int) -> Iterator[tuple[str, Rows]]:
    """(name, rows) of each sheet of an ODS file, cut after more than `cells` cells or as many empty rows."""
    rows: Rows = []
    name, count, empty, sheet = "", 0, 0, None
    for event, element in iterparse(content, events=("start", "end")):
        if event == "start" and element.tag == ODS_TABLE + "table":
            name, rows, count, empty, sheet = element.get(ODS_TABLE + "name", ""), [], 0, 0, element
        elif event == "end" and element.tag == ODS_TABLE + "table-row":
            row = _ods_row(element) if count <= cells and empty <= cells else []
            # Empty rows are repeated by the million, to the foot of the sheet.
            for _ in range(min(_repeated(element, "rows"), cells + 1)):
                if count > cells or empty > cells:
                    break
                rows.append(list(row))
                count += len(row)
                empty += not row
            if sheet is not None:
                sheet.clear()  # an emptied row would still be one of its children
        elif event == "end" and element.tag == ODS_TABLE + "table":
            yield name, rows
            rows = []
    if rows:
        yield name, rows


def _ods_row(element: Element) -> list[str]:
    """The cells of a row; an empty one is repeated to the end of the sheet, which is cut off."""
    row: list[str] = []
    for cell in element:
        if cell.tag in {ODS_TABLE + "table-cell", ODS_TABLE + "covered-table-cell"}:
            row += [_ods_text(cell)] * min(_repeated(cell, "columns"), WIDEST - len(row))
    while row and not row[-1]:
        row.pop()
    return row


def _repeated(element: Element, what: str) -> int:
    return max(1, int(element.get(f"{ODS_TABLE}number-{what}-repeated", "1")))


def _ods_text(cell: Element) -> str:
    """A cell as it is shown, but dates by ISO 8601, times and numbers by their value."""
    kind, value = cell.get(OFFICE + "value-type"), cell.get(OFFICE + "value")
    if kind == "date":
        day, _, hour = cell.get(OFFICE + "date-value", "").partition("T")
        return f"{day} {hour[:5]}" if hour and hour != "00:00:00" else day
    with suppress(ValueError):  # a cell may say that it is a number and hold a word: then that is shown
        if kind == "percentage" and value:
            return shown(float(value), "%")
        if kind == "float" and value:
            return shown(float(value))
    return "\n".join("".join(line.itertext()) for line in cell.iter(ODS_TEXT + "p")).strip()
