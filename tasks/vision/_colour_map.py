"""Numbers as colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

# Nine stops of "inferno" (Smith and van der Walt, matplotlib, CC0): even steps for the eye, in grey and colour-blind too.
INFERNO = (
    (0, 0, 4), (31, 12, 72), (85, 15, 109), (136, 34, 106), (186, 54, 85),
    (227, 89, 51), (249, 140, 10), (249, 201, 50), (252, 255, 164),
)  # fmt: skip


def coloured(values: Any) -> Image.Image:
    """An array (height, width) as a picture, its smallest value dark and its largest bright."""
    import numpy as np
    from PIL import Image

    low, high = float(np.min(values)), float(np.max(values))
    shares = (np.asarray(values, dtype=np.float32) - low) / ((high - low) or 1.0)
    stops = np.linspace(0, 1, len(INFERNO))
    channels = [np.interp(shares, stops, [colour[i] for colour in INFERNO]) for i in range(3)]
    return Image.fromarray(np.stack(channels, axis=-1).round().astype(np.uint8))
