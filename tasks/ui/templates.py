"""HTML of the page from the templates in `assets/page/`. Whatever is put into one is escaped, unless it is Markup."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "page"


@cache
def environment() -> Environment:
    """One for the whole page: templates are compiled once. A value that a template misses is an error, never a gap."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def html(template: str, /, **data: Any) -> Markup:
    """The template of that path under `assets/page/` ("views/bars.html") with `data` in it.

    Raises jinja2.TemplateNotFound, and UndefinedError where `data` lacks what the template names.
    """
    return Markup(environment().get_template(template).render(**data))
