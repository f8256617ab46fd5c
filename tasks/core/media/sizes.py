"""How much something is, in words for a message."""

from __future__ import annotations

from tasks.core.locales import Amount, Phrase


def megapixels(number: float) -> Phrase:
    return Phrase("{number} megapixels", number=Amount(number, ".4g"))


def seconds(number: float) -> Phrase:
    return Phrase("{number} seconds", number=Amount(number, ".0f"))


def short(number: float) -> Phrase:
    """Seconds of which there are less than one, to the thousandth."""
    return Phrase("{number} seconds", number=Amount(number, ".3f"))
