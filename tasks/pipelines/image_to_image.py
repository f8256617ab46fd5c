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
        self, timeout: float | None = None, **kwargs: Any
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        preprocess = {} if timeout is None else {"timeout": timeout}
        return preprocess, {}, {}

    def __call__(self, images: Any, **kwargs: Any) -> Any:
        """Transform pictures.

        Args:
            images: a PIL image, path or URL, or a list, generator or data set of them.
            timeout: seconds to wait for a URL.

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

    def _forward(self, model_inputs: dict[str, Any]) -> dict[str, list[torch.Tensor]]:
        results: dict[int, torch.Tensor] = {}
        # Padding to a common size would change the picture at its edges, so only equal sizes run together.
        for positions, batch in stack_equal(samples_of(model_inputs)):
            results.update(zip(positions, self.model(**batch).reconstruction, strict=True))
        return {"reconstruction": [results[position] for position in sorted(results)]}

    def postprocess(self, model_outputs: dict[str, Any]) -> Image.Image:
        """Values in [0, 1] to a picture of 8 bits a channel."""
        values = model_outputs["reconstruction"][0].float().clamp(0, 1).numpy()
        pixels = (np.moveaxis(values, 0, -1) * 255.0).round().astype(np.uint8)
        return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
