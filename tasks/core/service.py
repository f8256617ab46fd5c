"""The one way of a run, for the page, the endpoints and the tests alike: an Ask in, progress and the answer out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import anyio.to_thread

from tasks.core.errors import AtlasError, BadParameter, Cancelled, translate
from tasks.core.hub import cache
from tasks.core.hub.store import ModelInfo, ModelStore
from tasks.core.locales import Phrase
from tasks.core.media import origin_of
from tasks.core.notes import noting, together
from tasks.core.registry import registry, with_tasks
from tasks.core.run.checkpoint import Checkpoint
from tasks.core.run.devices import default_device
from tasks.core.run.jobs import Job
from tasks.core.run.runner import ModelKey, Outcome, Runner, Status, Work
from tasks.core.run.work import Run, Save
from tasks.core.scale import holds_copies
from tasks.core.session import Choice, Token
from tasks.core.share.code import snippet
from tasks.core.spec import Call, TaskSpec
from tasks.core.wire import Json, plain, wire

LONGEST_NAME = 250  # characters of a model's id, a revision, a device: messages repeat them
TICK = 0.1  # seconds between two words of progress


@dataclass(frozen=True)
class Ask:
    """A question: a task, raw values by the names of its fields, and the model to put it to. It never holds a token."""

    task: str
    values: Mapping[str, Any]
    choice: Choice = field(default_factory=lambda: Choice(""))

    def to_json(self) -> dict[str, Any]:
        """The question as JSON, files in it as their fields encode them. Raises BadParameter for an unknown field."""
        fields = self.spec.known(self.values)
        values = {name: fields[name].encode(value) for name, value in self.values.items() if value is not None}
        return {"task": self.task, "values": values, "choice": asdict(self.choice)}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Ask:
        """The question that `to_json` wrote; whoever wrote it, no file of this machine is opened for it. Raises
        BadParameter."""
        try:
            ask = cls(str(written["task"]), dict(written["values"]), Choice(**written["choice"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadParameter(field="ask", reason=Phrase("it needs a task, values and a choice")) from error
        fields = ask.spec.known(ask.values)
        return replace(ask, values={name: fields[name].sent(value) for name, value in ask.values.items()})

    @property
    def spec(self) -> TaskSpec:
        """Raises BadParameter for a task that is not here."""
        spec = registry().get(self.task)
        if spec is None:
            raise BadParameter(field="task", reason=Phrase("there is no task of this name"))
        return spec


@dataclass(frozen=True)
class Progress:
    """Where a run is: a sentence with a measure, and the text that was written so far."""

    phrase: Phrase
    text: str = ""


@dataclass(frozen=True)
class Answer:
    """What a run gave: outputs by name as plain data, the pipeline's own result, and how it came about.

    `raw` is that result as the pipeline gave it, `result` shortened for people to read. `notes` say how the input was
    taken. `outputs`, `headline` and `notes` hold phrases, which `locales.say` turns into text.
    """

    outputs: Mapping[str, Any]
    headline: str | Phrase
    raw: Any
    result: Json
    code: str
    outcome: Outcome
    key: ModelKey
    values: Mapping[str, Any]
    notes: tuple[Phrase, ...] = ()

    def wire(self) -> Json | bytes:
        """The pipeline's result without loss, for programs."""
        return wire(self.raw)


class Service:
    """Takes questions to whatever runs models."""

    def __init__(self, runner: Runner, store: ModelStore) -> None:
        self.runner = runner
        self.store = store

    async def run(
        self, ask: Ask, token: Token | None = None, client: str = "", stop: threading.Event | None = None
    ) -> AsyncIterator[Progress | Answer]:
        """Yields progress whenever it may have changed, and last the answer. `client` tells visitors apart; setting `stop`
        ends the run, and what was written by then is the answer. Whoever stops listening ends it too. Raises AtlasError.
        """
        spec = ask.spec
        choice = self.choice(spec, ask.choice)

        with _as_ours(choice.model, spec):
            values, notes = await anyio.to_thread.run_sync(_checked, spec, ask.values)  # before it waits
        job = await self._submitted(spec, choice, lambda key: Run(spec.id, values), token, client, stop)
        async for _ in _waited(job):
            if job.stop.is_set() and not job.progress.text and not job.future.done():
                raise Cancelled()
            yield Progress(job.phrase, job.progress.text)
        # What a task makes of its result (masks, code, JSON) takes time that others' events need.
        outcome: Outcome = job.future.result()
        outcome = replace(outcome, notes=together(notes, outcome.notes))
        yield await anyio.to_thread.run_sync(self._answer, spec, job.key, values, outcome)

    async def answer(self, ask: Ask, token: Token | None = None, client: str = "") -> Answer:
        """The answer alone, for who does not watch. Raises AtlasError."""
        async for event in self.run(ask, token, client):
            if isinstance(event, Answer):
                return event
        raise Cancelled()

    def redraw(self, answer: Answer, values: Mapping[str, Any]) -> Answer:
        """The answer for `values` that differ in live parameters alone, without running the model. Raises AtlasError."""
        spec = registry()[answer.key.task]
        with _as_ours(answer.key.model, spec):
            cleaned = spec.clean({**answer.values, **values})
        return self._answer(spec, answer.key, cleaned, answer.outcome)

    def _answer(self, spec: TaskSpec, key: ModelKey, values: Mapping[str, Any], outcome: Outcome) -> Answer:
        with _as_ours(key.model, spec), noting() as notes:
            call, ran = spec.call_of(dict(values)), spec.call_of(dict(values), live=True)
            result = spec.subset(outcome.result, values) if spec.subset else outcome.result
            outputs, headline = spec.render(result, values), spec.headline(result, values)
            return Answer(
                outputs,
                headline,
                result,
                plain(result),
                snippet(spec, key, as_it_ran(call, ran, outcome)),
                outcome,
                key,
                values,
                together(outcome.notes, notes),
            )

    async def save(
        self, spec: TaskSpec, choice: Choice, folder: Path, token: Token | None = None, client: str = ""
    ) -> Path:
        """A zip in `folder` of the chosen model as `save_pretrained` writes it: the one that is there, or a new one, the
        model loaded first where it must be. Raises AtlasError."""
        saved: Checkpoint = await self.work(spec, choice, lambda key: Save(key.model, str(folder)), token, client)
        return saved.path

    async def work(
        self,
        spec: TaskSpec,
        choice: Choice,
        make: Callable[[ModelKey], Work],
        token: Token | None = None,
        client: str = "",
        stop: threading.Event | None = None,
    ) -> Any:
        """What the work that `make` gives for the model's key comes to. The right to the model is checked anew. Raises
        AtlasError."""
        job = await self._submitted(spec, self.choice(spec, choice), make, token, client, stop)
        async for _ in _waited(job):
            continue
        return job.future.result()

    async def _submitted(
        self,
        spec: TaskSpec,
        choice: Choice,
        make: Callable[[ModelKey], Work],
        token: Token | None,
        client: str,
        stop: threading.Event | None,
    ) -> Job:
        """The job of the work that `make` gives, once this visitor's right to the model is checked. Raises AtlasError."""

        def take() -> Job:
            key = self.admitted(spec, choice, token)
            return self.runner.submit(key, make(key), token, client, stop)

        with _as_ours(choice.model, spec):
            return await anyio.to_thread.run_sync(take)

    # --- the chosen model ---------------------------------------------------------------------------------------------

    def choice(self, spec: TaskSpec, chosen: Choice | None) -> Choice:
        """What a visitor chose, completed with the defaults of this machine. Raises BadParameter for what is no short
        text."""
        chosen = chosen or Choice("")
        for name, value in asdict(chosen).items():
            if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.strip().isprintable():
                raise BadParameter(field=name, reason=Phrase("it must be a short text"))
        return replace(
            chosen,
            model=chosen.model or self.store.default(spec),
            device=chosen.device or default_device(),
            dtype=chosen.dtype or "auto",
        )

    def key(self, spec: TaskSpec, choice: Choice, token: Token | None = None) -> ModelKey:
        """The key of the model that serves `choice`, by what the Hub said of it last; `admitted` asks.

        Raises InvalidModelId, ModelNotFound, NoEmbeddedModel.
        """
        info = self.store.find(choice.model, spec)
        facts = self.store.hub.known(info.id, choice.revision, token) if info.source == "hub" else None
        owner = token.owner if token and facts and not facts.public else ""
        return self._key(spec, choice, info, owner)

    def admitted(self, spec: TaskSpec, choice: Choice, token: Token | None) -> ModelKey:
        """The key, once the Hub has said that this visitor may use the model. Raises what `Hub.admit` does."""
        info = self.store.find(choice.model, spec)
        _, owner = self.store.admit(info, choice.revision, token)
        return self._key(spec, choice, info, owner)

    @staticmethod
    def _key(spec: TaskSpec, choice: Choice, info: ModelInfo, owner: str) -> ModelKey:
        # Only the Hub has revisions: another word typed there must not load the same folder again.
        revision = choice.revision if info.source == "hub" else ""
        return ModelKey(spec.id, info.id, revision, choice.dtype, choice.device, owner, choice.attention)

    def from_hub(self, spec: TaskSpec, choice: Choice) -> bool:
        """Whether a choice names a model of the Hub."""
        with suppress(AtlasError):
            return self.store.find(choice.model, spec).source == "hub"
        return False

    def in_memory(self, spec: TaskSpec, choice: Choice, token: Token | None) -> bool:
        """Whether the model of a choice is loaded or being loaded."""
        return self.runner.status(self.key(spec, choice, token)).state != "absent"

    def examine(self, spec: TaskSpec, choice: Choice, token: Token | None) -> None:
        """Asks the Hub about a model, and whether it fits the task and this machine. Raises AtlasError where not."""
        info = self.store.find(choice.model, spec)
        self.store.examine(info, spec, choice.revision, choice.dtype, self.runner.room(choice.device), token)

    def status(self, spec: TaskSpec, choice: Choice, token: Token | None) -> Status:
        """How the model of a choice stands. Raises what `key` does."""
        return self.runner.status(self.key(spec, choice, token))

    def unload(self, spec: TaskSpec, choice: Choice, token: Token | None) -> bool:
        """Frees the model of a choice; False when it is in use or not loaded. Raises what `key` does."""
        return self.runner.unload(self.key(spec, choice, token))

    def prepare(self, spec: TaskSpec, choice: Choice | None) -> None:
        """Begins to load the model that ships for a task, since it is small; others load when they are asked for."""
        completed = self.choice(spec, choice)
        if completed.model in {info.id for info in self.store.embedded(spec)}:
            self.runner.prepare(self.key(spec, completed))

    def delete(self, model: str) -> None:
        """Deletes a model from the Hub's cache on this machine, where its only user asks for that."""
        if self.store.hub.personal:
            cache.delete(model)


def _checked(spec: TaskSpec, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Phrase]]:
    """Clean values, and what their readers noted; the call is made once, since it refuses too. Raises InputError."""
    with noting() as notes:
        return spec.call(values, live=True).values, notes


@contextmanager
def _as_ours(model: str, spec: TaskSpec) -> Iterator[None]:
    """Turns whatever is raised within into one of our errors."""
    try:
        yield
    except Exception as error:
        raise with_tasks(translate(error, model=model, task=spec.id)) from error


async def _waited(job: Job, every: float = TICK) -> AsyncIterator[None]:
    """Yields whenever there may be something new to say, until the answer is there. Whoever leaves stops the job."""
    future = asyncio.wrap_future(job.future)
    try:
        done, _ = await asyncio.wait({future}, timeout=every)
        while not done:
            yield
            done, _ = await asyncio.wait({future}, timeout=every)
    finally:
        if not future.done():
            job.cancel()
            future.cancel()
        elif not future.cancelled():
            future.exception()  # looked at, so that asyncio does not log it with a traceback: the job's own is raised


def as_it_ran(call: Call, ran: Call, outcome: Outcome) -> Call:
    """`call` with what was adapted to the loaded model (its own mask, its languages), where that can be written as code."""
    if outcome.adapted is None:
        return call
    args, kwargs = outcome.adapted
    new = {
        name: value
        for name, value in kwargs.items()
        if (_writable(value) or holds_copies(value)) and ran.kwargs.get(name) != value
    }
    given = [
        after if _written(after) or holds_copies(after) else before
        for before, after in zip(call.args, args, strict=False)
    ]
    return Call((*given, *call.args[len(given) :]), {**call.kwargs, **new}, call.values)


def _writable(value: Any) -> bool:
    """Plain data, and messages with pictures in them, as their files stand in the code."""
    if isinstance(value, dict):
        return all(map(_writable, value.values()))
    if isinstance(value, list):
        return all(map(_writable, value))
    return (
        value is None
        or isinstance(value, str | int | float)
        or (hasattr(value, "info") and bool(origin_of(value).file))
    )


def _written(value: Any) -> bool:
    """Whether an argument was adapted as words: a text, or a conversation. A picture or a sound that was is no file."""
    return isinstance(value, str) or (isinstance(value, list) and _writable(value))
