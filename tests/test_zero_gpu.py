"""The runner of ZeroGPU Spaces with a function that lends nothing: the same way of a run, on this machine's device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tasks.core.errors import TextTooLong
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tasks.core.run.jobs import ModelKey
from tasks.core.run.zero_gpu import ZeroGpuRunner
from tests.tiny import TinyModels


@pytest.fixture
def borrowed() -> list[Any]:
    return []


@pytest.fixture
def runner(tiny_models: TinyModels, borrowed: list[Any]) -> ZeroGpuRunner:
    def borrow(function: Callable[..., Any]) -> Callable[..., Any]:
        borrowed.append(function)
        return function

    return ZeroGpuRunner(ModelStore(tiny_models("text-classification", "text-generation"), Hub(offline=True)), borrow)


def run(runner: ZeroGpuRunner, task: str, **values: Any) -> Any:
    spec = registry()[task]
    return runner.submit(ModelKey(task, f"local/{task}"), spec, spec.call(values)).future.result(120)


def test_one_function_is_lent_at_start(runner: ZeroGpuRunner, borrowed: list[Any]) -> None:
    assert len(borrowed) == 1


def test_a_run_loads_and_answers(runner: ZeroGpuRunner) -> None:
    outcome = run(runner, "text-classification", text="a good film", top_k=2)
    assert len(outcome.result) == 2 and outcome.milliseconds["forward"] > 0


def test_text_arrives_while_it_is_written(runner: ZeroGpuRunner) -> None:
    spec = registry()["text-generation"]
    key = ModelKey(spec.id, f"local/{spec.id}")
    job = runner.submit(key, spec, spec.call({"text": "a good film", "max_new_tokens": 20, "do_sample": False}))
    assert job.future.result(120).result
    assert job.progress.text


def test_an_error_comes_back_as_ours(runner: ZeroGpuRunner) -> None:
    with pytest.raises(TextTooLong):
        run(runner, "text-classification", text="good " * 3000)
