"""Tables: columns of texts."""

from __future__ import annotations

import io
from typing import Any

from tasks.core.errors import EmptyInput, InputTooLarge, MissingProgram, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media.files import Upload, received

TABLE = Phrase("Table")


def read_table(value: Any, field: Phrase = TABLE) -> dict[str, list[str]]:
    """Columns of texts, from a CSV or XLSX file, a pandas table, or {"headers": [...], "data": [[...]]}."""
    import pandas

    value = received(value, field)
    if isinstance(value, Upload):
        value = _read_table_file(value.data, field)
    if isinstance(value, dict) and "data" in value:
        value = pandas.DataFrame(value["data"], columns=value.get("headers"))
    elif isinstance(value, dict):
        value = pandas.DataFrame(value)
    if not isinstance(value, pandas.DataFrame):
        raise UnreadableInput(field=field, reason=Phrase("it is neither a file nor a table"))
    table = value.fillna("").astype(str)
    table.columns = [str(column) for column in table.columns]
    table = table[(table != "").any(axis=1)]
    if table.empty:
        raise EmptyInput(field=field)
    if table.size > LIMITS.table_cells:
        size, limit = (Phrase("{number:,} cells", number=int(number)) for number in (table.size, LIMITS.table_cells))
        raise InputTooLarge(field=field, size=size, limit=limit)
    return {column: table[column].tolist() for column in table.columns}


def _read_table_file(data: bytes, field: Phrase) -> Any:
    import pandas

    try:
        if data.startswith(b"PK"):
            return pandas.read_excel(io.BytesIO(data), dtype=str, nrows=LIMITS.table_cells + 1)
        # sep=None lets Python's sniffer find commas, semicolons or tabs.
        return pandas.read_csv(io.BytesIO(data), dtype=str, sep=None, engine="python", nrows=LIMITS.table_cells + 1)
    except ImportError as error:
        raise MissingProgram(
            program="openpyxl", needed_for=Phrase("reading XLSX files"), install="pip install openpyxl"
        ) from error
    except (ValueError, KeyError, OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a CSV or XLSX table")) from error
