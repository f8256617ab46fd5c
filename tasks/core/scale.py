"""Pictures larger than a model looks at: its pipeline is given a smaller copy, and the answer is for the whole again.

What a run takes of memory grows by what it does for every pixel: 150 labels for each of 12 million are 7 GB. No model
sees so many pixels. A task says how many its pipeline is given (`TaskSpec.pixels`), and how its result becomes that of
the whole picture (`TaskSpec.enlarge`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tasks.core.locales import Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Enlarge:
    """How a result for smaller copies becomes the one for the visitor's pictures: `result(given, args)` makes it, `args`
    being the pipeline's arguments with the copies; `code(args)` is the same as lines of Python about `result`."""

    result: Callable[[Any, tuple[Any, ...]], Any]
    code: Callable[[tuple[Any, ...]], list[str]]


ENOUGH = 2_000_000  # pixels: up to here the pipeline is given the picture as it is
LONGEST_EDGE = 10_000  # what a processor calls an edge and is longer counts pixels
SCREEN = 2048  # pixels along the longer side of what is drawn to be looked at

Item = TypeVar("Item")
Size = tuple[int, int]  # width and height in pixels


def fitting(size: Size, pixels: float) -> Size:
    """The largest size of the same shape that has at most so many pixels; `size` itself where it has."""
    share = min(1.0, (pixels / max(1, size[0] * size[1])) ** 0.5)
    return size if share == 1.0 else (max(1, int(size[0] * share)), max(1, int(size[1] * share)))


def on_screen(size: Size, longest: int = SCREEN) -> Size:
    """The size at which something is drawn to be looked at."""
    share = min(1.0, longest / max(size))
    return size if share == 1.0 else (max(1, round(size[0] * share)), max(1, round(size[1] * share)))


def smaller(picture: Image.Image, pixels: float) -> Image.Image:
    """The picture, or a copy of at most so many pixels that remembers the size of the whole."""
    size = fitting(picture.size, pixels)
    if size == picture.size:
        return picture
    copy = picture.resize(size)
    copy.info["whole"] = picture.size
    return copy


def whole(picture: Image.Image) -> Size:
    """The size of the visitor's picture, of itself or of a smaller copy."""
    size: Size = picture.info.get("whole", picture.size)
    return size


def is_copy(picture: Image.Image) -> bool:
    """Whether a picture is a smaller copy of the visitor's."""
    return "whole" in picture.info


def holds_copies(value: Any) -> bool:
    """Whether there is such a copy within lists and dictionaries."""
    return any(map(is_copy, pictures(value)))


def times(picture: Image.Image) -> tuple[float, float]:
    """How many pixels of the visitor's picture one pixel of a copy stands for, across and down."""
    width, height = whole(picture)
    return width / picture.width, height / picture.height


def seen(pipe: Pipe, kwargs: dict[str, Any]) -> float:
    """How many pixels the pipeline is given where nothing it holds is as large as the picture: twice what its image
    processor leaves of it, since pictures are of another shape, and never less than ENOUGH."""
    size: Any = getattr(pipe.image_processor, "size", None) or {}
    names = ("height", "width", "shortest_edge", "longest_edge")
    edges = [edge for name in names if (edge := dict(size).get(name)) and edge < LONGEST_EDGE]
    return max(ENOUGH, 2.0 * max(edges, default=0) * min(edges, default=0))


def scaled(args: tuple[Any, ...], kwargs: dict[str, Any], pixels: float) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Arguments of a pipeline, all pictures in them of at most so many pixels. Says so in a note."""
    fitted = (
        tuple(_scaled(each, pixels) for each in args),
        {name: _scaled(each, pixels) for name, each in kwargs.items()},
    )
    for width, height in dict.fromkeys(copy.size for copy in pictures(fitted) if is_copy(copy)):
        note(
            Phrase(
                "For the model the picture was scaled to {width} x {height} pixels; the answer is for the whole picture.",
                width=width, height=height,
            )
        )  # fmt: skip
    return fitted


def _scaled(value: Any, pixels: float) -> Any:
    if _is_picture(value):
        return smaller(value, pixels)
    if isinstance(value, list):
        return [_scaled(each, pixels) for each in value]
    return {name: _scaled(each, pixels) for name, each in value.items()} if isinstance(value, dict) else value


def pictures(value: Any) -> Iterator[Image.Image]:
    """All pictures within lists and dictionaries."""
    if _is_picture(value):
        yield value
    elif isinstance(value, list | tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from pictures(each)


def _is_picture(value: Any) -> bool:
    return hasattr(value, "resize") and hasattr(value, "info")  # PIL is not imported to ask


class Later(Sequence[Item]):
    """A list whose items are made when they are looked at, and not kept: all at once would be too large."""

    def __init__(self, makers: Sequence[Callable[[], Item]]) -> None:
        self._makers = makers

    def __len__(self) -> int:
        return len(self._makers)

    def __iter__(self) -> Iterator[Item]:
        return (make() for make in self._makers)

    def __getitem__(self, place: Any) -> Any:
        return Later(self._makers[place]) if isinstance(place, slice) else self._makers[place]()
