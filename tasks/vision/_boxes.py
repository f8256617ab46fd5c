"""What the two detection tasks share: found objects as boxes, as a table, and in a few words."""

from __future__ import annotations

from typing import Any

from tasks.core.fields import Boxes, Rows
from tasks.core.locales import Phrase
from tasks.core.spec import Values
from tasks.core.tools import label_counts, percent

OUTPUTS = (Boxes("boxes", "Found objects"), Rows("table", "Table"))

COLUMNS = [Phrase("label"), Phrase("score"), Phrase("left"), Phrase("top"), Phrase("width"), Phrase("height")]


def nothing_above(threshold: float) -> Phrase:
    return Phrase("Nothing above the threshold of {threshold:g}: lower it to see weaker finds", threshold=threshold)


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
    return {"boxes": (values["image"], pieces), "table": (COLUMNS, rows) if rows else None}


def headline(result: Any, values: Values) -> Phrase:
    """ "2 x dog, cat", or how to find more."""
    if not result:
        return nothing_above(values["threshold"])
    return label_counts([found["label"] for found in result])
