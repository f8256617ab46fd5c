"""Text in, text out: any encoder-decoder language model, as transformers 4 had it."""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from transformers import GenerationConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES

from ._inputs import check_string
from ._restored import GeneratingPipeline, logger, trim_padding


class Text2TextGenerationPipeline(GeneratingPipeline):
    """Write a text from a text, e.g. `generator("question: What is 42?")`.

    Where neither the call nor the checkpoint says otherwise: `max_new_tokens=256`, `num_beams=4`
    (one beam if a `streamer` is given).
    """

    default_task = "text2text-generation"
    default_model = ("google-t5/t5-base", "a9723ea")
    return_name: ClassVar[str] = "generated"

    _load_processor = False
    _load_image_processor = False
    _load_feature_extractor = False
    _load_tokenizer = True
    _default_generation_config = GenerationConfig(max_new_tokens=256, num_beams=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_model_type(MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES)

    def _sanitize_parameters(
        self,
        return_tensors: bool | None = None,
        return_text: bool | None = None,
        return_type: int | None = None,
        clean_up_tokenization_spaces: bool | None = None,
        truncation: bool | str | None = None,
        stop_sequence: str | None = None,
        generate_kwargs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        preprocess = {} if truncation is None else {"truncation": truncation}
        forward = {**(generate_kwargs or {}), **kwargs, **self.assistant_kwargs()}
        if stop_sequence is not None:
            ids = self.tokenizer.encode(stop_sequence, add_special_tokens=False)
            if len(ids) > 1:
                logger.warning("stop_sequence is more than one token; generation stops at the first of them.")
            forward["eos_token_id"] = ids[0]
        postprocess: dict[str, Any] = {}
        if return_type is not None:  # version 4's number: 0 is token ids, 1 is text
            postprocess["return_tensors"] = return_type == 0
        elif return_tensors is not None or return_text is not None:
            postprocess["return_tensors"] = bool(return_tensors) or return_text is False
        if clean_up_tokenization_spaces is not None:
            postprocess["clean_up_tokenization_spaces"] = clean_up_tokenization_spaces
        return preprocess, forward, postprocess

    def __call__(self, inputs: Any, *ignored: Any, **kwargs: Any) -> Any:
        """Generate one or more texts for each text.

        Args:
            inputs: a text, a list of texts, or a generator or data set of texts.
            ignored: further positional arguments, which version 4 left aside with a warning as well.
            return_tensors: give token ids in place of text.
            clean_up_tokenization_spaces: take out spaces before punctuation that the tokenizer put in (False).
            truncation: cut an input that is longer than the tokenizer's `model_max_length` tokens (False).
            stop_sequence: stop at the first token of this text.
            generate_kwargs, kwargs: anything `model.generate` takes, `streamer=` and `stopping_criteria=` included.

        Returns:
            For a text a list of `{"generated_text": str}`, one per returned sequence; for a list of texts one such
            dict per text, or one list per text where `num_return_sequences` is above 1. With `return_tensors` the key
            is `generated_token_ids`, a tensor of shape (length,).

        Raises:
            ValueError: a text is no text; `batch_size` above 1 with a tokenizer that has no padding token.
        """
        if ignored:
            logger.warning("Ignoring args : %s", ignored)
        if not isinstance(inputs, list | tuple):
            return super().__call__(inputs, **kwargs)
        for position, text in enumerate(inputs, start=1):
            check_string(text, f"text {position}")
        results = super().__call__(list(inputs), **kwargs) if inputs else []
        return [r[0] for r in results] if all(len(r) == 1 for r in results) else results

    def preprocess(self, inputs: Any, truncation: bool | str = False) -> dict[str, torch.Tensor]:
        """Tokenise one text: `input_ids` and `attention_mask`, shape (1, tokens)."""
        return self.tokenize(inputs, truncation, self.prefix or "")

    def tokenize(self, text: Any, truncation: bool | str, prefix: str) -> dict[str, torch.Tensor]:
        """Tokenise the checkpoint's task prefix ("summarize: ") and a text."""
        checked = check_string(text, "the text")
        encoded: dict[str, torch.Tensor] = self.tokenizer(prefix + checked, truncation=truncation, return_tensors="pt")
        encoded.pop("token_type_ids", None)  # some tokenizers give them, no encoder-decoder takes them
        return encoded

    def _forward(self, model_inputs: dict[str, Any], **generate_kwargs: Any) -> dict[str, list[torch.Tensor]]:
        batch = model_inputs["input_ids"].shape[0]
        output = self.model.generate(**model_inputs, **self.generation_kwargs(generate_kwargs))
        groups = output.reshape(batch, -1, output.shape[-1])
        if batch == 1:
            return {"output_ids": list(groups)}
        return {"output_ids": trim_padding(groups, self.tokenizer.pad_token_id, self.tokenizer.eos_token_id)}

    def postprocess(
        self,
        model_outputs: dict[str, Any],
        return_tensors: bool = False,
        clean_up_tokenization_spaces: bool = False,
    ) -> list[dict[str, Any]]:
        """Decode the sequences of one text."""
        sequences = model_outputs["output_ids"][0]
        if return_tensors:
            return [{f"{self.return_name}_token_ids": ids} for ids in sequences]
        return [
            {
                f"{self.return_name}_text": self.tokenizer.decode(
                    ids, skip_special_tokens=True, clean_up_tokenization_spaces=clean_up_tokenization_spaces
                )
            }
            for ids in sequences
        ]
