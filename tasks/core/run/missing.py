"""Which weights a checkpoint lacked: transformers makes them up at random and only logs it."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from tasks.core.errors import MissingWeights

# Parts whose absence changes no answer: made anew from the configuration, used in training only, or a pooler that the
# task does not read (checkpoints of vision-encoder-decoders and masked language models come without theirs).
HARMLESS = ("pooler", "masked_spec_embed", "position_ids", "inv_freq", "num_batches_tracked", "relative_position_index")

_seen = threading.local()


@cache
def listen() -> None:
    """Has every `from_pretrained` keep its own report (`output_loading_info`) for the thread that loads."""
    from transformers import PreTrainedModel

    plain = PreTrainedModel.from_pretrained.__func__  # type: ignore[attr-defined]

    def from_pretrained(cls: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.pop("output_loading_info", False):
            return plain(cls, *args, output_loading_info=True, **kwargs)
        model, info = plain(cls, *args, output_loading_info=True, **kwargs)
        _seen.missing = sorted(info["missing_keys"])
        return model

    PreTrainedModel.from_pretrained = classmethod(from_pretrained)  # type: ignore[assignment, method-assign]


def check_complete(model: Any, name: str, task: str) -> None:
    """Refuses the model that this thread has just loaded if weights were missing. Raises MissingWeights."""
    lacking = {key for key in _seen.missing if not any(part in key for part in HARMLESS)}
    parameters = dict(model.named_parameters(remove_duplicate=False)) if lacking else {}
    there = {id(parameter) for name, parameter in parameters.items() if name not in lacking}
    # What is tied to weights that are there (an output layer to its embeddings) is not lacking.
    missing = sorted(key for key in lacking if id(parameters.get(key)) not in there)
    if missing:
        encoder = "image-feature-extraction" if model.main_input_name == "pixel_values" else "feature-extraction"
        raise MissingWeights(model=name, task=task, missing=missing[0], count=len(missing), fits=encoder)
