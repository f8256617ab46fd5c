"""Runs on ZeroGPU Spaces, where a GPU is lent for the time of one function call, in a process forked for it.

The page's process only downloads: loading and running happen inside the lent function, whose process may be used again
for the next call and keeps what it loaded. Quota follows the request's context, so that runs are never batched across
visitors; every run has its own thread with the context that it was submitted in.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tasks.core.errors import Cancelled
from tasks.core.hub.download import Fetched
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tasks.core.run.devices import check_formats, devices
from tasks.core.run.execution import execute
from tasks.core.run.jobs import Job, ModelKey, Status
from tasks.core.run.libraries import import_libraries
from tasks.core.run.loading import Loaded, load
from tasks.core.session import Token
from tasks.core.spec import Call, TaskSpec

LENT = 70_000_000_000  # bytes
_loaded: dict[ModelKey, Loaded] = {}  # of the lent process: the page's own stays empty


def lent(key: ModelKey, folder: str, trust_remote_code: bool, values: dict[str, Any], live: bool) -> Iterator[Any]:
    """Loads and runs in the lent process: yields the text so far (str), and last the Outcome.

    Everything that comes and goes is pickled, so the task is named, not passed.
    """
    import_libraries()
    spec = registry()[key.task]
    if key not in _loaded:
        _loaded.clear()  # one model at a time: the lent memory is not ours to fill
        device = devices()[0].id  # the lent GPU
        _loaded[key] = load(Path(folder), replace(key, device=device), trust_remote_code=trust_remote_code)
    call = spec.call_of(values, live=live)
    pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def work() -> None:
        try:
            pieces.put(execute(_loaded[key], spec, call, threading.Event(), pieces.put))
        except BaseException as error:
            pieces.put(error)

    threading.Thread(target=work, daemon=True).start()
    while isinstance(piece := pieces.get(), str):
        yield piece
    if isinstance(piece, BaseException):
        raise piece
    yield piece


class ZeroGpuRunner:
    """Implements `Runner` by a function that `borrow` (spaces.GPU) decorates once, at start, as Spaces ask for."""

    def __init__(self, store: ModelStore, borrow: Callable[[Any], Any]) -> None:
        self.store = store
        self.run = borrow(lent)

    def submit(self, key: ModelKey, spec: TaskSpec, call: Call, token: Token | None = None) -> Job:
        """Takes a run. Raises BadParameter, InvalidModelId, ModelNotFound, NoEmbeddedModel."""
        check_formats(key.dtype, key.attention)
        job = Job(key, spec, call, token)
        self.enqueue(job)
        return job

    def enqueue(self, job: Job) -> None:
        """Gives a job its thread. An errand is done here, on the CPU: nothing of it needs the lent GPU."""
        key, spec, call, token = job.key, job.spec, job.call, job.token
        info = self.store.find(key.model, spec)

        def told(fetched: Fetched) -> None:
            if job.stop.is_set():
                raise Cancelled()
            job.fetched(fetched)

        def work() -> None:
            try:
                self.store.examine(info, spec, key.revision, key.dtype, self.room(key.device), token)
                folder = self.store.fetch(info, key.revision, token, told)
                job.at("running")
                if job.errand is not None:
                    here = load(folder, replace(key, device="cpu"), trust_remote_code=self.store.trust_remote_code)
                    job.finish(job.errand(here.pipe))
                    return
                for piece in self.run(key, str(folder), self.store.trust_remote_code, call.values, bool(spec.superset)):
                    if job.stop.is_set():
                        raise Cancelled()
                    if isinstance(piece, str):
                        job.wrote(piece)
                    else:
                        job.finish(piece)
            except BaseException as error:
                job.fail_by(error)

        threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()

    def room(self, device: str) -> int:
        """The memory that ZeroGPU lends by default (https://huggingface.co/docs/hub/spaces-zerogpu)."""
        return LENT

    def prepare(self, key: ModelKey, spec: TaskSpec) -> None:
        """Nothing loads before it is asked for: a GPU is lent for runs."""

    def status(self, key: ModelKey) -> Status:
        """Models live in lent processes: none is ever in this one."""
        return Status("absent")

    def unload(self, key: ModelKey) -> bool:
        """Nothing is held here."""
        return False

    def forget(self, owner: str) -> None:
        """Nothing is held here."""
