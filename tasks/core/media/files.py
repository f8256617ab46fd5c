"""A file as it came, and as JSON."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.core.errors import UnreadableInput
from tasks.core.locales import Phrase

if TYPE_CHECKING:
    from PIL import Image


ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Upload:
    """A file as it came: its own name and its bytes."""

    name: str
    data: bytes

    @property
    def place(self) -> str:
        """Where the code shown finds it: a file of the examples by its path in the repository, a visitor's own by its
        name, beside the script."""
        for path in _examples().get(self.name, ()):
            if path.stat().st_size == len(self.data) and path.read_bytes() == self.data:
                return path.relative_to(ROOT).as_posix()
        return self.name


class Stored(str):
    """The path of an uploaded file, with the `name` that it has at its owner's: on the server's disk it may lack signs."""

    name: str

    def __new__(cls, path: str, name: str) -> Stored:
        stored = super().__new__(cls, path)
        stored.name = Path(name).name
        return stored


def _name(path: str | Path) -> str:
    return path.name if isinstance(path, Stored | Path) else Path(path).name


@cache
def _examples() -> dict[str, list[Path]]:
    """The files of all examples by their names."""
    found: dict[str, list[Path]] = {}
    for path in sorted((ROOT / "assets" / "examples").rglob("*.*")):
        found.setdefault(path.name, []).append(path)
    return found


def received(value: Any, field: Phrase) -> Any:
    """An Upload of a path or of what `encoded` wrote; whatever is no file stays as it is. Raises UnreadableInput."""
    if isinstance(value, str | Path):
        try:
            return Upload(_name(value), Path(value).read_bytes())
        except FileNotFoundError as error:  # uploads are deleted by their age, under a page that stands open
            reason = Phrase("it is no longer on this server; choose it again")
            raise UnreadableInput(field=field, reason=reason) from error
    if isinstance(value, dict) and value.keys() == {"name", "data"} and isinstance(value["data"], str):
        try:
            return Upload(Path(str(value["name"])).name, base64.b64decode(value["data"], validate=True))
        except ValueError as error:
            raise UnreadableInput(field=field, reason=Phrase("its data is not base64")) from error
    return value


def encoded(value: Any) -> Any:
    """A file as JSON, {"name": ..., "data": base64}, out of its path; lists item by item, all else as it is."""
    if isinstance(value, str | Path):
        return {"name": _name(value), "data": base64.b64encode(Path(value).read_bytes()).decode("ascii")}
    return [encoded(item) for item in value] if isinstance(value, list) else value


def encoded_picture(picture: Image.Image) -> dict[str, str]:
    """A decoded picture as JSON, in the form of `encoded`."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return {"name": "picture.png", "data": base64.b64encode(file.getvalue()).decode("ascii")}
