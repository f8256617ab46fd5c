"""What a visitor sends is looked at before Gradio touches it: addresses are never fetched for them.

What Gradio says of a value that it cannot take quotes the value, in English, on the page and in the terminal: here that
becomes one of our errors, without the value.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr

from tasks.core.errors import InputError, UnreadableInput, translate
from tasks.core.locales import Phrase
from tasks.ui.addresses import NOT_FETCHED

log = logging.getLogger("atlas")


@contextmanager
def without_values() -> Iterator[None]:
    """Raises InputError in the place of what Gradio says of a value that it cannot take."""
    try:
        yield
    except Exception as error:
        log.info("An input was refused: %s", type(error).__name__)
        raise InputError() from None


@contextmanager
def in_our_words(language: str) -> Iterator[None]:
    """Raises gr.Error in `language` in the place of whatever is raised within. What is ours already stays."""
    try:
        yield
    except Exception as error:
        if isinstance(error, gr.Error) and not error.print_exception:
            raise
        ours = translate(error)
        raise gr.Error(ours.message(language), title=ours.code, print_exception=False) from None


def names_an_address(value: Any) -> bool:
    """Whether a payload asks the server to fetch something: a file whose path or url is an address."""
    if isinstance(value, dict):
        # Uploaded files carry the server's own address of themselves in `url`; what is opened is `path`.
        path = value.get("path") or ("" if "meta" not in value else value.get("url")) or ""
        if isinstance(path, str) and "://" in path[:32]:
            return True
        return any(names_an_address(item) for item in value.values() if isinstance(item, dict | list))
    return isinstance(value, list) and any(names_an_address(item) for item in value)


def refuse_addresses(inputs: Iterable[Any]) -> None:
    """Raises UnreadableInput where one of an event's inputs asks for something to be fetched."""
    if any(names_an_address(value) for value in inputs):
        raise UnreadableInput(field=Phrase("File"), reason=NOT_FETCHED)
