"""Tables written as text: in which encoding, cut by which delimiter, as a spreadsheet would read them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import dropwhile, islice

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What Excel writes by itself where it does not write UTF-8: Western, Korean, Cyrillic, Japanese, Chinese Windows.
LEGACY = ["cp1252", "cp949", "cp1251", "cp932", "gb18030", "big5"]
DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 50  # rows by which the delimiter is found
REGULAR = 0.6  # share of the rows that must have as many cells as the header for a delimiter to be one


@dataclass(frozen=True)
class Delimited:
    """Rows of cells as they stand in the text. `skipped`: the first line was Excel's own `sep=;` and no row."""

    rows: list[list[str]]
    encoding: str
    delimiter: str
    skipped: int = 0


def decoded(data: bytes) -> tuple[str, str]:
    """(text, name of its encoding as Python knows it). Raises ValueError where it is no text."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data.decode(encoding), encoding
    half = data[: len(data) // 2 * 2]
    if half and b"\0" in half[:200]:  # UTF-16 without its mark: every other byte of Western text is 0
        encoding = "utf-16-le" if half[1:200:2].count(0) > half[0:200:2].count(0) else "utf-16-be"
        text = half.decode(encoding)
        if "\0" in text:
            raise ValueError("It holds zeros, as no text does.")
        return text, encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data, cp_isolation=LEGACY).best()
        if best is None:
            raise ValueError("It is in no encoding that is known here.") from None
        return data.decode(best.encoding), best.encoding


def delimiter_of(text: str) -> str:
    """What cuts the rows: with it, most of them have as many cells as the others, from the first row on rather than below
    titles. "" where the table has one column."""
    best, most = "", (0.0, -LOOKED_AT, 0)
    for delimiter in DELIMITERS:
        titles, rows = _first_rows(text, delimiter)
        if len(rows) < 2:
            continue
        widths = Counter(map(len, rows))
        usual = max(widths, key=lambda width: (widths[width], width))
        # Rows that all end in the delimiter have one cell more than the header.
        regular = sum(len(row) == usual or (place == 0 and len(row) == usual - 1) for place, row in enumerate(rows))
        found = (round(regular / len(rows), 1), -titles, usual)
        if usual > 1 and regular >= REGULAR * len(rows) and found > most:
            best, most = delimiter, found
    return best


def _first_rows(text: str, delimiter: str) -> tuple[int, list[list[str]]]:
    """How many rows stand before the first that is cut (titles), and the rows from there."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        rows = list(islice(filter(None, reader), LOOKED_AT))
    except csv.Error:  # a cell without end: this delimiter cuts nothing
        return 0, []
    cut = list(dropwhile(lambda row: len(row) == 1, rows))
    return len(rows) - len(cut), cut


def read_delimited(data: bytes, cells: int) -> Delimited:
    """The rows of a CSV or TSV file, until there are more than `cells` in them. Raises ValueError, csv.Error."""
    text, encoding = decoded(data)
    first, _, rest = text.partition("\n")
    first, skipped, delimiter = first.strip(), 0, ""
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        text, skipped, delimiter = rest, 1, first[-1]
    elif first.lower() == "sep=":  # a tab, which `strip` took
        text, skipped, delimiter = rest, 1, "\t"
    delimiter = delimiter or delimiter_of(text)
    rows: list[list[str]] = []
    count = 0
    lines = io.StringIO(text, newline="")
    # One column has no delimiter: none of its cells can hold this one, which is what Unicode has for it.
    for row in csv.reader(lines, delimiter=delimiter or "\x1f", skipinitialspace=bool(delimiter)):
        rows.append(row)
        count += max(1, len(row))
        if count > cells:
            break
    return Delimited(rows, encoding, delimiter, skipped)
