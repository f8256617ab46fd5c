"""The ledger of memory: a card's bytes and the machine's own are different money. Fake devices serve here."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.core.errors import ModelTooLarge
from tasks.core.hub.client import Hub
from tasks.core.hub.fitting import BESIDE_WEIGHTS, estimated_bytes
from tasks.core.hub.store import ModelInfo, ModelStore
from tasks.core.run.devices import Device
from tasks.core.run.local import Runtime, RuntimeOptions
from tasks.core.run.memory import RAM, Ledger
from tasks.core.run.runner import ModelKey
from tasks.core.run.worker import ModelWorker
from tests.tiny import TinyModels

GB = 10**9
CARD = Device("cuda:0", "a card", 80 * GB, 80 * GB)
SECOND = Device("cuda:1", "another card", 80 * GB, 80 * GB)
CPU = Device("cpu", "CPU", 16 * GB, 16 * GB)


class Loaded(ModelWorker):
    """A worker that is never started: its model is there and idle."""

    def __init__(self, runtime: Runtime, key: ModelKey) -> None:
        super().__init__(runtime, key, ModelInfo(key.model, "local"), None)
        self.loaded: Any = object()
        runtime.workers[key] = self

    def join(self, timeout: float | None = None) -> None:
        """It has no thread to wait for."""


def runtime_of(*found: Device, budget: int = 8 * GB) -> Runtime:
    options = RuntimeOptions(budget=budget, devices=lambda: list(found), patience=0.1)
    return Runtime(ModelStore(hub=Hub(offline=True)), options)


def worker(runtime: Runtime, device: str, number: int) -> Loaded:
    return Loaded(runtime, ModelKey("fill-mask", f"local/{number}", device=device))


def test_a_card_has_its_own_room() -> None:
    """16 GB of RAM, a card of 80: a model of 10 GB has room there."""
    runtime = runtime_of(CARD, CPU)
    runtime.reserve(worker(runtime, "cuda:0", 1), 10 * GB)
    assert runtime.room("cuda:0") == 80 * GB and runtime.room("cpu") == 8 * GB
    assert runtime.ledger.used("cuda:0") == 10 * GB and runtime.ledger.used(RAM) == 0
    with pytest.raises(ModelTooLarge):
        runtime.reserve(worker(runtime, "cpu", 2), 10 * GB)


def test_a_full_card_evicts_whatever_the_ram_is() -> None:
    """512 GB of RAM do not make a card of 80 hold four models of 30."""
    runtime = runtime_of(CARD, CPU, budget=256 * GB)
    for number in range(4):
        runtime.reserve(worker(runtime, "cuda:0", number), 30 * GB)
    assert [key.model for key in runtime.workers] == ["local/2", "local/3"]
    assert runtime.ledger.used("cuda:0") == 60 * GB


def test_one_card_does_not_evict_another() -> None:
    runtime = runtime_of(CARD, SECOND, CPU)
    for number, device in enumerate(("cuda:1", "cpu", "cuda:0", "cuda:0", "cuda:0")):
        runtime.reserve(worker(runtime, device, number), 6 * GB if device == "cpu" else 30 * GB)
    assert [key.model for key in runtime.workers] == ["local/0", "local/1", "local/3", "local/4"]


def test_auto_spreads_over_all_and_frees_where_it_lies() -> None:
    runtime = runtime_of(CARD, SECOND, CPU)
    large = worker(runtime, "auto", 1)
    runtime.reserve(large, 138 * GB)
    card = int(80 * GB / BESIDE_WEIGHTS)
    assert dict(runtime.ledger.held(large)) == {"cuda:0": card, "cuda:1": card, RAM: 138 * GB - 2 * card}
    runtime.measured(large, {"cuda:0": 60 * GB, "cpu": 2 * GB, "mps": GB})
    assert dict(runtime.ledger.held(large)) == {"cuda:0": 60 * GB, RAM: 3 * GB}
    runtime.reserve(worker(runtime, "cuda:0", 2), 40 * GB)
    assert runtime.ledger.held(large) == {}


def test_a_device_that_is_not_here_has_no_room() -> None:
    assert Ledger(GB, lambda: [CPU]).room("cuda:3") == 0


@pytest.mark.parametrize(
    ("dtype", "least", "most"),
    [("auto", 4, 4), ("float32", 4, 4), ("float16", 2, 2), ("bfloat16", 2, 2), ("int8", 1, 1.4), ("int4", 0.5, 1.1)],
)
def test_estimates_follow_the_format(dtype: str, least: float, most: float) -> None:
    count = 100_000_000
    assert least * count <= estimated_bytes({"F32": count}, dtype) <= most * count


def test_float16_is_reserved_as_half(tiny_models: TinyModels) -> None:
    """What a worker reserves for a checkpoint of float32 that is loaded as float16."""
    from tasks.core.run.work import Run

    runtime = Runtime(ModelStore(tiny_models("text-classification"), Hub(offline=True)))
    sizes = []
    for dtype in ("float32", "float16"):
        key = ModelKey("text-classification", "local/text-classification", dtype=dtype)
        values = {"text": "a good film", "text_pair": None, "top_k": 5, "function_to_apply": None}
        runtime.submit(key, Run(key.task, values)).future.result(60)
        sizes.append(runtime.status(key).size)
    assert sizes[1] < 0.6 * sizes[0]


def test_what_accelerate_keeps_aside_is_counted_where_it_lies(runs_models: None) -> None:
    """Offloaded weights stand on `meta`, all at address 0: each counts by itself, in RAM unless it is on the disk."""
    import torch

    from tasks.core.run.loading import measured_bytes

    model = torch.nn.ModuleDict({name: torch.nn.Linear(10, 10, bias=False) for name in ("a", "b", "c", "d")})
    for name in ("a", "b", "c"):
        model[name].to("meta")
    model.hf_device_map = {"a": "cpu", "b": "cpu", "c": "disk", "d": 0}  # type: ignore[assignment]
    assert measured_bytes(model) == {"cpu": 3 * 400}


def test_a_card_keeps_room_for_what_runs_compute() -> None:
    """Two models whose weights alone fill a card are not there together."""
    runtime = runtime_of(CARD, CPU)
    for number in range(2):
        runtime.reserve(worker(runtime, "cuda:0", number), 39 * GB)
    assert len(runtime.workers) == 1
    with pytest.raises(ModelTooLarge):
        runtime.reserve(worker(runtime, "cuda:0", 3), 70 * GB)
