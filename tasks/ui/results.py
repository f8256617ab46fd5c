"""A pipeline's result for programs: all of its numbers, and a file for each part that would make the answer unwieldy."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks.core.wire import LARGEST, PNG_MODES, READ, Json, Large, png, walk, written_out
from tasks.ui.addresses import file_data
from tasks.ui.kinds.files import fresh_folder

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

WRITTEN = 262_144  # numbers of one result that are written out (some 5 MB of JSON); arrays beyond that come as files


@dataclass
class _Budget:
    """How many numbers may still be written out."""

    left: int = WRITTEN

    def takes(self, count: int) -> bool:
        if count > LARGEST and count > self.left:
            return False
        self.left -= count
        return True


def for_clients(result: object) -> Json:
    """The result with its arrays as nested lists, while these are `WRITTEN` numbers in all. What is larger, and pictures, are
    described as people read them, with a `file` beside that clients download: .npy, .png. Sounds are their samples."""
    import numpy as np

    budget = _Budget()

    def array(numbers: np.ndarray[Any, Any]) -> Json:
        if budget.takes(numbers.size):
            return written_out(numbers)
        return _with_file(READ.array(numbers), "array.npy", npy(numbers))

    def picture(image: Image.Image) -> Json:
        if image.mode in PNG_MODES:
            return _with_file(READ.picture(image), "picture.png", png(image))
        return _with_file(READ.picture(image), "picture.npy", npy(np.asarray(image)))

    def content(data: bytes) -> Json:
        return _with_file(READ.content(data), "result.bin", data)

    return walk(result, Large(array=array, picture=picture, content=content))


def npy(numbers: np.ndarray[Any, Any]) -> bytes:
    """An array as numpy.load reads it."""
    import numpy as np

    file = io.BytesIO()
    np.save(file, numbers, allow_pickle=False)
    return file.getvalue()


def _with_file(description: Json, name: str, data: bytes) -> Json:
    path = fresh_folder() / name
    path.write_bytes(data)
    return {**(description if isinstance(description, dict) else {}), "file": file_data(str(path))}
