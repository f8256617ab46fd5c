"""A teacher for patch tokens: which shape, colour and size has its middle in each patch, and where its box lies.

Tiny transformers learn to see much sooner from this than from one answer for a whole picture. The teacher's own
weights are thrown away after training.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from assets.recipes.world.scenes import COLOURS, SHAPES, SIZES, Scene

PARTS = (len(SHAPES) + 1, len(COLOURS) + 1, len(SIZES) + 1)


def middles(scenes: Sequence[Scene], grid: int) -> tuple[torch.Tensor, torch.Tensor]:
    """What has its middle in each of grid x grid patches, row by row.

    First (scenes, patches, 3) of int64: shape, colour and size from 1, or 0 for none. Then (scenes, patches, 4): the
    distances from the patch's middle to the left, top, right and bottom of the thing's box, in picture sides.
    """
    kinds = torch.zeros(len(scenes), grid * grid, 3, dtype=torch.long)
    boxes = torch.zeros(len(scenes), grid * grid, 4)
    colours, sizes = list(COLOURS), list(SIZES)
    for i, scene in enumerate(scenes):
        for thing in scene.things:
            row, column = int(min(thing.y, 0.999) * grid), int(min(thing.x, 0.999) * grid)
            cell = row * grid + column
            kinds[i, cell, 0] = SHAPES.index(thing.shape) + 1
            kinds[i, cell, 1] = colours.index(thing.colour) + 1
            kinds[i, cell, 2] = sizes.index(thing.size) + 1
            left, top, right, bottom = thing.box()
            x, y = (column + 0.5) / grid, (row + 0.5) / grid
            boxes[i, cell] = torch.tensor([x - left, y - top, right - x, bottom - y])
    return kinds, boxes


class DenseReading(nn.Module):
    """A linear reading of patch tokens, `width` numbers each."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.read = nn.Linear(width, sum(PARTS) + 4)

    def loss(self, tokens: torch.Tensor, kinds: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
        """How far the reading of (pictures, patches, width) is from `middles`; empty patches weigh a tenth."""
        *logits, box = self.read(tokens).split((*PARTS, 4), -1)
        total = tokens.new_zeros(())
        for values, target in zip(logits, kinds.unbind(-1), strict=True):
            weight = torch.where(target > 0, 1.0, 0.1).flatten()
            loss = F.cross_entropy(values.flatten(0, 1), target.flatten(), reduction="none")
            total = total + (loss * weight).sum() / weight.sum()
        full = kinds[..., 0] > 0
        return total / len(PARTS) + 5 * F.l1_loss(box[full], boxes[full])


def likeness(
    fields: torch.Tensor, kinds: torch.Tensor, words: torch.Tensor, names: Sequence[Sequence[int]]
) -> torch.Tensor:
    """How far (pictures, patches, width) is from a field with a small red star looking like the words small, red, star.

    `words` is a table of word vectors, (words, width); `names` has the words' numbers of `SHAPES`, `COLOURS` and
    `SIZES`. Attention that compares then finds the things that a question names.
    """
    full = kinds[..., 0] > 0
    seen, total = F.normalize(fields[full], dim=-1), fields.new_zeros(())
    for numbers, kind in zip(names, kinds[full].T, strict=True):
        meant = F.normalize(words[list(numbers)], dim=-1)
        total = total + F.cross_entropy(12 * seen @ meant.T, kind - 1)
    return total / len(names)
