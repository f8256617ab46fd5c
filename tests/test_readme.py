"""Every command and code block of README.md, CONTRIBUTING.md and tasks/README.md is executed, to its answer."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from gradio_client import Client
from gradio_client.exceptions import AppError

from tasks.core.locales import catalog
from tests.conftest import ROOT, Served, free_port, serve
from tests.test_registry import PROMISED
from tests.tiny import TinyModels


class Document:
    """A file of Markdown, and its blocks of code by their language."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = (ROOT / name).read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        return [text for kind, text in re.findall(r"```(\w*)\n(.*?)```", self.text, re.DOTALL) if kind == language]

    @property
    def languages(self) -> dict[str, int]:
        found = re.findall(r"^```(\w*)\n.*?^```$", self.text, re.DOTALL | re.MULTILINE)
        return {language: found.count(language) for language in found}


README, CONTRIBUTING, LAYERS = map(Document, ("README.md", "CONTRIBUTING.md", "tasks/README.md"))
DOCUMENTS = (README, CONTRIBUTING, LAYERS)


def test_every_block_is_known_here() -> None:
    """A new block needs its test: these are executed below."""
    assert README.languages == {"bash": 3, "python": 2, "yaml": 1, "": 1}
    assert CONTRIBUTING.languages == {"bash": 3, "python": 4, "json": 1}
    assert LAYERS.languages == {"python": 1}
    commands = [text.strip() for document in DOCUMENTS for text in document.blocks("bash")]
    assert commands == [
        "make run", "make test", ".venv/bin/python app.py --help",
        "make check", "make task NAME=shouting", ".venv/bin/python -m tests.sentences --missing es",
    ]  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_what_a_document_names_is_there(document: Document) -> None:
    """Links, folders of the repository, and options."""
    folder = (ROOT / document.name).parent
    for link in re.findall(r"\]\(([^)#]+)\)", document.text):
        assert link.startswith("https://") or (folder / link).exists(), link
    for option in set(re.findall(r"`(--[a-z-]+)", document.text)) - {"--missing", "--unused"}:
        assert f"{option} " in help_text() or f"{option}\n" in help_text(), option
    for path in re.findall(r"`((?:tasks|assets|tests)/[\w/.-]+)`", document.text):
        assert (ROOT / path).exists() or "shouting" in path or "gauge" in path, path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_every_target_of_make_is_there(document: Document) -> None:
    """Those that run tests are not run by one; what they would do can be asked for."""
    for command in {
        text for text in re.findall(r"`(make [^`]+)`|^(make .+)$", document.text, re.MULTILINE) for text in text if text
    }:
        subprocess.run(
            ["make", "--dry-run", *shlex.split(command)[1:]], cwd=ROOT, check=True, capture_output=True, text=True
        )


# --- README.md --------------------------------------------------------------------------------------------------------


def test_make_run(runs_models: None) -> None:
    """The first command, as it stands; the port alone is another, since this test may not be alone on the machine."""
    port = free_port()
    start = time.monotonic()
    process = subprocess.Popen(
        shlex.split(README.blocks("bash")[0]), cwd=ROOT,
        env={**os.environ, "ATLAS_PORT": str(port), "ATLAS_OFFLINE": "1"},
        start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        while time.monotonic() - start < 280:
            assert process.poll() is None, process.stdout and process.stdout.read()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
                    assert b"Pipeline Atlas" in answer.read()
                    return
            except OSError:
                time.sleep(0.3)
        pytest.fail("make run did not bring the page up")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def test_make_test_is_what_ci_runs() -> None:
    command = README.blocks("bash")[1].strip()
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().endswith(command)


def help_text() -> str:
    command = shlex.split(README.blocks("bash")[2])
    return subprocess.run(
        [sys.executable, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip


def test_api_block(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    exec(README.blocks("python")[0].replace("http://127.0.0.1:7860", served.url), {})
    assert "'label'" in capsys.readouterr().out


def test_mounting_block(runs_models: None) -> None:
    """In a process of its own, as options are read from the environment."""
    port = free_port()
    program = README.blocks("python")[1] + (
        "\nimport logging, uvicorn\nassert logging.getLogger('atlas').level == logging.DEBUG"
        f"\nuvicorn.run(host, port={port}, log_level='error')\n"
    )
    environment = {**os.environ, "ATLAS_OFFLINE": "1", "ATLAS_LOG_LEVEL": "debug"}
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment)
    try:
        for _ in range(300):
            assert process.poll() is None
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/atlas/", timeout=5) as answer:
                    assert b"Pipeline Atlas" in answer.read()
                    return
            except OSError:
                threading.Event().wait(0.3)
        pytest.fail("the mounted page did not come up")
    finally:
        process.terminate()
        process.wait(20)


def test_every_promised_task_stands_in_the_line_of_its_tab() -> None:
    """A new one may be left out, but what is named is there."""
    from tasks.core.registry import by_category

    for category, specs in by_category().items():
        named = [line.split("|")[2] for line in README.text.splitlines() if line.startswith(f"| {category.title} |")]
        titles = {title.strip() for line in named for title in line.split(",")}
        assert titles <= {spec.title for spec in specs}
        assert {spec.title for spec in specs if spec.id in PROMISED.get(category.id, ())} <= titles


def test_front_matter() -> None:
    """What Spaces read."""
    import gradio

    head = yaml.safe_load(README.text.split("---")[1])
    assert head["sdk"] == "gradio" and head["app_file"] == "app.py" and head["hf_oauth"]
    assert head["sdk_version"].split(".")[0] == gradio.__version__.split(".")[0]
    assert len(head["short_description"]) <= 60
    assert {"tesseract-ocr", "tesseract-ocr-spa", "tesseract-ocr-kor", "ffmpeg"} <= set(
        (ROOT / "packages.txt").read_text(encoding="utf-8").split()
    )


def test_preloaded_models_are_those_offered() -> None:
    """The lines for the head of a Space are YAML, and name models that the picker suggests."""
    from tasks.core.registry import registry

    offered = {model for spec in registry().values() for model in spec.models}
    assert set(yaml.safe_load(README.blocks("yaml")[0])["preload_from_hub"]) <= offered


def test_the_tree_is_as_it_stands() -> None:
    for line in README.blocks("")[0].splitlines():
        assert (ROOT / line.split()[0]).exists(), line


# --- CONTRIBUTING.md --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory, tiny_models: TinyModels) -> Path:
    """A copy of the repository with the files of CONTRIBUTING.md in it, and a folder `models` for its task and another."""
    root = tmp_path_factory.mktemp("atlas")
    for name in ("tasks", "tests"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "app.py",
        "Makefile",
        "pyproject.toml",
        "requirements.txt",
        "packages.txt",
        "README.md",
        "CONTRIBUTING.md",
    ):
        shutil.copy2(ROOT / name, root / name)
    (root / ".venv").symlink_to(ROOT / ".venv")
    for name in ("assets", "assets/examples"):  # folders of their own, with links to what is in them
        (root / name).mkdir()
        for each in (ROOT / name).iterdir():
            if each.name not in {"examples", "shouting"}:
                (root / name / each.name).symlink_to(each)
    task, row, field, kind = CONTRIBUTING.blocks("python")
    (root / "tasks/nlp/shouting.py").write_text(task, encoding="utf-8")
    (root / "tests/rows/shouting.py").write_text(row, encoding="utf-8")
    with (root / "tasks/core/fields.py").open("a", encoding="utf-8") as file:
        file.write("\n\n" + field)
    (root / "tasks/ui/kinds/gauge.py").write_text(kind, encoding="utf-8")
    (root / "assets/examples/shouting").mkdir()
    (root / "assets/examples/shouting/shouting.json").write_text(CONTRIBUTING.blocks("json")[0], encoding="utf-8")
    shutil.copytree(tiny_models("fill-mask") / "fill-mask", root / "models" / "fill-mask")
    (root / "models" / "shouting").mkdir()
    python(root, "from pathlib import Path; from tests.rows import row; row('shouting').build(Path('models/shouting'))")
    return root


def python(root: Path, program: str) -> str:
    """What a program prints in a copy of the repository."""
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def client(tree: Path) -> Iterator[Client]:
    with serve("--models-dir", "models", "--offline", root=tree) as running:
        yield Client(running.url, verbose=False)


def test_the_files_stand_where_the_text_says() -> None:
    places = ["tasks/nlp/shouting.py", "tests/rows/shouting.py", "assets/examples/shouting/shouting.json"]
    assert all(f"`{place}`" in CONTRIBUTING.text for place in [*places, "tasks/ui/kinds/gauge.py"])


def test_the_new_task_answers(client: Client) -> None:
    labels, result = client.predict(text="GIVE ME THE BALL!", model="local/shouting", api_name="/shouting")
    assert {each["label"] for each in result} == {"calm", "loud"}
    assert sum(each["score"] for each in result) == pytest.approx(1, abs=1e-4)
    assert labels["label"] == result[0]["label"]
    _, result = client.predict(text="I see.", top_k=1, model="local/shouting", api_name="/shouting")
    assert len(result) == 1


def test_the_new_task_refuses_a_wrong_checkpoint(client: Client) -> None:
    """And so do the others while it is there."""
    with pytest.raises(AppError, match="fill-mask"):
        client.predict(text="a [MASK] film", model="local/fill-mask", api_name="/shouting")
    with pytest.raises(AppError, match="shouting"):
        client.predict(text="a [MASK] film", model="local/shouting", api_name="/fill_mask")


def test_the_code_of_the_new_task_gives_its_answer(tree: Path) -> None:
    """Pasted beside the repository's modules, which have the pipeline."""
    said = python(
        tree,
        "import asyncio; from pathlib import Path; from tasks.core.hub.client import Hub;"
        "from tasks.core.hub.store import ModelStore; from tasks.core.run.local import Runtime;"
        "from tasks.core.service import Ask, Service; from tasks.core.session import Choice;"
        "store = ModelStore(Path('models'), Hub(offline=True));"
        "ask = Ask('shouting', {'text': 'GIVE ME THE BALL!'}, Choice('local/shouting', device='cpu'));"
        "print(answer.code) if (answer := asyncio.run(Service(Runtime(store), store).answer(ask))) else None;"
        "print('---', answer.result)",
    )
    code, _, result = said.partition("---")
    pasted = subprocess.run(
        [sys.executable, "-c", code], cwd=tree / "models", env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert pasted.returncode == 0, pasted.stderr
    ours, theirs = ast.literal_eval(result.strip()), ast.literal_eval(pasted.stdout.strip())
    assert [each["label"] for each in theirs] == [each["label"] for each in ours]
    assert theirs[0]["score"] == pytest.approx(ours[0]["score"], rel=1e-4)


def test_without_its_file_the_task_is_gone(tree: Path) -> None:
    file, known = (
        tree / "tasks/nlp/shouting.py",
        "from tasks.core.registry import registry; print('shouting' in registry())",
    )
    assert python(tree, known) == "True\n"
    text = file.read_text(encoding="utf-8")
    file.unlink()
    try:
        assert python(tree, known) == "False\n"
    finally:
        file.write_text(text, encoding="utf-8")


def test_make_task(tree: Path) -> None:
    """All tests of the new task, as its author would run them."""
    command = shlex.split(CONTRIBUTING.blocks("bash")[1])
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.search(r"[1-9]\d* passed", done.stdout)


def test_words_that_a_language_lacks(tree: Path) -> None:
    """They are printed, unless whoever follows the text has put them into the files already."""
    command = shlex.split(CONTRIBUTING.blocks("bash")[2])
    done = subprocess.run([sys.executable, *command[1:]], cwd=tree, capture_output=True, text=True, check=True)
    assert "Says how loud a text is." in {**json.loads(done.stdout).get("nlp", {}), **catalog("es")}


def test_the_new_view(tree: Path) -> None:
    drawn = python(
        tree,
        "from tasks.core.fields import Gauge; from tasks.ui.kinds import component, shown;"
        "field = Gauge('loudness', 'Loudness'); print(type(component(field)).__name__, shown(field, 0.25, 'es'))",
    )
    assert drawn.startswith("HTML ") and 'value="0.25"' in drawn and "25" in drawn


# --- tasks/README.md --------------------------------------------------------------------------------------------------


def test_the_way_of_a_run(runs_models: None) -> None:
    assert "positive" in python(ROOT, LAYERS.blocks("python")[0]).lower()


def test_the_tests_that_hold_the_rules_exist() -> None:
    there = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    named = set(re.findall(r"`(test_\w+)`", LAYERS.text))
    assert named and named <= there, named - there
