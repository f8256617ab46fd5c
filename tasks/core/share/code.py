"""The code that reproduces a run with plain transformers: a Call becomes the lines that a student can paste."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from tasks.core.media import Clip, Sound, origin_of
from tasks.core.run.devices import format_of_floats, model_arguments
from tasks.core.run.runner import ModelKey
from tasks.core.scale import holds_copies, is_copy
from tasks.core.share.opening import open_picture, quoted
from tasks.core.spec import Call, TaskSpec

if TYPE_CHECKING:
    from PIL import Image


class Lines:
    """Collects the imports and the lines that prepare inputs, while values are being written as Python."""

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.before: list[str] = []
        self.pictures: dict[str, Image.Image] = {}

    def literal(self, value: Any, name: str = "value") -> str:
        """`value` as a Python expression; files become lines of their own and the expression their name."""
        from PIL import Image

        if isinstance(value, Image.Image):
            return self._picture(value, name)
        if isinstance(value, Sound):
            imports, lines = value.code("pipe.feature_extractor.sampling_rate")
            self.imports |= imports
            self.before += lines
            return "samples"
        if isinstance(value, Clip):
            return quoted(value.name or "clip.mp4")
        if isinstance(value, dict):
            return (
                "{"
                + ", ".join(f"{self.literal(key)}: {self.literal(item, str(key))}" for key, item in value.items())
                + "}"
            )
        if isinstance(value, list):
            return "[" + ", ".join(self.literal(item, f"{name}{i + 1}") for i, item in enumerate(value)) + "]"
        if isinstance(value, str):
            return quoted(value)
        return repr(value)

    def _picture(self, picture: Image.Image, name: str) -> str:
        """Opens a picture under a name of its own, once."""
        for known, opened in self.pictures.items():
            if opened is picture:
                return known
        free = (name if number == 1 else f"{name}{number}" for number in count(1))
        name = next(each for each in free if each not in self.pictures)
        self.pictures[name] = picture
        self.before += open_picture(self, name, origin_of(picture))
        if is_copy(picture):
            self.before.append(f"{name} = {name}.resize({picture.size})")
        return name


def model_path(model: str) -> str:
    """What `from_pretrained` takes for a model id of ours: embedded models lie in the repository, local ones in the
    folder that the operator gave, which is named from inside."""
    prefix, _, name = model.partition("/")
    return {"embedded": f"assets/models/{name}", "local": f"./{name}"}.get(prefix, model)


def where_to_run(model: str) -> list[str]:
    """A comment that says from which folder a path of ours is found, for those who paste the code elsewhere."""
    prefix, _, name = model.partition("/")
    folder = {
        "embedded": "the folder of Pipeline Atlas, where assets/models is",
        "local": f"the folder that holds the model {name}",
    }.get(prefix)
    return [f"# Run this in {folder}; files of your own go there too."] if folder else []


def loading_arguments(key: ModelKey) -> list[str]:
    """Keyword arguments that differ from what transformers does by itself."""
    extra = []
    if key.revision:
        extra.append(f'revision="{key.revision}"')
    if key.device == "auto":
        extra.append('device_map="auto"')
    elif key.device != "cpu":
        extra.append(f'device="{key.device}"')
    if key.dtype != "auto":
        extra.append(f'dtype="{format_of_floats(key.dtype)}"')
    return extra + [f"{name}={value!r}" for name, value in model_arguments(key.dtype, key.attention).items()]


def placed(code: str, key: ModelKey) -> str:
    """`code` with the model's id, and where it runs, in the places of MODEL."""
    id = json.dumps(model_path(key.model))
    model = [each.replace("device=", "device_map=") for each in loading_arguments(key)]  # `device` is a pipeline's word
    inner = model_arguments(key.dtype, key.attention)
    where = loading_arguments(replace(key, dtype=format_of_floats(key.dtype), attention="auto"))
    where += [f"model_kwargs={inner!r}"] if inner else []  # how a pipeline passes them to from_pretrained
    files = [each for each in where if each.startswith("revision=")]  # all that tokenizers and processors take
    for place, given in (
        (r"((?:Tokenizer|Processor|Extractor)\.from_pretrained\()MODEL\b", files),
        (r"(\.from_pretrained\()MODEL\b", model),
        (r"(\bmodel=)MODEL\b", where),
    ):
        written = ", ".join([id, *given]).replace("\\", r"\\")
        code = re.sub(place, rf"\g<1>{written}", code)
    return code


def arguments(lines: Lines, call: Call, names: tuple[str, ...] = ()) -> str:
    """The arguments of a call as Python source."""
    positional = [lines.literal(arg, names[i] if i < len(names) else "input") for i, arg in enumerate(call.args)]
    return ", ".join([*positional, *(f"{name}={lines.literal(value, name)}" for name, value in call.kwargs.items())])


def snippet(spec: TaskSpec, key: ModelKey, call: Call) -> str:
    """Python source that prints the same result. Files that were uploaded are named as they were, beside the script."""
    lines = Lines()
    body = spec.code(call, lines) if spec.code else None
    if body is None:
        lines.imports.add(f"from {spec.loader.source} import pipeline")
        body = [f'pipe = pipeline("{spec.id}", model=MODEL)']
        given = arguments(lines, call, tuple(each.name for each in spec.inputs))
        whole = spec.enlarge.code(call.args) if spec.enlarge and holds_copies(call.args) else []
        body += [*lines.before, f"result = pipe({given})", *whole, "print(result)"]
    text = placed("\n".join(body), key)
    imports = [*sorted(lines.imports), ""] if lines.imports else []
    return "\n".join([*where_to_run(key.model), *imports, text]) + "\n"
