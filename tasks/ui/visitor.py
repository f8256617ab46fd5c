"""What a request says of its visitor."""

from __future__ import annotations

import gradio as gr
from starlette.requests import Request

from tasks.core import locales
from tasks.core.session import Token

LANGUAGE_COOKIE = "atlas_language"  # set by the language menu (assets/page/page.js), for the visit
LANGUAGE_IN_ADDRESS = "lang"  # in its place where the browser keeps no cookie for a page in a frame


def language_of(request: gr.Request | Request | None) -> str:
    """The language that the visitor chose, else that of the browser or client."""
    if request is None:
        return locales.SOURCE
    given = (request.query_params.get(LANGUAGE_IN_ADDRESS), request.cookies.get(LANGUAGE_COOKIE))
    chosen = next((each for each in given if each in locales.languages()), None)
    return locales.choose(request.headers.get("accept-language"), chosen)


def client_of(request: gr.Request | None) -> str:
    """What tells one visitor from another, so that they take turns: where they are, then their visit. Calls of a program
    may come without a visit, each as a new one; they take the turns of one place."""
    return f"{request.client.host if request.client else ''}/{request.session_hash or ''}" if request else ""


def token_of(request: gr.Request | None) -> Token | None:
    """The token that an API client sends: gradio_client's `token=` arrives as X-HF-Authorization."""
    sent = (request.headers.get("x-hf-authorization") or "") if request else ""
    kind, _, value = sent.partition(" ")
    return Token(value.strip()) if kind.lower() == "bearer" and value.strip() else None
