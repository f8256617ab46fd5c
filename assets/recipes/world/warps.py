"""Scenes and their warped copies: turned, moved, made larger, tilted; with the corners that both show."""

import math
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image

from assets.recipes.world.scenes import OUTLINES, Scene, ground

CORNERED = ("square", "triangle", "star")
"""Shapes all of whose outline points are corners."""


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
    """(corners, 2) of x, y in picture sides: every corner of squares, triangles, stars, the two points of hearts."""
    found = []
    for thing in scene.things:
        if thing.shape in CORNERED:
            found.extend(thing.outline())
        elif thing.shape == "heart":
            outline = thing.outline()
            found.extend([outline[0], outline[len(OUTLINES["heart"]) // 2]])
    return np.array(found).reshape(-1, 2)


def paper(scene: Scene) -> tuple[int, int, int]:
    """The ground's colour on average, for what a warped copy shows beyond the picture's edge."""
    red, green, blue = np.asarray(ground(scene.kind, scene.seed, 16), dtype=float).mean((0, 1)).round().astype(int)
    return int(red), int(green), int(blue)


def pair(scene: Scene, warp: Warp, side: int, smooth: int = 2) -> tuple[Image.Image, Image.Image]:
    """The scene and its warped copy, `side` x `side` pixels each."""
    image = scene.draw(side, smooth)
    return image, warp.copy(image, paper(scene))
