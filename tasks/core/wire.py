"""A pipeline's result for others: `plain` shortens it for people to read, `wire` keeps all of it for programs.

Both walk the same way through whatever pipelines give (tensors, arrays, pictures, sounds, objects of transformers) and
differ in what they make of what is large.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Samples: TypeAlias = "tuple[np.ndarray[Any, Any], int]"

LARGEST = 1024  # elements of an array that are written out to be read; above that its shape and range stand for it
# Modes of pictures that PNG keeps as they are (https://www.w3.org/TR/png-3/#6Colour-values); others go as numbers.
PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})


@dataclass(frozen=True)
class Large:
    """What becomes of what is large: arrays, pictures, bytes, and sounds, which are mappings of `audio` and
    `sampling_rate` where there is no `sound`."""

    array: Callable[[np.ndarray[Any, Any]], Json]
    picture: Callable[[Image.Image], Json]
    content: Callable[[bytes], Json]
    sound: Callable[[Samples], Json] | None = None


def plain(value: object) -> Json:
    """A result to be read: an array above 1,024 numbers by its shape and range, a picture by its size."""
    return walk(value, READ)


def wire(value: object) -> Json | bytes:
    """A result without loss: numbers of arrays as nested lists, PNG and WAV for pictures and sounds.

    One picture or sound alone is its file's bytes; inside of something larger it is a `data:` address
    (https://www.rfc-editor.org/rfc/rfc2397). Numbers that JSON lacks are the texts "nan", "inf" and "-inf".
    """
    from PIL import Image

    if isinstance(value, Image.Image) and value.mode in PNG_MODES:
        return png(value)
    sound = _sound(value)
    return wav(*sound) if sound is not None else walk(value, WHOLE)


def png(picture: Image.Image) -> bytes:
    """A PNG file of a picture."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def wav(samples: np.ndarray[Any, Any], rate: int) -> bytes:
    """A WAV file of samples of shape (frames,) or (channels, frames), in the numbers that they are in."""
    import soundfile

    subtype = {"float64": "DOUBLE", "int16": "PCM_16", "int32": "PCM_32"}.get(str(samples.dtype), "FLOAT")
    kept = samples if subtype != "FLOAT" else samples.astype("float32")
    file = io.BytesIO()
    soundfile.write(file, kept.T, rate, format="WAV", subtype=subtype)
    return file.getvalue()


def walk(value: object, large: Large) -> Json:
    """A result as JSON, what is large in it as `large` says."""
    from PIL import Image

    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Image.Image):
        return large.picture(value)
    if isinstance(value, bytes):
        return large.content(value)
    array = _array(value)
    if array is not None:
        return large.array(array)
    if large.sound is not None and (sound := _sound(value)) is not None:
        return large.sound(sound)
    if isinstance(value, Mapping):
        return {str(key): walk(item, large) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [walk(item, large) for item in value]
    if hasattr(value, "__dict__"):
        return {key: walk(item, large) for key, item in vars(value).items() if not key.startswith("_")}
    return str(value)


def _array(value: object) -> np.ndarray[Any, Any] | None:
    """A tensor of torch or an array of numpy as such an array, None for anything else. bfloat16 becomes float32."""
    import numpy as np

    if hasattr(value, "detach"):  # torch is not imported to ask whether it is one
        tensor: Any = value.detach().cpu()
        narrow = str(tensor.dtype) == "torch.bfloat16"  # numpy has no such numbers
        return np.asarray((tensor.float() if narrow else tensor).numpy())
    return np.asarray(value) if isinstance(value, np.ndarray | np.generic) else None


def _sound(value: object) -> Samples | None:
    """Samples and rate of what pipelines give for a sound; None for anything else."""
    if not isinstance(value, Mapping) or set(value) != {"audio", "sampling_rate"}:
        return None
    samples = _array(value["audio"])
    return None if samples is None or samples.ndim > 2 else (samples, int(value["sampling_rate"]))


def written_out(array: np.ndarray[Any, Any]) -> Json:
    """All numbers, in lists nested as the array is."""
    return walk(array.tolist(), WHOLE)


def _range(array: np.ndarray[Any, Any]) -> Json:
    if array.size <= LARGEST:
        return written_out(array)
    return {
        "type": "array",
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "min": float(array.min()),
        "max": float(array.max()),
        "mean": float(array.mean()),
    }


def _size(picture: Image.Image) -> Json:
    return {"type": "image", "mode": picture.mode, "width": picture.width, "height": picture.height}


def _address(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _whole_picture(picture: Image.Image) -> Json:
    import numpy as np

    return _address(png(picture), "image/png") if picture.mode in PNG_MODES else written_out(np.asarray(picture))


READ = Large(array=_range, picture=_size, content=lambda content: {"type": "bytes", "length": len(content)})
WHOLE = Large(
    array=written_out,
    picture=_whole_picture,
    content=lambda content: _address(content, "application/octet-stream"),
    sound=lambda sound: _address(wav(*sound), "audio/wav"),
)
