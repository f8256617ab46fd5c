"""The stand-in for tests: one for the session, as new for every test, and an app that talks to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Served, serve
from tests.hub.repositories import ACCOUNTS, everything
from tests.hub.server import LoopbackHub


@pytest.fixture(scope="session")
def hub() -> Iterator[LoopbackHub]:
    """One server for all tests; repositories are built once, when first asked for.

    One is built at once: importing torch takes seconds, and no client should wait for that.
    """
    with LoopbackHub(ACCOUNTS, everything()) as running:
        running.build("atlas/text-classification-bert")
        yield running


@pytest.fixture(autouse=True)
def fresh(hub: LoopbackHub) -> None:
    """No faults, an empty log and the rights of the beginning for every test."""
    hub.reset()


@pytest.fixture(scope="session")
def hub_served(hub: LoopbackHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app online, its Hub being the stand-in, with a cache of its own."""
    with serve(**hub.environment, HF_HOME=str(tmp_path_factory.mktemp("hub-home"))) as running:
        yield running
