"""Questions about pictures, as transformers 4 answered them: by choosing an answer (ViLT) or writing one (BLIP)."""

from __future__ import annotations

from typing import Any

import torch
from transformers import GenerationConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_VISUAL_QUESTION_ANSWERING_MAPPING_NAMES
from transformers.pipelines.pt_utils import KeyDataset

from ._inputs import check_text, read_image
from ._restored import GeneratingPipeline, prompt_inputs, samples_of, stack_equal, stack_padded


class VisualQuestionAnsweringPipeline(GeneratingPipeline):
    """Answer a question about a picture, e.g. `oracle(image=image, question="What is it?")`.

    Where neither the call nor the checkpoint says otherwise, a model that writes its answer writes up to 256 tokens.
    """

    default_task = "visual-question-answering"
    default_model = ("dandelin/vilt-b32-finetuned-vqa", "d0a1f6a")

    _load_processor = False
    _load_image_processor = True
    _load_feature_extractor = False
    _load_tokenizer = True
    _default_generation_config = GenerationConfig(max_new_tokens=256)
    _non_generation_params = ("top_k",)  # here: how many answers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_model_type(MODEL_FOR_VISUAL_QUESTION_ANSWERING_MAPPING_NAMES)

    def _sanitize_parameters(
        self,
        top_k: int | None = None,
        padding: bool | str | None = None,
        truncation: bool | str | None = None,
        timeout: float | None = None,
        generate_kwargs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        given = {"padding": padding, "truncation": truncation, "timeout": timeout}
        preprocess = {key: value for key, value in given.items() if value is not None}
        if top_k is not None and top_k < 1:
            raise ValueError(f"top_k is {top_k}, but at least one answer has to come back. Pass 1 or more.")
        forward = {**(generate_kwargs or {}), **kwargs, **self.assistant_kwargs()}
        return preprocess, forward, {} if top_k is None else {"top_k": top_k}

    def __call__(self, image: Any, question: Any = None, **kwargs: Any) -> Any:
        """Answer questions about pictures.

        Args:
            image: a PIL image, path or URL, a list or `KeyDataset` of them; or, without `question`, a dict
                `{"image": ..., "question": ...}`, or a list, generator or data set of such dicts.
            question: one text, or a list of texts. Several questions on several pictures are all asked about each:
                first the first question on every picture, then the second.
            top_k: how many answers a choosing model gives (5, at most as many as it knows).
            padding, truncation: how the tokenizer treats the question.
            timeout: seconds to wait for a URL.
            generate_kwargs, kwargs: anything `model.generate` takes, `streamer=` and `stopping_criteria=` included;
                without effect on a model that chooses.

        Returns:
            For one question on one picture a list of `{"score": float, "answer": str}` with scores in [0, 1], best
            first, or of `{"answer": str}` from a writing model; for several a list of such lists.

        Raises:
            ValueError: no question or an empty one, something that is no picture, `top_k` below 1.
        """
        if question is None:
            return super().__call__(image, **kwargs)
        many_images, many_questions = isinstance(image, list | tuple | KeyDataset), isinstance(question, list | tuple)
        pairs = [
            {"image": picture, "question": text}
            for text in (question if many_questions else [question])
            for picture in (image if many_images else [image])
        ]
        if not (many_images or many_questions):
            return super().__call__(pairs[0], **kwargs)
        return super().__call__(pairs, **kwargs) if pairs else []

    def preprocess(
        self, inputs: Any, padding: bool | str = False, truncation: bool | str = False, timeout: float | None = None
    ) -> dict[str, Any]:
        """Tokens of the question, shape (1, tokens), and pixels, shape (1, channels, height, width)."""
        if not isinstance(inputs, dict) or "image" not in inputs or "question" not in inputs:
            raise ValueError(
                f"A picture and a question about it are needed, but a {type(inputs).__name__} came alone. "
                'Pass image=... and question=..., or a dict {"image": ..., "question": ...}.'
            )
        text = check_text(inputs["question"], "the question")
        pixels = self.image_processor(images=read_image(inputs["image"], timeout), return_tensors="pt").to(self.dtype)
        tokens = prompt_inputs(self, text, padding=padding, truncation=truncation)
        return {"samples": [{**tokens, **pixels}]}

    def _forward(self, model_inputs: dict[str, Any], **generate_kwargs: Any) -> dict[str, Any]:
        samples = samples_of(model_inputs)
        if not self.model.can_generate():
            batch = stack_padded(samples, {"input_ids": self.tokenizer.pad_token_id or 0})
            return {"logits": self.model(**batch).logits}
        kwargs = self.generation_kwargs(generate_kwargs)
        answers: dict[int, torch.Tensor] = {}
        # BLIP's decoder reads the padding of a question too, so only questions of equal length run together.
        for positions, batch in stack_equal(samples):
            output = self.model.generate(**batch, **kwargs)
            prompt = batch["input_ids"]
            if output.shape[1] >= prompt.shape[1] and torch.equal(output[: len(prompt), : prompt.shape[1]], prompt):
                output = output[:, prompt.shape[1] :]  # BLIP-2 on a decoder repeats the question
            answers.update(zip(positions, output.reshape(len(positions), -1, output.shape[-1]), strict=True))
        return {"output_ids": [answers[position] for position in sorted(answers)]}

    def postprocess(self, model_outputs: dict[str, Any], top_k: int = 5) -> list[dict[str, Any]]:
        """The answers to one question."""
        if "output_ids" in model_outputs:
            decode = self.tokenizer.decode
            return [{"answer": decode(ids, skip_special_tokens=True).strip()} for ids in model_outputs["output_ids"][0]]
        probabilities = model_outputs["logits"][0].float().sigmoid()
        scores, ids = probabilities.topk(min(top_k, self.model.config.num_labels))
        names = self.model.config.id2label
        return [{"score": s, "answer": names[i]} for s, i in zip(scores.tolist(), ids.tolist(), strict=True)]
