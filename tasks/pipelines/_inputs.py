"""Checks of what a caller hands to a pipeline, with messages that say what happened, why, and what to do.

Everything wrong with an input is a ValueError, also a wrong type: callers show the message and need one class to catch.
"""

from __future__ import annotations

from typing import Any

from PIL import Image
from transformers.image_utils import load_image


def check_string(value: Any, what: str) -> str:
    """Give back a text, which may be empty; `what` is how the message names it, e.g. "text 3". Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError(f"{what.capitalize()} is of type {type(value).__name__}, but must be a string. Pass a `str`.")
    return value


def check_text(value: Any, what: str) -> str:
    """Give back a text that has something in it.

    Args:
        value: anything; only a non-blank `str` passes.
        what: how the message names the value, e.g. "the question" or "text 3".

    Raises:
        ValueError: not a string, or nothing but whitespace.
    """
    text = check_string(value, what)
    if not text.strip():
        raise ValueError(f"{what.capitalize()} is empty, so there is nothing for the model to read. Write some text.")
    return text


def read_image(value: Any, timeout: float | None = None) -> Image.Image:
    """Give back the picture in RGB, upright, from a PIL image, a path, a URL or base64.

    Args:
        value: a `PIL.Image.Image` or a `str`.
        timeout: seconds to wait for a URL; None waits for ever.

    Raises:
        ValueError: anything else, or a string that leads to no picture.
    """
    if not isinstance(value, Image.Image | str):
        raise ValueError(
            f"The image is of type {type(value).__name__}, which cannot be read as a picture. "
            "Pass a PIL.Image, the path of a file or a URL."
        )
    picture: Image.Image = load_image(value, timeout=timeout)
    return picture
