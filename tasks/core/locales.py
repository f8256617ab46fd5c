"""Sentences for people. English stands in the code and is the key; `assets/locales/<language>/<part>.json` holds the rest.

A sentence that depends on something is a `Phrase`: it travels as it is, and becomes text in the visitor's language only
where it is shown. Numbers in it are written as that language writes them (0,5 in Spanish), by Babel.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, negotiate_locale
from babel.numbers import get_decimal_symbol, get_group_symbol

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "locales"
SOURCE = "en"  # the language that stands in the code
OWN_NAMES = {"en": "English", "es": "Español", "ko": "한국어"}


class Phrase:
    """A sentence with facts in braces, not yet in any language.

    `text` is its English and the key of its translations; `many` is the English for every `count` but 1. Facts are
    numbers, texts that stay as they are (a model's label), other phrases, `Amount`s, or lists of these.

        Phrase("Nearest: {first}", first="cat")
        Phrase("{count} match", "{count} matches", count=3)
    """

    __slots__ = ("facts", "many", "text")

    def __init__(self, text: str, many: str = "", /, **facts: Any) -> None:
        self.text = text
        self.many = many
        self.facts = facts

    def __str__(self) -> str:
        return str(say(self, SOURCE))

    def __repr__(self) -> str:
        return f"Phrase({self.text!r}, {self.facts!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and (self.text, self.facts) == (other.text, other.facts)

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True)
class Amount:
    """A number that is written in the visitor's language. `spec` is Python's format (`.1%` with the language's own
    sign), or one of

    - `%`: a share of 1 as 97%; small ones keep a digit that says something (0.3%)
    - `bytes`: 340 kB, 2.9 MB, 1.4 GB (powers of ten, as the Hub counts)
    - `compact`: 940, 12 k, 67.0 M, 7.1 B
    """

    value: float
    spec: str = "g"

    def __str__(self) -> str:
        return str(say(self, SOURCE))


@cache
def catalog(language: str) -> Mapping[str, str | dict[str, str]]:
    """All sentences of one language by their English; empty for English itself and where there is no such folder."""
    found: dict[str, str | dict[str, str]] = {}
    for _, part in parts(language):
        found.update(part)
    return found


def parts(language: str) -> Iterator[tuple[str, dict[str, str | dict[str, str]]]]:
    """(name, sentences) of every file of a language."""
    for path in sorted((FOLDER / language).glob("*.json")):
        yield path.stem, json.loads(path.read_text(encoding="utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """Languages that the page speaks, English first."""
    return (SOURCE, *sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != SOURCE))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def text(english: str, language: str, /, **facts: Any) -> str:
    """A sentence of the code in `language`, its braces filled; English where it has no translation."""
    return str(say(Phrase(english, **facts), language))


def say(value: Any, language: str) -> Any:
    """`value` with every Phrase and Amount in it as text in `language`; lists, tuples and dictionaries are walked, all
    else stays as it is."""
    if isinstance(value, Phrase):
        if not value.facts:  # a sentence without facts is no template: braces in it are its own
            return _template(value, language)
        return _Filling(language).vformat(_template(value, language), (), value.facts)
    if isinstance(value, Amount):
        return formatted(value.value, value.spec, language)
    if isinstance(value, dict):
        return {key: say(item, language) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(say(item, language) for item in value)
    return value


def _template(phrase: Phrase, language: str) -> str:
    """The sentence of a phrase with its braces, in the form that its `count` asks for."""
    found = catalog(language).get(phrase.text)
    if found is None:
        return phrase.many if phrase.many and phrase.facts.get("count") != 1 else phrase.text
    if isinstance(found, str):
        return found
    form = _locale(language).plural_form(phrase.facts.get("count", 0))
    return found.get(form) or found["other"]


class _Filling(string.Formatter):
    """Fills braces in one language. A fact that nobody gave is left out of the sentence instead of failing on it."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "?")

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, list | tuple):
            return ", ".join(self.format_field(item, format_spec) for item in value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return formatted(value, format_spec or "g" if isinstance(value, float) else format_spec, self.language)
        return str(say(value, self.language))


def formatted(value: float, spec: str, language: str) -> str:
    """A number as `language` writes it; `spec` as in `Amount`, empty for whole numbers that stay as they are."""
    if spec.endswith("%"):
        telling = ".0f" if value == 0 or abs(value) >= 0.01 else ".1g"
        digits = telling if spec == "%" else f"{spec[:-1]}f"
        return _localized(format(value * 100, digits), language) + _signs(language).percent
    if spec in {"bytes", "compact"}:
        number, _, unit = (megabytes(value) if spec == "bytes" else compact(value)).partition(" ")
        return f"{_localized(number, language)} {unit}".strip()
    return _localized(format(value, spec), language)


@dataclass(frozen=True)
class Signs:
    """What a language writes in and after a number: 1,234.5 and 97% in English and Korean, 1.234,5 and 97 % in Spanish."""

    group: str = ","
    decimal: str = "."
    percent: str = "%"


@cache
def _signs(language: str) -> Signs:
    """The signs of a language, by Babel; its data, 6 MB of memory, is not read for English, whose signs are Python's."""
    if language == SOURCE:
        return Signs()
    locale = _locale(language)
    pattern = str(locale.percent_formats[None].pattern)
    percent = pattern[len(pattern.rstrip("%\u00a0 ")) :]
    return Signs(get_group_symbol(locale), get_decimal_symbol(locale), percent)


def _localized(number: str, language: str) -> str:
    """A number of Python's spelling with the signs of a language for thousands and decimals."""
    signs = {",": _signs(language).group, ".": _signs(language).decimal}
    return "".join(signs.get(sign, sign) for sign in number)


def megabytes(size: float) -> str:
    """Bytes in words: 340 kB, 2.9 MB, 1.4 GB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{max(size, 0) / 1e3:.0f} kB"


def compact(number: float) -> str:
    """A number in words: 940, 12 k, 67.0 M, 7.1 B."""
    for unit, scale in (("B", 1e9), ("M", 1e6)):
        if number >= scale:
            return f"{number / scale:.1f} {unit}"
    return f"{number / 1e3:.0f} k" if number >= 1e4 else f"{number:.0f}"


def choose(accept_language: str | None, chosen: str | None = None) -> str:
    """The language that a visitor chose, else the best for an `Accept-Language` header: "es-MX,es;q=0.9" gives "es"."""
    if chosen in languages():
        return str(chosen)
    wanted: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0:  # 0 says "not this one"
            wanted.append((-weight, tag.lower()))
    ranked = [tag for _, tag in sorted(wanted, key=lambda pair: pair[0])]
    return negotiate_locale(ranked, languages(), sep="-") or SOURCE
