"""The files of a repository at one revision: made once, then known by size and hash as the Hub knows them."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any

import yaml

from tests.hub.declared import Repository, Source
from tests.tiny import stored

# What the Hub keeps in large-file storage, by the usual .gitattributes.
LARGE = {".safetensors", ".bin", ".pt", ".pth", ".gguf", ".onnx", ".h5", ".msgpack", ".model", ".npz"}
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"


@dataclass(frozen=True)
class File:
    """A file: where its bytes are (nowhere when only claimed), its git id, and its sha256 where it is a large one."""

    path: str
    size: int
    oid: str
    sha256: str | None
    source: Path | None

    @property
    def etag(self) -> str:
        return self.sha256 or self.oid

    @property
    def lfs(self) -> dict[str, Any] | None:
        if self.sha256 is None:
            return None
        return {"oid": self.sha256, "size": self.size, "pointerSize": len(POINTER.format(self.sha256, self.size))}


def git_blob(content: bytes) -> str:
    """The id that git gives to a file."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Snapshot:
    """One revision of a repository. Its files are made in the constructor, in a folder under `root`."""

    def __init__(self, repository: Repository, source: Source, root: Path) -> None:
        self.repository = repository
        self.folder = source if isinstance(source, Path) else self._made(source, root)
        self.files = {file.path: file for file in (*self._real(), *self._claimed())}
        names = "".join(f"{file.path} {file.oid}\n" for file in self.files.values())
        self.sha = hashlib.sha1(f"{repository.id}\n{names}".encode()).hexdigest()

    def _made(self, build: Callable[[Path], None], root: Path) -> Path:
        folder = Path(tempfile.mkdtemp(dir=root, prefix=f"{self.repository.id.replace('/', '--')}-"))
        shutil.copytree(stored(build), folder, dirs_exist_ok=True)
        _add_card(folder, self.repository)
        return folder

    def _real(self) -> list[File]:
        found = []
        for path in sorted(self.folder.rglob("*")):
            if not path.is_file():
                continue
            content, name = path.read_bytes(), path.relative_to(self.folder).as_posix()
            sha256 = hashlib.sha256(content).hexdigest() if path.suffix in LARGE else None
            stored = POINTER.format(sha256, len(content)).encode() if sha256 else content
            found.append(File(name, len(content), git_blob(stored), sha256, path))
        return found

    def _claimed(self) -> list[File]:
        found = []
        for name, size in self.repository.claimed.items():
            sha256 = hashlib.sha256(f"{self.repository.id}/{name}".encode()).hexdigest()
            found.append(File(name, size, git_blob(POINTER.format(sha256, size).encode()), sha256, None))
        return found

    def json(self, name: str) -> dict[str, Any]:
        """A JSON file of the repository, empty where there is none or it is broken."""
        try:
            content = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    @cached_property
    def config(self) -> dict[str, Any]:
        """The part of the configuration that the Hub shows."""
        shown = {key: value for key, value in self.json("config.json").items() if key in _SHOWN}
        if tokenizer := self.json("tokenizer_config.json"):
            shown["tokenizer_config"] = {key: value for key, value in tokenizer.items() if key in _SHOWN_OF_TOKENIZERS}
        template = self.folder / "chat_template.jinja"
        if template.is_file():
            shown["chat_template_jinja"] = template.read_text(encoding="utf-8")
        if adapter := self.json("adapter_config.json"):
            shown["peft"] = {key: adapter.get(key) for key in ("base_model_name_or_path", "task_type")}
        if diffusers := self.json("model_index.json"):
            shown["diffusers"] = {"_class_name": diffusers.get("_class_name")}
        return shown

    @cached_property
    def parameters(self) -> dict[str, int] | None:
        """Parameters by dtype, from the headers of the safetensors; None where there are none or one is broken."""
        if self.repository.parameters is not None:
            return dict(self.repository.parameters)
        counts: dict[str, int] = {}
        for path in sorted(self.folder.glob("*.safetensors")):
            try:
                content = path.read_bytes()
                (length,) = struct.unpack("<Q", content[:8])
                header = json.loads(content[8 : 8 + length])
            except (struct.error, ValueError):
                return None
            for name, tensor in header.items():
                if name != "__metadata__":
                    counts[tensor["dtype"]] = counts.get(tensor["dtype"], 0) + prod(tensor["shape"])
        return counts or None


_SHOWN = {"architectures", "model_type", "auto_map", "quantization_config"}
_SHOWN_OF_TOKENIZERS = {"bos_token", "eos_token", "pad_token", "unk_token", "mask_token", "chat_template"}


def _add_card(folder: Path, repository: Repository) -> None:
    card = folder / "README.md"
    if not card.exists():
        name = repository.id.rpartition("/")[2]
        card.write_text(f"---\n{yaml.safe_dump(repository.card)}---\n# {name}\n", encoding="utf-8")
    (folder / ".gitattributes").write_text(
        "".join(f"*{suffix} filter=lfs diff=lfs merge=lfs -text\n" for suffix in sorted(LARGE)), encoding="utf-8"
    )
