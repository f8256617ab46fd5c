"""Anything in, anything out, without torchvision."""

from __future__ import annotations

from typing import Any

from transformers.models.auto.modeling_auto import MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES
from transformers.pipelines import any_to_any

from ._restored import Pipeline

Parent: Any = any_to_any.AnyToAnyPipeline


class AnyToAnyPipeline(Parent):
    """transformers' own pipeline, which asks for torchvision as soon as a model can see, used or not.

    Pictures go through image processors that work with Pillow, so nothing here needs torchvision; only a clip does, and
    its processor says so. Takes, returns and raises what transformers' `AnyToAnyPipeline` does.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Past the parent, whose own `__init__` does nothing but this and the demand for torchvision.
        Pipeline.__init__(self, *args, **kwargs)
        self.check_model_type(MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES)
