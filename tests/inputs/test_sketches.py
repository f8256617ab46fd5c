"""What is known of a sketch is what is drawn: models learn from it, and would learn anything."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image

from assets.recipes.world.clips import FRAMES, MOTIONS, PATHS, draw_animation
from assets.recipes.world.sketches import Drawn, Sketch, sketch_board, sketch_scene
from assets.recipes.world.warps import draw_warp, redrawn, sharp

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


@pytest.mark.parametrize("motion", MOTIONS)
def test_an_animation_does_what_it_is_called(motion: str) -> None:
    rng = random.Random(motion)
    for _ in range(4):
        clip = draw_animation(rng, motion)
        frames = clip.frames(32)
        assert len(frames) == FRAMES and all(frame.size == (32, 32) for frame in frames)
        if motion in PATHS:
            assert [np.sign(each) for each in clip.way] == list(PATHS[motion]) and clip.growth == 1
        else:
            assert clip.way == (0, 0) and (clip.growth > 1) == (motion == "growing")
        assert np.abs(np.asarray(frames[0], dtype=int) - np.asarray(frames[-1], dtype=int)).max() > 40


def test_a_sketch_drawn_anew_has_its_corners_where_the_warp_takes_them() -> None:
    rng = random.Random(3)
    sketch, warp = sketch_scene(rng, (2, 3), 1.1, strays=0, squeezed=1), draw_warp(rng)
    for before, after in zip(sketch.things, redrawn(sketch, warp).things, strict=True):
        assert np.allclose(warp.places(np.array(before.outline())), after.outline())


def test_corners_are_where_an_outline_turns() -> None:
    square = np.array([(0, 0), (0.5, 0), (1, 0), (1, 1), (0, 1)], dtype=float)
    assert sharp(square).tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]


def test_a_sketch_is_the_same_each_time() -> None:
    sketch = sketch_board(random.Random(1), (3, 3))
    first, second = (sketch.draw(64) for _ in range(2))
    assert isinstance(first, Image.Image) and first.tobytes() == second.tobytes()
