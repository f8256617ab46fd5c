"""The thread that owns one loaded model: it loads it, then runs the calls that wait for it, in batches where it can."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Hashable
from itertools import islice
from typing import TYPE_CHECKING, Any

from tasks.core.errors import Cancelled, CorruptWeights, translate
from tasks.core.hub.cache import discard_weights
from tasks.core.hub.download import Fetched
from tasks.core.hub.fitting import estimated_bytes
from tasks.core.hub.store import ModelInfo
from tasks.core.hub.weights import parameters_by_dtype
from tasks.core.run.execution import adapted, execute
from tasks.core.run.jobs import Job, ModelKey, Outcome
from tasks.core.run.loading import Loaded, load
from tasks.core.spec import TaskSpec

if TYPE_CHECKING:
    from tasks.core.run.local import Runtime


LOOK_AHEAD = 256  # waiting runs that are looked at for a batch and told their place: the whole line would be too slow


def frozen(value: Any) -> Hashable:
    """A hashable stand-in for keyword arguments: equal for equal plain values, the object itself for others."""
    if isinstance(value, dict):
        return tuple(sorted((key, frozen(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    return value if isinstance(value, Hashable) else id(value)


class ModelWorker(threading.Thread):
    """Loads `info` for `key`, then serves jobs until it is retired. `size` is bytes reserved or measured."""

    def __init__(self, runtime: Runtime, key: ModelKey, spec: TaskSpec, info: ModelInfo, first: Job | None) -> None:
        super().__init__(name=f"model-{key.task}", daemon=True)
        self.runtime = runtime
        self.key = key
        self.spec = spec
        self.info = info
        self.jobs: deque[Job] = deque([first] if first else [])
        self.arrived = threading.Condition()
        self.retired = False
        self.running: list[Job] = []
        self.loaded: Loaded | None = None
        self.size = 0
        self.born = time.monotonic()

    @property
    def waiting(self) -> int:
        return len(self.jobs)

    def take(self, job: Job) -> bool:
        """Queues a job; False when this worker has been retired and another must be made."""
        with self.arrived:
            if self.retired:
                return False
            self.jobs.append(job)
            self.arrived.notify()
            return True

    def retire(self) -> bool:
        """Ends the thread and frees its model, if it is loaded and idle; says whether it was."""
        with self.arrived:
            if self.loaded is None or self.jobs or self.running:
                return False
            self.retired = True
            self.arrived.notify()
            return True

    def run(self) -> None:
        try:
            self._load()
        except BaseException as error:  # whatever it was, those who wait must hear of it
            self._give_up(error)
            return
        while batch := self._next_batch():
            with self.runtime.slots:
                self._serve(batch)
            with self.arrived:
                self.running = []
            self.runtime.idle()
        self.loaded = None

    def _load(self) -> None:
        store = self.runtime.store
        token = self.jobs[0].token if self.jobs else None
        room = self.runtime.room(self.key.device)
        facts = store.examine(self.info, self.spec, self.key.revision, self.key.dtype, room, token)
        folder = store.fetch(self.info, self.key.revision, token, self._tell_bytes)
        try:
            parameters = parameters_by_dtype(folder, self.info.id)
            self.runtime.reserve(self, estimated_bytes(parameters, self.key.dtype))
            self.tell("loading")
            self.loaded = load(folder, self.key, trust_remote_code=store.trust_remote_code)
        except Exception as error:
            if facts is not None and isinstance(translate(error), CorruptWeights):
                discard_weights(folder)
            raise
        self.runtime.measured(self, self.loaded.size)

    def _give_up(self, error: BaseException) -> None:
        self.runtime.drop(self)
        with self.arrived:
            self.retired = True
            jobs, self.jobs = list(self.jobs), deque()
        for job in jobs:
            # The one who pressed Stop ended the download; the others who waited for it ask again.
            if isinstance(error, Cancelled) and not job.stop.is_set():
                self.runtime.enqueue(job)
            else:
                job.fail_by(error)

    def tell(self, stage: str, **facts: Any) -> None:
        """Says to all who wait where things are."""
        for job in list(self.jobs):
            job.at(stage, **facts)

    @property
    def deserted(self) -> bool:
        """Whether all who waited for this model pressed Stop."""
        jobs = list(self.jobs)
        return bool(jobs) and all(job.stop.is_set() for job in jobs)

    def _tell_bytes(self, fetched: Fetched) -> None:
        if self.deserted:
            raise Cancelled()
        for job in list(self.jobs):
            job.fetched(fetched)

    def _next_batch(self) -> list[Job]:
        """Waits for work. Jobs that fit the first one's batch come along, up to the limit, in their order."""
        with self.arrived:
            while True:
                while not self.jobs:
                    if self.retired:
                        return []
                    self.arrived.wait()
                first = self.jobs.popleft()
                if first.stop.is_set():
                    first.fail(Cancelled())
                    continue
                break
            batch = [first]
            key = self._batch_key(first)
            if key is not None:
                for job in list(islice(self.jobs, LOOK_AHEAD)):
                    if len(batch) == self.runtime.options.max_batch:
                        break
                    if not job.stop.is_set() and self._batch_key(job) == key:
                        self.jobs.remove(job)
                        batch.append(job)
            self.running = batch
            for place, job in enumerate(islice(self.jobs, LOOK_AHEAD)):
                job.at("waiting", before=place + len(batch))
            return batch

    def _batch_key(self, job: Job) -> Hashable | None:
        """Equal for runs that may share a forward pass: same keywords, inputs of one kind and size."""
        if job.errand or job.spec.batch is None or job.spec.run is not None or len(job.call.args) != 1:
            return None
        if job.batch_key is None:
            job.batch_key = (job.spec.batch(job.call.values), frozen(job.call.kwargs))
        return job.batch_key

    def _can_pad(self) -> bool:
        """Texts of different length need a padding token to share a batch."""
        tokenizer = getattr(self.loaded.pipe, "tokenizer", None) if self.loaded else None
        return tokenizer is None or tokenizer.pad_token_id is not None

    def _serve(self, batch: list[Job]) -> None:
        for job in batch:
            job.at("running")
        if len(batch) > 1 and self._can_pad() and self._served_together(batch):
            return
        assert self.loaded is not None
        for job in batch:
            try:
                if job.errand is not None:
                    job.finish(job.errand(self.loaded.pipe))
                    continue
                outcome = execute(self.loaded, job.spec, job.call, job.stop, job.wrote)
                if job.stop.is_set() and not job.progress.text:
                    raise Cancelled()
                job.finish(outcome)
            except BaseException as error:
                job.fail_by(error)

    def _served_together(self, batch: list[Job]) -> bool:
        """Runs a batch in one forward pass. False where it failed: one bad sample must fail alone, so that each is then
        tried by itself, and the error's text, which can hold another visitor's input, goes nowhere."""
        assert self.loaded is not None
        pipe, clock = self.loaded.pipe, self.loaded.clock
        clock.reset()
        try:
            arguments = [adapted(self.loaded, job.spec, job.call) for job in batch]
            if len({frozen(kwargs) for _, kwargs in arguments}) > 1:
                return False
            results = pipe([args[0] for args, _ in arguments], batch_size=len(batch), **arguments[0][1])
        except Exception:
            return False
        if len(results) != len(batch):
            return False
        share = {stage: spent / len(batch) for stage, spent in clock.milliseconds.items()}
        for job, result, given in zip(batch, results, arguments, strict=True):
            job.finish(Outcome(result, share, self.loaded.device, self.loaded.dtype, len(batch), given))
        return True
