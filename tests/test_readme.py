"""Every command and code block of the README is executed."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, Served, free_port

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for language, text in BLOCKS if language == kind]


def test_every_block_is_known_here() -> None:
    """A new block in the README needs its test: these are executed below."""
    assert [text.strip() for text in blocks("bash")] == ["make run", "make test", "python app.py --help"]
    assert len(blocks("python")) == 2


def test_make_run() -> None:
    """The first command, as it stands; the port alone is another, since this test may not be alone on the machine."""
    port = free_port()
    start = time.monotonic()
    process = subprocess.Popen(
        shlex.split(blocks("bash")[0]), cwd=ROOT, env={**os.environ, "ATLAS_PORT": str(port), "ATLAS_OFFLINE": "1"},
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
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().endswith(blocks("bash")[1].strip())


def test_help() -> None:
    command = shlex.split(blocks("bash")[2])
    done = subprocess.run([sys.executable, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "--models-dir" in done.stdout


def test_api_block(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    exec(blocks("python")[0].replace("http://127.0.0.1:7860", served.url), {})
    assert "'label'" in capsys.readouterr().out


def test_adding_a_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of the README makes a tab and an endpoint; without it both are gone."""
    import tasks.nlp
    from tasks.core.hub.store import ModelStore
    from tasks.core.registry import registry
    from tasks.core.run.local import Runtime
    from tasks.ui.app import build

    path = re.search(r"`tasks/nlp/(\w+\.py)`", README)
    assert path
    (tmp_path / path[1]).write_text(blocks("python")[1], encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(tasks.nlp, "__path__", [*tasks.nlp.__path__, str(tmp_path)])
        registry.cache_clear()
        store = ModelStore()
        app = build(Runtime(store), store, 8)
        assert "shouting" in {function.api_name for function in app.fns.values()}
    registry.cache_clear()
    assert "shouting" not in registry()


def test_front_matter() -> None:
    """What Spaces read."""
    import gradio

    head = yaml.safe_load(README.split("---")[1])
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
    assert len(blocks("yaml")) == 1
    assert set(yaml.safe_load(blocks("yaml")[0])["preload_from_hub"]) <= offered


def test_the_picture_is_there() -> None:
    for name in re.findall(r"!\[.*?\]\((.*?)\)", README):
        assert (ROOT / name).is_file()
