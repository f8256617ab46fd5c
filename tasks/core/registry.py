"""Finds the tabs by walking tasks/, and their tasks by walking their folders.

A duplicate or a file that fails to import is an error, never a skip.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection
from functools import cache

import tasks
from tasks.core.errors import AtlasError, IsDocument
from tasks.core.fields import Document
from tasks.core.spec import Category, TaskSpec


class RegistryError(Exception):
    """Two tasks share a name, or a file in a tab's folder holds no task."""


@cache
def categories() -> tuple[Category, ...]:
    """The tabs in their order on the page: packages under tasks/ whose __init__ holds a CATEGORY. Raises RegistryError."""
    found = []
    for module_info in pkgutil.iter_modules(tasks.__path__):
        category = getattr(importlib.import_module(f"tasks.{module_info.name}"), "CATEGORY", None)
        if category is not None:
            if category.id != module_info.name:
                raise RegistryError(
                    f"tasks.{module_info.name} declares the tab {category.id}: its id is its folder's name."
                )
            found.append(category)
    return tuple(sorted(found, key=lambda category: (category.order, category.title)))


@cache
def registry() -> dict[str, TaskSpec]:
    """All tasks by id, in the order of the tabs, then of titles. Raises RegistryError."""
    found: dict[str, TaskSpec] = {}
    names: dict[str, str] = {}
    for category in categories():
        specs = sorted(specs_of(category), key=lambda spec: spec.title)
        for spec in specs:
            for name in (spec.id, *(alias.id for alias in spec.aliases)):
                if name in names:
                    raise RegistryError(f"{name} is declared by {names[name]} and by {spec.id}.")
                names[name] = spec.id
            found[spec.id] = spec
    return found


def specs_of(category: Category) -> list[TaskSpec]:
    """The tasks of one tab's folder. Raises RegistryError."""
    specs = []
    package = importlib.import_module(f"tasks.{category.id}")
    for module_info in pkgutil.iter_modules(package.__path__):
        if module_info.name.startswith("_"):  # shared by the tasks of a folder, holds none
            continue
        module = importlib.import_module(f"tasks.{category.id}.{module_info.name}")
        spec = getattr(module, "SPEC", None)
        if not isinstance(spec, TaskSpec):
            raise RegistryError(f"{module.__name__} holds no SPEC = TaskSpec(...).")
        if spec.category != category or module_info.name != spec.endpoint:
            raise RegistryError(f"{module.__name__} declares {spec.id} of {spec.category.id}: the file is misplaced.")
        specs.append(spec)
    return specs


def by_category() -> dict[Category, list[TaskSpec]]:
    """The tasks of every tab."""
    return {each: [spec for spec in registry().values() if spec.category == each] for each in categories()}


def named(name: str) -> TaskSpec | None:
    """The task of an id, an alias, or a name of its pattern."""
    return registry().get(name) or next((spec for spec in registry().values() if spec.answers_to(name)), None)


def with_tasks(error: AtlasError) -> AtlasError:
    """The error, with the tasks that it leads to where all of them must be known to tell."""
    if isinstance(error, IsDocument):
        takers = [spec.id for spec in registry().values() if any(isinstance(each, Document) for each in spec.inputs)]
        error.facts.setdefault("fits", takers)
    return error


def takers_of_bare(inputs: Collection[str]) -> list[str]:
    """The tasks that take a model without a head which reads one of `inputs` (transformers' `main_input_name`)."""
    return sorted(spec.id for spec in registry().values() if spec.bare_models in inputs)
