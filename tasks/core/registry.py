"""Finds the tasks by walking the category folders. A duplicate or a file that fails to import is an error, never a skip."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from tasks.core.spec import Category, TaskSpec


class RegistryError(Exception):
    """Two tasks share a name, or a file in a category folder holds no task."""


@cache
def registry() -> dict[str, TaskSpec]:
    """All tasks by id, in the order of the tabs, then of titles. Raises RegistryError."""
    found: dict[str, TaskSpec] = {}
    names: dict[str, str] = {}
    for category in Category:
        package = importlib.import_module(f"tasks.{category.value}")
        specs = []
        for module_info in pkgutil.iter_modules(package.__path__):
            if module_info.name.startswith("_"):  # shared by the tasks of a folder, holds none
                continue
            module = importlib.import_module(f"tasks.{category.value}.{module_info.name}")
            spec = getattr(module, "SPEC", None)
            if not isinstance(spec, TaskSpec):
                raise RegistryError(f"{module.__name__} holds no SPEC = TaskSpec(...).")
            if spec.category is not category or module_info.name != spec.endpoint:
                raise RegistryError(
                    f"{module.__name__} declares {spec.id} of {spec.category.value}: the file is misplaced."
                )
            specs.append(spec)
        for spec in sorted(specs, key=lambda spec: spec.title):
            for name in (spec.id, *(alias.id for alias in spec.aliases)):
                if name in names:
                    raise RegistryError(f"{name} is declared by {names[name]} and by {spec.id}.")
                names[name] = spec.id
            found[spec.id] = spec
    return found


def by_category() -> dict[Category, list[TaskSpec]]:
    """The tasks of every tab."""
    return {category: [spec for spec in registry().values() if spec.category is category] for category in Category}
