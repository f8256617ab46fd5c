"""The two photographs that scikit-learn ships with: the palace of china.jpg, the dahlia of flower.jpg."""

from functools import cache

import numpy as np
from sklearn.datasets import load_sample_image

PHOTOGRAPHS = ["china.jpg", "flower.jpg"]


@cache
def photographs() -> list[np.ndarray]:
    """(427, 640, 3) of uint8 each."""
    return [np.asarray(load_sample_image(name)) for name in PHOTOGRAPHS]
