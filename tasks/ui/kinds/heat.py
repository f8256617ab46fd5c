"""A heat map of an array with names for its rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.core import fields
from tasks.core.locales import Amount, formatted, text
from tasks.ui.kinds import Kind, Update, framed_html
from tasks.ui.templates import html

if TYPE_CHECKING:
    import numpy as np

ORANGE, BLUE = "230,159,0", "0,114,178"
STRONGEST = 0.55  # opacity of a colour: the number on it can be read, in light and dark
ROOM = 12  # columns that leave room for names and for the number in each cell
MOST = 64  # rows and columns that are drawn: each cell is an element of the page
NAME = 80  # characters of a row's name


def show(data: tuple[list[str], list[str], np.ndarray], language: str) -> Update:
    """Blue below, orange above the middle of the range, the number in the cell where there is room. Of a large array the
    first rows and columns are drawn, and a line says so."""
    rows, columns, values = data
    whole = values.shape
    rows, columns, values = [name[:NAME] for name in rows[:MOST]], columns[:MOST], values[:MOST, :MOST]
    low, high = float(values.min()), float(values.max())
    middle, half = (low + high) / 2, (high - low) / 2 or 1.0
    named = bool(columns) and len(columns) <= ROOM

    def cell(value: float) -> dict[str, Any]:
        strength = (value - middle) / half
        return {
            "colour": ORANGE if strength > 0 else BLUE,
            "opacity": f"{abs(strength) * STRONGEST:.2f}",
            "exact": formatted(value, ".4f", language),
            "number": formatted(value, ".2f", language) if named else "",
        }

    lines = [
        {"name": name, "cells": [cell(float(value)) for value in line]}
        for name, line in zip(rows or [""] * len(values), values, strict=True)
    ]
    more = ""
    if whole != values.shape:
        more = text(
            "Drawn: the first {rows} of {all_rows} rows, the first {columns} of {all_columns} columns.", language,
            rows=values.shape[0], all_rows=Amount(whole[0], ",.0f"),
            columns=values.shape[1], all_columns=Amount(whole[1], ",.0f"),
        )  # fmt: skip
    return {"value": str(html("views/heat.html", columns=columns if named else [], rows=lines, more=more))}


KINDS = (Kind(fields.Heat, framed_html, show=show),)
