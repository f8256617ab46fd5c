"""Where a model comes from: embedded in this repository, a folder of the operator's, or the Hub."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from tasks.core.architectures import fits
from tasks.core.errors import BrokenModel, InvalidModelId, ModelNotFound, NoEmbeddedModel, Offline, UnsafeWeights
from tasks.core.session import Token
from tasks.core.spec import TaskSpec

EMBEDDED = Path(__file__).resolve().parents[2] / "assets" / "models"
# The Hub's own rule for repository ids: owner/name or a bare name, letters, digits, - _ . and no more.
HUB_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?$")
HUB_URL = re.compile(r"^(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?!datasets/|spaces/)([^/\s?#]+/[^/\s?#]+)")
DTYPE_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
# What loading needs: never pickles, never other frameworks' weights.
PATTERNS = [
    "*.safetensors",
    "*.json",
    "*.txt",
    "*.model",
    "*.jinja",
    "*.tiktoken",
    "*.py",
    "README.md",
    "vocab*",
    "merges*",
]


@dataclass(frozen=True)
class ModelInfo:
    """A model to offer. `size` is bytes of weights and `parameters` their number, 0 where only the Hub knows."""

    id: str
    source: Literal["embedded", "local", "hub"]
    path: Path | None = None
    size: int = 0
    parameters: int = 0
    knows: str = ""
    license: str = ""

    @property
    def title(self) -> str:
        """What the picker shows: the id and what is known of its size."""
        return f"{self.id} · {megabytes(self.size)}" if self.size else self.id


def megabytes(size: float) -> str:
    """Bytes in words: 340 kB, 2.9 MB, 1.4 GB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{max(size, 0) / 1e3:.0f} kB"


def weights(folder: Path) -> tuple[int, int]:
    """(number of parameters, bytes) of a folder's safetensors, from their headers alone.

    The header is 8 bytes of little-endian length, then JSON of dtype and shape per tensor
    (https://huggingface.co/docs/safetensors). Raises BrokenModel when it is not one.
    """
    parameters = size = 0
    for file in sorted(folder.glob("*.safetensors")):
        try:
            with file.open("rb") as stream:
                (length,) = struct.unpack("<Q", stream.read(8))
                if length > 100_000_000:
                    raise ValueError("header too long")
                header: dict[str, Any] = json.loads(stream.read(length))
        except (OSError, struct.error, ValueError) as error:
            raise BrokenModel(model=folder.name, reason="its weights file is corrupt or cut off") from error
        for name, tensor in header.items():
            if name != "__metadata__":
                count = 1
                for side in tensor["shape"]:
                    count *= side
                parameters += count
                size += count * DTYPE_BYTES.get(tensor["dtype"], 1)
    return parameters, size


def card(folder: Path) -> dict[str, Any]:
    """The metadata on top of a model card, empty where there is none."""
    path = folder / "README.md"
    if not path.is_file():
        return {}
    found = re.match(r"---\n(.*?)\n---", path.read_text(encoding="utf-8"), re.DOTALL)
    try:
        meta = yaml.safe_load(found.group(1)) if found else {}
    except yaml.YAMLError:
        meta = {}
    return meta if isinstance(meta, dict) else {}


@lru_cache(maxsize=256)
def _described(id: str, source: Literal["embedded", "local"], folder: Path, changed: float) -> ModelInfo:
    meta = card(folder)
    parameters, size = weights(folder)
    return ModelInfo(id, source, folder, size, parameters, str(meta.get("knows") or ""), str(meta.get("license") or ""))


def described(id: str, source: Literal["embedded", "local"], folder: Path) -> ModelInfo:
    """What a folder holds; read again only when its configuration changed."""
    return _described(id, source, folder, (folder / "config.json").stat().st_mtime)


class ModelStore:
    """Finds models for tasks and brings them to disk.

    `models_dir` is the operator's folder of checkpoints, listed as `local/<name>`; `offline` forbids the Hub.
    """

    def __init__(self, models_dir: Path | None = None, offline: bool = False) -> None:
        self.models_dir = models_dir.resolve() if models_dir else None
        self.offline = offline

    def embedded(self, spec: TaskSpec) -> list[ModelInfo]:
        """Models that ship with the app for a task."""
        folders = [EMBEDDED / name for name in spec.models_embedded]
        return [
            described(f"embedded/{folder.name}", "embedded", folder)
            for folder in folders
            if (folder / "config.json").is_file()
        ]

    def local(self) -> list[ModelInfo]:
        """All folders of the operator that hold a checkpoint."""
        if self.models_dir is None or not self.models_dir.is_dir():
            return []
        return [
            described(f"local/{folder.name}", "local", folder)
            for folder in sorted(self.models_dir.iterdir())
            if (folder / "config.json").is_file()
        ]

    def offered(self, spec: TaskSpec) -> list[ModelInfo]:
        """What the picker lists: embedded first, then the operator's, then suggestions from the Hub unless offline."""
        hub = [] if self.offline else [ModelInfo(id, "hub") for id in spec.models]
        local = [info for info in self.local() if info.path is None or fits(spec.id, info.path)]
        return [*self.embedded(spec), *local, *hub]

    def default(self, spec: TaskSpec) -> str:
        """The id selected at first: the embedded model, else the first that is offered, else nothing."""
        return next((info.id for info in self.offered(spec)), "")

    def find(self, model: str, spec: TaskSpec) -> ModelInfo:
        """The model of an id, a pasted Hub address, `embedded/...` or `local/...`.

        Raises InvalidModelId for anything else (a path, say), ModelNotFound and NoEmbeddedModel.
        """
        name = (model or "").strip()
        if not name:
            raise NoEmbeddedModel(task=spec.title.lower())
        if url := HUB_URL.match(name):
            name = url.group(1)
        prefix, _, rest = name.partition("/")
        if prefix in {"embedded", "local"}:
            known = self.local() if prefix == "local" else [self._embedded_folder(rest)]
            found = next((info for info in known if info is not None and info.id == name), None)
            if found is None:
                raise ModelNotFound(model=name)
            return found
        if not HUB_ID.match(name) or ".." in name or "--" in name:
            raise InvalidModelId(model=name[:120])
        return ModelInfo(name, "hub")

    @staticmethod
    def _embedded_folder(name: str) -> ModelInfo | None:
        folder = EMBEDDED / name
        if not HUB_ID.match(name) or not (folder / "config.json").is_file():
            return None
        return described(f"embedded/{name}", "embedded", folder)

    def fetch(self, info: ModelInfo, revision: str, token: Token | None, progress: Callable[[int, int], None]) -> Path:
        """The folder of a model, downloaded first where it must be. `progress(done, total)` counts bytes.

        `progress` may raise to cancel; what came so far stays and the next call resumes. Raises what huggingface_hub
        raises, for errors.translate.
        """
        if info.path is not None:
            return info.path
        from huggingface_hub import snapshot_download

        from tasks.core.download import byte_counter

        if self.offline:
            try:
                return Path(snapshot_download(info.id, revision=revision or None, local_files_only=True))
            except FileNotFoundError as error:
                raise Offline(model=info.id) from error
        folder = Path(
            snapshot_download(
                info.id,
                revision=revision or None,
                token=token.reveal() if token else False,
                allow_patterns=PATTERNS,
                tqdm_class=byte_counter(progress),
            )
        )
        if not any(folder.glob("*.safetensors")):
            raise UnsafeWeights(model=info.id)
        return folder
