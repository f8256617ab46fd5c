"""Pictures as tensors, the way the embedded models' image processors make them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

MEAN = STD = [0.5, 0.5, 0.5]
"""What every embedded picture model is normalised with: pixels come to lie in -1..1."""


def squares(side: int) -> dict[str, Any]:
    """Settings of an image processor that makes pictures `side` x `side` pixels in -1..1."""
    return {"size": {"height": side, "width": side}, "image_mean": MEAN, "image_std": STD}


def to_pixel_values(images: Sequence[Image.Image]) -> torch.Tensor:
    """RGB pictures of one size as (pictures, 3, height, width) in -1..1."""
    stacked = np.stack([np.asarray(image, dtype=np.uint8) for image in images])
    return torch.from_numpy(stacked).permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)


def jittered(pixel_values: torch.Tensor) -> torch.Tensor:
    """The same pictures under another light: brightness, contrast and grain drawn afresh for each."""
    shape = (len(pixel_values), 1, 1, 1)
    contrast, light = 1 + 0.15 * (2 * torch.rand(shape) - 1), 0.12 * (2 * torch.rand(shape) - 1)
    grain = 0.06 * torch.rand(shape) * torch.randn_like(pixel_values)
    return (pixel_values * contrast + light + grain).clamp_(-1, 1)
