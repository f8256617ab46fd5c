"""Starting a model from another one's weights: the ViT that knows the boards lends its eye to other architectures."""

import re

import torch
from transformers import PreTrainedModel, ViTModel

OLDER_NAMES = [
    (r"^layers\.", "encoder.layer."),
    (r"attention\.q_proj", "attention.attention.query"),
    (r"attention\.k_proj", "attention.attention.key"),
    (r"attention\.v_proj", "attention.attention.value"),
    (r"attention\.o_proj", "attention.output.dense"),
    (r"mlp\.fc1", "intermediate.dense"),
    (r"mlp\.fc2", "output.dense"),
]
"""How ViLT and YOLOS call what ViT now calls otherwise."""


def give_sight(eye: ViTModel, model: PreTrainedModel) -> int:
    """Copies every weight of `eye` that `model` has under the same or its older name and in the same shape.

    Returns how many were copied; raises ValueError where no layer's weights fit.
    """
    own = model.state_dict()
    taken: dict[str, torch.Tensor] = {}
    for name, value in eye.state_dict().items():
        older = name
        for here, there in OLDER_NAMES:
            older = re.sub(here, there, older)
        for candidate in (name, older):
            if candidate in own and own[candidate].shape == value.shape:
                taken[candidate] = value
    if not any("attention" in name for name in taken):
        raise ValueError(f"No layer of {type(eye).__name__} fits into {type(model).__name__}: other names or widths.")
    model.load_state_dict(taken, strict=False)
    return len(taken)
