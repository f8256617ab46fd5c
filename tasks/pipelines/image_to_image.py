"""Picture in, picture out (super-resolution), as transformers 4 had it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TO_IMAGE_MAPPING_NAMES

from ._inputs import read_image
from ._restored import RestoredPipeline, samples_of, stack_equal


class ImageToImagePipeline(RestoredPipeline):
    """Enlarge or clean a picture, e.g. `upscaler(image)`."""

    default_task = "image-to-image"
    default_model = ("caidas/swin2SR-classical-sr-x2-64", "cee1c92")

    _load_processor = False
    _load_image_processor = True
    _load_feature_extractor = False
    _load_tokenizer = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_model_type(MODEL_FOR_IMAGE_TO_IMAGE_MAPPING_NAMES)

    def _sanitize_parameters(
        self, timeout: float | None = None, tile: int | None = None, overlap: int | None = None, **kwargs: Any
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        preprocess = {} if timeout is None else {"timeout": timeout}
        forward = {name: given for name, given in (("tile", tile), ("overlap", overlap)) if given is not None}
        return preprocess, forward, {}

    def __call__(self, images: Any, **kwargs: Any) -> Any:
        """Transform pictures.

        Args:
            images: a PIL image, path or URL, or a list, generator or data set of them.
            timeout: seconds to wait for a URL.
            tile: work on squares of so many pixels, one after the other, for pictures that would need too much memory at
                once; a multiple of the model's window.
            overlap: how many pixels around its square a tile sees (32), a multiple of the window too. As many as the
                model's layers look far, and tiles give what the whole gives.

        Returns:
            A `PIL.Image` for one picture, a list of them for a list. The size is that of the model's output, which
            includes the few pixels that the image processor pads to (64x64 twice as large gives 144x144).

        Raises:
            ValueError: something that is no picture.
        """
        if isinstance(images, list | tuple):
            return super().__call__(list(images), **kwargs) if images else []
        return super().__call__(images, **kwargs)

    def preprocess(self, image: Any, timeout: float | None = None) -> dict[str, Any]:
        """Pixels of one picture, shape (1, channels, height, width)."""
        inputs = self.image_processor(images=[read_image(image, timeout)], return_tensors="pt").to(self.dtype)
        return {"samples": [{"pixel_values": inputs["pixel_values"]}]}

    def _forward(
        self, model_inputs: dict[str, Any], tile: int | None = None, overlap: int = 32
    ) -> dict[str, list[torch.Tensor]]:
        results: dict[int, torch.Tensor] = {}
        # Padding to a common size would change the picture at its edges, so only equal sizes run together.
        for positions, batch in stack_equal(samples_of(model_inputs)):
            pixels = batch["pixel_values"]
            made = self.model(**batch).reconstruction if tile is None else self._tiled(pixels, tile, overlap)
            results.update(zip(positions, made, strict=True))
        return {"reconstruction": [results[position] for position in sorted(results)]}

    def _tiled(self, pixels: torch.Tensor, tile: int, overlap: int) -> torch.Tensor:
        """The pictures tile by tile, as whole numbers from 0 to 255 already: floats would take four times the memory."""
        count, _, height, width = pixels.shape
        made = torch.empty(0)
        for top in range(0, height, tile):
            for left in range(0, width, tile):
                above, before = max(0, top - overlap), max(0, left - overlap)
                piece = pixels[..., above : top + tile + overlap, before : left + tile + overlap]
                seen = self.model(pixel_values=piece).reconstruction
                times = seen.shape[-1] // piece.shape[-1]
                if not made.numel():
                    made = torch.empty((count, seen.shape[1], height * times, width * times), dtype=torch.uint8)
                rows = slice((top - above) * times, (top - above + tile) * times)
                columns = slice((left - before) * times, (left - before + tile) * times)
                place = made[..., top * times : (top + tile) * times, left * times : (left + tile) * times]
                place.copy_(whole_numbers(seen[..., rows, columns]))
        return made

    def postprocess(self, model_outputs: dict[str, Any]) -> Image.Image:
        """Values in [0, 1], or whole numbers to 255, to a picture of 8 bits a channel."""
        values = model_outputs["reconstruction"][0]
        pixels = (values if values.dtype == torch.uint8 else whole_numbers(values)).permute(1, 2, 0).cpu().numpy()
        return Image.fromarray(np.ascontiguousarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels))


def whole_numbers(values: torch.Tensor) -> torch.Tensor:
    """Values in [0, 1] as numbers from 0 to 255."""
    return (values.float().clamp(0, 1) * 255.0).round().to(torch.uint8)
