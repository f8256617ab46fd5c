"""Turns a folder of model files into a pipeline that is safe to run, and refuses what would answer with noise."""

from __future__ import annotations

import gc
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tasks.core.errors import BrokenModel
from tasks.core.fields import Labels
from tasks.core.hub.architectures import check_head, classes_of, model_type_of
from tasks.core.hub.packages import check_packages
from tasks.core.hub.store import state_of
from tasks.core.lengths import bound_tokenizer
from tasks.core.loaders import Placement
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.run.libraries import import_libraries
from tasks.core.run.rehearsal import rehearsed
from tasks.core.run.runner import ModelKey
from tasks.core.run.watch import Watch


@dataclass(eq=False)
class Loaded:
    """A pipeline in memory. `sizes` are measured: bytes of parameters and buffers by device. `clock` collects time per stage,
    `watch` is asked between its steps; `mark` tells it from what else was ever loaded, and from the same folder's
    earlier files; `unnamed` says that its labels have no names (LABEL_0)."""

    pipe: Pipe
    sizes: Mapping[str, int]
    device: str
    dtype: str
    seconds: float
    clock: StageClock
    watch: Watch
    mark: str
    unnamed: bool = False

    @property
    def size(self) -> int:
        """Bytes on all devices."""
        return sum(self.sizes.values())


@dataclass
class StageClock:
    """Milliseconds spent in each of the three verbs of a pipeline since the last `reset`. Before each of their steps it
    looks at `watch`."""

    watch: Watch
    milliseconds: dict[str, float] = field(default_factory=dict)

    def reset(self) -> None:
        self.milliseconds = dict.fromkeys(("preprocess", "forward", "postprocess"), 0.0)

    def timed(self, stage: str, verb: Callable[..., Any]) -> Callable[..., Any]:
        """Wraps a verb of the pipeline. Chunk pipelines yield from preprocess: each step of the generator counts."""

        def timed_verb(*args: Any, **kwargs: Any) -> Any:
            self.watch.look()
            start = time.perf_counter()
            result = verb(*args, **kwargs)
            self.milliseconds[stage] += (time.perf_counter() - start) * 1e3
            return self._timed_steps(stage, result) if isinstance(result, Iterator) else result

        return timed_verb

    def _timed_steps(self, stage: str, steps: Iterator[Any]) -> Iterator[Any]:
        while True:
            self.watch.look()
            start = time.perf_counter()
            try:
                item = next(steps)
            except StopIteration:
                return
            finally:
                self.milliseconds[stage] += (time.perf_counter() - start) * 1e3
            yield item


def load(folder: Path, key: ModelKey, *, trust_remote_code: bool) -> Loaded:
    """Loads `folder` as `key` says, by the loader of its task. Raises WrongTask and MissingWeights for a head that is
    missing, and what transformers raises otherwise."""
    from tasks.core.registry import registry

    import_libraries()
    start = time.monotonic()
    check_head(key.task, folder, key.model)
    check_packages(model_type_of(folder), registry()[key.task].loader.prepares_pictures(key.task), key.model)
    where = Placement(key.model, key.device, key.dtype, key.attention, trust_remote_code)
    pipe: Any = registry()[key.task].loader.load(key.task, folder, where)
    check_tokenizer(pipe.tokenizer, key.model)
    bound_tokenizer(pipe)
    pipe.model.eval()
    watch = Watch()
    watch.attach(pipe)
    rehearsed(pipe, watch)
    clock = StageClock(watch)
    clock.reset()
    pipe.stage_clock = clock  # for tasks whose `run` does a stage by itself: tools.stage
    for stage in clock.milliseconds:
        setattr(pipe, stage, clock.timed(stage, getattr(pipe, stage)))
    labels = getattr(pipe.model.config, "id2label", None) or {}
    return Loaded(
        pipe=pipe,
        sizes=measured_bytes(pipe.model),
        device=str(pipe.device),
        dtype=str(pipe.model.dtype).removeprefix("torch."),
        seconds=time.monotonic() - start,
        clock=clock,
        watch=watch,
        mark=mark_of(folder, key),
        unnamed=answers_by_labels(key.task) and any(str(label).startswith("LABEL_") for label in labels.values()),
    )


def mark_of(folder: Path, key: ModelKey) -> str:
    """A word for what is loaded: the key, and the files as they are."""
    said = repr((key, str(folder.resolve()), state_of(folder)))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def check_tokenizer(tokenizer: Any, name: str) -> None:
    """Refuses a tokenizer that knows nothing but its special tokens: transformers makes such a one where the files are
    missing, and every text becomes the same. Raises BrokenModel."""
    if tokenizer is not None and len(tokenizer) <= len(tokenizer.all_special_tokens):
        raise BrokenModel(model=name, reason=Phrase("its tokenizer's files are missing"))


def answers_by_labels(task: str) -> bool:
    """Whether the model's own labels are what the task answers with: its classes are classifiers, and the visitor writes
    no labels."""
    from tasks.core.registry import registry

    spec = registry()[task]
    if any(isinstance(each, Labels) for each in (*spec.inputs, *spec.params)):
        return False
    return any("Classification" in name or "Detection" in name for name in classes_of(task))


def measured_bytes(model: Any) -> dict[str, int]:
    """Bytes of all parameters and buffers by device ("cpu", "cuda:0"), shared tensors counted once.

    What accelerate keeps aside while it is not used stands in the model without data, on `meta`: it lies in the machine's
    own memory, or on its disk, as `hf_device_map` says.
    """
    sizes: Counter[str] = Counter()
    seen: set[tuple[str, int]] = set()
    for name, tensor in (*model.named_parameters(), *model.named_buffers()):
        device = str(tensor.device)
        place = (device, id(tensor) if device == "meta" else tensor.data_ptr())
        if place not in seen and not (device == "meta" and _kept_aside(model, name) == "disk"):
            seen.add(place)
            sizes["cpu" if device == "meta" else device] += tensor.numel() * tensor.element_size()
    return dict(sizes)


def _kept_aside(model: Any, name: str) -> str:
    """Where accelerate keeps a tensor: the place of the longest module in its map that the tensor is part of."""
    placed = getattr(model, "hf_device_map", None) or {}
    modules = [module for module in placed if not module or name == module or name.startswith(f"{module}.")]
    return str(placed[max(modules, key=len)]) if modules else "cpu"


def release() -> None:
    """Gives memory of unloaded models back to the system: gc alone keeps it in malloc's arenas."""
    import ctypes
    import sys

    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
