"""What a request is told that comes to nothing: a page for people, JSON for programs, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from tasks.core.errors import AtlasError
from tasks.ui.templates import html
from tasks.ui.visitor import language_of


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer."""
    return request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")


def refusal(request: Request, error: AtlasError, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The error as an answer; `detail` is where Gradio's clients look for it."""
    language = language_of(request)
    said = error.message(language)
    if wants_page(request):
        return HTMLResponse(html("refused.html", language=language, said=said), status, headers)
    return JSONResponse({"detail": said, "error": said, "code": error.code}, status, headers)
