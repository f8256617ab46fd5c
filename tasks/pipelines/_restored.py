"""What the restored pipelines share: their task's name, and how generation parameters reach `model.generate`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, ClassVar

import torch
import transformers
from transformers.pipelines import base
from transformers.utils import logging

logger = logging.get_logger(__name__)

# transformers' annotations of its pipelines fit neither its own subclasses nor ours: Any to a type checker.
Pipeline: Any = transformers.Pipeline
ChunkPipeline: Any = base.ChunkPipeline


class RestoredPipeline(Pipeline):
    """A pipeline of a task that transformers no longer knows.

    `restored_task` names the task as the user wrote it (`translation_en_to_fr`); without it the class's own name holds.
    """

    default_task: ClassVar[str] = ""
    default_model: ClassVar[tuple[str, str] | None] = None  # (model id, revision) that version 4 took by itself

    @classmethod
    def default_for(cls, task: str) -> tuple[str, str] | None:
        """(model id, revision) that version 4 took for a task by itself; None where it had none."""
        return cls.default_model

    def __init__(self, *args: Any, task: str = "", restored_task: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, task=restored_task or task or self.default_task, **kwargs)


class GeneratingPipeline(RestoredPipeline):
    """A restored pipeline whose models call `generate`.

    Priority of generation parameters, highest first: the call, `pipeline(...)`, the checkpoint's
    `task_specific_params`, its `generation_config`, the pipeline's defaults.
    """

    _pipeline_calls_generate = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.model.can_generate():
            return
        params = self.task_params(self.task)
        if "prefix" in params:
            self.prefix: str | None = params.pop("prefix")
        if "generation_config" not in self._generate_kwargs:
            for name, value in params.items():
                self._generate_kwargs.setdefault(name, value)
        if self.model.config.model_type == "blip":
            # BLIP hands its own padding token to the text decoder; a second one is a TypeError there.
            self._generation_defaults.pop("pad_token_id", None)

    def task_params(self, task: str) -> dict[str, Any]:
        """A copy of what the checkpoint sets for this task (`task_specific_params`, as T5 has them)."""
        all_params = getattr(self.model.config, "task_specific_params", None) or {}
        return dict(all_params.get(task) or {})

    def assistant_kwargs(self) -> dict[str, Any]:
        """What `generate` needs where the pipeline was built with `assistant_model=`."""
        kwargs: dict[str, Any] = {}
        if getattr(self, "assistant_model", None) is not None:
            kwargs["assistant_model"] = self.assistant_model
        if getattr(self, "assistant_tokenizer", None) is not None:
            kwargs["tokenizer"] = self.tokenizer
            kwargs["assistant_tokenizer"] = self.assistant_tokenizer
        return kwargs

    def generation_kwargs(self, call_kwargs: dict[str, Any]) -> dict[str, Any]:
        """All keyword arguments for `model.generate` in this call.

        `streamer=` and `stopping_criteria=` pass through. Tokens can only be streamed one by one, so with a streamer
        the beams that a pipeline or a checkpoint sets by default are switched off.

        Raises:
            ValueError: a streamer together with beams that the caller asked for.
        """
        overrides: dict[str, Any] = {"return_dict_in_generate": False}
        if call_kwargs.get("streamer") is not None:
            if (call_kwargs.get("num_beams") or 1) > 1:
                raise ValueError(
                    f"A streamer is given together with num_beams={call_kwargs['num_beams']}, but a beam search knows "
                    "its text only at the end. Drop one of the two."
                )
            # These three mean something to a beam search only, and generate warns about each that is left.
            overrides |= {"num_beams": 1, "early_stopping": False, "length_penalty": 1.0}
        # `max_new_tokens` of a checkpoint would win over a `max_length` that the caller asks for just now.
        if call_kwargs.get("max_length") is not None and call_kwargs.get("max_new_tokens") is None:
            overrides["max_new_tokens"] = None
        prepared: dict[str, Any] = self._prepare_generate_kwargs(call_kwargs, **overrides)
        return prepared


def trim_padding(groups: torch.Tensor, pad_token_id: int | None, eos_token_id: int | None) -> list[torch.Tensor]:
    """Take off the padding that a sample has only because another one of its batch is longer.

    Args:
        groups: token ids, shape (samples, sequences per sample, length).

    Returns:
        one tensor per sample, shape (sequences per sample, its own length).
    """
    if pad_token_id is None:
        return list(groups)
    # Where padding and end are one token, the first of them belongs to the text.
    keep = 1 if pad_token_id == eos_token_id else 0
    trimmed = []
    for group in groups:
        used = (group != pad_token_id).any(dim=0).nonzero()
        length = int(used[-1]) + 1 + keep if len(used) else group.shape[1]
        trimmed.append(group[:, :length])
    return trimmed


def samples_of(model_inputs: dict[str, Any]) -> list[dict[str, torch.Tensor]]:
    """The samples of a batch, one by one.

    A `preprocess` that gives `{"samples": [tensors]}` gets its batch here unstacked, and `_forward` decides how samples
    of unequal shape run: transformers' own collation would fail on them, or pad where padding changes the answer.
    """
    samples: list[dict[str, torch.Tensor]] = []
    for entry in model_inputs["samples"]:
        samples.extend(entry if isinstance(entry, list) else [entry])
    return samples


def stack_equal(samples: Sequence[dict[str, torch.Tensor]]) -> Iterator[tuple[list[int], dict[str, torch.Tensor]]]:
    """Stack the samples whose tensors have equal shapes: their positions, and tensors of shape (samples, ...)."""
    groups: dict[Hashable, list[int]] = {}
    for position, sample in enumerate(samples):
        groups.setdefault(tuple((key, sample[key].shape) for key in sorted(sample)), []).append(position)
    for positions in groups.values():
        keys = samples[positions[0]]
        yield positions, {key: torch.cat([samples[position][key] for position in positions]) for key in keys}


def stack_padded(
    samples: Sequence[dict[str, torch.Tensor]], padding: dict[str, int], left: bool = False
) -> dict[str, torch.Tensor]:
    """Stack all samples, filling up what is shorter or smaller.

    Args:
        samples: tensors of shape (1, ...) by name, the same names in each.
        padding: the value to fill with by name, 0 for the others.
        left: fill before the first element rather than after the last.

    Returns:
        tensors of shape (samples, ...), each further dimension as large as the largest sample's.
    """
    stacked = {}
    for key in samples[0]:
        sizes = [max(size) for size in zip(*(sample[key].shape[1:] for sample in samples), strict=True)]
        filled = samples[0][key].new_full((len(samples), *sizes), padding.get(key, 0))
        for row, sample in zip(filled, samples, strict=True):
            place = tuple(slice(-n, None) if left else slice(n) for n in sample[key].shape[1:])
            row[place] = sample[key][0]
        stacked[key] = filled
    return stacked


def prompt_inputs(pipe: Any, text: str, **tokenizer_kwargs: Any) -> dict[str, torch.Tensor]:
    """Tokens of a text that goes along with a picture, shape (1, tokens).

    BLIP-2 wants the places that its picture takes marked before the text.
    """
    tokens = dict(pipe.tokenizer(text, return_tensors="pt", **tokenizer_kwargs))
    if pipe.model.can_generate():
        tokens.pop("token_type_ids", None)  # `generate` refuses what no model reads
    config = pipe.model.config
    if config.model_type == "blip-2":
        marks = torch.full((1, config.num_query_tokens), config.image_token_index)
        tokens["input_ids"] = torch.cat([marks, tokens["input_ids"]], dim=1)
        tokens["attention_mask"] = torch.cat([torch.ones_like(marks), tokens["attention_mask"]], dim=1)
    return tokens
