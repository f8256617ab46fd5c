"""The rules between layers, and what importing costs: architecture held by a test."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAVY = {"torch", "transformers", "librosa", "accelerate", "huggingface_hub", "av", "pytesseract"}
LIBRARY = sorted((ROOT / "tasks").rglob("*.py"))


# The strata of core: a module knows its own and those before it, in functions too. Annotations may name any.
STRATA = (
    # words and values: what is said, given and measured
    (
        "limits",
        "notes",
        "locales",
        "places",
        "errors",
        "session",
        "media",
        "lists",
        "fields",
        "wire",
        "pipe",
        "scale",
        "options",
        "run.devices",
        "run.libraries",
        "run.processors",
    ),
    # what a task file declares, and where all of them are found
    ("loaders", "spec", "registry", "generation", "tools", "lengths", "talk", "examples"),
    ("hub",),
    ("run",),
    ("share",),
    ("service",),
)


def imports(path: Path, *, types: bool = True) -> set[str]:
    """What a file imports, anywhere in it: modules, and names with their module's before them. Without `types`, not what
    only type checkers read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if not types and isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                continue
            if isinstance(child, ast.Import):
                found.update(name.name for name in child.names)
            elif isinstance(child, ast.ImportFrom) and child.module and not child.level:
                found.update(f"{child.module}.{name.name}" for name in child.names)
            visit(child)

    visit(tree)
    return found


def stratum(name: str) -> int:
    """The place in STRATA of what is imported from tasks.core, or of a file there. Raises ValueError for none."""
    inner = name.removeprefix("tasks.core.")
    fitting = [
        (len(each), place)
        for place, each_of in enumerate(STRATA)
        for each in each_of
        if f"{inner}.".startswith(f"{each}.")
    ]
    if not fitting:
        raise ValueError(f"{name} stands in no stratum of tests/test_layers.py")
    return max(fitting)[1]


def roots(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers(path: Path) -> None:
    folder = path.relative_to(ROOT / "tasks").parts[0]
    everywhere = imports(path)
    ours = {name.split(".")[1] for name in everywhere if name.startswith("tasks.")}
    if folder != "ui":
        assert "gradio" not in roots(everywhere), "only tasks/ui may import gradio"
    assert not roots(everywhere) & {"tests", "assets"}, "the library stands without tests and recipes"
    knows = {"core": set(), "pipelines": {"core"}, "inside": {"core"}, "ui": {"core", "inside"}}.get(folder, {"core"})
    assert ours <= knows | {folder}, "tasks are found, never named; a tab's tasks know no other tab's"
    if folder not in {"core", "ui"}:
        assert not any(name.startswith("tasks.core.service") for name in everywhere), "the service knows tasks"


CORE = [path for path in LIBRARY if path.is_relative_to(ROOT / "tasks/core") and path.stem != "__init__"]


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_strata_of_core(path: Path) -> None:
    own = stratum(".".join(path.relative_to(ROOT).with_suffix("").parts))
    above = {name for name in imports(path, types=False) if name.startswith("tasks.core.") and stratum(name) > own}
    assert not above, "what is above is not known below"


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_task_is_asked_by_name(path: Path) -> None:
    """One declaration per task: nothing outside of the tabs' folders says the id of one. A pipeline class has its own."""
    from tasks.core.registry import categories, registry

    if path.relative_to(ROOT / "tasks").parts[0] in {category.id for category in categories()}:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {"default_task", "return_name"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in own:
            assert node.value not in registry(), f"line {node.lineno} asks for a task by name"


def test_the_page_needs_no_torch(another_python: None) -> None:
    """Building the whole page imports nothing heavy: models' libraries come afterwards, in the background."""
    code = (
        "import sys; from tasks.core.hub.store import ModelStore; from tasks.core.run.local import Runtime;"
        "from tasks.ui.app import build; store = ModelStore(); build(Runtime(store), store, 8);"
        f"print(sorted({HEAVY!r} & set(sys.modules) - {{'huggingface_hub'}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
