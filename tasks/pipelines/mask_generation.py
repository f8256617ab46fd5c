"""Masks of everything in a picture, without torchvision: transformers' own pipeline with another last step."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import torch
from transformers.pipelines import mask_generation

from .nms import batched_nms


def rle_to_mask(rle: dict[str, Any]) -> np.ndarray:
    """Decode run lengths, column by column and beginning with zeros, to a mask of shape (height, width), bool."""
    height, width = rle["size"]
    values = np.arange(len(rle["counts"])) % 2 == 1
    return np.repeat(values, rle["counts"]).reshape(width, height).T


Parent: Any = mask_generation.MaskGenerationPipeline


class MaskGenerationPipeline(Parent):
    """SAM's masks for a grid of points, as transformers gives them.

    Only the step that drops duplicate masks is ours, because transformers' one needs torchvision. Takes, returns and
    raises what transformers' `MaskGenerationPipeline` does. Works for the models whose image processor does without
    torchvision, which are SAM and SAM-HQ; those of SAM 2 and 3 cannot be loaded without it at all.
    """

    def postprocess(
        self,
        model_outputs: list[dict[str, Any]],
        output_rle_mask: bool = False,
        output_bboxes_mask: bool = False,
        crops_nms_thresh: float = 0.7,
    ) -> dict[str, Any]:
        """Join the masks of all points and crops and drop those that show the same.

        Returns:
            `masks`, a list of bool arrays of shape (height, width), `scores`, a tensor of shape (masks,); on request
            `rle_mask`, a list of `{"size": [height, width], "counts": [...]}`, and `bounding_boxes`, a tensor of shape
            (masks, 4) with the corners x1, y1, x2, y2 in pixels.
        """
        scores = torch.cat([output.pop("iou_scores") for output in model_outputs])
        boxes = torch.cat([output.pop("boxes") for output in model_outputs])
        rles = [rle for output in model_outputs for rle in output.pop("masks")]
        keep = batched_nms(boxes, scores, torch.zeros(len(boxes), device=boxes.device), crops_nms_thresh)
        rles = [rles[i] for i in keep.tolist()]
        result: dict[str, Any] = {"masks": [rle_to_mask(rle) for rle in rles], "scores": scores[keep]}
        if output_rle_mask:
            result["rle_mask"] = rles
        if output_bboxes_mask:
            result["bounding_boxes"] = boxes[keep]
        rest: dict[str, list[Any]] = defaultdict(list)
        for output in model_outputs:
            for key, value in output.items():
                rest[key].append(value)
        return {**result, **rest}
