"""The process-wide Runtime: loads models once, keeps them under a memory budget, runs waiting calls in batches.

One thread per loaded model does everything with it: a tokenizer shared by threads is wrong in silence. Calls that wait
for the same model and ask for the same thing share a batch.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from tasks.core.errors import AtlasError, BadParameter, Busy, Cancelled, Closing
from tasks.core.hub.fitting import BESIDE_WEIGHTS
from tasks.core.hub.store import ModelInfo, ModelStore
from tasks.core.limits import free_here, memory_here
from tasks.core.locales import Phrase
from tasks.core.registry import registry
from tasks.core.run.devices import Device, check_formats, default_device, devices
from tasks.core.run.jobs import Job
from tasks.core.run.libraries import import_libraries
from tasks.core.run.loading import release
from tasks.core.run.memory import Ledger, pool_of
from tasks.core.run.runner import ModelKey, Status, Work
from tasks.core.run.slots import Slots
from tasks.core.run.worker import ModelWorker
from tasks.core.session import Token

log = logging.getLogger("atlas")

LEAST_SHARE = 0.03  # of this machine's memory: what must be free for a run to begin beside others
DEFAULT_SHARE = 0.5  # of this machine's memory: the page, the inputs and the system need the rest


def default_budget() -> int:
    """Bytes of models to keep: half of the memory, of the container's own limit where there is one."""
    return int(memory_here() * DEFAULT_SHARE)


@dataclass(frozen=True)
class RuntimeOptions:
    """`budget` in bytes of this machine's own memory; `devices` says what it has; `concurrency` models run at the same
    time; a run computes for at most `seconds` (0: as long as it takes); `max_waiting` runs wait at most; `max_batch` share
    a forward pass."""

    budget: int = field(default_factory=default_budget)
    concurrency: int = 2
    seconds: float = 0.0
    max_waiting: int = 20_000
    max_batch: int = 16
    devices: Callable[[], Sequence[Device]] = devices
    patience: float = 120.0  # seconds that a load waits for other models to come free


class Runtime:
    """Runs calls on models of `store`. Implements `Runner`."""

    def __init__(self, store: ModelStore, options: RuntimeOptions | None = None) -> None:
        self.store = store
        self.options = options or RuntimeOptions()
        self.slots = Slots(self.options.concurrency, free_here, int(memory_here() * LEAST_SHARE))
        self.closed = False
        self.changed = threading.Condition()
        self.workers: OrderedDict[ModelKey, ModelWorker] = OrderedDict()  # least recently used first
        self.ledger = Ledger(self.options.budget, self.options.devices)

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
        self.prepare(ModelKey(spec.id, self.store.find(model, spec).id, device=default_device()))

    can: ClassVar[frozenset[str]] = frozenset({"checkpoint", "inside", "unload"})

    def submit(
        self,
        key: ModelKey,
        work: Work,
        token: Token | None = None,
        client: str = "",
        stop: threading.Event | None = None,
    ) -> Job:
        """Takes work. Raises Busy, BadParameter, InvalidModelId, ModelNotFound, NoEmbeddedModel before it waits."""
        check_formats(key.dtype, key.attention)
        job = Job(key, work, token, client, stop)
        self.enqueue(job)
        return job

    def enqueue(self, job: Job) -> None:
        """Gives a job to the worker of its model, which is started where there is none, and anew where the model's folder
        was saved again."""
        info = self.store.find(job.key.model, registry()[job.key.task])
        with self.changed:
            if self.closed:
                raise Closing()
            waiting = sum(worker.waiting for worker in self.workers.values())
            if waiting >= self.options.max_waiting:
                raise Busy(waiting=waiting)
            worker = self.workers.get(job.key)
            if worker is not None and worker.info.state != info.state:
                worker.leave()
            if worker is None or not worker.take(job):
                self._start(job.key, info, job)
            self.workers.move_to_end(job.key)

    def prepare(self, key: ModelKey) -> None:
        """Begins to load a model that will be asked for soon. What goes wrong is told to the run that asks."""
        info = self.store.find(key.model, registry()[key.task])
        with self.changed:
            if key not in self.workers:
                self._start(key, info, None)

    def _start(self, key: ModelKey, info: ModelInfo, job: Job | None) -> None:
        worker = self.workers[key] = ModelWorker(self, key, info, job)
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
            self._remove(worker)
        worker.join(timeout=10)
        release()
        return True

    def close(self) -> int:
        """Ends all work, and takes no more: those who wait are told. Gives how many they were."""
        with self.changed:
            self.closed = True
            workers = list(self.workers.values())
        return sum(worker.close() for worker in workers)

    def forget(self, owner: str) -> None:
        """Frees the idle models that only `owner`'s token opened."""
        with self.changed:
            keys = [key for key in self.workers if owner and key.owner == owner]
        for key in keys:
            self.unload(key)

    @property
    def used(self) -> int:
        """Bytes of models in memory or being loaded, on all devices."""
        with self.changed:
            return self.ledger.total

    def room(self, device: str) -> int:
        """Bytes of models that `device` can hold when everything else goes: the budget, or a card's own memory."""
        return self.ledger.room(device)

    def _remove(self, worker: ModelWorker) -> None:
        """Takes a worker and its bytes off the books. The caller holds the lock."""
        if self.workers.get(worker.key) is worker:
            del self.workers[worker.key]
        self.ledger.drop(worker)
        self.changed.notify_all()

    # What workers call.

    def reserve(self, worker: ModelWorker, need: int) -> None:
        """Makes room for `need` bytes where the worker's model goes: idle models that lie there go, the least recently
        used first; then it waits for busy ones.

        Raises ModelTooLarge when it can never fit, Busy when nothing came free in `patience` seconds, Cancelled.
        """
        key, room = worker.key, self.room(worker.key.device)
        whole = int(need * BESIDE_WEIGHTS)
        if whole > room:
            raise self.store.too_large(key.model, whole, room, registry()[key.task], key.dtype)
        evicted: list[ModelWorker] = []
        try:
            with self.changed:
                self._make_room(worker, need, evicted)
        finally:
            for gone in evicted:
                log.info("Evicted %s", gone.key.model)
                gone.join(timeout=10)
            if evicted:
                release()

    def _make_room(self, worker: ModelWorker, need: int, evicted: list[ModelWorker]) -> None:
        """Books `need` bytes for a worker once they are there; what went for it is added to `evicted`. The caller holds
        the lock."""
        deadline = time.monotonic() + self.options.patience
        while True:
            shares, lacking = self.ledger.plan(worker.key.device, need)
            if not lacking:
                self.ledger.take(worker, shares)
                return
            idle = next((each for each in self.workers.values() if self._may_go(each, worker, lacking)), None)
            if idle is not None:
                self._remove(idle)
                evicted.append(idle)
                continue
            worker.tell("memory")
            if time.monotonic() > deadline:
                raise Busy(waiting=len(self.workers))
            if worker.deserted:
                raise Cancelled()
            self.changed.wait(0.25)

    def _may_go(self, each: ModelWorker, instead: ModelWorker, lacking: set[str]) -> bool:
        """Whether a worker lies where room is lacking and is idle; it then retires."""
        return each is not instead and bool(lacking & self.ledger.held(each).keys()) and each.retire()

    def measured(self, worker: ModelWorker, sizes: Mapping[str, int]) -> None:
        """Puts the measured sizes, by device, in the place of the estimate."""
        shares: Counter[str] = Counter()
        for device, size in sizes.items():
            shares[pool_of(device)] += size
        with self.changed:
            self.ledger.take(worker, shares)
            self.changed.notify_all()

    def idle(self) -> None:
        """A worker has nothing to do: whoever waits for memory may look again."""
        with self.changed:
            self.changed.notify_all()

    def drop(self, worker: ModelWorker) -> None:
        """Forgets a worker that has no model: it could not load it, or let it go."""
        with self.changed:
            self._remove(worker)
