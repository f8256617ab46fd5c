"""Every test by itself: its own caches, no token, no network but the loopback, the app as its own process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import selection
from tests.tiny import TinyModels

if TYPE_CHECKING:
    from tests.hub.server import LoopbackHub

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(tempfile.mkdtemp(prefix="atlas-test-"))

# Before transformers or gradio are imported: nothing of the tester's own caches and tokens is seen or changed.
os.environ.update(
    HF_HOME=str(HOME / "hf"),
    HF_HUB_DISABLE_TELEMETRY="1",
    GRADIO_TEMP_DIR=str(HOME / "gradio"),
    GRADIO_ANALYTICS_ENABLED="False",
    TOKENIZERS_PARALLELISM="false",
    OMP_WAIT_POLICY="PASSIVE",  # as the app sets it: torch's threads would spin while they wait
    ATLAS_TEST_HOME=str(HOME),
)
for secret in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "SPACE_ID"):
    os.environ.pop(secret, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--task", metavar="NAME", help="only what is about this task: everything that is parametrised by it"
    )
    parser.addoption(
        "--fuzz",
        metavar="NUMBER",
        type=int,
        default=40,
        help="bad values posted to each task by a fixed seed; 0 for all",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Says at once which tasks there are, where there is none of that name."""
    if name := config.getoption("--task"):
        selection.spec_of(name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what each test needs, keeps the tests of a file in one process, and leaves those of the chosen task."""
    for item in items:
        for mark in selection.marks(item):
            item.add_marker(mark)
        item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(ROOT))))
    if name := config.getoption("--task"):
        kept, left_out = selection.about(selection.spec_of(name), items)
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """A running app: its address, its process, and what it printed so far."""

    url: str
    process: subprocess.Popen[str]
    printed: list[str]

    @property
    def log(self) -> str:
        return "".join(self.printed)

    def wait(self) -> None:
        """Until its page answers. Raises RuntimeError for an app that does not come up."""
        deadline = time.monotonic() + 90
        while True:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The app did not come up:\n{self.log}")
            try:
                with urllib.request.urlopen(f"{self.url}/config", timeout=2):
                    return
            except urllib.error.HTTPError:  # it answers, and asks for a password
                return
            except OSError:
                time.sleep(0.2)


@contextmanager
def started(*arguments: str, root: Path = ROOT, **environment: str) -> Iterator[Served]:
    """Starts `python app.py` of `root` on a free port; it may take seconds until its page answers."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port), *arguments],
        cwd=root,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    served = Served(f"http://127.0.0.1:{port}", process, [])
    assert process.stdout is not None
    threading.Thread(target=lambda: served.printed.extend(iter(process.stdout.readline, "")), daemon=True).start()
    try:
        yield served
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def serve(*arguments: str, root: Path = ROOT, **environment: str) -> Iterator[Served]:
    """Starts `python app.py` of `root` on a free port and waits until its page answers."""
    with started(*arguments, root=root, **environment) as running:
        running.wait()
        yield running


@pytest.fixture(scope="session")
def runs_models() -> None:
    """Tests that run models, or import what does, in another way than by the fixtures below say so by asking for this."""


@pytest.fixture
def another_python() -> None:
    """Tests that start another Python to see what it imports or prints say so by asking for this."""


@pytest.fixture(scope="session")
def tiny_models() -> TinyModels:
    """`tiny_models("fill-mask", ...)` gives the folder of models, with those of these tasks in it by then."""
    return TinyModels(HOME / "models")


@pytest.fixture(scope="session")
def hub() -> Iterator[LoopbackHub]:
    """The stand-in for the Hub, one server for all tests; its repositories are built when first asked for."""
    from tests.hub.repositories import ACCOUNTS, everything
    from tests.hub.server import LoopbackHub

    with LoopbackHub(ACCOUNTS, everything()) as running:
        yield running


@pytest.fixture(scope="session")
def hub_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where apps that talk to it keep what they download."""
    return tmp_path_factory.mktemp("hub-home")


@pytest.fixture(scope="session")
def hub_started(hub: LoopbackHub, hub_home: Path, tiny_models: TinyModels) -> Iterator[Served]:
    """An app that is coming up, online, its Hub being the stand-in."""
    with started("--models-dir", str(tiny_models()), **hub.environment, HF_HOME=str(hub_home)) as coming:
        yield coming


@pytest.fixture(scope="session")
def hub_served(hub_started: Served) -> Served:
    """The app online, its Hub being the stand-in, as one person has it on their own machine."""
    hub_started.wait()
    return hub_started


@pytest.fixture(scope="session", autouse=True)
def ahead(request: pytest.FixtureRequest) -> None:
    """With --task, where seconds count, the one app that serves all tests comes up while others run."""
    if request.config.getoption("--task"):
        request.getfixturevalue("hub_started")


@pytest.fixture(scope="session")
def served(request: pytest.FixtureRequest, tiny_models: TinyModels) -> Iterator[Served]:
    """The app with the embedded models and, under `local/<task>`, the tiny ones that tests ask for; offline."""
    if request.config.getoption("--task"):
        yield request.getfixturevalue("hub_served")
    else:
        with serve("--models-dir", str(tiny_models()), "--offline") as running:
            yield running
