"""Where a model comes from: embedded in this repository, a folder of the operator's, or the Hub."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml

from tasks.core.errors import (
    AtlasError,
    BrokenModel,
    CorruptWeights,
    GatedModel,
    HubUnreachable,
    InvalidModelId,
    ModelTooLarge,
    NoEmbeddedModel,
    NoSuchFolder,
    UnsafeWeights,
)
from tasks.core.hub.architectures import check_head, fits
from tasks.core.hub.broken import of_its_file
from tasks.core.hub.client import Facts, Hub
from tasks.core.hub.download import Fetched, byte_counter
from tasks.core.hub.fitting import check_repository, needs
from tasks.core.hub.weights import parameters_by_dtype, stored_bytes
from tasks.core.locales import Amount, Phrase, megabytes
from tasks.core.session import Token
from tasks.core.spec import TaskSpec

if TYPE_CHECKING:
    from huggingface_hub import CardData

EMBEDDED = Path(__file__).resolve().parents[3] / "assets" / "models"
FOLDER = re.compile(r"^[\w][\w. -]*$")  # one folder's name: no path leads out of its parent
# A pasted address of any page of a model; huggingface_hub's parser takes its files and folders, not its discussions, say.
HUB_URL = re.compile(r"^(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?!datasets/|spaces/)([^/\s?#]+/[^/\s?#]+)")
FolderState = tuple[tuple[str, int, int], ...]  # name, time of change in nanoseconds and bytes of each file
# What loading needs: never pickles, never other frameworks' weights.
PATTERNS = [
    "*.safetensors",
    "*.json",
    "*.txt",
    "*.model",
    "*.spm",
    "*.codes",
    "*.jinja",
    "*.tiktoken",
    "*.py",
    "README.md",
    "vocab*",
    "merges*",
]
CHUNK = 1 << 20  # bytes between two looks at Stop and two words of progress; huggingface_hub's own 10 MB are long
# Second copies of the weights in other layouts, and weights of parts that no pipeline loads.
SKIPPED = ["*/*.safetensors", "consolidated*.safetensors"]


@dataclass(frozen=True)
class ModelInfo:
    """A model to offer. `size` is bytes of weights and `parameters` their number, 0 where only the Hub knows; `state` tells
    the files of a folder from those that stood there before."""

    id: str
    source: Literal["embedded", "local", "hub"]
    path: Path | None = None
    size: int = 0
    parameters: int = 0
    knows: Mapping[str, str] = field(default_factory=dict, hash=False)  # by language, as its card has it
    license: str = ""
    state: FolderState = field(default=(), repr=False)

    @property
    def title(self) -> str:
        """What the picker shows: the id and what is known of its size."""
        return f"{self.id} · {megabytes(self.size)}" if self.size else self.id

    def knows_in(self, language: str) -> str:
        """What the model knows, in this language or else in English; empty where its card does not say."""
        return self.knows.get(language) or self.knows.get("en", "")


def card(folder: Path) -> CardData:
    """The metadata on top of a model card, empty where there is none that can be read."""
    from huggingface_hub import CardData, ModelCard

    path = folder / "README.md"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if not text.startswith("---"):
        return CardData()
    try:
        return ModelCard(text, ignore_metadata_errors=True).data
    except (ValueError, TypeError, yaml.YAMLError):  # no YAML, no mapping, or fields that are not what they must be
        return CardData()


def is_hub_id(name: str) -> bool:
    """Whether the Hub could have a repository of this name: a path, for one, it could not."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined] # documented, not in __all__

    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _described(id: str, source: Literal["embedded", "local"], folder: Path, state: FolderState) -> ModelInfo:
    meta = card(folder)
    try:
        parameters = parameters_by_dtype(folder, id)
    except CorruptWeights:  # said when it is run; the others in the list can do nothing for it
        parameters = {}
    count, size = sum(parameters.values()), stored_bytes(parameters)
    knows = meta.get("knows") or {}
    knows = knows if isinstance(knows, dict) else {"en": knows}  # ours, or a line in somebody's own card
    # Only lines: YAML of a few hundred bytes can say lists of lists that come to gigabytes once written out.
    knows = {str(language): line for language, line in knows.items() if isinstance(line, str)}
    said = meta.get("license")
    return ModelInfo(id, source, folder, size, count, knows, said if isinstance(said, str) else "", state)


def state_of(folder: Path) -> FolderState:
    """The files of a folder as they are now. One that is just being deleted is none."""
    found = []
    for path in sorted(folder.iterdir()):
        with suppress(FileNotFoundError):
            if path.is_file():
                stat = path.stat()
                found.append((path.name, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def described(id: str, source: Literal["embedded", "local"], folder: Path) -> ModelInfo:
    """What a folder holds; read again only when one of its files changed."""
    return _described(id, source, folder, state_of(folder))


class ModelStore:
    """Finds models for tasks and brings them to disk.

    `models_dir` is the operator's folder of checkpoints, listed as `local/<name>`; `hub` knows who may use what of the
    Hub. `prefers_hub` makes the first model of the Hub the one selected at first; `trust_remote_code` lets models run
    Python from their repositories.
    """

    def __init__(
        self,
        models_dir: Path | None = None,
        hub: Hub | None = None,
        *,
        prefers_hub: bool = False,
        trust_remote_code: bool = False,
    ) -> None:
        self.models_dir = models_dir.resolve() if models_dir else None
        self.hub = hub or Hub()
        self.prefers_hub = prefers_hub
        self.trust_remote_code = trust_remote_code

    def embedded(self, spec: TaskSpec) -> list[ModelInfo]:
        """Models that ship with the app for a task."""
        folders = [EMBEDDED / name for name in spec.models_embedded]
        return [
            described(f"embedded/{folder.name}", "embedded", folder)
            for folder in folders
            if (folder / "config.json").is_file()
        ]

    def local(self) -> list[ModelInfo]:
        """All folders of the operator that hold a checkpoint, by names that `find` takes. One that may not be read, or is
        just being deleted, is none."""
        if self.models_dir is None or not self.models_dir.is_dir():
            return []
        found = []
        for folder in sorted(each for each in self.models_dir.iterdir() if FOLDER.match(each.name)):
            with suppress(OSError):
                if (folder / "config.json").is_file():
                    found.append(described(f"local/{folder.name}", "local", folder))
        return found

    def offered(self, spec: TaskSpec) -> list[ModelInfo]:
        """What the picker lists: embedded first, then the operator's, then suggestions from the Hub unless offline."""
        hub = [] if self.hub.offline else [ModelInfo(id, "hub") for id in spec.models]
        local = [info for info in self.local() if info.path is None or fits(spec.id, info.path)]
        return [*self.embedded(spec), *local, *hub]

    def default(self, spec: TaskSpec) -> str:
        """The id selected at first: the embedded model, else the first that is offered, else nothing."""
        if self.prefers_hub and not self.hub.offline and spec.models:
            return spec.models[0]
        # The embedded first: looking through a large --models-dir for every run would take its time.
        return next((info.id for look in (self.embedded, self.offered) for info in look(spec)), "")

    def find(self, model: str, spec: TaskSpec) -> ModelInfo:
        """The model of an id, a pasted Hub address, `embedded/...` or `local/...`.

        Raises InvalidModelId for anything else (a path, say), NoSuchFolder and NoEmbeddedModel.
        """
        name = (model or "").strip()
        if not name:
            raise NoEmbeddedModel(task=Phrase(spec.title))
        if url := HUB_URL.match(name):
            name = url.group(1)
        prefix, _, rest = name.partition("/")
        if prefix in {"embedded", "local"}:
            ours = prefix == "embedded"
            root = EMBEDDED if ours else self.models_dir
            if root is None or not FOLDER.match(rest) or not (root / rest / "config.json").is_file():
                raise NoSuchFolder(model=name[:120])
            return described(name, "embedded" if ours else "local", root / rest)
        if not is_hub_id(name):
            raise InvalidModelId(model=name[:120])
        return ModelInfo(name, "hub")

    def admit(self, info: ModelInfo, revision: str, token: Token | None) -> tuple[Facts | None, str]:
        """Hub.admit for models of the Hub; what is embedded or the operator's own is everybody's."""
        return self.hub.admit(info.id, revision, token) if info.source == "hub" else (None, "")

    def examine(
        self, info: ModelInfo, spec: TaskSpec, revision: str, dtype: str, room: int, token: Token | None
    ) -> Facts | None:
        """Refuses, before the download, what this visitor may not use or what cannot run here in `room` bytes.

        Gives what the Hub says, None for what is not of the Hub or where it cannot be asked: then what is stored here is
        looked at. Raises what `admit`, check_repository and check_head do, ModelTooLarge, and HubUnreachable or Offline for
        what is not stored.
        """
        facts, _ = self.admit(info, revision, token)
        if facts is None:
            folder = info.path or self._stored(info, revision, token)
            try:
                check_head(spec.id, folder, info.id)
            except BrokenModel as error:
                raise of_its_file(error, folder, info.id) from error
        else:
            check_repository(facts, spec.id, trust_remote_code=self.trust_remote_code)
            need = needs(facts, dtype)
            if need > room:
                raise self.too_large(facts.id, need, room, spec, dtype)
        return facts

    def _stored(self, info: ModelInfo, revision: str, token: Token | None) -> Path:
        """The folder of a model of the Hub on this machine, where the Hub cannot be asked. Raises GatedModel, HubUnreachable
        and Offline."""
        from huggingface_hub import snapshot_download

        self._check_open(info)
        with suppress(FileNotFoundError, ValueError):  # not stored, or not in this revision
            # Asked for all of a repository, huggingface_hub would miss what was never fetched.
            return Path(
                snapshot_download(
                    info.id,
                    revision=revision or None,
                    allow_patterns=PATTERNS,
                    ignore_patterns=SKIPPED,
                    local_files_only=True,
                )
            )
        self.hub.look(info.id, revision, token)  # asked once more, to say why
        raise HubUnreachable(model=info.id)

    def _mark(self, info: ModelInfo) -> Path:
        """A folder that says that a model was opened by somebody's token.

        What one visitor's token opened lies apart: without the Hub nobody could tell whose it is. On somebody's own machine
        it lies with the rest, and only its folder is made there: for an app that is opened to others later.
        """
        from huggingface_hub import constants

        return Path(constants.HF_HUB_CACHE).parent / "restricted" / f"models--{info.id.replace('/', '--')}"

    def _check_open(self, info: ModelInfo) -> None:
        """Refuses, where the Hub cannot be asked, what only a token opened. Raises GatedModel."""
        if not self.hub.personal and self._mark(info).exists():
            raise GatedModel(model=info.id)

    def too_large(self, model: str, need: int, room: int, spec: TaskSpec, dtype: str) -> ModelTooLarge:
        """The error that names the largest offered model that fits into `room` bytes."""
        instead = max(self._that_fit(spec, dtype, room), default=(0, "–"))[1]
        return ModelTooLarge(model=model, needs=Amount(need, "bytes"), free=Amount(room, "bytes"), instead=instead)

    def _that_fit(self, spec: TaskSpec, dtype: str, room: int) -> Iterator[tuple[int, str]]:
        """(bytes, id) of the offered models that fit into `room`."""
        for info in self.offered(spec):
            size = info.size
            if info.source == "hub":
                try:
                    size = needs(self.hub.look(info.id, "", None), dtype)
                except AtlasError:  # not to be had now, so not to be recommended
                    continue
            if 0 < size <= room:
                yield size, info.id

    def fetch(self, info: ModelInfo, revision: str, token: Token | None, progress: Callable[[Fetched], None]) -> Path:
        """The folder of a model, downloaded first where it must be; its right is checked anew.

        `progress` may raise to cancel; the files that came whole stay for the next call. Raises what huggingface_hub
        raises, for errors.translate.
        """
        if info.path is not None:
            return info.path
        from huggingface_hub import constants, snapshot_download

        constants.DOWNLOAD_CHUNK_SIZE = CHUNK
        facts, owner = self.admit(info, revision, token)
        mark = self._mark(info)
        if facts is None:
            self._check_open(info)
        if owner:
            with suppress(PermissionError):  # a cache that is only read has nothing new to mark
                mark.mkdir(parents=True, exist_ok=True)
        try:
            folder: Path | None = Path(
                snapshot_download(
                    info.id,
                    revision=(facts.sha if facts else "") or revision or None,
                    token=self.hub.bearer(facts, token),
                    allow_patterns=PATTERNS,
                    ignore_patterns=SKIPPED,
                    cache_dir=mark.parent if owner and not self.hub.personal else None,
                    local_files_only=facts is None,
                    tqdm_class=byte_counter(progress),
                )
            )
        except FileNotFoundError:
            if facts is not None:
                raise
            folder = None
        if folder is None:  # not stored here, and the Hub could not be asked: it is asked once more, to say why
            self.hub.look(info.id, revision, token)
            raise HubUnreachable(model=info.id)
        if facts is not None and facts.sha:
            # huggingface_hub notes the commit of a branch only when it is asked by the branch's name; without the Hub
            # the note is what leads from the name to the files.
            note = folder.parents[1] / "refs" / (revision or "main")
            with suppress(PermissionError):
                note.parent.mkdir(parents=True, exist_ok=True)
                note.write_text(facts.sha, encoding="ascii")
        if not any(folder.glob("*.safetensors")):
            raise UnsafeWeights(model=info.id)
        return folder
