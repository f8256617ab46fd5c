"""A loaded model as a zip of what `save_pretrained` writes: the lesson on what a checkpoint is."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.core.errors import InputTooLarge
from tasks.core.locales import Amount, Phrase
from tasks.core.run.loading import measured_bytes

if TYPE_CHECKING:
    from tasks.core.run.loading import Loaded

LARGEST = 4_000_000_000  # bytes; a browser's download of more is no lesson


@dataclass(frozen=True)
class Checkpoint:
    """A zip on the disk. `fresh` says that it was packed for this work; otherwise it was there."""

    path: Path
    fresh: bool

    def discard(self) -> None:
        """Deletes what was packed for nobody."""
        if self.fresh:
            shutil.rmtree(self.path.parent, ignore_errors=True)


def zipped(loaded: Loaded, name: str, folder: Path) -> Checkpoint:
    """The zip of a model in `folder`, packed under the model's name where it is not there: one for all who ask. Raises
    InputTooLarge, and what the model's watch does."""
    pipe = loaded.pipe
    size = sum(measured_bytes(pipe.model).values())
    if size > LARGEST:
        raise InputTooLarge(field=Phrase("Checkpoint"), size=Amount(size, "bytes"), limit=Amount(LARGEST, "bytes"))
    root = name.replace("/", "--")
    path = folder / f"checkpoint-{loaded.mark}" / f"{root}.zip"
    if path.is_file():
        os.utime(path)  # those that nobody asks for are deleted by their age
        return Checkpoint(path, fresh=False)
    # Packed aside: what stands under its name is whole.
    with tempfile.TemporaryDirectory(prefix="checkpoint-", dir=folder) as aside:
        unpacked, packed = Path(aside) / root, Path(aside) / path.name
        # Part by part: Pipeline.save_pretrained would copy the Python of a restored pipeline along.
        for part in (pipe.model, pipe.tokenizer, pipe.feature_extractor, pipe.image_processor, pipe.processor):
            if part is not None:
                loaded.watch.look()
                part.save_pretrained(unpacked)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for file in sorted(unpacked.rglob("*")):
                loaded.watch.look()
                archive.write(file, f"{root}/{file.relative_to(unpacked)}")
        path.parent.mkdir(parents=True, exist_ok=True)
        packed.replace(path)
    return Checkpoint(path, fresh=True)
