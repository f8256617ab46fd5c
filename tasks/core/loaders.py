"""Which checkpoints serve a task, and how they become something that can be called.

A task of transformers needs nothing: `FromTransformers` is the default. A task that transformers does not know brings a
pipeline class of its own and says `loader=FromClass(...)`. Anything else that is a `Loader` serves as well.
"""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias

from tasks.core.errors import NO_OTHER_TASK, MissingWeights
from tasks.core.locales import Phrase
from tasks.core.pipe import Model, Pipe
from tasks.core.run.devices import format_of_floats, model_arguments, placement
from tasks.core.run.libraries import import_libraries
from tasks.core.run.processors import processor_without_clips

ClassName: TypeAlias = str
# A pipeline class by its place ("package.module:Class"), or a function that makes it: a task file must not import torch.
PipelineClass: TypeAlias = "str | Callable[[], type[Any]]"


@dataclass(frozen=True)
class Placement:
    """Where and how a model is put. `model` is its id, for messages; `dtype`, `device` and `attention` as the sidebar has
    them."""

    model: str
    device: str = "cpu"
    dtype: str = "auto"
    attention: str = "auto"
    trust_remote_code: bool = False


class Loader(Protocol):
    """Brings checkpoints of one kind into memory."""

    def classes(self, task: str) -> frozenset[ClassName]:
        """Names of the model classes with a trained head for `task`; empty where any model serves."""

    def unused(self, architectures: frozenset[ClassName]) -> Phrase | None:
        """Why one of these model classes has no use here although its Auto class is one of the task's; None for others."""

    def prepares_pictures(self, task: str) -> bool:
        """Whether its pipelines load what prepares pictures or clips."""

    def load(self, task: str, folder: Path, where: Placement) -> Pipe:
        """A pipeline around the checkpoint in `folder`. Raises MissingWeights, and what the library raises."""

    @property
    def source(self) -> str:
        """The module that `pipeline` is imported from in code that makes the same pipeline."""


class UnknownTask(LookupError):
    """A task file says nothing of its loader, and transformers has no such pipeline."""

    def __init__(self, task: str) -> None:
        super().__init__(
            f"transformers has no pipeline named {task}. Give the task a loader: "
            "TaskSpec(loader=FromClass(...)), see CONTRIBUTING.md."
        )


@dataclass(frozen=True)
class FromTransformers:
    """A pipeline that transformers has itself, under the task's id.

    `heads` names model classes that serve the task beside those of its Auto classes, `only` those that serve it where its
    Auto classes take others too. `without_torchvision` is the
    pipeline class to use where torchvision is missing. `by_config` names a mapping of transformers from configurations
    to classes that its `pipeline()` tries before the Auto classes, for this task alone.
    """

    heads: tuple[ClassName, ...] = ()
    only: tuple[ClassName, ...] = ()
    without_torchvision: PipelineClass | None = None
    by_config: str = ""
    source: ClassVar[str] = "transformers"

    def classes(self, task: str) -> frozenset[ClassName]:
        return frozenset(self.only) or class_names(self.autos(task), self.heads)

    def unused(self, architectures: frozenset[ClassName]) -> Phrase | None:
        return None

    def prepares_pictures(self, task: str) -> bool:
        return loads_pictures(self.implementation(task))

    def load(self, task: str, folder: Path, where: Placement) -> Pipe:
        return assembled(task, self.implementation(task), self.autos(task), folder, where, self.by_config)

    def implementation(self, task: str) -> type[Any]:
        """The pipeline's class. Raises UnknownTask."""
        return self.pipeline_class() or resolved(_supported(task)["impl"])

    def autos(self, task: str) -> tuple[Any, ...]:
        """The Auto classes of transformers' pipeline. Raises UnknownTask."""
        return tuple(_supported(task)["pt"])

    def pipeline_class(self) -> type[Any] | None:
        """The class that stands in where torchvision is missing; None for transformers' own."""
        return None if self.without_torchvision is None or has_torchvision() else resolved(self.without_torchvision)


@dataclass(frozen=True)
class FromClass:
    """A pipeline class of our own: a subclass of `transformers.Pipeline`.

    `implementation` is its place, "tasks.pipelines.pose:PosePipeline", or a function that gives it. `autos` are
    transformers' Auto classes, tried in this order; `heads` names further model classes with a head for the task, of
    transformers or found beside the pipeline. `modality` is transformers' word for what goes in. Where not all classes
    behind `autos` serve, `only` names those that do, and `others` says why the rest does not, as the end of a sentence.
    """

    implementation: PipelineClass
    autos: tuple[str, ...]
    heads: tuple[ClassName, ...] = ()
    modality: str = "multimodal"
    only: tuple[ClassName, ...] = ()
    others: Phrase | None = None
    source: ClassVar[str] = "tasks.pipelines"  # of this repository

    def classes(self, task: str) -> frozenset[ClassName]:
        return frozenset(self.only) or class_names(self.auto_classes(), self.heads)

    def unused(self, architectures: frozenset[ClassName]) -> Phrase | None:
        return self.others if architectures & class_names(self.auto_classes(), self.heads) else None

    def prepares_pictures(self, task: str) -> bool:
        return loads_pictures(self.pipeline_class())

    def load(self, task: str, folder: Path, where: Placement) -> Pipe:
        return assembled(self.registered(task), self.pipeline_class(), self.auto_classes(), folder, where)

    def auto_classes(self) -> tuple[Any, ...]:
        import_libraries()
        import transformers

        return tuple(getattr(transformers, name) for name in self.autos)

    def pipeline_class(self) -> type[Any]:
        return resolved(self.implementation)

    def registered(self, task: str) -> str:
        """Makes the task known to transformers' `pipeline()` and gives its name there.

        transformers refuses the names that it removed before it looks into its registry: ours stand under `atlas/<task>`.
        """
        from transformers.pipelines import PIPELINE_REGISTRY

        name = f"atlas/{task}"
        with _registering:
            if name not in PIPELINE_REGISTRY.supported_tasks:
                cls = self.pipeline_class()
                PIPELINE_REGISTRY.register_pipeline(
                    name, pipeline_class=cls, pt_model=self.auto_classes(), type=self.modality
                )
                # The registry's mark on the class makes `save_pretrained` copy our source into the model's folder and
                # name it there as custom code: a saved model should stay one that anybody can load.
                del cls._registered_impl
        return name


_registering = threading.Lock()
# While transformers builds a model it replaces functions of its base class for the whole process: of two models built at
# the same time, one was seen to keep random weights where they should have been tied.
one_at_a_time = threading.Lock()

# Parts whose absence changes no answer: made anew from the configuration, used in training only, or a pooler that the
# task does not read (checkpoints of vision-encoder-decoders and masked language models come without theirs).
HARMLESS = ("pooler", "masked_spec_embed", "position_ids", "inv_freq", "num_batches_tracked", "relative_position_index")
PARTS = ("tokenizer", "image_processor", "feature_extractor", "processor", "video_processor")


def _supported(task: str) -> Mapping[str, Any]:
    """What transformers' registry says of a task. Raises UnknownTask."""
    import_libraries()
    from transformers.pipelines import SUPPORTED_TASKS

    known: Mapping[str, Any] = SUPPORTED_TASKS
    if task not in known:
        raise UnknownTask(task)
    return known[task]  # type: ignore[no-any-return]


def resolved(place: PipelineClass) -> type[Any]:
    """The class at a place. Takes seconds the first time, as it imports transformers."""
    if isinstance(place, type):
        return place
    if callable(place):
        return _made(place)
    module, name = place.split(":") if ":" in place else place.rsplit(".", 1)
    found: type[Any] = getattr(importlib.import_module(module), name)
    return found


@cache
def _made(make: Callable[[], type[Any]]) -> type[Any]:
    """The class that a function makes, made once: transformers knows classes by identity."""
    return make()


def loads_pictures(cls: type[Any]) -> bool:
    """Whether pipelines of a class load what prepares pictures, by itself or as a part of a processor."""
    return getattr(cls, "_load_image_processor", None) is not False or bool(getattr(cls, "_load_processor", None))


@cache
def has_torchvision() -> bool:
    """Whether torchvision can be used: one built for another torch is installed but fails when imported."""
    if importlib.util.find_spec("torchvision") is None:
        return False
    try:
        importlib.import_module("torchvision.ops")
    except (ImportError, RuntimeError, OSError, AttributeError):
        return False
    return True


def class_names(autos: tuple[Any, ...], heads: tuple[ClassName, ...]) -> frozenset[ClassName]:
    """Names of all classes behind Auto classes, and of `heads`; empty where AutoModel is among them."""
    import transformers

    if transformers.AutoModel in autos:
        return frozenset()
    return frozenset(name for auto in autos for name in names_behind(auto)).union(heads)


def names_behind(auto: Any) -> set[ClassName]:
    """Names of the model classes of an Auto class."""
    mapped = auto._model_mapping._model_mapping.values()
    return {name for value in mapped for name in (value if isinstance(value, tuple) else (value,))}


def assembled(
    name: str, cls: type[Any], autos: tuple[Any, ...], folder: Path, where: Placement, by_config: str = ""
) -> Pipe:
    """The pipeline of class `cls`, known to transformers as `name`, around the checkpoint in `folder`."""
    import transformers

    place = placement(where.device, where.dtype)
    with one_at_a_time:
        model = load_model(name, autos, folder, where, by_config)
        if "device_map" in place:  # it is in its place; of one device the pipeline would otherwise take the first card
            place = {"device": model.device} if getattr(model, "hf_device_map", None) is None else {}
        parts: dict[str, Any] = {
            part: str(folder) for part in PARTS if getattr(cls, f"_load_{part}", None) is not False
        }
        if "processor" in parts and not has_torchvision():
            parts["processor"] = processor_without_clips(folder, where.trust_remote_code) or parts["processor"]
        build: Any = transformers.pipeline
        pipe: Pipe = build(
            name, model=model, config=str(folder), pipeline_class=cls, trust_remote_code=where.trust_remote_code,
            **parts, **place,
        )  # fmt: skip
    return pipe


def load_model(task: str, autos: tuple[Any, ...], folder: Path, where: Placement, by_config: str = "") -> Model:
    """The model in `folder`, by the first class that can load it: those of `autos`, then the checkpoint's own.

    Raises MissingWeights where transformers would make weights up at random (it only logs that), ValueError where no
    class can load it, and what else `from_pretrained` raises.
    """
    import torch
    import transformers

    config = transformers.AutoConfig.from_pretrained(str(folder), trust_remote_code=where.trust_remote_code)
    first: Any = getattr(transformers.models.auto.modeling_auto, by_config) if by_config else {}
    classes = [first[type(config)]] if type(config) in first else list(autos)
    classes += [getattr(transformers, name) for name in config.architectures or [] if hasattr(transformers, name)]
    place = placement(where.device, where.dtype)
    settings = {
        "dtype": getattr(torch, format_of_floats(where.dtype), "auto"),
        "use_safetensors": True,
        "trust_remote_code": where.trust_remote_code,
        "output_loading_info": True,
        **model_arguments(where.dtype, where.attention),
        **({"device_map": place["device_map"]} if "device_map" in place else {}),
    }
    problems: list[Exception] = []
    for cls in classes:
        try:
            found: tuple[Model, Mapping[str, Any]] = cls.from_pretrained(str(folder), **settings)
            model, report = found
            check_complete(model, report["missing_keys"], where.model, task.removeprefix("atlas/"))
        except (OSError, ValueError, TypeError, RuntimeError, MissingWeights) as problem:
            problems.append(problem)  # the checkpoint's own class may be whole: T5's encoder alone is no whole T5
            continue
        return model
    if lacking := next((problem for problem in problems if isinstance(problem, MissingWeights)), None):
        raise lacking
    raise ValueError(f"Could not load model with any of the classes {classes}") from next(iter(problems), None)


def check_complete(model: Model, missing_keys: set[str], name: str, task: str) -> None:
    """Refuses a model that was loaded without weights that the task needs. Raises MissingWeights."""
    lacking = {key for key in missing_keys if not any(part in key for part in HARMLESS)}
    parameters = dict(model.named_parameters(remove_duplicate=False)) if lacking else {}
    there = {id(parameter) for key, parameter in parameters.items() if key not in lacking}
    # What is tied to weights that are there (an output layer to its embeddings) is not lacking.
    missing = sorted(key for key in lacking if id(parameters.get(key)) not in there)
    if missing:
        from tasks.core.registry import takers_of_bare

        fits = takers_of_bare({model.main_input_name}) or NO_OTHER_TASK
        raise MissingWeights(model=name, task=task, missing=missing[0], count=len(missing), fits=fits)
