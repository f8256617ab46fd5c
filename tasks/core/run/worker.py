"""The thread that owns one loaded model: it loads it, then does the work that waits for it, together where it can."""

from __future__ import annotations

import logging
import threading
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from tasks.core.errors import AtlasError, BrokenModel, Cancelled, Closing, CorruptWeights, UnexpectedError, caused
from tasks.core.hub.broken import of_its_file
from tasks.core.hub.cache import discard_weights
from tasks.core.hub.download import Fetched
from tasks.core.hub.fitting import estimated_bytes
from tasks.core.hub.store import ModelInfo
from tasks.core.hub.weights import check_parts, parameters_by_dtype
from tasks.core.locales import Phrase, megabytes
from tasks.core.registry import registry
from tasks.core.run.devices import placement
from tasks.core.run.jobs import Job, discard
from tasks.core.run.libraries import import_libraries
from tasks.core.run.loading import Loaded, load
from tasks.core.run.runner import ModelKey
from tasks.core.run.sitting import Sitting
from tasks.core.run.turns import Turns

if TYPE_CHECKING:
    from tasks.core.run.local import Runtime


log = logging.getLogger("atlas")

LOOK_AHEAD = 256  # waiting jobs that are looked at for a batch and told their place: the whole line would be too slow


class ModelWorker(threading.Thread):
    """Loads `info` for `key`, then serves jobs until it is retired."""

    def __init__(self, runtime: Runtime, key: ModelKey, info: ModelInfo, first: Job | None) -> None:
        super().__init__(name=f"model-{key.task}", daemon=True)
        self.runtime = runtime
        self.key = key
        self.info = info
        self.jobs: Turns[Job] = Turns()
        if first is not None:
            self.jobs.add(first)
        self.arrived = threading.Condition()
        self.retired = False
        self.running: list[Job] = []
        self.loaded: Loaded | None = None
        self.born = time.monotonic()

    @property
    def waiting(self) -> int:
        return len(self.jobs)

    def take(self, job: Job) -> bool:
        """Queues a job; False when this worker has been retired and another must be made."""
        with self.arrived:
            if self.retired:
                return False
            self.jobs.add(job)
            self.arrived.notify()
            return True

    def retire(self) -> bool:
        """Ends the thread and frees its model, if it is loaded and idle; says whether it was."""
        with self.arrived:
            if self.loaded is None or len(self.jobs) or self.running:
                return False
            self.retired = True
            self.arrived.notify()
            return True

    def leave(self) -> None:
        """Does what waits here, and takes no more: another will, with the model as it is now."""
        with self.arrived:
            self.retired = True
            self.arrived.notify()

    def close(self) -> int:
        """Fails all jobs: the server is being stopped. Gives their number."""
        with self.arrived:
            jobs = [*self.jobs.clear(), *self.running]
        for job in jobs:
            job.fail_by(Closing())  # first: a Stop alone would be what they hear
            job.cancel()
        return len(jobs)

    def run(self) -> None:
        try:
            self._load()
        except BaseException as error:  # whatever it was, those who wait must hear of it
            self._give_up(self._unfit(self._ours(error)))
            return
        while self._served():
            self.runtime.idle()
        self.loaded = None
        self.runtime.drop(self)

    def _served(self) -> bool:
        """Does what comes next; False when the worker has been retired. In a method of its own: a name that held the last
        jobs would keep their visitors' values and tokens for as long as nothing comes."""
        batch = self._next_batch()
        if not batch:
            return False
        try:
            self._in_turn(batch)
        finally:
            with self.arrived:
                self.running = []
        return True

    def _in_turn(self, batch: list[Job]) -> None:
        """Does a batch when its turn comes."""
        sitting = Sitting(Phrase(registry()[self.key.task].title), self.runtime.slots, self.runtime.options.seconds)
        try:
            with sitting.of(batch), self.runtime.slots.taken(sitting, sitting.waits):
                self._serve(batch, sitting)
        except Cancelled as error:  # all of them left before it began
            for job in batch:
                job.fail_by(error)

    def _ours(self, error: BaseException) -> AtlasError:
        """The error as one of ours, translated (and logged) once for all who wait."""
        return caused(error, model=self.key.model, task=self.key.task)

    def _load(self) -> None:
        store, spec = self.runtime.store, registry()[self.key.task]
        import_libraries()  # torch knows the devices
        placement(self.key.device, self.key.dtype)  # raises MissingDevice before anything is downloaded
        first = next(iter(self.waiting_jobs()), None)
        token = first.token if first else None
        room = self.runtime.room(self.key.device)
        facts = store.examine(self.info, spec, self.key.revision, self.key.dtype, room, token)
        folder = store.fetch(self.info, self.key.revision, token, self._tell_bytes)
        try:
            check_parts(folder, self.info.id)
            parameters = parameters_by_dtype(folder, self.info.id)
            self.runtime.reserve(self, estimated_bytes(parameters, self.key.dtype))
            self.tell("loading")
            self.loaded = load(folder, self.key, trust_remote_code=store.trust_remote_code)
        except Exception as error:
            ours = self._ours(error)
            if facts is None:
                ours = of_its_file(ours, folder, self.key.model)
            elif isinstance(ours, CorruptWeights):
                discard_weights(folder)
            raise ours from error
        self.runtime.measured(self, self.loaded.sizes)
        log.info(
            "Loaded %s for %s: %s on %s in %.1f s",
            self.key.model, self.key.task, megabytes(self.loaded.size), self.loaded.device, self.loaded.seconds,
        )  # fmt: skip

    def _unfit(self, error: AtlasError) -> AtlasError:
        """What nobody foresaw while somebody's own model was loaded is a fault of its files; the log has the rest."""
        if self.info.source == "embedded" or not isinstance(error, UnexpectedError):
            return error
        reason = Phrase("something in its files is not as transformers expects it")
        unfit = BrokenModel(model=self.key.model, reason=reason)
        unfit.__cause__ = error
        return unfit

    def _give_up(self, error: AtlasError) -> None:
        self.runtime.drop(self)
        with self.arrived:
            self.retired = True
            jobs = self.jobs.clear()
        if not jobs:  # loaded ahead: nobody else would hear of it
            log.warning("%s was not loaded for %s: %s", self.key.model, self.key.task, error)
        for job in jobs:
            # The one who pressed Stop ended the download; the others who waited for it ask again.
            if isinstance(error, Cancelled) and not job.stop.is_set():
                try:
                    self.runtime.enqueue(job)
                except Exception as problem:  # one that cannot wait again must not leave the others waiting for ever
                    job.fail_by(problem)
            else:
                job.fail_by(error)

    def waiting_jobs(self) -> list[Job]:
        """All that wait, as they will be served."""
        with self.arrived:
            return list(self.jobs)

    def tell(self, stage: str) -> None:
        """Says to all who wait where things are."""
        for job in self.waiting_jobs():
            job.at(stage)

    @property
    def deserted(self) -> bool:
        """Whether all who waited for this model pressed Stop."""
        jobs = self.waiting_jobs()
        return bool(jobs) and all(job.stop.is_set() for job in jobs)

    def _tell_bytes(self, fetched: Fetched) -> None:
        if self.deserted:
            raise Cancelled()
        for job in self.waiting_jobs():
            job.fetched(fetched)

    def _next_batch(self) -> list[Job]:
        """Waits for work. Jobs of the first one's group come along, up to the limit, in their order."""
        with self.arrived:
            while True:
                while not len(self.jobs):
                    if self.retired:
                        return []
                    self.arrived.wait()
                first = self.jobs.next()
                if first.stop.is_set():
                    first.fail_by(Cancelled())
                    continue
                break
            batch = [first]
            group = self._group(first)
            if group is not None:
                for job in list(islice(self.jobs, LOOK_AHEAD)):
                    if len(batch) == self.runtime.options.max_batch:
                        break
                    if not job.stop.is_set() and self._group(job) == group:
                        self.jobs.remove(job)
                        batch.append(job)
            self.running = batch
            for place, job in enumerate(islice(self.jobs, LOOK_AHEAD)):
                job.at("waiting", before=place + len(batch))
            return batch

    def _together(self, batch: list[Job], sitting: Sitting) -> list[Any] | None:
        """What jobs of one group come to at once; None where they must be done in smaller numbers, down to one, which says
        itself what is wrong: the error's text can hold another visitor's input."""
        assert self.loaded is not None
        try:
            with sitting.of(batch), self.loaded.watch.over(sitting.check, sitting.room):
                return batch[0].work.on_many(self.loaded, [job.work for job in batch])
        except Exception:
            return None

    @staticmethod
    def _group(job: Job) -> object | None:
        """What a job may be done together with; nothing where asking that fails, which it will say itself when it runs."""
        try:
            return job.work.group
        except Exception:
            return None

    def _serve(self, batch: list[Job], sitting: Sitting) -> None:
        for job in batch:
            job.at("running")
        self._divided(batch, sitting)

    def _divided(self, batch: list[Job], sitting: Sitting) -> None:
        """Does jobs together where they can be, else in halves: where one is bad, or all are too much at once, the others
        still go together."""
        if len(batch) == 1:
            self._alone(batch[0], sitting)
            return
        together = self._together(batch, sitting)
        if together is None:
            middle = len(batch) // 2
            self._divided(batch[:middle], sitting)
            self._divided(batch[middle:], sitting)
            return
        for job, outcome in zip(batch, together, strict=True):
            job.finish(outcome)
        log.debug("Ran %d jobs at once on %s", len(batch), self.key.model)

    def _alone(self, job: Job, sitting: Sitting) -> None:
        assert self.loaded is not None
        try:
            with sitting.of([job]), self.loaded.watch.over(sitting.check, sitting.room):
                outcome = job.work.on(self.loaded, job.stop, job.wrote)
            if job.stop.is_set() and not job.progress.text:
                discard(outcome)
                raise Cancelled()
            job.finish(outcome)
            log.debug("Ran %s on %s in %.3f s", type(job.work).__name__, self.key.model, job.seconds)
        except BaseException as error:
            job.fail_by(error)
