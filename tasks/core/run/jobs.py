"""A run from the moment it is asked for until its answer, as seen by whoever waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from tasks.core.errors import translate
from tasks.core.hub.download import Fetched
from tasks.core.locales import megabytes
from tasks.core.session import Token
from tasks.core.spec import Arguments, Call, TaskSpec


@dataclass(frozen=True)
class ModelKey:
    """What makes two loaded models the same. `owner` marks whose token opened it, empty for what everybody may use."""

    task: str
    model: str
    revision: str = ""
    dtype: str = "auto"
    device: str = "cpu"
    owner: str = ""
    attention: str = "auto"


@dataclass(frozen=True)
class Outcome:
    """What a run gave. `milliseconds` per stage; `batch` is how many runs shared the forward pass; `adapted` are the
    arguments as they were adapted to the loaded model."""

    result: Any
    milliseconds: Mapping[str, float]
    device: str
    dtype: str
    batch: int = 1
    adapted: Arguments | None = None


@dataclass
class Progress:
    """Where a run is. `stage` is a key of the locales (progress.<stage>), `facts` fill its braces."""

    stage: str = "waiting"
    facts: dict[str, Any] = field(default_factory=dict)
    text: str = ""


class Job:
    """One run. Any thread may read `progress`; the answer or an AtlasError arrives in `future`.

    With `errand`, it is no run: the errand is done with the pipeline, on the thread that owns it.
    """

    def __init__(
        self,
        key: ModelKey,
        spec: TaskSpec,
        call: Call,
        token: Token | None = None,
        errand: Callable[[Any], Any] | None = None,
    ) -> None:
        self.errand = errand
        self.key = key
        self.spec = spec
        self.call = call
        self.token = token
        self.future: Future[Any] = Future()  # an Outcome, or what the errand gave
        self.stop = threading.Event()
        self.progress = Progress()
        self.started = time.monotonic()
        self.batch_key: Hashable | None = None  # filled by the worker, once

    def cancel(self) -> None:
        """Stops the run: at once where it waits, within a step where it writes. What was written stays the answer."""
        self.stop.set()

    def at(self, stage: str, **facts: Any) -> None:
        """Says where the run is."""
        if stage != self.progress.stage:
            self.started = time.monotonic()
        self.progress = Progress(stage, facts, self.progress.text)

    def fetched(self, far: Fetched) -> None:
        """Says how far the download of the model is."""
        speed, done, total = (megabytes(amount) for amount in (far.speed, far.done, far.total))
        self.at("downloading", done=done, total=total, speed=speed, files=far.files, all_files=far.all_files)

    def wrote(self, text: str) -> None:
        """Takes the text written so far. The same Progress object would be read half-changed, so a new one stands in."""
        self.progress = Progress("writing", {"words": len(text.split())}, text)

    def finish(self, outcome: Any) -> None:
        """Gives the answer to whoever still waits for it."""
        with suppress(InvalidStateError):  # the visitor left while the model ran
            self.future.set_result(outcome)

    def fail(self, error: BaseException) -> None:
        """Gives an error to whoever still waits."""
        with suppress(InvalidStateError):
            self.future.set_exception(error)

    def fail_by(self, error: BaseException) -> None:
        """Fails with one of our errors, the foreign one being its cause."""
        ours = translate(error, model=self.key.model, task=self.key.task)
        if ours is not error:
            ours.__cause__ = error
        self.fail(ours)

    @property
    def seconds(self) -> float:
        """Seconds in the present stage."""
        return time.monotonic() - self.started


@dataclass(frozen=True)
class Status:
    """A model as the sidebar shows it. `state` is one of absent, loading, ready; `unnamed`: its labels have no names."""

    state: str
    size: int = 0
    device: str = ""
    dtype: str = ""
    seconds: float = 0.0
    unnamed: bool = False


class Runner(Protocol):
    """What stands between the page and whatever runs models: this process, or another machine."""

    def submit(self, key: ModelKey, spec: TaskSpec, call: Call, token: Token | None = None) -> Job:
        """Takes a run. Raises Busy when too many wait."""

    def enqueue(self, job: Job) -> None:
        """Takes a job that was made elsewhere. Raises Busy when too many wait."""

    def room(self, device: str) -> int:
        """Bytes of models that `device` can hold when everything else goes."""

    def prepare(self, key: ModelKey, spec: TaskSpec) -> None:
        """Begins to load a model that will be asked for soon. Nothing waits for it."""

    def status(self, key: ModelKey) -> Status:
        """How the model of `key` stands."""

    def unload(self, key: ModelKey) -> bool:
        """Frees a model that nobody is using; False when it is in use or not loaded."""

    def forget(self, owner: str) -> None:
        """Frees the models that only `owner`'s token opened."""
