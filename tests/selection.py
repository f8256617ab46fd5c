"""Which tests are meant: marks by folder and fixture, all that is about one task, and what should share a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.core.registry import named, registry
from tasks.core.spec import TaskSpec

TESTS = Path(__file__).parent
# What a test needs, by where it lies and by what it asks for. Tests that need none of these are those of `make check`.
BY_FOLDER = {"architectures": "models", "browser": "browser", "figures": "figures", "hub": "hub", "pipelines": "models"}
BY_FIXTURE = {
    "another_python": "process",
    "hub": "hub",
    "page": "browser",
    "runs_models": "models",
    "served": "models",
    "tiny_models": "models",
}
APPS = {"hub_served", "operated", "served", "shared"}


def marks(item: pytest.Item) -> set[str]:
    """Of `browser`, `figures`, `hub`, `models` and `process`, what the test needs."""
    folder, needs = item.path.relative_to(TESTS).parts[0], {**BY_FOLDER, **BY_FIXTURE}
    return {needs[each] for each in (folder, *fixtures(item)) if each in needs}


def fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def spec_of(name: str) -> TaskSpec:
    """The task of an id or an alias. Raises UsageError, which says what there is."""
    spec = named(name)
    if spec is not None:
        return spec
    raise pytest.UsageError(f"There is no task {name!r}. There are: {', '.join(sorted(registry()))}")


def about(spec: TaskSpec, items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests of a task, those without an app first, since it takes seconds to come up; and all the others."""
    chosen = [item for item in items if is_about(item, spec)]
    others = [item for item in items if not is_about(item, spec)]
    return sorted(chosen, key=lambda item: bool(APPS & fixtures(item))), others


def is_about(item: pytest.Item, spec: TaskSpec) -> bool:
    """Whether a test is parametrised by the task: by its id, an alias, its model's name, its file or a case of it."""
    given = getattr(item, "callspec", None)
    names = {spec.id, *spec.models_embedded, *(alias.id for alias in spec.aliases)}
    return given is not None and any(
        (isinstance(value, str) and value in names)
        or (isinstance(value, Path) and value.stem == spec.endpoint)
        or getattr(value, "task", None) == spec.id
        for value in given.params.values()
    )
