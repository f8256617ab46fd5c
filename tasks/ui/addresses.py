"""Files by the addresses that this app gives them: examples, and what somebody uploaded.

An address in a visitor's request is never fetched. One of the app's own names a file that lies here, by its path; it is
known by that path, whose folder nobody can guess, under whatever name the app was called.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from gradio.processing_utils import save_base64_to_cache
from gradio.route_utils import get_root_url
from gradio.utils import get_upload_folder
from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.examples import FOLDER as EXAMPLES
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media import encoded

NOT_FETCHED = Phrase("it is an address, and this server fetches none for visitors")
NOT_UPLOADED = Phrase("it is neither an uploaded file nor a data: address")
HERE = "http://here.invalid"  # stands for the app's own address until a request says what that is
FILE = {"_type": "gradio.FileData"}
DESCRIBED = re.compile(
    r"/(endpoints|config|gradio_api/info|gradio_api/openapi\.json)?/?$"
)  # pages and descriptions of the API
ADDRESS = re.compile(r"https?://[^/?#\s]+(?:/[^?#\s]*)?/gradio_api/file=([^?#]+)", re.IGNORECASE)


@cache
def examples_folder() -> Path:
    """The folder of examples by a path that says nothing of where the app is installed: a link in Gradio's own folder."""
    uploads = Path(get_upload_folder())
    uploads.mkdir(parents=True, exist_ok=True)
    link = uploads / f"atlas-examples-{hashlib.sha256(os.fsencode(EXAMPLES)).hexdigest()[:12]}"
    try:
        if not link.is_symlink():
            link.symlink_to(EXAMPLES, target_is_directory=True)
        if link.resolve() == EXAMPLES.resolve():
            return link
    except OSError:  # another start was quicker, or links need a right that is not given
        if link.is_symlink() and link.resolve() == EXAMPLES.resolve():
            return link
    return Path(shutil.copytree(EXAMPLES, Path(tempfile.mkdtemp(dir=uploads)) / "examples"))


def as_served(value: Any) -> Any:
    """Paths of examples, in lists too, by the folder from which they are served; all else as it is."""
    if isinstance(value, list):
        return [as_served(item) for item in value]
    if isinstance(value, str) and value.startswith(f"{EXAMPLES}{os.sep}"):
        return str(examples_folder() / Path(value).relative_to(EXAMPLES))
    return value


def own_file(given: Any) -> str | None:
    """The path of a file that was uploaded or is an example, given by its address or by the path that /upload returned.
    None for everything else, whatever it is."""
    if not isinstance(given, str) or len(given) > 4096 or "\0" in given:
        return None
    found = ADDRESS.fullmatch(given.strip())
    path = Path(unquote(found[1]) if found else given)
    if not path.is_absolute():
        return None
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    folders = (Path(get_upload_folder()).resolve(), EXAMPLES.resolve())
    return str(path) if real.is_file() and any(real.is_relative_to(folder) for folder in folders) else None


def file_data(path: str) -> dict[str, Any]:
    """A file as Gradio's clients send it."""
    return {"path": path, "orig_name": Path(path).name, "meta": FILE}


def with_own_files(value: Any) -> Any:
    """A payload in which files given by an address of this app are given by their path, as uploaded ones are."""
    if isinstance(value, list):
        return [with_own_files(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("meta") == FILE:
        given = value.get("path") or value.get("url")
        path = own_file(given) if isinstance(given, str) and "://" in given[:32] else None
        return value if path is None else {**value, **file_data(path), "url": None}
    return {name: with_own_files(item) for name, item in value.items()}


def with_contents(value: Any) -> Any:
    """A conversation or another piece of JSON in which uploaded files stand whole, as {"name": ..., "data": ...}: parts that
    are a file as clients send it, and pictures by an address of this app. Raises InputTooLarge for too many."""
    count = 0

    def whole(path: str) -> Any:
        nonlocal count
        count += 1
        if count > LIMITS.pictures:
            size = Phrase("{number} pictures", number=count)
            raise InputTooLarge(field=Phrase("File"), size=size, limit=LIMITS.pictures)
        return encoded(path)

    def walk(item: Any) -> Any:
        if isinstance(item, list):
            return [walk(each) for each in item]
        if not isinstance(item, dict):
            return item
        if item.get("meta") == FILE and (path := own_file(item.get("path"))):
            return whole(path)
        if item.get("type") == "image" and (path := own_file(item.get("url")) or own_file(item.get("image"))):
            return {"type": "image", "image": whole(path)}
        return {name: walk(each) for name, each in item.items()}

    return walk(value)


def file_of_text(given: Any) -> Any:
    """A file that is named by a text, as tools name theirs: by an address of this app, by the path that /upload returned, or
    whole, as a data: address. Lists item by item. Raises UnreadableInput."""
    if isinstance(given, list):
        return [file_of_text(item) for item in given]
    if not isinstance(given, str) or not given:
        return given or None
    path = own_file(given)
    if path is None and given.startswith("data:"):
        try:
            path = save_base64_to_cache(given, str(get_upload_folder()))
        except ValueError:
            raise UnreadableInput(field=Phrase("File"), reason=Phrase("its data is not base64")) from None
    if path is None:
        raise UnreadableInput(field=Phrase("File"), reason=NOT_FETCHED if "://" in given[:32] else NOT_UPLOADED)
    return file_data(path)


def example_file(path: str) -> dict[str, Any]:
    """An example as the API's page shows it, by an address that a client may send."""
    address = f"{HERE}/gradio_api/file={quote(as_served(path))}"
    return {**file_data(address), "url": address}


class OwnAddress:
    """ASGI middleware: where the API is described, `HERE` becomes the address by which the app was called."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and DESCRIBED.search(scope["path"]):
            send = _Filled(root_of(scope), send)
        await self.app(scope, receive, send)


def root_of(scope: Scope) -> str:
    """The address by which the app was called, as Gradio finds it. What lies beyond changes the scope: ask before."""
    root = scope["app"].root_path or scope.get("root_path", "")
    return get_root_url(Request(scope), get_route_path(scope), root)


class _Filled:
    """Sends descriptions of the API on with the app's own address in them; what is neither page nor JSON goes through."""

    def __init__(self, root: str, send: Send) -> None:
        self.root = root.encode()
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if (
                MutableHeaders(raw=message["headers"])
                .get("content-type", "")
                .startswith(("text/html", "application/json"))
            ):
                self.start = message
                return
        elif self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                body = self.body.replace(HERE.encode(), self.root)
                MutableHeaders(raw=self.start["headers"])["content-length"] = str(len(body))
                await self.send(self.start)
                await self.send({"type": "http.response.body", "body": body})
            return
        await self.send(message)
