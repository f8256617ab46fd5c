"""How a picture came out of its file, kept with it: the code shown does the same again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

_KEY = "origin"  # in the `info` of a picture, which its copies and cuts have too


@dataclass(frozen=True)
class Origin:
    """What was done to a file to make a picture in RGB of it, in this order.

    `file` is where the code finds it, empty for what was no file; `heif` asks for a decoder of its own; `page` counts from
    0, `pages` is how many the file has. A page of a PDF was drawn at `scale` pixels per point, with what was filled into
    its `forms`. Others were `turned` as their EXIF says; the numbers of `span` became black and white; what was
    transparent came `on_white`; `size` in pixels is what a page was made smaller to. `rotated` is by how many degrees a
    page was turned counterclockwise to stand upright.
    """

    file: str = ""
    heif: bool = False
    page: int = 0
    pages: int = 1
    scale: float = 0.0
    forms: bool = False
    turned: bool = False
    span: tuple[float, float] | None = None
    on_white: bool = False
    size: tuple[int, int] | None = None
    rotated: int = 0

    @property
    def name(self) -> str:
        """The file's own name."""
        return Path(self.file).name


def origin_of(picture: Any) -> Origin:
    """How a picture came out of its file; of one that was made here nothing is known."""
    found = picture.info.get(_KEY)
    return found if isinstance(found, Origin) else Origin()


def is_read(picture: Any) -> bool:
    """Whether a picture has been read by the readers here: in RGB, upright."""
    return _KEY in picture.info


def with_origin(picture: Image.Image, origin: Origin) -> Image.Image:
    """The picture, which from now on holds its origin and nothing else of what its file said."""
    picture.info = {_KEY: origin}
    return picture


def rotated(picture: Image.Image, degrees: int) -> Image.Image:
    """A page turned counterclockwise by 90, 180 or 270 degrees."""
    from PIL import Image

    turned = picture.transpose(Image.Transpose[f"ROTATE_{degrees}"])
    return with_origin(turned, replace(origin_of(picture), rotated=degrees))
