"""Scenes and their warped copies: turned, moved, made larger, tilted; with the corners that both show."""

import math
import random
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from assets.recipes.world.scenes import OUTLINES, Scene, ground
from assets.recipes.world.sketches import Drawn, Sketch, sheet

CORNERED = ("square", "triangle", "star")
"""Shapes all of whose outline points are corners."""
SHARP = 30  # degrees that an outline turns at a corner of a sketch; rounded ones turn less from point to point


@dataclass(frozen=True)
class Warp:
    """A homography: where a point of a picture comes to lie in its copy, both in picture sides."""

    matrix: np.ndarray  # (3, 3)

    def places(self, points: np.ndarray) -> np.ndarray:
        """(points, 2) of x, y in the copy."""
        x, y, w = self.matrix @ np.concatenate([points, np.ones((len(points), 1))], 1).T
        return np.stack([x / w, y / w], 1)

    def copy(self, image: Image.Image, fill: tuple[int, int, int]) -> Image.Image:
        """The warped copy of a square picture, as large as it; what lay outside becomes `fill`."""
        side = np.diag([image.width, image.height, 1.0])
        back = np.linalg.inv(side @ self.matrix @ np.linalg.inv(side))
        back = (back / back[2, 2]).flatten()[:8]
        size = image.size
        return image.transform(
            size, Image.Transform.PERSPECTIVE, back.tolist(), Image.Resampling.BILINEAR, fillcolor=fill
        )


def draw_warp(rng: random.Random) -> Warp:
    """Up to 25 degrees turned, 20 % smaller or larger, an eighth of the picture moved, a little tilted."""
    angle, size = math.radians(rng.uniform(-25, 25)), rng.uniform(0.8, 1.2)
    cos, sin = size * math.cos(angle), size * math.sin(angle)
    shift = [rng.uniform(-0.12, 0.12) for _ in range(2)]
    about_middle = np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]], [0, 0, 1.0]])
    tilt = np.array([[1, 0, 0], [0, 1, 0], [rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15), 1.0]])
    middle = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    return Warp(middle @ tilt @ about_middle @ np.linalg.inv(middle))


def corners(scene: Scene) -> np.ndarray:
    """(corners, 2) of x, y in picture sides: every corner of squares, triangles, stars and of what has no name, the two
    points of hearts."""
    found = []
    for thing in scene.things:
        if isinstance(thing, Drawn):
            found.extend(sharp(np.array(thing.corners)).tolist())
        elif thing.shape in CORNERED:
            found.extend(thing.outline())
        elif thing.shape == "heart":
            outline = thing.outline()
            found.extend([outline[0], outline[len(OUTLINES["heart"]) // 2]])
    return np.array(found).reshape(-1, 2)


def sharp(outline: np.ndarray) -> np.ndarray:
    """Those points of a closed outline (points, 2) where it turns by SHARP degrees or more."""
    before, after = outline - np.roll(outline, 1, axis=0), np.roll(outline, -1, axis=0) - outline
    angles = np.arctan2(after[:, 1], after[:, 0]) - np.arctan2(before[:, 1], before[:, 0])
    return np.asarray(outline[np.abs((np.degrees(angles) + 180) % 360 - 180) >= SHARP])


def paper(scene: Scene) -> tuple[int, int, int]:
    """The ground's colour on average, for what a warped copy shows beyond the picture's edge."""
    back = (
        sheet(scene.kind, scene.seed, scene.paper, 16)
        if isinstance(scene, Sketch)
        else ground(scene.kind, scene.seed, 16)
    )
    red, green, blue = np.asarray(back, dtype=float).mean((0, 1)).round().astype(int)
    return int(red), int(green), int(blue)


def pair(scene: Scene, warp: Warp, side: int, smooth: int = 2) -> tuple[Image.Image, Image.Image]:
    """The scene and its warped copy, `side` x `side` pixels each. Half of the sketches are not warped: what is on them is
    drawn anew, on the same paper."""
    image = scene.draw(side, smooth)
    if isinstance(scene, Sketch) and scene.seed % 2:
        return image, redrawn(scene, warp).draw(side, smooth)
    return image, warp.copy(image, paper(scene))


def redrawn(scene: Sketch, warp: Warp) -> Sketch:
    """The sketch with every outline where the warp takes it."""
    moved = []
    for thing in scene.things:
        assert isinstance(thing, Drawn)
        corners = tuple((float(x), float(y)) for x, y in warp.places(np.array(thing.corners)))
        moved.append(replace(thing, corners=corners))
    return replace(scene, things=tuple(moved))
