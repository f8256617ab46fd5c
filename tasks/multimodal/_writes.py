"""What the tasks share that write: arguments of `generate`, and the code of restored ones by AutoModel classes."""

from __future__ import annotations

from typing import Any

from tasks.core.share.code import Lines
from tasks.core.spec import TaskSpec, Values


def generate_kwargs(spec: TaskSpec, values: Values, *always: str) -> dict[str, Any]:
    """What was chosen for `generate`; those named hold whatever the checkpoint sets by itself."""
    chosen: dict[str, Any] = spec.chosen(values).get("generate_kwargs", {})
    return {**chosen, **{name: values[name] for name in always}}


def asked(lines: Lines, kwargs: dict[str, Any]) -> str:
    """Arguments of `generate` as source, a comma before each."""
    return "".join(f", {name}={lines.literal(value)}" for name, value in kwargs.items())


def prepared(lines: Lines, auto_model: str, picture: Any, text: str | None) -> list[str]:
    """The lines that load a model with what prepares its inputs, and make `inputs` of a picture and a text."""
    lines.imports.add(f"from transformers import AutoImageProcessor, {auto_model}, AutoTokenizer")
    image = lines.literal(picture, "image")
    words = []
    if text is not None:
        lines.imports.add("import torch")
        words = [
            f'inputs.update(tokenizer({lines.literal(text)}, return_tensors="pt"))',
            'if model.config.model_type == "blip-2":  # the places of its picture are marked before the words',
            "    marks = torch.full((1, model.config.num_query_tokens), model.config.image_token_index)",
            '    inputs["input_ids"] = torch.cat([marks, inputs["input_ids"]], dim=1)',
            '    inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])',
        ]
    return [
        "image_processor = AutoImageProcessor.from_pretrained(MODEL)",
        "tokenizer = AutoTokenizer.from_pretrained(MODEL)",
        f"model = {auto_model}.from_pretrained(MODEL)",
        *lines.before,
        f'inputs = image_processor(images={image}, return_tensors="pt")',
        *words,
        "inputs = inputs.to(model.device)",
    ]
