"""A password in front of everything: page, files, endpoints and MCP alike.

Gradio checks who is logged in by a cookie, on some of its routes. Here nothing is answered without that cookie or, for
programs, without user and password in the header (HTTP Basic), which stand for it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette._utils import get_route_path
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.core.errors import LoginNeeded, TooManyGuesses
from tasks.core.locales import text
from tasks.ui.refusals import refusal, wants_page
from tasks.ui.templates import html
from tasks.ui.visitor import language_of

OPEN = "/gradio_api/startup-events"  # Gradio's own call to itself, once it listens
FREE = 5  # wrong passwords in a row before the next has to wait
LONGEST = 60  # seconds
FORGOTTEN = 900  # seconds after which wrong passwords no longer count
PLACES = 10_000  # of which guesses are remembered


@dataclass
class Guesses:
    """Wrong passwords in a row by where they came from. Each beyond the fifth makes the next one wait twice as long."""

    clock: Callable[[], float] = time.monotonic
    wrong: dict[str, tuple[int, float]] = field(default_factory=dict)  # how many, and when the last one was

    def wait(self, place: str) -> int:
        """Seconds until the next guess of this place is looked at; 0 where it may come now."""
        count, last = self._of(place)
        delay = min(LONGEST, 2 ** min(count - FREE, 10)) if count >= FREE else 0
        return max(0, -int(-(last + delay - self.clock()) // 1))

    def begun(self, place: str) -> None:
        """Counts a guess, as wrong until it turns out right: many may come at once."""
        count, _ = self._of(place)
        self.wrong.pop(place, None)
        self.wrong[place] = count + 1, self.clock()
        while len(self.wrong) > PLACES:
            self.wrong.pop(next(iter(self.wrong)))

    def right(self, place: str) -> None:
        self.wrong.pop(place, None)

    def _of(self, place: str) -> tuple[int, float]:
        count, last = self.wrong.get(place, (0, 0.0))
        return (0, 0.0) if self.clock() - last > FORGOTTEN else (count, last)


class Login:
    """ASGI middleware: without a login nothing but the page to log in on."""

    def __init__(self, app: ASGIApp, user: str, password: str) -> None:
        self.app = app
        self.pair = user, password
        self.guesses = Guesses()
        self.token = secrets.token_urlsafe(16)  # stands for a login by header, and for the app's own calls to itself

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, path = Request(scope), get_route_path(scope).rstrip("/")
        cookie = self._own_cookie(scope["app"])
        given = given_pair(request)
        if path == OPEN or self._logged_in(request):
            await self.app(scope, receive, send)
        elif given is None and not (path == "/login" and request.method == "POST"):
            await self._asking(request)(scope, receive, send)
        elif seconds := self.guesses.wait(place := place_of(request)):
            refused = refusal(request, TooManyGuesses(seconds=seconds), 429, {"retry-after": str(seconds)})
            await refused(scope, receive, send)
        else:
            self.guesses.begun(place)
            if given is None:  # Gradio looks at the form
                await self.app(scope, receive, self._watching(place, send))
            elif self._right(given):
                self.guesses.right(place)
                await self.app(with_cookie(scope, cookie), receive, send)
            else:
                await self._asking(request)(scope, receive, send)

    def _logged_in(self, request: Request) -> bool:
        gradio = request.scope["app"]
        names = (f"access-token-{gradio.cookie_id}", f"access-token-unsecure-{gradio.cookie_id}")
        return any(request.cookies.get(name) in gradio.tokens for name in names)

    def _right(self, given: tuple[str, str]) -> bool:
        return hmac.compare_digest(":".join(given).encode(), ":".join(self.pair).encode())

    def _watching(self, place: str, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self.guesses.right(place)
            await send(message)

        return sending

    def _own_cookie(self, gradio: Any) -> str:
        """A cookie of Gradio's that stands for a login on the page. The app calls itself with it (MCP)."""
        gradio.tokens[self.token] = self.pair[0]
        gradio.blocks.own_cookie = f"access-token-unsecure-{gradio.cookie_id}={self.token}"
        return str(gradio.blocks.own_cookie)

    def _asking(self, request: Request) -> Response:
        """What is answered without a login."""
        if wants_page(request):
            up = "../" * (get_route_path(request.scope).count("/") - 1)
            return HTMLResponse(login_page(language_of(request), f"{up}login"), 401)
        # A browser would ask in a window of its own where a script of the page is refused.
        browser = "sec-fetch-mode" in request.headers
        realm = {} if browser else {"www-authenticate": 'Basic realm="Pipeline Atlas", charset="UTF-8"'}
        return refusal(request, LoginNeeded(), 401, realm)


def with_cookie(scope: Scope, cookie: str) -> Scope:
    """The request with a cookie more."""
    others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    sent = [value for name, value in scope["headers"] if name == b"cookie"]
    return {**scope, "headers": [*others, (b"cookie", b"; ".join([*sent, cookie.encode()]))]}


def given_pair(request: Request) -> tuple[str, str] | None:
    """User and password in the header of a program."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password if colon else ""


def place_of(request: Request) -> str:
    """Where a guess comes from. Who has one address of IPv6 has all of its network's."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


def login_page(language: str, action: str) -> str:
    """The only page that needs no login, with all that it needs in it; `action` is where it sends what was written."""
    return html(
        "login.html",
        language=language,
        action=action,
        asks=text("This page asks for a user and a password.", language),
        user=text("User", language),
        password=text("Password", language),
        enter=text("Log in", language),
        wrong=text("User or password is wrong.", language),
        unreachable=text("The server does not answer. Try again in a moment.", language),
    )
