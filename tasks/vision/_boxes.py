"""What the two detection tasks share: found objects as boxes, as a table, and in a few words."""

from __future__ import annotations

from typing import Any

from tasks.core.fields import Boxes, Rows
from tasks.core.spec import Values
from tasks.core.tools import counted, percent

OUTPUTS = (Boxes("boxes", "Found objects"), Rows("table", "Table"))


def above(result: Any, values: Values) -> Any:
    """Only what scores above the chosen threshold, as the pipeline cuts."""
    return [row for row in result if row["score"] > values["threshold"]]


def render(result: Any, values: Values) -> dict[str, Any]:
    """Boxes cut at the picture's edges (models may point beyond), and a row for each with the best first."""
    width, height = values["image"].size
    pieces, rows = [], []
    for found in sorted(result, key=lambda found: -found["score"]):
        box = found["box"]
        left, right = (min(max(box[side], 0), width) for side in ("xmin", "xmax"))
        top, bottom = (min(max(box[side], 0), height) for side in ("ymin", "ymax"))
        pieces.append(((left, top, right, bottom), found["label"]))
        rows.append([found["label"], percent(found["score"]), left, top, right - left, bottom - top])
    columns = ["label", "score", "left", "top", "width", "height"]
    return {"boxes": (values["image"], pieces), "table": (columns, rows) if rows else None}


def headline(result: Any, values: Values) -> str:
    """ "2 x dog, cat", or how to find more."""
    if not result:
        return f"Nothing above the threshold of {values['threshold']:g}: lower it to see weaker finds"
    return counted([found["label"] for found in result])
