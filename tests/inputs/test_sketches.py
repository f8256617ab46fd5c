"""What is known of a sketch is what is drawn: models learn from it, and would learn anything."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image

from assets.recipes.world.sketches import Drawn, Sketch, sketch_board, sketch_scene

SIDE = 120


def drawn(sketch: Sketch) -> np.ndarray:
    """Where the sketch differs from the same sketch without its things."""
    empty = Sketch((), sketch.kind, sketch.seed, sketch.paper, sketch.fields)
    pictures = [np.asarray(each.draw(SIDE), dtype=int) for each in (sketch, empty)]
    return np.asarray(np.abs(pictures[0] - pictures[1]).sum(-1) > 40)


@pytest.mark.parametrize("seed", range(8))
def test_layers_and_boxes_hold_what_is_drawn(seed: int) -> None:
    rng = random.Random(seed)
    sketch = sketch_scene(rng, dark=0.3, blobs=0.4) if seed % 2 else sketch_board(rng, (1, 9))
    seen, known = drawn(sketch), sketch.layers(SIDE) > 0
    assert (seen & known).sum() >= 0.8 * known.sum()
    left, top, right, bottom = np.array([thing.box() for thing in sketch.things]).T * SIDE
    margin = 3 + max(thing.pen for thing in sketch.things if isinstance(thing, Drawn)) * SIDE
    for row, column in np.argwhere(seen):
        inside = (
            (column >= left - margin) & (column <= right + margin) & (row >= top - margin) & (row <= bottom + margin)
        )
        assert inside.any(), (row, column)


def test_a_sketch_is_the_same_each_time() -> None:
    sketch = sketch_board(random.Random(1), (3, 3))
    first, second = (sketch.draw(64) for _ in range(2))
    assert isinstance(first, Image.Image) and first.tobytes() == second.tobytes()
