"""Second architectures: for every task tiny models of other classes than the rows' and the embedded ones'.

`MODELS` of every module is a list of (task, model type, builder); a builder fills an empty folder as `Row.build` does.
"""

from __future__ import annotations

import importlib
import pkgutil

from tests.tiny import Build

Model = tuple[str, str, Build]


def others() -> list[Model]:
    """All models of this package."""
    modules = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return [model for name in modules for model in getattr(importlib.import_module(f"{__name__}.{name}"), "MODELS", [])]
