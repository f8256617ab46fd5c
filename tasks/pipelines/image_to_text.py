"""Captions of pictures and text read from them (OCR), as transformers 4 had them."""

from __future__ import annotations

from typing import Any

import torch
from transformers import GenerationConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES

from ._inputs import check_text, read_image
from ._restored import GeneratingPipeline, prompt_inputs, samples_of, stack_equal


class ImageToTextPipeline(GeneratingPipeline):
    """Describe or read a picture, e.g. `captioner(image)`: `[{"generated_text": str}]`.

    Where neither the call nor the checkpoint says otherwise, a text has up to 256 tokens.
    """

    default_task = "image-to-text"
    default_model = ("ydshieh/vit-gpt2-coco-en", "5bebf1e")

    _load_processor = False
    _load_image_processor = True
    _load_feature_extractor = False
    _load_tokenizer = True
    _default_generation_config = GenerationConfig(max_new_tokens=256)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_model_type(MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES)

    def _sanitize_parameters(
        self,
        max_new_tokens: int | None = None,
        generate_kwargs: dict[str, Any] | None = None,
        prompt: str | None = None,
        timeout: float | None = None,
        **kwargs: Any,
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        if max_new_tokens is not None and "max_new_tokens" in (generate_kwargs or {}):
            raise ValueError("max_new_tokens is given twice, as a keyword and in generate_kwargs. Drop one of the two.")
        preprocess: dict[str, Any] = {}
        if prompt is not None:
            preprocess["prompt"] = prompt
        if timeout is not None:
            preprocess["timeout"] = timeout
        forward = {**(generate_kwargs or {}), **kwargs, **self.assistant_kwargs()}
        if max_new_tokens is not None:
            forward["max_new_tokens"] = max_new_tokens
        return preprocess, forward, {}

    def __call__(self, inputs: Any = None, **kwargs: Any) -> Any:
        """Write a text for each picture.

        Args:
            inputs: a PIL image, path or URL, or a list, generator or data set of them (also as `images=`).
            prompt: how the text begins (BLIP, GIT), or the question that it answers (Pix2Struct).
            max_new_tokens: the longest text in tokens.
            timeout: seconds to wait for a URL.
            generate_kwargs, kwargs: anything `model.generate` takes, `streamer=` and `stopping_criteria=` included.

        Returns:
            For one picture a list of `{"generated_text": str}`, one per returned sequence; for a list one such list
            per picture. BLIP and GIT repeat the prompt in the text.

        Raises:
            ValueError: something that is no picture; a prompt that is empty, or that the model has no use for;
                `batch_size` above 1 with a tokenizer that has no padding token.
        """
        inputs = kwargs.pop("images", inputs)
        if inputs is None:
            raise ValueError("No picture came. Pass a PIL.Image, the path of a file or a URL.")
        if isinstance(inputs, list | tuple):
            return super().__call__(list(inputs), **kwargs) if inputs else []
        return super().__call__(inputs, **kwargs)

    def preprocess(self, image: Any, prompt: str | None = None, timeout: float | None = None) -> dict[str, Any]:
        """Pixels of one picture, shape (1, channels, height, width), and tokens of the prompt, shape (1, tokens)."""
        picture = read_image(image, timeout)
        model_type = self.model.config.model_type
        options: dict[str, Any] = {}
        tokens: dict[str, torch.Tensor] = {}
        if prompt is not None:
            check_text(prompt, "the prompt")
            if model_type == "vision-encoder-decoder":
                raise ValueError(
                    "This model (vision-encoder-decoder) reads nothing but the picture, so a prompt has no effect. "
                    "Leave it out, or take a model such as BLIP or GIT."
                )
            if model_type == "pix2struct":
                options["header_text"] = prompt  # drawn above the picture
            elif model_type == "git":
                ids = self.tokenizer(prompt, add_special_tokens=False).input_ids
                tokens = {"input_ids": torch.tensor([[self.tokenizer.cls_token_id, *ids]])}
            else:
                tokens = prompt_inputs(self, prompt)
        pixels = self.image_processor(images=picture, return_tensors="pt", **options).to(self.dtype)
        return {"samples": [{**pixels, **tokens}]}

    def _forward(self, model_inputs: dict[str, Any], **generate_kwargs: Any) -> dict[str, list[torch.Tensor]]:
        kwargs = self.generation_kwargs(generate_kwargs)
        texts: dict[int, torch.Tensor] = {}
        for positions, batch in stack_equal(samples_of(model_inputs)):
            # The picture is the first argument of some models' `generate` and the main input of others.
            main = batch.pop(self.model.main_input_name, None)
            output = self.model.generate(main, **batch, **kwargs)
            texts.update(zip(positions, output.reshape(len(positions), -1, output.shape[-1]), strict=True))
        return {"output_ids": [texts[position] for position in sorted(texts)]}

    def postprocess(self, model_outputs: dict[str, Any]) -> list[dict[str, str]]:
        """Decode the sequences of one picture."""
        decode = self.tokenizer.decode
        return [{"generated_text": decode(ids, skip_special_tokens=True)} for ids in model_outputs["output_ids"][0]]
