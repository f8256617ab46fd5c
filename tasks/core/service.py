"""One run as the page and the API do it: values in, outputs out, every error one of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio.to_thread

from tasks.core.errors import AtlasError, translate
from tasks.core.hub import cache
from tasks.core.hub.store import ModelInfo, ModelStore
from tasks.core.plain import plain
from tasks.core.run.checkpoint import zipped
from tasks.core.run.devices import default_device
from tasks.core.run.jobs import Job, ModelKey, Outcome, Runner
from tasks.core.session import Choice, Session, Token
from tasks.core.share.code import snippet
from tasks.core.spec import Call, TaskSpec


def adapted(call: Call, ran: Call, outcome: Outcome) -> Call:
    """`call` with what was adapted to the loaded model (its own mask, its languages), where that can be written as code."""
    if outcome.adapted is None:
        return call
    args, kwargs = outcome.adapted
    new = {name: value for name, value in kwargs.items() if _writable(value) and ran.kwargs.get(name) != value}
    texts = [after if isinstance(after, str) else before for before, after in zip(call.args, args, strict=False)]
    return Call((*texts, *call.args[len(texts) :]), {**call.kwargs, **new}, call.values)


def _writable(value: Any) -> bool:
    return isinstance(value, str | int | float) or (isinstance(value, list) and all(map(_writable, value)))


@dataclass(frozen=True)
class Answer:
    """What a run showed: outputs by name as plain data, the pipeline's own result, and how it came about."""

    outputs: dict[str, Any]
    headline: str
    result: Any
    code: str
    outcome: Outcome


class Desk:
    """Takes runs from the page and the API to whatever runs models."""

    def __init__(self, runner: Runner, store: ModelStore) -> None:
        self.runner = runner
        self.store = store

    def choice(self, spec: TaskSpec, chosen: Choice | None) -> Choice:
        """What a visitor chose, completed with the defaults of this machine."""
        base = chosen or Choice("")
        return replace(
            base,
            model=base.model or self.store.default(spec),
            device=base.device or default_device(),
            dtype=base.dtype or "auto",
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
        return ModelKey(spec.id, info.id, choice.revision, choice.dtype, choice.device, owner, choice.attention)

    def of_hub(self, spec: TaskSpec, choice: Choice) -> bool:
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

    async def checkpoint(self, spec: TaskSpec, choice: Choice, token: Token | None) -> Path:
        """A zip of the chosen model as `save_pretrained` writes it, loaded first where it must be. Raises AtlasError."""
        try:
            key = await anyio.to_thread.run_sync(self.admitted, spec, choice, token)
            name = key.model
            job = Job(key, spec, Call((), {}, {}), token, errand=lambda pipe: zipped(pipe, name))
            self.runner.enqueue(job)
            path: Path = await asyncio.wrap_future(job.future)
        except Exception as error:
            raise translate(error, model=choice.model, task=spec.id) from error
        return path

    def delete(self, model: str) -> None:
        """Deletes a model from the Hub's cache on this machine, where its only user asks for that."""
        if self.store.hub.personal:
            cache.delete(model)

    def prepare(self, spec: TaskSpec, session: Session) -> None:
        """Begins to load the model that ships for a task, since it is small; others load when they are asked for."""
        choice = self.choice(spec, session.choices.get(spec.id))
        if choice.model in {info.id for info in self.store.embedded(spec)}:
            self.runner.prepare(self.key(spec, choice), spec)

    async def submit(self, spec: TaskSpec, values: Mapping[str, Any], choice: Choice, token: Token | None) -> Job:
        """Starts a run. Raises AtlasError."""

        def take() -> Job:
            call = spec.call(values, live=True)
            return self.runner.submit(self.admitted(spec, choice, token), spec, call, token)

        try:
            return await anyio.to_thread.run_sync(take)
        except Exception as error:
            raise translate(error, model=choice.model, task=spec.id) from error

    async def wait(self, job: Job, every: float = 0.1) -> AsyncIterator[Job]:
        """Yields whenever there is something new to say, until the answer is there or Stop was pressed."""
        future = asyncio.wrap_future(job.future)
        try:
            done, _ = await asyncio.wait({future}, timeout=every)
            while not done:
                yield job
                done, _ = await asyncio.wait({future}, timeout=every)
        finally:
            if not future.done():
                job.cancel()
                future.cancel()
            elif not future.cancelled():
                future.exception()  # looked at, so that asyncio does not log it with a traceback: the job's own is raised

    def answer(self, spec: TaskSpec, job: Job, outcome: Outcome, values: Mapping[str, Any] | None = None) -> Answer:
        """The outputs of a finished run; `values` that differ in live parameters re-draw it. Raises AtlasError."""
        try:
            call = spec.call(values) if values is not None else spec.call_of(job.call.values)
            result = spec.subset(outcome.result, call.values) if spec.subset else outcome.result
            return Answer(
                spec.render(result, call.values),
                spec.headline(result, call.values),
                plain(result),
                snippet(spec, job.key, adapted(call, job.call, outcome)),
                outcome,
            )
        except Exception as error:
            raise translate(error, model=job.key.model, task=spec.id) from error
