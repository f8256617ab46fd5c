"""The turn of jobs that are done: what ends it, what interrupts it, and what their visitors are told meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tasks.core.errors import Cancelled, OutOfMemory, RunTooLong
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note
from tasks.core.run.jobs import Job
from tasks.core.run.slots import Slots, Turn


class Sitting(Turn):
    """Jobs of one model, from their first turn to the last answer. `check` is what the model's watch asks.

    `limit` is the seconds of computing that each of them may take, 0 for as long as it takes; jobs that are done together
    take them together.
    """

    def __init__(self, name: Phrase, slots: Slots, limit: float) -> None:
        super().__init__(name)
        self.slots = slots
        self.limit = limit
        self.jobs: Sequence[Job] = ()
        self.since = 0.0  # what it had computed when the present jobs began

    @contextmanager
    def of(self, jobs: Sequence[Job]) -> Iterator[None]:
        """The jobs that are worked on within."""
        before, self.jobs, self.since = self.jobs, jobs, self.seconds
        try:
            yield
        finally:
            self.jobs = before

    def check(self) -> None:
        """Raises Cancelled when all have given up, RunTooLong after the limit; lets others have a turn after its slice."""
        ended = bool(self.limit) and self.seconds - self.since > self.limit
        if ended and not all(job.progress.text for job in self.jobs):
            raise RunTooLong(limit=Amount(self.limit, ",.0f"))
        if ended:  # what was written by then is the answer, as after Stop
            note(Phrase("Ended after {limit} seconds, the limit for one run here.", limit=Amount(self.limit, ",.0f")))
            for job in self.jobs:
                job.cancel()
        if all(job.given_up for job in self.jobs):
            raise RunTooLong(limit=Amount(self.limit, ",.0f")) if ended else Cancelled()
        if self.used_up and self.slots.waiting:
            self._pause()

    def room(self, need: int) -> None:
        """Waits until `need` bytes are free. Raises OutOfMemory where nobody is left who could free them, and what `waits`
        does."""
        if need > self.slots.free():
            self._pause(need)
            if need > self.slots.free():
                raise OutOfMemory()

    def _pause(self, need: int = 0) -> None:
        places = [(job.progress, job.started) for job in self.jobs]
        self.slots.pause(self, self.waits, need)
        for job, place in zip(self.jobs, places, strict=True):
            job.progress, job.started = place

    def waits(self, other: Turn | None) -> None:
        """Says to those who wait what is in the way. Raises Cancelled when all have given up."""
        if all(job.given_up for job in self.jobs):
            raise Cancelled()
        for job in self.jobs:
            if other is None:
                job.at("memory")
            else:
                job.at("turn", task=other.name, seconds=other.seconds)
