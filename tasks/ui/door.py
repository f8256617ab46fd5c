"""Who may come in: requests by the app's own names and of its own pages, of a size and depth that can be read."""

from __future__ import annotations

import logging
import re

import anyio.to_thread
from gradio.route_utils import FnIndexInferError
from starlette._utils import get_route_path
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.core.errors import (
    AtlasError,
    BadRequest,
    ForeignPage,
    InputTooLarge,
    UnknownHost,
    UnreadableInput,
    translate,
)
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase
from tasks.ui.addresses import NOT_FETCHED
from tasks.ui.hosts import Hosts
from tasks.ui.refusals import refusal

log = logging.getLogger("atlas")

TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
# Escapes of JSON, of which the last alternative is half a character: the other half of its pair is missing.
HALVES = re.compile(rb"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)", re.DOTALL)
UPLOAD = "/gradio_api/upload"
FORMS = {"multipart/form-data", "application/x-www-form-urlencoded"}
NESTED = Phrase("its JSON is nested too deeply")
# What routes of Gradio raise for a request that no page sends: an endpoint, an event or a parameter that is not there.
# Everything else is a fault of the server's.
NOT_HERE = Phrase("it names an endpoint or a parameter that is not here, or a value of another kind")
UNKNOWN = (FnIndexInferError, KeyError, ValueError, TypeError, OverflowError, RecursionError)


class Door:
    """ASGI middleware around everything: whom it turns away is told why, and whoever comes in is told to fetch nothing from
    elsewhere. What goes wrong beyond it is said in our words too, never as a bare 500."""

    def __init__(self, app: ASGIApp, hosts: Hosts, policy: str) -> None:
        self.app = app
        self.hosts = hosts
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # nothing here speaks it, so nobody looked at who may
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(message)
            await send(message)

        try:
            self._check(request)
            if _kind(request) in FORMS and get_route_path(scope).rstrip("/") != UPLOAD:
                receive = _counted(receive, LIMITS.form_bytes)
            await self.app(scope, receive, sending)
            return
        except AtlasError as error:
            status = {UnknownHost: 421, ForeignPage: 403, InputTooLarge: 413}.get(type(error), 400)
            answer = refusal(request, error, status)
        except Exception as error:
            if started:
                raise
            if isinstance(error, UNKNOWN) and request.method == "POST":
                log.info("A request was refused: %s", type(error).__name__)
                answer = refusal(request, BadRequest(reason=NOT_HERE), 400)
            else:
                answer = refusal(request, translate(error), 500)
        await answer(scope, receive, sending)

    def _check(self, request: Request) -> None:
        """Raises UnknownHost for a name that is not the app's, ForeignPage for a page that may not call it, UnreadableInput
        where a file of another place is asked for, which Gradio would fetch and hand on."""
        if re.search(r"/gradio_api/(file|proxy)=[^/]*:/", request.url.path):
            raise UnreadableInput(field=Phrase("File"), reason=NOT_FETCHED)
        # A proxy names the host that it was called by; Gradio builds its own address from that.
        forwarded = request.headers.get("x-forwarded-host", "").split(",")[0].strip()
        hosts = tuple(filter(None, (request.headers.get("host", ""), forwarded)))
        for host in hosts:
            if not self.hosts.takes(host):
                raise UnknownHost(host=host[:100])
        origin = request.headers.get("origin")
        if origin and not self.hosts.welcomes(origin, hosts):
            raise ForeignPage(origin=origin[:100])

    def _add_headers(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "same-origin"
        if headers.get("content-type", "").startswith("text/html"):
            headers["content-security-policy"] = self.policy


class Bodies:
    """ASGI middleware within the door, and within the login where there is one: what is to be parsed is read first, and
    found fit. Whoever may not come in has nothing read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = await _checked_body(Request(scope), receive)
        await self.app(scope, receive, send)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def not_understood(request: Request, error: Exception) -> Response:
    """The answer to a body of another shape; what is made of it otherwise quotes what was sent."""
    return refusal(request, BadRequest(reason=NOT_HERE), 422)


def policy(hosts: Hosts, *, space: bool, share: bool) -> str:
    """The Content-Security-Policy of the pages: whatever stands on them, a browser fetches nothing from other places for it.

    Gradio's scripts are inline, and make functions of texts. A Space talks to the Hub about its sign-in; with a public link
    Gradio's page takes its script from where Gradio keeps it.
    """
    more = ["https://huggingface.co", "https://*.huggingface.co", "https://*.hf.space"] if space else []
    script = ["https://gradio.s3-us-west-2.amazonaws.com"] if share else []
    rules = {
        "default-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", *more, *script],
        "img-src": ["'self'", "data:", "blob:", *more],
        "media-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'", *more],
        "frame-ancestors": hosts.framing,
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


async def _checked_body(request: Request, receive: Receive) -> Receive:
    """`receive` for a body that was read and found fit to be parsed; forms are counted by the door, uploads are left to
    Gradio, which limits them. Raises InputTooLarge and BadRequest."""
    upload = get_route_path(request.scope).rstrip("/") == UPLOAD
    if request.method not in {"POST", "PUT", "PATCH"} or upload or _kind(request) in FORMS:
        return receive
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return receive
        body += message.get("body", b"")
        more = message.get("more_body", False)
        _check_size(len(body))
    if len(body) > 100_000:
        whole = await anyio.to_thread.run_sync(checked_json, bytes(body))
    else:
        whole = checked_json(bytes(body))
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": whole, "more_body": False}

    return again


def _counted(receive: Receive, limit: int) -> Receive:
    """`receive` that raises InputTooLarge beyond `limit` bytes: a form would be kept in memory or on the disk, before anybody
    has logged in."""
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        _check_size(size, limit)
        return message

    return counting


def _check_size(size: int, limit: int = LIMITS.request_bytes) -> None:
    if size > limit:
        raise InputTooLarge(field=Phrase("Request"), size=Amount(size, "bytes"), limit=Amount(limit, "bytes"))


def checked_json(body: bytes) -> bytes:
    """The body, of the same length, in which no text holds half a character: those could not be written into an answer.
    Raises what check_json does."""
    check_json(body)
    return HALVES.sub(lambda found: rb"\ufffd" if found[1] else found[0], body)


def check_json(body: bytes) -> None:
    """Raises InputTooLarge for JSON of too many parts, BadRequest for one that is nested deeper than a parser can follow.
    Texts may be long: a file can come as one."""
    import numpy as np

    frame = TEXTS.sub(b"", body)
    _check_size(len(frame), LIMITS.request_frame)
    marks = np.frombuffer(frame, np.uint8)
    steps = np.isin(marks, np.frombuffer(b"[{", np.uint8)).astype(np.int8) - np.isin(
        marks, np.frombuffer(b"]}", np.uint8)
    )
    if steps.size and int(np.cumsum(steps, dtype=np.int64).max()) > LIMITS.request_depth:
        raise BadRequest(reason=NESTED)
