"""What a visitor sends is looked at before Gradio touches it: addresses are never fetched for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gradio as gr

from tasks.core.errors import UnreadableInput
from tasks.core.locales import Phrase


def names_an_address(value: Any) -> bool:
    """Whether a payload asks the server to fetch something: a file whose path or url is an address."""
    if isinstance(value, dict):
        # Uploaded files carry the server's own address of themselves in `url`; what is opened is `path`.
        path = value.get("path") or ("" if "meta" not in value else value.get("url")) or ""
        if isinstance(path, str) and "://" in path[:32]:
            return True
        return any(names_an_address(item) for item in value.values() if isinstance(item, dict | list))
    return isinstance(value, list) and any(names_an_address(item) for item in value)


def refuse_addresses(inputs: Iterable[Any], language: str) -> None:
    """Raises gr.Error in `language` where one of an event's inputs asks for something to be fetched."""
    if any(names_an_address(value) for value in inputs):
        problem = UnreadableInput(
            field=Phrase("File"), reason=Phrase("it is an address, and this server fetches none for visitors")
        )
        raise gr.Error(problem.message(language), title=problem.code, print_exception=False)
