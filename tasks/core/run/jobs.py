"""Work from the moment it is asked for until its answer, as seen by whoever waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tasks.core.errors import caused, without_frames
from tasks.core.hub.download import Fetched
from tasks.core.locales import Amount, Phrase
from tasks.core.run.checkpoint import Checkpoint
from tasks.core.run.runner import ModelKey, Work
from tasks.core.session import Token

PATIENCE = 3.0  # seconds in which what was written may become the answer after Stop

# Where work can be, and what is said of it. `seconds` is the time in that stage (of the other run in "turn"), `model` the
# model's id.
STAGES: Mapping[str, Phrase] = {
    "waiting": Phrase("Waiting: {before} before you"),
    "downloading": Phrase("Downloading {model}: {done} of {total}, file {files} of {all_files}, {speed} a second"),
    "memory": Phrase("Waiting for memory to come free ({seconds:.0f} s)"),
    "turn": Phrase("Waiting for another run: {task} ({seconds:.0f} s)"),
    "loading": Phrase("Loading {model} ({seconds:.0f} s)"),
    "running": Phrase("Running ({seconds:.0f} s)"),
    "writing": Phrase("Writing: {count} word", "Writing: {count} words"),
}


@dataclass(frozen=True)
class Progress:
    """Where work is, in words with a measure, and the text written so far."""

    stage: str = "waiting"
    facts: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    def phrase(self, **facts: Any) -> Phrase:
        """The stage as a sentence."""
        said = STAGES[self.stage]
        return Phrase(said.text, said.many, **{"before": 0, **facts, **self.facts})


def discard(outcome: Any) -> None:
    """Deletes the file that work made, where its outcome is one."""
    if isinstance(outcome, Checkpoint):
        outcome.discard()


class Job:
    """One piece of work under way. Any thread may read `progress`; the answer or an AtlasError arrives in `future`."""

    def __init__(
        self,
        key: ModelKey,
        work: Work,
        token: Token | None = None,
        client: str = "",
        stop: threading.Event | None = None,
    ) -> None:
        self.key = key
        self.work = work
        self.token = token
        self.client = client
        self.stop = stop or threading.Event()
        self.future: Future[Any] = Future()
        self.progress = Progress()
        self.started = time.monotonic()
        self.stopped: float | None = None  # when its Stop was first seen

    def cancel(self) -> None:
        """Stops it: at once where it waits, within a step where it writes. What was written stays the answer."""
        self.stop.set()

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for its answer: its visitor left, or pressed Stop before anything was written. Text that is
        being written has a moment to come to its end, and is the answer then."""
        if not self.stop.is_set():
            return False
        if self.stopped is None:
            self.stopped = time.monotonic()
        late = time.monotonic() - self.stopped > PATIENCE
        return late or not self.progress.text or self.future.cancelled()

    def at(self, stage: str, **facts: Any) -> None:
        """Says where it is: a key of STAGES, and the facts of its sentence."""
        if stage != self.progress.stage:
            self.started = time.monotonic()
        self.progress = Progress(stage, facts, self.progress.text)

    def fetched(self, far: Fetched) -> None:
        """Says how far the download of the model is."""
        speed, done, total = (Amount(amount, "bytes") for amount in (far.speed, far.done, far.total))
        self.at("downloading", done=done, total=total, speed=speed, files=far.files, all_files=far.all_files)

    def wrote(self, text: str) -> None:
        """Takes the text written so far. The same Progress object would be read half-changed, so a new one stands in."""
        self.progress = Progress("writing", {"count": len(text.split())}, text)

    def finish(self, outcome: Any) -> None:
        """Gives the answer to whoever still waits for it; a file that nobody takes is deleted."""
        try:
            self.future.set_result(outcome)
        except InvalidStateError:  # the visitor left while the model ran
            discard(outcome)

    def fail_by(self, error: BaseException) -> None:
        """Fails with one of our errors, the foreign one being its cause.

        Neither keeps the frames it was raised in: they hold the tensors of the forward pass, and the error is kept as long
        as the visitor's session. After out of memory that is the memory that was short.
        """
        ours = caused(error, model=self.key.model, task=self.key.task)
        without_frames(ours)
        with suppress(InvalidStateError):
            self.future.set_exception(ours)

    @property
    def seconds(self) -> float:
        """Seconds in the present stage."""
        return time.monotonic() - self.started

    @property
    def phrase(self) -> Phrase:
        """Where it is, as a sentence."""
        return self.progress.phrase(seconds=self.seconds, model=self.key.model)
