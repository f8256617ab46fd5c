"""The stand-in as new for every test, and further apps that talk to it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import browser, page
from tests.conftest import Served, serve
from tests.hub.repositories import TEACHER
from tests.hub.server import LoopbackHub

__all__ = ["browser", "page"]  # fixtures, for the tests of this folder that look through the page


@pytest.fixture(autouse=True)
def fresh(hub: LoopbackHub) -> None:
    """No faults, an empty log and the rights of the beginning for every test."""
    hub.reset()


@pytest.fixture(scope="session")
def shared(hub: LoopbackHub, hub_home: Path) -> Iterator[Served]:
    """The app for a whole classroom, with the same cache. Its operator's token is at hand and must not be used."""
    with serve("--host", "0.0.0.0", **hub.environment, HF_HOME=str(hub_home), HF_TOKEN=TEACHER.token) as running:
        yield running


# What the operator of `operated` has loaded before anybody asks.
PRELOADED = "atlas/text-classification-distilbert"


@pytest.fixture(scope="session")
def operated_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of 4 MB where this process may mount one, which only root may; else a plain folder."""
    folder = tmp_path_factory.mktemp("operated-home")
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(mount, capture_output=True).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(scope="session")
def operated(hub: LoopbackHub, operated_home: Path) -> Iterator[Served]:
    """The app of an operator who chose: their token for all, a model of the Hub at first, one loaded at the start."""
    options = ("--host", "0.0.0.0", "--use-hf-token", "--default", "hub", "--preload", PRELOADED)
    with serve(*options, **hub.environment, HF_HOME=str(operated_home), HF_TOKEN=TEACHER.token) as running:
        yield running
