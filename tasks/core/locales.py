"""Texts by key and language, from `assets/locales/<language>.json`. English is the reference and the fallback."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "locales"


@cache
def catalog(language: str) -> dict[str, str]:
    """All texts of one language by dotted key; empty where there is no such file."""
    path = FOLDER / f"{language}.json"
    return json.loads(path.read_text(encoding="utf-8")) if language in languages() else {}


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a file, English first."""
    found = sorted(path.stem for path in FOLDER.glob("*.json"))
    return tuple(sorted(found, key=lambda name: name != "en"))


class _Blank(dict[str, Any]):
    """Leaves a fact that nobody gave out of the sentence instead of failing on it."""

    def __missing__(self, key: str) -> str:
        return "?"


def text(key: str, language: str = "en", **facts: Any) -> str:
    """The text of `key` with its braces filled. Raises KeyError for a key that English lacks."""
    template = catalog(language).get(key) or catalog("en")[key]
    return template.format_map(_Blank(facts))


def fact(value: Any, language: str) -> Any:
    """A fact of a message in `language`: reasons are kept under their English words, names and numbers stay."""
    return catalog(language).get(f"facts.{value}", value) if isinstance(value, str) else value


def choose(accept_language: str | None) -> str:
    """The best language for an `Accept-Language` header, e.g. "es-MX,es;q=0.9,en;q=0.8" gives "es"."""
    wanted: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, tag in sorted(wanted, key=lambda pair: pair[0]) if tag in languages()), "en")
