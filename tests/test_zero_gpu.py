"""The runner of ZeroGPU Spaces with a function that lends nothing: the same way of a run, on this machine's device."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasks.core.errors import Busy, TextTooLong
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tasks.core.run.jobs import Job
from tasks.core.run.runner import ModelKey
from tasks.core.run.work import Run
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
    return submitted(runner, task, **values).future.result(120)


def submitted(runner: ZeroGpuRunner, task: str, **values: Any) -> Job:
    return runner.submit(ModelKey(task, f"local/{task}"), Run(task, registry()[task].clean(values)))


def test_one_function_is_lent_at_start(runner: ZeroGpuRunner, borrowed: list[Any]) -> None:
    assert len(borrowed) == 1


def test_a_run_loads_and_answers(runner: ZeroGpuRunner) -> None:
    outcome = run(runner, "text-classification", text="a good film")
    assert len(outcome.result) == 2 and outcome.milliseconds["forward"] > 0


def test_text_arrives_while_it_is_written(runner: ZeroGpuRunner) -> None:
    job = submitted(runner, "text-generation", text="a good film", max_new_tokens=20, do_sample=False)
    assert job.future.result(120).result
    assert job.progress.text


def test_stop_ends_the_model(runner: ZeroGpuRunner) -> None:
    job = submitted(runner, "text-generation", text="good film", max_new_tokens=1024, do_sample=False)
    while not job.progress.text and not job.future.done():
        threading.Event().wait(0.005)
    job.cancel()
    text = job.future.result(60).result[0]["generated_text"]
    assert text and len(text.split()) < 1000


def test_too_many_are_told_so(tiny_models: TinyModels) -> None:
    go = threading.Event()

    def slow(function: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*args: Any) -> Any:
            go.wait(60)
            yield from function(*args)

        return waiting

    runner = ZeroGpuRunner(
        ModelStore(tiny_models("text-classification"), Hub(offline=True)), slow, concurrency=1, max_waiting=1
    )
    jobs = [submitted(runner, "text-classification", text="a good film") for _ in range(2)]
    with pytest.raises(Busy):
        submitted(runner, "text-classification", text="a good film")
    go.set()
    assert all(job.future.result(120).result for job in jobs)
    assert run(runner, "text-classification", text="a good film").result


def test_a_checkpoint_is_saved_where_the_model_is(
    runner: ZeroGpuRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One copy of the model in all: the one of the lent process."""
    from tasks.core.run import zero_gpu
    from tasks.core.run.work import Save

    loads: list[ModelKey] = []
    monkeypatch.setattr(zero_gpu, "_loaded", {})
    plain = zero_gpu.load
    monkeypatch.setattr(zero_gpu, "load", lambda folder, key, **more: loads.append(key) or plain(folder, key, **more))
    run(runner, "text-classification", text="a good film")
    key = ModelKey("text-classification", "local/text-classification")
    saved = runner.submit(key, Save(key.model, str(tmp_path))).future.result(60)
    assert saved.path.suffix == ".zip" and len(loads) == 1


def test_what_goes_to_the_lent_process_is_plain_data() -> None:
    import pickle

    from tasks.core.errors import AtlasError, InputTooLarge

    work = Run("text-classification", {"text": "a good film", "text_pair": None, "top_k": 5, "function_to_apply": None})
    assert pickle.loads(pickle.dumps(work)).call.args == work.call.args
    error: AtlasError = pickle.loads(pickle.dumps(InputTooLarge(field="text", size="9", limit="8")))
    assert error.code == "InputTooLarge" and error.facts["limit"] == "8"


def test_an_error_comes_back_as_ours(runner: ZeroGpuRunner) -> None:
    with pytest.raises(TextTooLong):
        run(runner, "text-generation", text="good " * 3000)
