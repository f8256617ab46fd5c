"""Runs on ZeroGPU Spaces, where a GPU is lent for the time of one function call, in a process forked for it.

The page's process only downloads: loading and working happen inside the lent function, whose process may be used again
for the next call and keeps what it loaded. Quota follows the request's context, so that runs are never batched across
visitors; every job is done in the context that it was submitted in, by one of a few threads.
"""

from __future__ import annotations

import contextvars
import queue
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from tasks.core.errors import Busy, Cancelled, translate
from tasks.core.hub.download import Fetched
from tasks.core.hub.store import ModelInfo, ModelStore
from tasks.core.registry import registry
from tasks.core.run.devices import check_formats, devices
from tasks.core.run.jobs import Job, discard
from tasks.core.run.libraries import import_libraries
from tasks.core.run.loading import Loaded, load, release
from tasks.core.run.runner import ModelKey, Status, Work
from tasks.core.session import Token

LENT = 70_000_000_000  # bytes
LOOK = 0.1  # seconds between two looks at Stop
_loaded: dict[ModelKey, Loaded] = {}  # of the lent process: the page's own stays empty


def lent(key: ModelKey, folder: str, trust_remote_code: bool, work: Work, stopped: str) -> Iterator[Any]:
    """Loads and works in the lent process: yields the text so far (str), and last a tuple of what the work gave.

    Everything that comes and goes is pickled. Stop comes as a file named `stopped`: the two processes share a disk and
    no memory.
    """
    import_libraries()
    key = replace(key, device=devices()[0].id)  # the lent GPU
    if key not in _loaded:
        _loaded.clear()  # one model at a time: the lent memory is not ours to fill
        release()
        _loaded[key] = load(Path(folder), key, trust_remote_code=trust_remote_code)
    pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()
    stop = threading.Event()
    job = Job(key, work, stop=stop)

    def wrote(text: str) -> None:
        job.wrote(text)
        pieces.put(text)

    def look() -> None:
        if job.given_up:
            raise Cancelled()

    def do() -> None:
        try:
            with _loaded[key].watch.over(look):
                pieces.put((work.on(_loaded[key], stop, wrote),))
        except BaseException as error:
            pieces.put(translate(error, model=key.model, task=key.task))

    doing = threading.Thread(target=do, daemon=True)
    doing.start()
    while True:
        try:
            piece = pieces.get(timeout=LOOK)
        except queue.Empty:
            if Path(stopped).exists():
                stop.set()
            continue
        if isinstance(piece, BaseException):
            raise piece
        yield piece
        if not isinstance(piece, str):
            return
        if Path(stopped).exists():
            stop.set()


class ZeroGpuRunner:
    """Implements `Runner` by a function that `borrow` (spaces.GPU) decorates once, at start, as Spaces ask for.

    `concurrency` jobs are under way at once and `max_waiting` wait at most: each download and each lent GPU takes one of
    a few threads.
    """

    can: ClassVar[frozenset[str]] = frozenset({"checkpoint", "inside"})

    def __init__(
        self, store: ModelStore, borrow: Callable[[Any], Any], concurrency: int = 8, max_waiting: int = 64
    ) -> None:
        self.store = store
        self.run = borrow(lent)
        self.threads = ThreadPoolExecutor(concurrency, "zero-gpu")
        self.free = threading.Semaphore(concurrency + max_waiting)
        self.max_waiting = max_waiting

    def submit(
        self,
        key: ModelKey,
        work: Work,
        token: Token | None = None,
        client: str = "",
        stop: threading.Event | None = None,
    ) -> Job:
        """Takes work. Raises Busy, BadParameter, InvalidModelId, ModelNotFound, NoEmbeddedModel."""
        check_formats(key.dtype, key.attention)
        info = self.store.find(key.model, registry()[key.task])
        if not self.free.acquire(blocking=False):
            raise Busy(waiting=self.max_waiting)
        job = Job(key, work, token, client, stop)
        self.threads.submit(contextvars.copy_context().run, self._do, job, info)
        return job

    def _do(self, job: Job, info: ModelInfo) -> None:
        """Downloads here, works in the lent process."""
        key, spec, trust = job.key, registry()[job.key.task], self.store.trust_remote_code

        def report(fetched: Fetched) -> None:
            if job.stop.is_set():
                raise Cancelled()
            job.fetched(fetched)

        try:
            if job.stop.is_set() or job.future.cancelled():
                raise Cancelled()
            self.store.examine(info, spec, key.revision, key.dtype, self.room(key.device), job.token)
            folder = self.store.fetch(info, key.revision, job.token, report)
            job.at("running")
            with tempfile.TemporaryDirectory(prefix="atlas-stop-") as place:
                stopped = Path(place) / "stopped"
                threading.Thread(target=_pass_on, args=(job, stopped), daemon=True).start()
                for piece in self.run(key, str(folder), trust, job.work, str(stopped)):
                    if isinstance(piece, str):
                        job.wrote(piece)
                    elif job.stop.is_set() and not job.progress.text:
                        discard(*piece)
                        raise Cancelled()
                    else:
                        job.finish(*piece)
            if not job.future.done():
                raise RuntimeError("The lent process gave no answer.")
        except BaseException as error:
            job.fail_by(error)
        finally:
            self.free.release()

    def room(self, device: str) -> int:
        """The memory that ZeroGPU lends by default (https://huggingface.co/docs/hub/spaces-zerogpu)."""
        return LENT

    def prepare(self, key: ModelKey) -> None:
        """Nothing loads before it is asked for: a GPU is lent for runs."""

    def status(self, key: ModelKey) -> Status:
        """Models live in lent processes: none is ever in this one."""
        return Status("absent")

    def unload(self, key: ModelKey) -> bool:
        """Nothing is held here."""
        return False

    def forget(self, owner: str) -> None:
        """Nothing is held here."""


def _pass_on(job: Job, stopped: Path) -> None:
    """Tells the lent process of Stop, by a file, for as long as the job lasts."""
    while not job.future.done():
        if job.stop.wait(LOOK):
            with suppress(FileNotFoundError):  # it ended by itself in this moment, and its folder is gone
                stopped.touch()
            return
