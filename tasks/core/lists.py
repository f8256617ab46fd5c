"""Lists that people write in one box, and numbers as they spell them."""

from __future__ import annotations

import json
import re
from typing import Any

# A comma or a semicolon of any script, and line ends: 、 and ， are written in China, Japan and Korea, ، and ؛ in Arabic.
_SEPARATOR = r",;\r\n\u2028\u2029，、；﹑､،؛"
# Quotes keep what stands between them together; a quote within is doubled, as in CSV.
_PIECE = re.compile(
    rf'[ \t]*"((?:[^"]|"")+)"[ \t]*(?=[{_SEPARATOR}]|$)'
    rf"|[ \t]*[“„«「『]([^”“»」』]+)[”“»」』][ \t]*(?=[{_SEPARATOR}]|$)"
    rf"|([^{_SEPARATOR}]+)"
)


def separated(text: str) -> list[str]:
    """The pieces of a text between commas, semicolons and line ends, without empty ones. Quotes protect a separator; a list
    written as JSON is taken as that list."""
    listed = _json_list(text)
    if listed is not None:
        return listed
    found = (quoted.replace('""', '"') or framed or plain for quoted, framed, plain in _PIECE.findall(text))
    return [piece.strip() for piece in found if piece.strip()]


def quoted(word: str) -> str:
    """A word as `separated` takes it back whole."""
    return word if separated(word) == [word] else '"' + word.replace('"', '""') + '"'


def _json_list(text: str) -> list[str] | None:
    """The texts of a JSON list, as programs send one where they were told to send a text; None for anything else."""
    if not (text.lstrip().startswith("[") and text.rstrip().endswith("]")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    words = texts_of(value)
    return None if words is None else [word for word in words if word]


def texts_of(value: Any) -> list[str] | None:
    """A list of texts (whole numbers count: a year is a label) without the space around them; None where something else is
    in it."""
    if not isinstance(value, list | tuple):
        return None
    if not all(isinstance(item, str) or (isinstance(item, int) and not isinstance(item, bool)) for item in value):
        return None
    return [str(item).strip() for item in value]


_GROUPED = re.compile(r"[+-]?\d{1,3}([.,'’\u00a0\u202f ]\d{3})+")


def number_of(value: Any, whole: bool) -> float:
    """A number as people write it: 0,7 and 0.7 alike; 1,000 or 1.000 is a thousand where `whole` numbers are asked for.
    Raises ValueError for what is no number, or none that is finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{type(value).__name__} is no number")
    if isinstance(value, str):
        value = value.strip().replace("−", "-").replace("٫", ".").replace("．", ".").replace("，", ",")
        if len(value) > 40:
            raise ValueError("too long for a number")
        if whole and _GROUPED.fullmatch(value):
            value = re.sub(r"[^\d+-]", "", value)
        elif value.count(",") == 1 and "." not in value:
            value = value.replace(",", ".")
    try:
        number = float(value)
    except OverflowError as error:
        raise ValueError("beyond what a number can be") from error
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("not finite")
    return number
