"""The process-wide Runtime: loads models once, keeps them under a memory budget, runs waiting calls in batches.

One thread per loaded model does everything with it: a tokenizer shared by threads is wrong in silence. Calls that wait
for the same model and ask for the same thing share a batch.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tasks.core.errors import AtlasError, BadParameter, Busy, Cancelled
from tasks.core.hub.store import ModelInfo, ModelStore
from tasks.core.locales import Phrase
from tasks.core.registry import registry
from tasks.core.run.devices import check_formats, default_device, devices
from tasks.core.run.jobs import Job, ModelKey, Status
from tasks.core.run.libraries import import_libraries
from tasks.core.run.loading import release
from tasks.core.run.worker import ModelWorker
from tasks.core.session import Token
from tasks.core.spec import Call, TaskSpec

log = logging.getLogger("atlas")

DEFAULT_SHARE = 0.5  # of this machine's memory: the page, the inputs and the system need the rest


def default_budget() -> int:
    """Bytes of models to keep: half of the memory, of the container's own limit where there is one."""
    total = psutil.virtual_memory().total
    limit = Path("/sys/fs/cgroup/memory.max")
    text = limit.read_text(encoding="ascii").strip() if limit.is_file() else ""
    return int(min(total, int(text) if text.isdigit() else total) * DEFAULT_SHARE)


@dataclass(frozen=True)
class RuntimeOptions:
    """`budget` in bytes; `concurrency` models run at the same time; `max_waiting` runs wait at most; `max_batch` share
    a forward pass."""

    budget: int = field(default_factory=default_budget)
    concurrency: int = 2
    max_waiting: int = 20_000
    max_batch: int = 16
    patience: float = 120.0  # seconds that a load waits for other models to come free


class Runtime:
    """Runs calls on models of `store`. Implements `Runner`."""

    def __init__(self, store: ModelStore, options: RuntimeOptions | None = None) -> None:
        self.store = store
        self.options = options or RuntimeOptions()
        self.slots = threading.Semaphore(self.options.concurrency)
        self.changed = threading.Condition()
        self.workers: OrderedDict[ModelKey, ModelWorker] = OrderedDict()  # least recently used first

    def start(self, preload: Sequence[str] = ()) -> None:
        """Imports torch and transformers in the background, so that the page need not wait for them, then the models
        of `preload` ("task=model", or a model of the Hub that says its task)."""

        def work() -> None:
            import_libraries()
            for named in preload:
                try:
                    self._preload(named)
                except AtlasError as error:
                    log.warning("--preload %s: %s", named, error)

        # A moment later, so that the first visitor's page does not share its core with the import.
        timer = threading.Timer(0.3, work)
        timer.daemon = True
        timer.start()

    def _preload(self, named: str) -> None:
        task, _, model = named.rpartition("=")
        task = task or self.store.hub.look(model, "", None).task
        spec = registry().get(task)
        if spec is None:
            raise BadParameter(field="preload", reason=Phrase("it does not name a task; write task=model"))
        self.prepare(ModelKey(spec.id, self.store.find(model, spec).id, device=default_device()), spec)

    def submit(self, key: ModelKey, spec: TaskSpec, call: Call, token: Token | None = None) -> Job:
        """Takes a run. Raises Busy, BadParameter, InvalidModelId, ModelNotFound, NoEmbeddedModel before it waits."""
        check_formats(key.dtype, key.attention)
        job = Job(key, spec, call, token)
        self.enqueue(job)
        return job

    def enqueue(self, job: Job) -> None:
        """Gives a job to the worker of its model, which is started where there is none."""
        info = self.store.find(job.key.model, job.spec)
        with self.changed:
            waiting = sum(worker.waiting for worker in self.workers.values())
            if waiting >= self.options.max_waiting:
                raise Busy(waiting=waiting)
            worker = self.workers.get(job.key)
            if worker is None or not worker.take(job):
                self._start(job.key, job.spec, info, job)
            self.workers.move_to_end(job.key)

    def prepare(self, key: ModelKey, spec: TaskSpec) -> None:
        """Begins to load a model that will be asked for soon. What goes wrong is told to the run that asks."""
        info = self.store.find(key.model, spec)
        with self.changed:
            if key not in self.workers:
                self._start(key, spec, info, None)

    def _start(self, key: ModelKey, spec: TaskSpec, info: ModelInfo, job: Job | None) -> None:
        worker = self.workers[key] = ModelWorker(self, key, spec, info, job)
        worker.start()

    def status(self, key: ModelKey) -> Status:
        """How the model of `key` stands."""
        with self.changed:
            worker = self.workers.get(key)
        if worker is None:
            return Status("absent")
        loaded = worker.loaded
        if loaded is None:
            return Status("loading", seconds=time.monotonic() - worker.born)
        return Status("ready", loaded.size, loaded.device, loaded.dtype, loaded.seconds, loaded.unnamed)

    def unload(self, key: ModelKey) -> bool:
        """Frees a model that nobody is using; False when it is in use or not loaded."""
        with self.changed:
            worker = self.workers.get(key)
            if worker is None or not worker.retire():
                return False
            del self.workers[key]
        worker.join(timeout=10)
        release()
        return True

    def forget(self, owner: str) -> None:
        """Frees the idle models that only `owner`'s token opened."""
        for key in [key for key in list(self.workers) if owner and key.owner == owner]:
            self.unload(key)

    @property
    def used(self) -> int:
        """Bytes of models in memory or being loaded."""
        return sum(worker.size for worker in self.workers.values())

    def room(self, device: str) -> int:
        """Bytes of models that `device` can hold when everything else goes: the budget, and a card's own memory."""
        card = next((each.total for each in devices() if each.id == device and device != "cpu"), self.options.budget)
        return min(self.options.budget, card) if device == "cpu" else card

    # What workers call.

    def reserve(self, worker: ModelWorker, need: int) -> None:
        """Makes room for `need` bytes: idle models go, the least recently used first; then it waits for busy ones.

        Raises ModelTooLarge when it can never fit, Busy when nothing came free in `patience` seconds, Cancelled.
        """
        if need > self.options.budget:
            raise self.store.too_large(worker.key.model, need, self.options.budget, worker.spec, worker.key.dtype)
        deadline = time.monotonic() + self.options.patience
        evicted: list[ModelWorker] = []
        with self.changed:
            while self.used + need > self.options.budget:
                idle = next((k for k, w in self.workers.items() if w is not worker and w.retire()), None)
                if idle is not None:
                    evicted.append(self.workers.pop(idle))
                    continue
                worker.tell("memory")
                if time.monotonic() > deadline:
                    raise Busy(waiting=len(self.workers))
                if worker.deserted:
                    raise Cancelled()
                self.changed.wait(0.25)
            worker.size = need
        for gone in evicted:
            gone.join(timeout=10)
        if evicted:
            release()

    def measured(self, worker: ModelWorker, size: int) -> None:
        """Puts the measured size in the place of the estimate."""
        with self.changed:
            worker.size = size
            self.changed.notify_all()

    def idle(self) -> None:
        """A worker has nothing to do: whoever waits for memory may look again."""
        with self.changed:
            self.changed.notify_all()

    def drop(self, worker: ModelWorker) -> None:
        """Forgets a worker that could not load its model."""
        with self.changed:
            if self.workers.get(worker.key) is worker:
                del self.workers[worker.key]
            self.changed.notify_all()
