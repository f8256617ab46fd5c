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


def imports(path: Path, *, top: bool) -> set[str]:
    """Modules that a file imports; with `top`, only those at import time (not in functions or for type checkers)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if top and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            if top and isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                continue
            if isinstance(child, ast.Import):
                found.update(name.name for name in child.names)
            elif isinstance(child, ast.ImportFrom) and child.module:
                found.add(child.module)
            visit(child)

    visit(tree)
    return found


def roots(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers(path: Path) -> None:
    folder = path.relative_to(ROOT / "tasks").parts[0]
    everywhere = imports(path, top=False)
    if folder != "ui":
        assert "gradio" not in roots(everywhere), "only tasks/ui may import gradio"
        assert not any(name.startswith("tasks.ui") for name in everywhere), "only tasks/ui may import tasks.ui"
    assert not roots(everywhere) & {"tests", "assets"}, "the library stands without tests and recipes"
    if folder in {"core", "ui"}:
        categories = {"tasks.audio", "tasks.vision", "tasks.nlp", "tasks.multimodal", "tasks.documents"}
        assert not any(name.startswith(tuple(categories)) for name in everywhere), "tasks are found, never named"


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


def test_the_page_needs_no_torch() -> None:
    """Building the whole page imports nothing heavy: models' libraries come afterwards, in the background."""
    code = (
        "import sys; from tasks.core.hub.store import ModelStore; from tasks.core.run.local import Runtime;"
        "from tasks.ui.app import build; store = ModelStore(); build(Runtime(store), store, 8);"
        f"print(sorted({HEAVY!r} & set(sys.modules) - {{'huggingface_hub'}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
