"""What the tokenizer and the processors made of the input: the tensors that the model gets, and the tokens among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.core.fields import Note, Rows
from tasks.core.locales import Amount, Phrase
from tasks.core.run.execution import adapted_arguments
from tasks.inside import Subject, View

LONGEST = 400  # tokens that are listed


class _Enough(BaseException):
    """Ends the run before the model's forward pass; no handler of a pipeline takes it for an error of its own."""


def look(subject: Subject) -> dict[str, Any]:
    """Runs the pipeline up to its forward pass and keeps what would have gone into the model."""
    pipe = subject.loaded.pipe
    tensors = dict(flattened(given_to_model(subject)))
    parts = [getattr(pipe, name, None) for name in ("tokenizer", "image_processor", "feature_extractor", "processor")]
    prepared = [type(part).__name__ for part in parts if part is not None]
    return {
        "classes": Phrase("{parts} prepared the input for {model}.", parts=prepared, model=type(pipe.model).__name__),
        "tensors": (
            [Phrase("name"), Phrase("shape"), "dtype", "min", "max"],
            [row(name, tensor) for name, tensor in tensors.items()],
        ),
        "tokens": tokens(pipe.tokenizer, tensors),
    }


def given_to_model(subject: Subject) -> Any:
    """The first thing that the pipeline would put into its model: mappings, lists and tensors."""
    pipe, spec = subject.loaded.pipe, subject.spec
    args, kwargs = adapted_arguments(subject.loaded, spec, subject.call)
    kept: list[Any] = []

    def keep(model_inputs: Any, *args: Any, **kwargs: Any) -> Any:
        kept.append(model_inputs)
        raise _Enough

    def keep_of_model(module: Any, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return keep(kwargs)

    forward = pipe.forward
    # A task with steps of its own may go to the model past the pipeline's forward.
    hook = pipe.model.register_forward_pre_hook(keep_of_model, with_kwargs=True)
    pipe.forward = keep
    try:
        spec.run(pipe, args, dict(kwargs)) if spec.run else pipe(*args, **kwargs)
    except _Enough:
        return kept[0]
    finally:
        pipe.forward = forward
        hook.remove()
    return {}


def flattened(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """(name, tensor) of all tensors in nested mappings and lists, under names such as `samples.0.pixel_values`."""
    if hasattr(value, "items"):
        for key, item in value.items():
            yield from flattened(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from flattened(item, f"{name}.{index}" if name else str(index))
    elif hasattr(value, "shape") and hasattr(value, "dtype") and hasattr(value, "numel"):
        yield name, value


def row(name: str, tensor: Any) -> list[Any]:
    """A tensor in a table: its name, shape, number format and range."""
    numbers = tensor.detach().float()
    ends = [Amount(float(end), ".4g") for end in (numbers.min(), numbers.max())] if tensor.numel() else ["", ""]
    return [name, " × ".join(map(str, tensor.shape)), str(tensor.dtype).removeprefix("torch."), *ends]


def tokens(tokenizer: Any, tensors: Mapping[str, Any]) -> tuple[list[Any], list[Any]] | None:
    """The pieces behind the ids: position, piece, id, and whether it stands for no text; None without a tokenizer."""
    ids = next((tensor for name, tensor in tensors.items() if name.split(".")[-1] == "input_ids"), None)
    if tokenizer is None or ids is None:
        return None
    first = ids.reshape(-1, ids.shape[-1])[0].tolist()[:LONGEST]
    special = set(tokenizer.all_special_ids)
    rows = [
        [place, tokenizer.convert_ids_to_tokens(id), id, Phrase("special") if id in special else ""]
        for place, id in enumerate(first)
    ]
    return ["", Phrase("token"), "id", ""], rows


VIEW = View(
    id="preprocess",
    title="Preprocess",
    summary="What the tokenizer or the processor made of your input: the numbers that the model gets.",
    outputs=(
        Note("classes", "Classes"),
        Rows("tensors", "Tensors"),
        Rows("tokens", "Tokens: words and pieces of words, each with its number"),
    ),
    look=look,
)
