"""What stands between a question and whatever runs models: this process, ZeroGPU, another machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tasks.core.locales import Phrase
from tasks.core.session import Token
from tasks.core.spec import Arguments

if TYPE_CHECKING:
    from tasks.core.run.jobs import Job
    from tasks.core.run.loading import Loaded


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
    arguments as they were adapted to the loaded model; `notes` say how the input was taken."""

    result: Any
    milliseconds: Mapping[str, float]
    device: str
    dtype: str
    batch: int = 1
    adapted: Arguments | None = None
    notes: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Status:
    """A model as the sidebar shows it. `state` is one of absent, loading, ready; `unnamed`: its labels have no names."""

    state: str
    size: int = 0
    device: str = ""
    dtype: str = ""
    seconds: float = 0.0
    unnamed: bool = False


class Work(Protocol):
    """What is done with a loaded model, on the thread that owns it. Plain data, so that it can go to another process."""

    @property
    def group(self) -> Hashable | None:
        """Works of equal group may be done in one forward pass; None: only alone."""

    def on(self, loaded: Loaded, stop: threading.Event, wrote: Callable[[str], None]) -> Any:
        """Does it. `wrote` hears the text so far, `stop` ends it within a step."""

    def on_many(self, loaded: Loaded, works: Sequence[Any]) -> list[Any] | None:
        """Does works of one group at once, this one among them; None where they must be done one by one."""


class Runner(Protocol):
    """What runs work. `can` names what it is able to do beside running: "checkpoint", "inside", "unload"; the page hides
    what is missing."""

    @property
    def can(self) -> frozenset[str]: ...

    def submit(
        self,
        key: ModelKey,
        work: Work,
        token: Token | None = None,
        client: str = "",
        stop: threading.Event | None = None,
    ) -> Job:
        """Takes work. `client` tells visitors apart, who take turns; setting `stop` ends it. Raises Busy when too many
        wait, BadParameter for a format that is not to be had here, and what `ModelStore.find` does."""

    def room(self, device: str) -> int:
        """Bytes of models that `device` can hold when everything else goes."""

    def prepare(self, key: ModelKey) -> None:
        """Begins to load a model that will be asked for soon. Nothing waits for it."""

    def status(self, key: ModelKey) -> Status:
        """How the model of `key` stands."""

    def unload(self, key: ModelKey) -> bool:
        """Frees a model that nobody is using; False when it is in use or not loaded."""

    def forget(self, owner: str) -> None:
        """Frees the idle models that only `owner`'s token opened."""
