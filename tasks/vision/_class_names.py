"""Models that name their classes in another repository of the Hub (OneFormer)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.core.errors import MissingPart
from tasks.core.loaders import FromTransformers, Placement
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe


@dataclass(frozen=True)
class WithClassNames(FromTransformers):
    """transformers' own pipeline, whose image processor may fetch the names of the classes by itself."""

    def load(self, task: str, folder: Path, where: Placement) -> Pipe:
        """Raises MissingPart where these names are not to be had, and what FromTransformers does."""
        from huggingface_hub import try_to_load_from_cache

        try:
            return super().load(task, folder, where)
        except OSError as error:
            for repository, file in named_elsewhere(folder):
                if isinstance(try_to_load_from_cache(repository, file, repo_type="dataset"), str):
                    continue
                raise MissingPart(
                    model=where.model,
                    part=f"{file} ({repository})",
                    needed_for=Phrase("the names of its classes"),
                    fetched=f"{repository} {file} --repo-type dataset",
                ) from error
            raise


def named_elsewhere(folder: Path) -> Iterator[tuple[str, str]]:
    """The repositories, and the files in them, that a folder's image processor names and that are not here."""
    for name in ("preprocessor_config.json", "processor_config.json"):
        written: Any = {}
        with suppress(OSError, ValueError):
            written = json.loads((folder / name).read_text(encoding="utf-8"))
        for part in (written, written.get("image_processor")) if isinstance(written, dict) else ():
            if isinstance(part, dict) and isinstance(part.get("class_info_file"), str):
                repository = part.get("repo_path") or "shi-labs/oneformer_demo"
                if not (Path(repository) / part["class_info_file"]).is_file():
                    yield repository, part["class_info_file"]
