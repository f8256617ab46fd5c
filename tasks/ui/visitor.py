"""What a request says of its visitor."""

from __future__ import annotations

import gradio as gr

from tasks.core import locales
from tasks.core.session import Token


def language_of(request: gr.Request | None) -> str:
    """The language of the browser or client."""
    return locales.choose(request.headers.get("accept-language") if request else None)


def client_of(request: gr.Request | None) -> str:
    """What tells one visitor from another, so that they take turns."""
    return str(request.session_hash or "") if request else ""


def token_of(request: gr.Request | None) -> Token | None:
    """The token that an API client sends: gradio_client's `token=` arrives as X-HF-Authorization."""
    sent = (request.headers.get("x-hf-authorization") or "") if request else ""
    kind, _, value = sent.partition(" ")
    return Token(value.strip()) if kind.lower() == "bearer" and value.strip() else None
