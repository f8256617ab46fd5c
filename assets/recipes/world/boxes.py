"""Boxes: how much two overlap, how well a detector does, and a classical detector to beat."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1, in any unit."""


@dataclass(frozen=True)
class Found:
    """A box that a detector reports in picture number `picture`, with its class and how sure it is."""

    picture: int
    label: Hashable
    score: float
    box: Box


def iou(a: Box, b: Box) -> float:
    """Intersection over union."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0.0, width) * max(0.0, height)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared + 1e-12)


def average_precision(found: Sequence[Found], truth: Sequence[Found], at: float = 0.5) -> float:
    """Mean over the classes in `truth` of the area under precision over recall, a hit being an IoU of `at` or more.

    Each true box counts once; precision is made falling first, as in Pascal VOC since 2010. By hand: the libraries for
    it (pycocotools, torchmetrics) want COCO's files or much more to install.
    """
    areas = []
    for label in {t.label for t in truth}:
        boxes = [t for t in truth if t.label == label]
        taken: set[int] = set()
        hits = []
        for guess in sorted((f for f in found if f.label == label), key=lambda f: -f.score):
            free = [i for i, t in enumerate(boxes) if t.picture == guess.picture and i not in taken]
            best = max(free, key=lambda i: iou(boxes[i].box, guess.box), default=None)
            hits.append(best is not None and iou(boxes[best].box, guess.box) >= at)
            if best is not None and hits[-1]:
                taken.add(best)
        right = np.cumsum(hits)
        precision = np.maximum.accumulate((right / np.arange(1, len(hits) + 1))[::-1])[::-1]
        areas.append(float(precision[np.array(hits, dtype=bool)].sum() / len(boxes)) if hits else 0.0)
    return sum(areas) / len(areas)


def blobs(image: Image.Image) -> list[tuple[Box, float]]:
    """Boxes in pixels around what differs from the picture's border, and how much of each box is filled."""
    pixels = np.asarray(image, dtype=np.float32)
    border = np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]), axis=0)
    mask = np.abs(pixels - border).max(-1) > 60
    found = []
    marked, _ = ndimage.label(mask)
    for i, (rows, columns) in enumerate(ndimage.find_objects(marked), start=1):
        box = (float(columns.start), float(rows.start), float(columns.stop), float(rows.stop))
        if (box[2] - box[0]) * (box[3] - box[1]) >= 25:
            found.append((box, float((marked[rows, columns] == i).mean())))
    return found
