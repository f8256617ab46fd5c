"""Masks of everything in a picture: transformers' own pipeline with steps that need neither torchvision nor gigabytes."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

import numpy as np
import torch
from transformers.pipelines import mask_generation

from tasks.core.scale import Later

from .nms import batched_nms

CHUNK_BYTES = 128e6  # of masks as large as the picture, in floats, that are looked at at once


def rle_to_mask(rle: dict[str, Any]) -> np.ndarray:
    """Decode run lengths, column by column and beginning with zeros, to a mask of shape (height, width), bool."""
    height, width = rle["size"]
    values = np.arange(len(rle["counts"])) % 2 == 1
    return np.repeat(values, rle["counts"]).reshape(width, height).T


def slim(rle: dict[str, Any]) -> dict[str, Any]:
    """Run lengths with an array for their counts: a list takes eight times the memory."""
    return {**rle, "counts": np.asarray(rle["counts"], dtype=np.int32)}


class RunLengths(Later[np.ndarray]):
    """Masks kept as run lengths."""

    def __init__(self, rles: list[dict[str, Any]]) -> None:
        super().__init__([partial(rle_to_mask, rle) for rle in rles])


Parent: Any = mask_generation.MaskGenerationPipeline


class MaskGenerationPipeline(Parent):
    """SAM's masks for a grid of points, as transformers gives them.

    Takes, returns and raises what transformers' `MaskGenerationPipeline` does, with two differences inside: duplicate
    masks are dropped without torchvision; and masks are brought to the picture's size a few at a time, only those that
    the model scores well, and kept as run lengths (64 points at 12 megapixels would be 9 GB). Works for the models whose
    image processor does without torchvision, which are SAM and SAM-HQ; those of SAM 2 and 3 cannot be loaded without it.
    """

    def _forward(
        self,
        model_inputs: dict[str, Any],
        pred_iou_thresh: float = 0.88,
        stability_score_thresh: float = 0.95,
        mask_threshold: float = 0,
        stability_score_offset: float = 1,
        max_hole_area: float | None = None,
        max_sprinkle_area: float | None = None,
    ) -> dict[str, Any]:
        """Masks of the points of a batch as run lengths, with their scores and boxes."""
        crop = model_inputs.pop("input_boxes")[0]
        is_last = model_inputs.pop("is_last")
        sizes = model_inputs.pop("original_sizes").tolist()
        reshaped = model_inputs.pop("reshaped_input_sizes", None)
        reshaped = reshaped.tolist() if reshaped is not None else None
        full_size = model_inputs.pop("full_image_size").tolist()

        outputs = self.model(**model_inputs)
        scores, small = outputs["iou_scores"][0].flatten(), outputs["pred_masks"][0].flatten(0, 1)
        if pred_iou_thresh > 0:  # as `filter_masks` does, but before masks are made large
            good = scores > pred_iou_thresh
            scores, small = scores[good], small[good]

        def full(masks: torch.Tensor, **cleaning: Any) -> torch.Tensor:
            given = {"mask_threshold": mask_threshold, "reshaped_input_sizes": reshaped, "binarize": False}
            made: torch.Tensor = self.image_processor.post_process_masks(masks[None], sizes, **given, **cleaning)[0]
            return made

        cleaning = {"max_hole_area": max_hole_area, "max_sprinkle_area": max_sprinkle_area or None}
        cleaning = {name: area for name, area in cleaning.items() if area is not None}
        step = max(1, int(CHUNK_BYTES / (4 * sizes[0][0] * sizes[0][1])))
        kept: list[tuple[list[dict[str, Any]], torch.Tensor, torch.Tensor]] = []
        for start in range(0, len(small), step):
            chunk = small[start : start + step][:, None]
            masks = full(full(chunk, **cleaning) if cleaning else chunk)
            kept.append(
                self.image_processor.filter_masks(
                    masks, scores[start : start + step, None], full_size, crop,
                    pred_iou_thresh, stability_score_thresh, mask_threshold, stability_score_offset,
                )
            )  # fmt: skip
        return {
            "masks": [slim(rle) for rles, _, _ in kept for rle in rles],
            "is_last": is_last,
            "boxes": torch.cat([boxes for _, _, boxes in kept]) if kept else torch.zeros((0, 4)),
            "iou_scores": torch.cat([good for _, good, _ in kept]) if kept else torch.zeros(0),
        }

    def postprocess(
        self,
        model_outputs: list[dict[str, Any]],
        output_rle_mask: bool = False,
        output_bboxes_mask: bool = False,
        crops_nms_thresh: float = 0.7,
    ) -> dict[str, Any]:
        """Join the masks of all points and crops and drop those that show the same.

        Returns:
            `masks`, bool arrays of shape (height, width), each made when it is looked at, `scores`, a tensor of shape
            (masks,); on request
            `rle_mask`, a list of `{"size": [height, width], "counts": [...]}`, and `bounding_boxes`, a tensor of shape
            (masks, 4) with the corners x1, y1, x2, y2 in pixels.
        """
        scores = torch.cat([output.pop("iou_scores") for output in model_outputs])
        boxes = torch.cat([output.pop("boxes") for output in model_outputs])
        rles = [rle for output in model_outputs for rle in output.pop("masks")]
        keep = batched_nms(boxes, scores, torch.zeros(len(boxes), device=boxes.device), crops_nms_thresh)
        rles = [rles[i] for i in keep.tolist()]
        result: dict[str, Any] = {"masks": RunLengths(rles), "scores": scores[keep]}
        if output_rle_mask:
            result["rle_mask"] = [{**rle, "counts": rle["counts"].tolist()} for rle in rles]
        if output_bboxes_mask:
            result["bounding_boxes"] = boxes[keep]
        rest: dict[str, list[Any]] = defaultdict(list)
        for output in model_outputs:
            for key, value in output.items():
                rest[key].append(value)
        return {**result, **rest}
