"""Keypoint matching."""

from typing import Any

from tasks.core.fields import Image, Links, Number
from tasks.core.locales import Phrase
from tasks.core.scale import Enlarge, seen, times
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.vision import CATEGORY


def arrange(values: Values) -> Arguments:
    """The pipeline takes the two pictures as one list."""
    return ([values["image_0"], values["image_1"]],), SPEC.chosen(values)


def enlarged(result: Any, args: tuple[Any, ...]) -> Any:
    """Points on the visitor's two pictures."""
    by = [times(picture) for picture in args[0]]
    sides = [(f"keypoint_image_{side}", across, down) for side, (across, down) in enumerate(by)]
    return [
        {**row, **{name: {"x": row[name]["x"] * across, "y": row[name]["y"] * down} for name, across, down in sides}}
        for row in result
    ]


def code(args: tuple[Any, ...]) -> list[str]:
    return [
        "for match in result:  # points on the whole pictures",
        f"    for side, (across, down) in enumerate({[times(picture) for picture in args[0]]}):",
        '        keypoint = match[f"keypoint_image_{side}"]',
        '        keypoint["x"], keypoint["y"] = keypoint["x"] * across, keypoint["y"] * down',
    ]


def point(row: Any, side: int) -> tuple[float, float]:
    keypoint = row[f"keypoint_image_{side}"]
    return keypoint["x"], keypoint["y"]


SPEC = TaskSpec(
    id="keypoint-matching",
    category=CATEGORY,
    title="Keypoint matching",
    summary="Finds points that show the same spot of the world in two pictures.",
    when="To stitch panoramas, to find out how a camera moved, to build 3D models from photos.",
    inputs=(Image("image_0", "First picture"), Image("image_1", "Second picture", "The same scene from elsewhere")),
    params=(
        Number(
            "threshold", "threshold", "How sure the model must be (0 to 1) that two points belong together",
            default=0.0, least=0, most=1, step=0.01, live=True, common=True,
        ),
    ),
    outputs=(Links("matches", "Matches"),),
    models=("magic-leap-community/superglue_outdoor", "ETH-CVG/lightglue_superpoint"),
    arrange=arrange,
    pixels=seen,
    enlarge=Enlarge(enlarged, code),
    superset={"threshold": 0.0},
    subset=lambda result, values: [row for row in result if row["score"] > values["threshold"]],
    render=lambda result, values: {
        "matches": (
            values["image_0"], values["image_1"], [(point(row, 0), point(row, 1), row["score"]) for row in result]
        )
    },
    headline=lambda result, values: Phrase("{count} match", "{count} matches", count=len(result)),
)  # fmt: skip
