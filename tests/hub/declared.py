"""What a test declares: the accounts of the stand-in and the repositories it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Role = Literal["read", "write", "fineGrained"]
# A folder of files as they are, or what makes them in an empty folder when somebody first asks.
Source = Path | Callable[[Path], None]


@dataclass(frozen=True)
class Account:
    """Somebody with a token. A fine-grained one without `reads_gated` opens no gated repository, accepted or not."""

    name: str
    token: str = field(repr=False)
    role: Role = "read"
    reads_gated: bool = True

    @property
    def fullname(self) -> str:
        return self.name.title()


@dataclass(frozen=True)
class Repository:
    """A repository as data; its files are built when first asked for.

    `private_to` is the only account that sees it, `accepted` the accounts that may read the files of a gated one.
    `formats` and `model_type` become tags without building. `revisions` are further branches beside `main`.
    `claimed` are files that are listed with a size and never served, `parameters` what the Hub says of them by dtype.
    """

    id: str
    folder: Source
    pipeline_tag: str | None = None
    license: str | None = "apache-2.0"
    languages: tuple[str, ...] = ("en",)
    downloads: int = 0
    library_name: str | None = "transformers"
    gated: Literal[False, "auto", "manual"] = False
    private_to: str | None = None
    accepted: frozenset[str] = frozenset()
    renamed_to: str | None = None
    tags: tuple[str, ...] = ()
    likes: int = 0
    kind: Literal["model", "dataset", "space"] = "model"
    formats: tuple[str, ...] = ("safetensors",)
    model_type: str | None = None
    revisions: Mapping[str, Source] = field(default_factory=dict)
    claimed: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, int] | None = None
    gguf: Mapping[str, Any] | None = None
    unsafe: tuple[str, ...] = ()  # files that the Hub's scan finds dangerous
    base_model: str | None = None

    @property
    def author(self) -> str:
        return self.id.partition("/")[0] if "/" in self.id else ""

    @property
    def all_tags(self) -> list[str]:
        """The tags that the Hub makes of a card and of the files, in its order."""
        licensed = [f"license:{self.license}"] if self.license else []
        first = [self.library_name, *self.formats, self.model_type, self.pipeline_tag]
        return list(
            dict.fromkeys([*(tag for tag in first if tag), *self.tags, *self.languages, *licensed, "region:us"])
        )

    @property
    def card(self) -> dict[str, Any]:
        """The metadata on top of its README.md."""
        meta = {
            "license": self.license,
            "language": list(self.languages),
            "pipeline_tag": self.pipeline_tag,
            "library_name": self.library_name,
            "tags": list(self.tags),
            "base_model": self.base_model,
        }
        return {key: value for key, value in meta.items() if value}
