"""Texts, under a limit."""

from __future__ import annotations

from tasks.core.errors import InputTooLarge, UnusableText
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase


def too_many_characters(field: Phrase, characters: int) -> InputTooLarge:
    """The error for a text over the limit."""
    size, limit = (Phrase("{number:,} characters", number=number) for number in (characters, LIMITS.characters))
    return InputTooLarge(field=field, size=size, limit=limit)


def check_text(field: Phrase, text: str) -> None:
    """Raises InputTooLarge for a text over the limit, UnusableText for one with half a character (a lone surrogate, as
    JSON can hold it): no tokenizer takes that."""
    if len(text) > LIMITS.characters:
        raise too_many_characters(field, len(text))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnusableText(field=field, reason=Phrase("it holds half of a character")) from None
