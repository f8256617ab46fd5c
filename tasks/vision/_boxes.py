"""What the two detection tasks share: found objects as boxes, as a table, and in a few words."""

from __future__ import annotations

from typing import Any

from tasks.core.fields import Boxes, Rows
from tasks.core.locales import Phrase
from tasks.core.notes import note
from tasks.core.scale import Enlarge, times
from tasks.core.spec import Values
from tasks.core.tools import label_counts, percent

SHOWN = 200  # boxes; a detector of thousands of places gives one for each where the threshold is low
OUTPUTS = (Boxes("boxes", "Found objects"), Rows("table", "Table"))

COLUMNS = [Phrase("label"), Phrase("score"), Phrase("left"), Phrase("top"), Phrase("width"), Phrase("height")]


def nothing_above(threshold: float) -> Phrase:
    return Phrase("Nothing above the threshold of {threshold:g}: lower it to see weaker finds", threshold=threshold)


def above(result: Any, values: Values) -> Any:
    """Only what scores above the chosen threshold, as the pipeline cuts."""
    return [row for row in result if row["score"] > values["threshold"]]


def _enlarged(result: Any, args: tuple[Any, ...]) -> Any:
    across, down = times(args[0])
    by = {"xmin": across, "ymin": down, "xmax": across, "ymax": down}
    return [{**row, "box": {side: round(edge * by[side]) for side, edge in row["box"].items()}} for row in result]


def _code(args: tuple[Any, ...]) -> list[str]:
    across, down = times(args[0])
    return [
        "for found in result:  # boxes on the whole picture",
        f'    by = {{"xmin": {across}, "ymin": {down}, "xmax": {across}, "ymax": {down}}}',
        '    found["box"] = {side: round(edge * by[side]) for side, edge in found["box"].items()}',
    ]


ENLARGE = Enlarge(_enlarged, _code)


def render(result: Any, values: Values) -> dict[str, Any]:
    """Boxes cut at the picture's edges (models may point beyond), and a row for each, the best `SHOWN` of them."""
    width, height = values["image"].size
    pieces, rows = [], []
    best = sorted(result, key=lambda found: -found["score"])[:SHOWN]
    if len(best) < len(result):
        note(
            Phrase("The {shown} best of {count:,} boxes are shown; the result has all.", shown=SHOWN, count=len(result))
        )
    for found in best:
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
