"""A heat map of an array with names for its rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.core import fields
from tasks.core.locales import formatted
from tasks.ui.kinds import Kind, Update, framed_html
from tasks.ui.templates import html

if TYPE_CHECKING:
    import numpy as np

ORANGE, BLUE = "230,159,0", "0,114,178"
STRONGEST = 0.55  # opacity of a colour: the number on it can be read, in light and dark
ROOM = 12  # columns that leave room for names and for the number in each cell


def show(data: tuple[list[str], list[str], np.ndarray], language: str) -> Update:
    """Blue below, orange above the middle of the range, the number in the cell where there is room."""
    rows, columns, values = data
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
    return {"value": str(html("views/heat.html", columns=columns if named else [], rows=lines))}


KINDS = (Kind(fields.Heat, framed_html, show=show),)
