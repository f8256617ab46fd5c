"""What a loaded model looks like to the code that runs it: the shape of transformers' pipelines and models.

Protocols, since transformers' own classes are imported only when something is loaded, and since another loader may bring
something that merely behaves like them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import torch
    from transformers import GenerationConfig


class Model(Protocol):
    """A model of transformers. Its configuration is Any: each architecture has a class of its own."""

    config: Any
    generation_config: GenerationConfig
    main_input_name: str
    input_modalities: Iterable[str]
    output_modalities: Iterable[str]
    dtype: torch.dtype
    device: torch.device

    def __call__(self, **inputs: Any) -> Any: ...

    def can_generate(self) -> bool: ...

    def eval(self) -> Model: ...

    def parameters(self) -> Iterator[torch.Tensor]: ...

    def named_parameters(self, *, remove_duplicate: bool = True) -> Iterator[tuple[str, torch.Tensor]]: ...

    def buffers(self) -> Iterator[torch.Tensor]: ...

    def register_forward_pre_hook(self, hook: Any, *, with_kwargs: bool = False) -> Any: ...

    def save_pretrained(self, folder: str | Path) -> Any: ...


class Pipe(Protocol):
    """transformers' Pipeline, or what behaves like one: called with a task's arguments it gives the result, by the three
    verbs one after the other.

    The parts that prepare inputs are Any, as each model family has classes of its own; None where a model does without.
    What one class of pipelines has beside this is a Protocol in the file of its task.
    """

    model: Model
    tokenizer: Any
    feature_extractor: Any
    image_processor: Any
    video_processor: Any
    processor: Any
    device: torch.device
    dtype: torch.dtype

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

    def preprocess(self, inputs: Any, **settings: Any) -> Any: ...

    def forward(self, model_inputs: Any, **settings: Any) -> Any: ...

    def postprocess(self, model_outputs: Any, **settings: Any) -> Any: ...
