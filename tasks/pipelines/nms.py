"""Non-maximum suppression in plain torch: of boxes that overlap too much, only the best stays."""

from __future__ import annotations

import torch


def batched_nms(boxes: torch.Tensor, scores: torch.Tensor, idxs: torch.Tensor, iou_threshold: float) -> torch.Tensor:
    """What `torchvision.ops.batched_nms` does, without torchvision.

    Args:
        boxes: corners (x1, y1, x2, y2), shape (boxes, 4), any unit.
        scores: shape (boxes,).
        idxs: the class of each box, shape (boxes,); boxes of different classes never suppress each other.
        iou_threshold: a box goes where it shares more than this part of the union, in [0, 1], with a better one.

    Returns:
        positions of the boxes that stay, best score first, shape (kept,), int64.

    Raises:
        ValueError: shapes that do not fit each other.
    """
    if boxes.ndim != 2 or boxes.shape[1] != 4 or scores.shape != boxes.shape[:1] or idxs.shape != boxes.shape[:1]:
        raise ValueError(
            f"boxes {tuple(boxes.shape)}, scores {tuple(scores.shape)} and idxs {tuple(idxs.shape)} do not fit: "
            "pass shapes (n, 4), (n,) and (n,)."
        )
    boxes = boxes.float()
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    waiting = scores.sort(descending=True, stable=True).indices
    kept = []
    while len(waiting):
        best, waiting = waiting[0], waiting[1:]
        kept.append(best)
        low = torch.maximum(boxes[best, :2], boxes[waiting, :2])
        high = torch.minimum(boxes[best, 2:], boxes[waiting, 2:])
        shared = (high - low).clamp(min=0).prod(dim=1)
        iou = shared / (areas[best] + areas[waiting] - shared)
        # Compared in double precision, as torchvision does: an overlap equal to the threshold stays. Two boxes without
        # any area give 0/0, which is not above anything.
        suppressed = (iou.double() > iou_threshold) & (idxs[waiting] == idxs[best])
        waiting = waiting[~suppressed]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.int64, device=boxes.device)
