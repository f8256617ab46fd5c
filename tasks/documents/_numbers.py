"""Numbers in the cells of a table, as people of many countries write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

CELL = re.compile(
    r"""
    (?P<open>\()?                        # (1,200): below zero, as accountants write it
    (?P<sign>[-+\u2212\u2013])?\s*
    (?:[^\W\d]{0,3}[^\w\s.,()\-+]?\s*)?  # a currency: $, EUR, US$
    (?P<late>[-+\u2212\u2013])?
    (?P<number>
        (?:\d{1,3}(?P<between>[.,'\u2019\s])\d{3}(?:(?P=between)\d{3})*  # thousands
        |\d{1,2}(?:,\d{2})+,\d{3}                                        # lakhs
        |\d+)(?:[.,]\d+)?
        |[.,]\d+
    )
    \s*(?:%|[^\W\d]{1,12}\.?(?:/[^\W\d]{1,5})?|[^\w\s.,()\-+]{1,2}[^\W\d]{0,3})?  # a unit: %, km/h, goals, €, °C
    (?P<close>\))?
    """,
    re.VERBOSE,
)


def numbers(cells: Sequence[str], column: Iterable[str]) -> list[float] | None:
    """The numbers in `cells`, read by the notation of the whole `column` that they stand in. None where one is no number
    (3:05, 2024-05-12, a name), or where the notation is not clear (1.234 can be one thousand)."""
    decimal = decimal_mark([*column, *cells])
    read = [value(cell, decimal) for cell in cells]
    return [each for each in read if each is not None] if None not in read else None


def decimal_mark(column: Iterable[str]) -> str | None:
    """What stands before the decimals in a column: "." or ",". None where its cells say both, or nothing of "1.234"."""
    marks = [mark for mark in map(_mark, map(_digits, column)) if mark]
    certain = {mark for mark in marks if len(mark) == 1}
    if len(certain) == 1:
        return certain.pop()
    if certain or ".?" in marks:
        return None
    return "."  # no mark at all, or commas before three digits, as thousands are written in English


def _digits(cell: str) -> str:
    """The part of a cell with the digits in it, spaces and apostrophes between thousands taken out; "" for no number."""
    found = CELL.fullmatch(cell.strip())
    return re.sub(r"['\u2019\s]", "", found["number"]) if found else ""


def _mark(digits: str) -> str:
    """What a number alone says of the decimal mark: "." or ",", ".?" or ",?" for what could be thousands, "" nothing."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return max(".,", key=digits.rfind)
    if not dots and not commas:
        return ""
    mark = "." if dots else ","
    if dots + commas > 1:  # 1.234.567: only thousands are marked twice
        return "," if dots else "."
    before, _, after = digits.partition(mark)
    thousands = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return mark + "?" if thousands else mark


def value(cell: str, decimal: str | None) -> float | None:
    """The number in a cell; None where it is none, or one that needs a decimal mark and none is known."""
    found = CELL.fullmatch(cell.strip())
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    digits = _digits(cell)
    if decimal is None and ("." in digits or "," in digits):
        return None
    thousands = "," if decimal == "." else "."
    number = float(digits.replace(thousands, "").replace(",", "."))
    below = found["open"] or (found["sign"] or found["late"] or "") in {"-", "\u2212", "\u2013"}
    return -number if below else number
