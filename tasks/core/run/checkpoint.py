"""A loaded model as a zip of what `save_pretrained` writes: the lesson on what a checkpoint is."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from tasks.core.errors import InputTooLarge
from tasks.core.locales import Amount, Phrase
from tasks.core.pipe import Pipe
from tasks.core.run.loading import measured_bytes

LARGEST = 4_000_000_000  # bytes; a browser's download of more is no lesson


def zipped(pipe: Pipe, name: str) -> Path:
    """Saves the parts of a pipeline and packs them under the model's name. Raises InputTooLarge."""
    size = sum(measured_bytes(pipe.model).values())
    if size > LARGEST:
        raise InputTooLarge(field=Phrase("Checkpoint"), size=Amount(size, "bytes"), limit=Amount(LARGEST, "bytes"))
    root = name.replace("/", "--")
    # In a folder of its own, which is the caller's to move or to delete.
    path = Path(tempfile.mkdtemp(prefix="atlas-checkpoint-")) / f"{root}.zip"
    with tempfile.TemporaryDirectory(prefix="atlas-save-") as folder:
        # Part by part: Pipeline.save_pretrained would copy the Python of a restored pipeline along.
        for part in (pipe.model, pipe.tokenizer, pipe.feature_extractor, pipe.image_processor, pipe.processor):
            if part is not None:
                part.save_pretrained(folder)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
            for file in sorted(Path(folder).rglob("*")):
                packed.write(file, f"{root}/{file.relative_to(folder)}")
    return path
