"""Tables: columns of texts, from files as spreadsheets and other programs write them, or typed in."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from tasks.core.errors import AtlasError, BadParameter, EmptyInput, InputTooLarge, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase
from tasks.core.media.delimited import Delimited, read_delimited
from tasks.core.media.files import Upload, received
from tasks.core.media.workbooks import TooMuch, read_workbook
from tasks.core.notes import note

TABLE = Phrase("Table")
Rows = Sequence[Sequence[Any]]
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # the container of XLS, and of XLSX with a password
READ_CELLS = LIMITS.table_cells + 2 * LIMITS.table_columns  # what is allowed, a header, and enough to see what is not
HEADER_SHARE = 0.6  # of the table's width: a row with fewer cells above it is a title or a note


@dataclass(frozen=True)
class Source:
    """Where the columns of a table came from, for the code that reads them again: rows before the header are counted as
    they stand in the file. `delimiter` "" is a table of one column; only text files have an encoding.
    `rows` are left of the table, 0 for all."""

    name: str = ""
    header: int = 0
    encoding: str = ""
    delimiter: str = ""
    rows: int = 0


class Columns(dict[str, list[str]]):
    """Texts by the name of their column, all columns of one length; `source` for those of a file."""

    source: Source | None = None

    @property
    def height(self) -> int:
        """How many rows."""
        return len(next(iter(self.values()), []))

    def head(self, rows: int) -> Columns:
        """The first rows alone."""
        table = Columns({name: cells[:rows] for name, cells in self.items()})
        table.source = replace(self.source or Source(), rows=rows)
        return table


class Sheets:
    """The tables of a file by the names of their sheets; a CSV file has one, named "". A sheet that cannot be taken (too
    large, say) says so when it is asked for."""

    def __init__(self, tables: Mapping[str, Columns | AtlasError]) -> None:
        self.tables = tables

    @property
    def names(self) -> list[str]:
        return list(self.tables)

    @property
    def first(self) -> str:
        """The first sheet that holds a table of several columns, else the first of one, else the first that holds
        anything."""
        taken = [name for name, table in self.tables.items() if isinstance(table, Columns)]
        several = [name for name, table in self.tables.items() if isinstance(table, Columns) and len(table) > 1]
        held = [name for name, table in self.tables.items() if not isinstance(table, UnreadableInput)]
        return (several or taken or held or self.names)[0]

    def table(self, chosen: str = "") -> Columns:
        """The sheet of a name or number (from 1); without either the first that holds a table, which is noted where there
        are others. Raises BadParameter, and what is wrong with the sheet."""
        name = self._name(chosen.strip()) if chosen.strip() else self.first
        if not chosen.strip() and len(self.tables) > 1:
            note(Phrase("Sheet “{name}” was read, of {names}", name=name, names=self.names))
        table = self.tables[name]
        if isinstance(table, AtlasError):
            raise table
        if table.source and table.source.header:
            note(Phrase("The header was found in row {number}", number=table.source.header + 1))
        return table

    def _name(self, chosen: str) -> str:
        if chosen in self.tables:
            return chosen
        if chosen.isdecimal() and 1 <= int(chosen) <= len(self.tables):
            return self.names[int(chosen) - 1]
        if self.names == [""]:  # no workbook
            return ""
        raise BadParameter(field="sheet", reason=Phrase("the sheets are {names}", names=self.names))


def cells(number: int) -> Phrase:
    return Phrase("{number:,} cells", number=number)


def read_sheets(value: Any, field: Phrase = TABLE) -> Sheets:
    """The tables of a CSV, TSV, XLSX or ODS file. Sizes are checked before anything is unzipped or cut into cells. Raises
    UnreadableInput, InputTooLarge."""
    upload = received(value, field)
    if not isinstance(upload, Upload):
        raise UnreadableInput(field=field, reason=Phrase("it is no file"))
    data = upload.data
    if data.startswith(OLD_EXCEL):
        raise UnreadableInput(
            field=field,
            reason=Phrase("it is an old Excel file (XLS), or one with a password; save it as XLSX or CSV, without one"),
        )
    if data.startswith(b"PK"):
        return _workbook(upload, field)
    if len(data) > LIMITS.table_bytes:
        raise InputTooLarge(field=field, size=Amount(len(data), "bytes"), limit=Amount(LIMITS.table_bytes, "bytes"))
    try:
        read = read_delimited(data, READ_CELLS)
    except csv.Error as error:
        raise _long_cell(field, csv.field_size_limit()) from error
    except ValueError as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a table of the kinds CSV, XLSX or ODS")) from error
    if any("\0" in cell for row in read.rows for cell in row):
        raise UnreadableInput(field=field, reason=Phrase("it is not a table of the kinds CSV, XLSX or ODS"))
    if read.encoding not in {"utf-8", "utf-8-sig"}:
        note(Phrase("Read as {encoding}", encoding=read.encoding))
    try:
        table = columns_of(read.rows, field)
    except EmptyInput:
        raise no_rows(field) from None
    table.source = _source(upload.name, read, table)
    return Sheets({"": table})


def _source(name: str, read: Delimited, table: Columns) -> Source:
    place = table.source.header if table.source else 0
    return Source(name, place + read.skipped, read.encoding, read.delimiter)


def _workbook(upload: Upload, field: Phrase) -> Sheets:
    try:
        found = read_workbook(upload.data, READ_CELLS, LIMITS.table_columns, LIMITS.unzipped_bytes)
    except TooMuch as much:
        size, limit = Amount(much.size, "bytes"), Amount(LIMITS.unzipped_bytes, "bytes")
        raise InputTooLarge(field=field, size=Phrase("{size} unzipped", size=size), limit=limit) from much
    # openpyxl raises these for files that are cut off or other zips.
    except (zipfile.BadZipFile, ElementTree.ParseError, ValueError, KeyError, OSError, EOFError, TypeError,
            AttributeError, IndexError, NotImplementedError, RuntimeError) as error:  # fmt: skip
        reason = Phrase("it is no XLSX or ODS table, it is locked, or it is cut off")
        raise UnreadableInput(field=field, reason=reason) from error
    tables: dict[str, Columns | AtlasError] = {}
    for name, rows in found.items():
        try:
            tables[name] = columns_of(rows, field)
            tables[name].source = Source(upload.name, tables[name].source.header)  # type: ignore[union-attr]
        except EmptyInput:
            tables[name] = no_rows(field)
        except AtlasError as error:
            tables[name] = error
    if not tables:
        raise no_rows(field)
    return Sheets(tables)


def no_rows(field: Phrase) -> UnreadableInput:
    return UnreadableInput(field=field, reason=Phrase("it holds no rows under a header"))


def columns_of(rows: Rows, field: Phrase = TABLE, header: int | None = None) -> Columns:
    """Rows of cells as columns: the header is looked for where its place is not given, titles above it and empty rows
    and columns go, short rows are filled up. Raises EmptyInput, InputTooLarge."""
    texts = [[_text(cell) for cell in row] for row in rows]
    place = header_of(texts) if header is None else header
    if place is None:
        raise EmptyInput(field=field)
    names = texts[place]
    body = [row for row in texts[place + 1 :] if any(row)]
    width = max(map(len, (names, *body)))
    _check_size(len(body) * width, width, texts, field)
    if not body:
        raise EmptyInput(field=field)
    full = [row + [""] * (width - len(row)) for row in (names, *body)]
    used = [i for i in range(width) if any(row[i] for row in full)]
    table = Columns(
        zip(named_apart([full[0][i] or f"Column {i + 1}" for i in used]), ([row[i] for row in full[1:]] for i in used), strict=True)
    )  # fmt: skip
    table.source = Source("", place)
    return table


def _text(cell: Any) -> str:
    """A cell as a text; what a program sends as nothing, or as not a number, is empty."""
    return "" if cell is None or cell != cell else str(cell).strip()


def _check_size(count: int, width: int, rows: list[list[str]], field: Phrase) -> None:
    if width > LIMITS.table_columns:
        size, limit = (Phrase("{number:,} columns", number=number) for number in (width, LIMITS.table_columns))
        raise InputTooLarge(field=field, size=size, limit=limit)
    if count > LIMITS.table_cells:
        raise InputTooLarge(field=field, size=cells(count), limit=cells(LIMITS.table_cells))
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if longest > LIMITS.cell_characters:
        raise _long_cell(field, longest)


def _long_cell(field: Phrase, characters: int) -> InputTooLarge:
    numbers = (characters, LIMITS.cell_characters)
    size, limit = (Phrase("a cell of {number:,} characters", number=number) for number in numbers)
    return InputTooLarge(field=field, size=size, limit=limit)


def header_of(rows: list[list[str]]) -> int | None:
    """The place of the header: the first row that is nearly as wide as the table. None where no cell has a text."""
    filled = [sum(map(bool, row)) for row in rows]
    widths = Counter(width for width in filled if width)
    if not widths:
        return None
    usual = max(widths, key=lambda width: (widths[width], width))
    return next(place for place, width in enumerate(filled) if width and width >= HEADER_SHARE * usual)


def named_apart(names: list[str]) -> list[str]:
    """Names of columns, those that stand there again with a number after them, as pandas has it: Score, Score.1."""
    taken: set[str] = set()
    apart = []
    for name in names:
        number, new = 0, name
        while new in taken:
            number += 1
            new = f"{name}.{number}"
        taken.add(new)
        apart.append(new)
    return apart


def read_table(value: Any, field: Phrase = TABLE) -> Columns:
    """A table of columns: of a file's first sheet with a table, a pandas table, {"headers": [...], "data": [[...]]} as the
    page and programs send it, or texts by column. Raises UnreadableInput, InputTooLarge, EmptyInput."""
    if isinstance(value, Columns):
        return value
    if hasattr(value, "to_dict"):
        value = value.to_dict("split", index=False)
        value = {"headers": value["columns"], "data": value["data"]}
    value = received(value, field)
    if isinstance(value, Upload):
        return read_sheets(value, field).table()
    if not isinstance(value, Mapping):
        raise UnreadableInput(field=field, reason=Phrase("it is neither a file nor a table"))
    if _in_rows(value):
        headers, rows = list(value["headers"] or []), list(value["data"])
        if any(len(row) > len(headers) for row in rows):
            raise UnreadableInput(field=field, reason=Phrase("a row has more cells than there are headers"))
        rows = [row for row in rows if any(map(_text, row))]
        return columns_of([headers, *rows], field, header=0)
    return columns_of([list(value), *_rows_of(value, field)], field, header=0)


def _in_rows(value: Mapping[str, Any]) -> bool:
    """Whether a table came as headers and rows: its keys and kinds say so, since columns can have these names too."""
    rows, headers = value.get("data"), value.get("headers")
    return (
        value.keys() <= {"headers", "data", "metadata"}
        and isinstance(headers, list)
        and isinstance(rows, list)
        and all(isinstance(row, list | tuple) for row in rows)
    )


def _rows_of(value: Mapping[str, Any], field: Phrase) -> Iterator[Sequence[Any]]:
    """The rows of a table that came by its columns. Raises UnreadableInput."""
    lists = [column for column in value.values() if isinstance(column, list | tuple)]
    if len(lists) < len(value) or len({len(column) for column in lists}) > 1:
        raise UnreadableInput(field=field, reason=Phrase("its columns must be lists of one length"))
    if len(lists) > LIMITS.table_columns or sum(map(len, lists)) > LIMITS.table_cells:
        raise InputTooLarge(field=field, size=cells(sum(map(len, lists))), limit=cells(LIMITS.table_cells))
    return zip(*lists, strict=True)
