"""Image segmentation: semantic, instance and panoptic."""

from functools import partial
from typing import Any

from tasks.core.errors import BadParameter
from tasks.core.fields import Choice, Image, Masks, Number, Rows
from tasks.core.limits import run_bytes
from tasks.core.locales import Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.scale import Enlarge, Later, Size, seen, whole
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import by_size, percent, times
from tasks.vision import CATEGORY
from tasks.vision._boxes import nothing_above
from tasks.vision._class_names import WithClassNames

LAYERS_BYTES = 1.2e9  # of numbers for each pixel, which the pipeline holds at once
SHOWN = 80  # segments that are drawn; the table has all
SUBTASKS = ("semantic", "instance", "panoptic")


def pixels(pipe: Pipe, kwargs: dict[str, Any]) -> float:
    """The pipeline holds a number for each pixel and label (semantic), or for each pixel and query of the model."""
    config = pipe.model.config
    layers = max(getattr(config, "num_queries", 0), len(config.id2label))
    return min(seen(pipe, kwargs), min(LAYERS_BYTES, run_bytes() / 2) / (4 * layers))


class Segments(Later[dict[str, Any]]):
    """The pipeline's rows with their masks as large as the visitor's picture; `small` has them as the model gave them."""

    def __init__(self, small: list[dict[str, Any]], size: Size) -> None:
        self.small = small
        super().__init__([partial(self._whole, row, size) for row in small])

    @staticmethod
    def _whole(row: dict[str, Any], size: Size) -> dict[str, Any]:
        return {**row, "mask": row["mask"].resize(size, 0)}  # the nearest: a mask has no values between


def enlarged(result: Any, args: tuple[Any, ...]) -> Segments:
    return Segments(result, whole(args[0]))


def code(args: tuple[Any, ...]) -> list[str]:
    return [
        "for segment in result:  # masks of the whole picture",
        f'    segment["mask"] = segment["mask"].resize({whole(args[0])}, Image.Resampling.NEAREST)',
    ]


def pieces(result: Any) -> list[tuple[Any, str, float, float | None]]:
    """(mask as 0 and 1, label, share of the picture, score or None) of every segment, the largest first."""
    import numpy as np

    found = []
    for row in result.small if isinstance(result, Segments) else result:
        mask = np.asarray(row["mask"]) > 127
        found.append((mask, row["label"], float(mask.mean()), row.get("score")))
    return sorted(found, key=lambda piece: -piece[2])


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Refuses a subtask that the model's image processor has no way to read out. Raises BadParameter."""
    can = [each for each in SUBTASKS if hasattr(pipe.image_processor, f"post_process_{each}_segmentation")]
    asked = kwargs.get("subtask")
    if asked and asked not in can:
        reason = Phrase("this model cannot do {asked}, only {can}", asked=asked, can=can)
        raise BadParameter(field="subtask", reason=reason)
    return args, kwargs


def render(result: Any, values: Values) -> dict[str, Any]:
    found = pieces(result)
    scored = any(score is not None for *_, score in found)
    rows = [[label, percent(share), *([percent(score or 0)] if scored else [])] for _, label, share, score in found]
    if len(found) > SHOWN:
        note(Phrase("The {shown} largest of {count} segments are drawn.", shown=SHOWN, count=len(found)))
    return {
        "masks": (values["image"], [(mask, label) for mask, label, _, _ in found[:SHOWN]]),
        "areas": ([Phrase("label"), Phrase("area"), *([Phrase("score")] if scored else [])], rows) if rows else None,
    }


def headline(result: Any, values: Values) -> Phrase:
    """ "wall 61%, 2 x chair 20%": the labels by the area that they cover."""
    areas: dict[str, list[float]] = {}
    for _, label, share, _ in pieces(result):
        areas.setdefault(label, []).append(share)
    if not areas:
        return nothing_above(values["threshold"])
    ranked = sorted(areas.items(), key=lambda item: -sum(item[1]))
    largest = [
        Phrase("{label} {share}", label=times(label, len(parts)), share=percent(sum(parts)))
        for label, parts in ranked[:8]
    ]
    if len(ranked) <= 8:
        return Phrase("{areas}", areas=largest)
    return Phrase("{areas} and {number} more", areas=largest, number=len(ranked) - 8)


SPEC = TaskSpec(
    id="image-segmentation",
    category=CATEGORY,
    title="Image segmentation",
    summary="Says for every pixel what it belongs to, and colours the picture by it.",
    when="When a box is too coarse: to measure areas, cut things out, or tell road from pavement.",
    inputs=(Image("image", "Picture"),),
    params=(
        Choice(
            "subtask", "subtask",
            "semantic: one mask per kind; instance: one per thing; panoptic: both. Empty: the first of panoptic, instance, "
            "semantic that the model can do",
            choices=SUBTASKS, common=True,
        ),
        Number(
            "threshold", "threshold", "How sure the model must be of a thing (instance and panoptic only)",
            default=0.9, least=0, most=1, step=0.01,
        ),
        Number(
            "mask_threshold", "mask_threshold", "How sure it must be that a pixel belongs to a thing",
            default=0.5, least=0, most=1, step=0.01,
        ),
        Number(
            "overlap_mask_area_threshold", "overlap_mask_area_threshold",
            "A mask of which less than this share is left, where others lie over it, is dropped",
            default=0.5, least=0, most=1, step=0.01,
        ),
    ),
    outputs=(Masks("masks", "Segments"), Rows("areas", "Areas")),
    loader=WithClassNames(heads=(
        "MaskFormerForInstanceSegmentation",
        "Mask2FormerForUniversalSegmentation",
        "OneFormerForUniversalSegmentation",
        "EomtForUniversalSegmentation",
        "EomtDinov3ForUniversalSegmentation",
    )),
    models=(
        "nvidia/segformer-b0-finetuned-ade-512-512",
        "facebook/mask2former-swin-tiny-coco-panoptic",
        "facebook/mask2former-swin-tiny-coco-instance",
    ),
    pixels=pixels,
    enlarge=Enlarge(enlarged, code),
    adapt=adapt,
    batch=by_size("image"),
    render=render,
    headline=headline,
)  # fmt: skip
