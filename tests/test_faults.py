"""What goes wrong inside must not be lost, must not stay, and must not stop others."""

from __future__ import annotations

import gc
import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tasks.core.errors import AtlasError, Busy, Cancelled
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.run.jobs import Job
from tasks.core.run.local import Runtime
from tasks.core.run.runner import ModelKey
from tests.tiny import TinyModels

KEY = ModelKey("text-classification", "local/text-classification")


@dataclass(frozen=True)
class Do:
    """Work that is a function."""

    function: Callable[[], Any]
    group: None = None

    def on(self, loaded: Any, stop: Any, wrote: Any) -> Any:
        return self.function()

    def on_many(self, loaded: Any, works: Any) -> None:
        return None


@pytest.fixture
def runtime(tiny_models: TinyModels) -> Runtime:
    return Runtime(ModelStore(tiny_models("text-classification"), Hub(offline=True)))


def test_an_unexpected_error_is_logged_without_what_was_typed(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    typed = "the diary of somebody"

    def break_down() -> None:
        raise ZeroDivisionError(f"while reading {typed}")

    with caplog.at_level(logging.ERROR, "atlas"), pytest.raises(AtlasError) as raised:
        runtime.submit(KEY, Do(break_down)).future.result(60)
    assert raised.value.code == "UnexpectedError"
    id = raised.value.facts["id"]
    assert id in raised.value.message("es") and id in caplog.text
    assert "break_down" in caplog.text and "ZeroDivisionError" in caplog.text
    assert typed not in caplog.text and typed not in raised.value.message()


def test_a_failed_run_keeps_nothing_of_its_forward_pass(runtime: Runtime) -> None:
    import torch

    seen: list[Any] = []

    def run_out() -> None:
        large = torch.zeros(1000)
        seen.append(weakref.ref(large))
        raise MemoryError("no more")

    kept = runtime.submit(KEY, Do(run_out)).future
    error = kept.exception(60)
    assert isinstance(error, AtlasError) and error.code == "OutOfMemory"
    gc.collect()
    assert seen[0]() is None, "the error holds the tensors of the run that failed"


def test_others_do_not_wait_for_ever_after_a_stopped_download(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One presses Stop while a model comes; of the two others one cannot be queued again. Both hear of it."""
    stopped, full = threading.Event(), threading.Event()

    def fetch(*args: Any) -> Path:
        stopped.wait(60)
        raise Cancelled()

    monkeypatch.setattr(runtime.store, "fetch", fetch)
    jobs = [runtime.submit(KEY, Do(lambda: "done")) for _ in range(3)]
    enqueue = runtime.enqueue

    def once_full(job: Job) -> None:
        if not full.is_set():
            full.set()
            raise Busy(waiting=1)
        monkeypatch.undo()
        enqueue(job)

    monkeypatch.setattr(runtime, "enqueue", once_full)
    jobs[0].cancel()
    stopped.set()
    said = [job.future.exception(60) for job in jobs]
    assert [type(each).__name__ for each in said] == ["Cancelled", "Busy", "NoneType"]
    assert jobs[2].future.result() == "done"


def test_nothing_of_a_visitor_stays_with_the_idle_model(runtime: Runtime) -> None:
    """While a model waits for its next job it holds neither the last one's work nor its token."""
    from tasks.core.session import Token

    job = runtime.submit(KEY, Do(lambda: "done"), Token("hf_secret"))
    kept = weakref.ref(job)
    job.future.result(60)
    worker = runtime.workers[KEY]
    while worker.running:
        threading.Event().wait(0.01)
    del job
    gc.collect()
    assert kept() is None, "the worker's frame holds the last job"


@dataclass(frozen=True)
class Together(Do):
    """Work that breaks when it is done together."""

    group: Any = "all"

    def on_many(self, loaded: Any, works: Any) -> None:
        raise ZeroDivisionError


def test_a_batch_that_breaks_is_done_one_by_one(runtime: Runtime) -> None:
    go = threading.Event()
    runtime.submit(KEY, Do(lambda: go.wait(60)))
    jobs = [runtime.submit(KEY, Together(lambda: "done")) for _ in range(3)]
    go.set()
    assert [job.future.result(60) for job in jobs] == ["done"] * 3


def test_a_model_loaded_ahead_that_fails_is_said(tiny_models: TinyModels, caplog: pytest.LogCaptureFixture) -> None:
    from tasks.core.run.local import RuntimeOptions

    store = ModelStore(tiny_models("text-classification"), Hub(offline=True))
    small = Runtime(store, RuntimeOptions(budget=10))
    with caplog.at_level(logging.WARNING, "atlas"):
        small.prepare(KEY)
        if worker := small.workers.get(KEY):
            worker.join(60)
    assert "text-classification" in caplog.text and "needs about" in caplog.text


def test_a_checkpoint_that_nobody_takes_is_deleted(runtime: Runtime, tmp_path: Path) -> None:
    """Who leaves while it is packed leaves no gigabytes behind; neither does Stop."""
    from tasks.core.run.checkpoint import Checkpoint
    from tasks.core.run.work import Save

    go = threading.Event()
    made: list[Checkpoint] = []

    @dataclass(frozen=True)
    class Slow(Save):
        def on(self, loaded: Any, stop: Any, wrote: Any) -> Checkpoint:
            go.wait(60)
            made.append(super().on(loaded, stop, wrote))
            return made[-1]

    left, stopped = (runtime.submit(KEY, Slow("local/x", str(tmp_path))) for _ in range(2))
    left.future.cancel()
    stopped_when_packed = threading.Timer(0.2, stopped.cancel)
    stopped_when_packed.start()
    stopped_when_packed.join()
    go.set()
    assert isinstance(stopped.future.exception(60), Cancelled)
    while runtime.workers[KEY].running:
        threading.Event().wait(0.01)
    assert made and not any(tmp_path.iterdir())


def test_a_folder_is_loaded_once_whatever_revision_is_typed(runtime: Runtime) -> None:
    from tasks.core.registry import registry
    from tasks.core.service import Service
    from tasks.core.session import Choice

    service, spec = Service(runtime, runtime.store), registry()[KEY.task]
    keys = {service.key(spec, Choice(KEY.model, revision=each)) for each in ("", "main", "r1")}
    assert len(keys) == 1
