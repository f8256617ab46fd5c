"""What a forward pass will take of memory, found before it is computed: it is gone through with tensors that have shapes
and no numbers (torch's FakeTensor), on a copy of the model that has none either.

So it holds for every architecture and every attention, without a formula for each. A rehearsal takes a tenth of a second,
so that only what is large is rehearsed, and every shape once. Where the way goes on by the numbers, it ends there: what
was needed up to there is known, and the rest is let pass.
"""

from __future__ import annotations

import copy
import logging
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tasks.core.limits import check_bytes, run_bytes
from tasks.core.locales import Amount, Phrase
from tasks.core.run.watch import Watch, models_of, ours

log = logging.getLogger("atlas")

TOKENS = 768  # in all texts of a forward pass: fewer are not rehearsed
NUMBERS = 400_000  # in pictures, sounds and states: a picture of 365x365
REMEMBERED = 64  # shapes
SMALLER = Phrase("Use a smaller input, or a smaller model.")

Shapes = tuple[tuple[str, tuple[int, ...]], ...]
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class Rehearsal:
    """Refuses forward passes of one model that would take more memory than one run may. Of one thread, the model's.

    A pass is looked at where it enters the model, at whichever part that is: `generate` calls the encoder by itself.
    """

    def __init__(self, model: Any, watch: Watch) -> None:
        self.model = model
        self.watch = watch
        self.inside = 0  # parts of the model that are computing, one in another
        self.found: dict[tuple[str, Shapes], Need] = {}
        self.understudy: Understudy | None = None
        for name, module in model.named_modules():
            if hasattr(module, "get_input_embeddings"):
                self._attach(name, module)

    def _attach(self, name: str, module: Any) -> None:
        @ours
        def before(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            self.inside += 1
            if self.inside == 1:
                self._check(name, (args, kwargs))

        @ours
        def after(*_: Any) -> None:
            self.inside -= 1

        module.register_forward_pre_hook(before, with_kwargs=True, prepend=True)  # before one that may raise
        module.register_forward_hook(after, always_call=True)

    def _check(self, name: str, given: Arguments) -> None:
        """Raises RunTooLarge."""
        if any(begun(each) for each in given[1].values() if hasattr(each, "get_seq_length")):
            return  # one more token beside those in the cache: the first step was the large one
        if not is_large(given) or str(self.model.device) != "cpu":  # a card that is full says so itself
            return
        shapes = shapes_of(given)
        need = self.found.get((name, shapes))
        if need is None:
            larger = [most for (at, known), most in self.found.items() if at == name and covers(known, shapes)]
            need = min((each for each in larger if each.whole and each.bytes <= run_bytes()), default=None)
        if need is None:
            need = self._need(name, given)
            if len(self.found) >= REMEMBERED:
                del self.found[next(iter(self.found))]
            self.found[name, shapes] = need
        if need.bytes > run_bytes():
            check_bytes(need.bytes, self._instead(name, given))
        self.watch.make_room(need.bytes)

    def _need(self, name: str, given: Arguments) -> Need:
        """What a forward pass takes, as far as it can be found out."""
        try:
            if self.understudy is None:
                self.understudy = Understudy(self.model)
            return self.understudy.need(name, given)
        except Exception as error:  # whatever it is, the run itself may do well
            log.debug("No rehearsal of %s: %s", type(self.model).__name__, type(error).__name__)
            return Need(0, whole=False)

    def _instead(self, name: str, given: Arguments) -> Phrase:
        """What would fit: of one text its length, found by halving."""
        args, kwargs = given
        ids = kwargs.get("input_ids", args[0] if args else None)
        if ids is None or ids.ndim != 2 or ids.shape[0] != 1 or ids.is_floating_point():
            return SMALLER
        length = high = ids.shape[1]
        fits = 0
        while high - fits > high // 32 + 1:
            middle = (fits + high) // 2
            if self._need(name, shortened(given, length, middle)).bytes <= run_bytes():
                fits = middle
            else:
                high = middle
        return Phrase(
            "The text has {tokens} tokens, and about {fits} would fit: shorten it, or choose a smaller model.",
            tokens=Amount(length, ",.0f"),
            fits=Amount(fits, ",.0f"),
        )


@dataclass(frozen=True, order=True)
class Need:
    """Bytes that a forward pass takes at most; those up to where it could be followed, if that was not the `whole`."""

    bytes: int
    whole: bool


class Understudy:
    """A copy of a model whose tensors have no numbers: it takes no memory, and nothing that it keeps is the model's."""

    def __init__(self, model: Any) -> None:
        from torch._subclasses.fake_tensor import FakeTensorMode

        # It writes whole traces of what fails here, of a text too long for the model, say.
        logging.getLogger("torch._subclasses.fake_tensor").setLevel(logging.CRITICAL)
        self.mode = FakeTensorMode(allow_non_fake_inputs=True)
        self.model = self._copied(model)
        for module in self.model.modules():
            for hooks in (module._forward_pre_hooks, module._forward_hooks):
                for id in [id for id, hook in hooks.items() if getattr(hook, "ours", False)]:
                    del hooks[id]
        self.weights = {each.untyped_storage()._cdata for each in (*self.model.parameters(), *self.model.buffers())}

    def _copied(self, what: Any) -> Any:
        """Something with all that it holds, its tensors without numbers."""
        from torch._subclasses.fake_tensor import FakeCopyMode

        with FakeCopyMode(self.mode):
            return copy.deepcopy(what)

    def need(self, name: str, given: Arguments) -> Need:
        """Bytes of all tensors that are there at once in a forward pass of the module `name`, beside the weights."""
        import torch

        args, kwargs = self._copied(given)  # a cache among them would be filled
        counted = _counter(self.weights)
        whole = False
        with torch.no_grad(), without_caches(), self.mode, suppress(Exception), counted:
            self.model.get_submodule(name)(*args, **kwargs)
            whole = True
        return Need(int(counted.peak), whole)


def _counter(apart: set[int]) -> Any:
    """A mode of torch that adds up the storages that operations make, but for those `apart`: `peak` is the most bytes that
    were there at once."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode

    class Counter(TorchDispatchMode):
        def __init__(self) -> None:
            super().__init__()
            self.now = self.peak = 0
            self.seen = set(apart)

        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            result = function(*args, **(kwargs or {}))
            for each in result if isinstance(result, tuple | list) else (result,):
                if isinstance(each, torch.Tensor):
                    storage = each.untyped_storage()
                    key, size = storage._cdata, storage.nbytes()
                    if key not in self.seen:
                        self.seen.add(key)
                        self.now += size
                        self.peak = max(self.peak, self.now)
                        weakref.finalize(storage, self.gone, key, size)
            return result

        def gone(self, key: int, size: int) -> None:
            self.now -= size
            self.seen.discard(key)

    return Counter()


_rehearsing = threading.local()


@contextmanager
def without_caches() -> Iterator[None]:
    """What transformers remembers of a function by its arguments (`compile_compatible_method_lru_cache`) would be tensors
    without numbers, handed to the model itself later. It remembers nothing while torch compiles: so it seems within."""
    from transformers import pytorch_utils

    plain = pytorch_utils.is_torchdynamo_compiling
    if not hasattr(plain, "ours"):

        @ours
        def compiling_or_rehearsing() -> bool:
            return getattr(_rehearsing, "now", False) or plain()

        pytorch_utils.is_torchdynamo_compiling = compiling_or_rehearsing
    _rehearsing.now = True
    try:
        yield
    finally:
        _rehearsing.now = False


def rehearsed(pipe: Any, watch: Watch) -> None:
    """Has every large forward pass of a pipeline's models rehearsed."""
    for model in models_of(pipe):
        # What accelerate has spread over devices comes and goes while it computes.
        if hasattr(model, "device") and getattr(model, "hf_device_map", None) is None:
            Rehearsal(model, watch)


def tensors_of(given: Arguments) -> Iterator[tuple[str, Any]]:
    """(name, tensor) of all in the arguments, those in lists and outputs of other models too."""
    import torch

    def walk(name: str, value: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(value, torch.Tensor):
            yield name, value
        elif isinstance(value, Mapping):
            for key, item in value.items():
                yield from walk(f"{name}.{key}", item)
        elif isinstance(value, tuple | list):
            for index, item in enumerate(value):
                yield from walk(f"{name}.{index}", item)

    yield from walk("", given[0])
    yield from walk("", given[1])


def is_large(given: Arguments) -> bool:
    """Whether a forward pass is worth a rehearsal."""
    return any(each.numel() > (NUMBERS if each.is_floating_point() else TOKENS) for _, each in tensors_of(given))


def begun(cache: Any) -> bool:
    """Whether a cache holds something of the tokens before."""
    try:
        return bool(cache.get_seq_length() > 0)
    except ValueError:  # linear attention alone (Mamba) keeps a state in the place of tokens
        return bool(cache.has_previous_state())


def shapes_of(given: Arguments) -> Shapes:
    """The names and shapes of all tensors in the arguments."""
    return tuple((name, tuple(each.shape)) for name, each in tensors_of(given))


def covers(known: Shapes, shapes: Shapes) -> bool:
    """Whether every tensor of `shapes` is there in `known`, as large or larger, and none else."""
    return len(known) == len(shapes) and all(
        name == other and len(size) == len(large) and all(a <= b for a, b in zip(size, large, strict=True))
        for (other, large), (name, size) in zip(known, shapes, strict=True)
    )


def shortened(given: Arguments, length: int, most: int) -> Arguments:
    """The arguments with everything that is `length` long, batches aside, cut to `most`."""
    import torch
    from torch.utils import _pytree

    def cut(tensor: Any) -> Any:
        for dim in range(1, tensor.ndim):
            if tensor.shape[dim] == length:
                tensor = tensor.narrow(dim, 0, most)
        return tensor

    args, kwargs = _pytree.tree_map_only(torch.Tensor, cut, given)
    return args, kwargs
