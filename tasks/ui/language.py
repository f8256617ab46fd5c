"""The page in the visitor's language: what stands on it before anybody asks, and the HTML that it is served in.

What is made for one request is put into words on the server (`language_of`). What is the same for everybody is served
with a mark that Gradio's I18n turns into words in the browser; `ServedInLanguage` tells the browser which language.
"""

from __future__ import annotations

import re
from functools import cache

import gradio as gr
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.core.locales import SOURCE, languages, text
from tasks.core.registry import registry
from tasks.ui.templates import FOLDER, html
from tasks.ui.visitor import language_of

_marked: set[str] = set()


def static(english: str) -> str:
    """The mark of a sentence that stands on the page for everybody. Gradio takes one for any label, placeholder, info or
    value, alone or with other text around it; a brace in the sentence would end the mark."""
    if "}" in english:
        raise ValueError(f"{english!r} holds a brace: it depends on something, and is said for each request.")
    _marked.add(english)
    return str(gr.I18n()(english))


def translations() -> gr.I18n:
    """All that was marked until now, for the browser. English is its own key."""
    others = [language for language in languages() if language != SOURCE]
    return gr.I18n(**{each: {english: text(english, each) for english in sorted(_marked)} for each in others})


@cache
def first_script(language: str) -> str:
    """The script that stands before Gradio's own: which language it is, the words of the page's own scripts, and the
    names that the search box finds each task by, its title first."""
    words = {
        "search": text("Search a task…", language),
        "none": text("No task of that name", language),
        "language": text("Language", language),
        "dark": text("Light or dark", language),
        "toInput": text("Skip to the input", language),
        "toModel": text("Skip to the model", language),
        "example": text("Example", language),
        "upload": text("Add a file", language),
        "sidebar": text("Show or hide the model and its options", language),
    }
    names = {
        spec.id: [text(spec.title, language), *(alias.id for alias in spec.aliases)] for spec in registry().values()
    }
    script = (FOLDER / "first.js").read_text(encoding="utf-8")
    return html("first.html", atlas={"language": language, "words": words, "names": names}, script=Markup(script))


class ServedInLanguage:
    """ASGI middleware: pages go out with their language and first script; a proxy that strips a path is believed.

    Such a proxy names the path in X-Forwarded-Prefix. Gradio reads X-Forwarded-Host and -Proto itself, but not this one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        prefix = request.headers.get("x-forwarded-prefix", "").rstrip("/")
        beyond = not f"{scope.get('root_path', '')}/".startswith(f"{prefix}/")
        if re.fullmatch(r"(/[\w.~-]+)+", prefix) and beyond:
            scope = {**scope, "root_path": prefix + scope.get("root_path", ""), "path": prefix + scope["path"]}
        if scope["method"] != "GET" or "text/html" not in request.headers.get("accept", ""):
            return await self.app(scope, receive, send)
        return await self.app(scope, receive, _Page(language_of(request), send))


class _Page:
    """Sends a page on with what belongs to its language; what is no HTML goes through as it is."""

    def __init__(self, language: str, send: Send) -> None:
        self.language = language
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if MutableHeaders(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self.start)
            return
        await self.send(message)

    async def _send_page(self, start: Message) -> None:
        page = self.body.replace(b'lang="en"', f'lang="{self.language}"'.encode(), 1)
        page = page.replace(b"<head>", b"<head>" + first_script(self.language).encode(), 1)
        headers = MutableHeaders(raw=start["headers"])
        headers["content-length"] = str(len(page))
        headers["content-language"] = self.language
        headers.add_vary_header("Cookie, Accept-Language")
        await self.send(start)
        await self.send({"type": "http.response.body", "body": page})
