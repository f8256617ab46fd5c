"""Models on their way: progress, Stop, one download for many, a full disk, what is loaded at the start, the cache."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tasks.core.registry import registry
from tests.conftest import Served
from tests.hub.calls import Visitor
from tests.hub.conftest import PRELOADED
from tests.hub.pages import PATIENCE, answer, choose, found, model_box, open_page, row, search, start
from tests.hub.server import LoopbackHub

LARGE, SMALL = "atlas/large", "atlas/text-classification-bert"
TASK = "text-classification"
WEIGHTS = "*.safetensors"
MEGABYTE = 1_000_000


def wait_until(true: Callable[[], bool], what: str, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


def test_two_visitors_wait_for_one_download(hub_served: Served, hub: LoopbackHub) -> None:
    model = hub.copy("atlas/wanted-by-all", SMALL)
    hub.slow(model, bytes_per_second=80_000)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: Visitor(hub_served.url).classify(model), range(4)))
    assert all(said.result == answers[0].result for said in answers)
    assert len(hub.log.downloads(model, WEIGHTS)) == 1


# --- what the operator chose ------------------------------------------------------------------------------------------


def test_preloaded(operated: Served, operated_home: Path, hub: LoopbackHub) -> None:
    """It is in memory before anybody asks: it runs although the Hub gives no file."""
    folder = operated_home / "hub" / f"models--{PRELOADED.replace('/', '--')}" / "snapshots"
    wait_until(lambda: any(folder.rglob(WEIGHTS)), "the model is on disk")
    hub.fault(PRELOADED, status=503, only=WEIGHTS)
    assert Visitor(operated.url).classify(PRELOADED).result


def test_the_hub_by_default(operated: Served, hub: LoopbackHub) -> None:
    first = registry()[TASK].models[0]
    hub.copy(first, SMALL)
    assert Visitor(operated.url).classify("").result
    assert len(hub.log.downloads(first, WEIGHTS)) == 1


def test_a_full_disk(operated: Served, operated_home: Path) -> None:
    """A model of 26 MB; what came of it does not stay, so that a small one still finds room."""
    if not operated_home.is_mount():
        pytest.skip("only root may mount a small disk")
    said = Visitor(operated.url).classify(LARGE)
    assert said.code == "DiskFull", said
    assert Visitor(operated.url).classify(SMALL).result


# --- through the page -------------------------------------------------------------------------------------------------


# Keeps every line of progress that stands on the page, in window.told.
LISTEN = """window.told = [];
new MutationObserver(() => {
    const text = document.querySelector('.atlas-answer .busy')?.innerText;
    if (text && text !== window.told.at(-1)) window.told.push(text);
}).observe(document, { childList: true, subtree: true, characterData: true });"""
# Some bytes of all, some files of all, and how quickly they come.
MEASURED = rf"^Downloading {LARGE}: [1-9][\d.]* MB of 2\d\.\d MB, file \d of \d, [\d.]+ [kM]B a second$"


def test_progress_stop_and_another_run(page: Page, hub_served: Served, hub: LoopbackHub) -> None:
    hub.build(LARGE)
    hub.slow(LARGE, bytes_per_second=8 * MEGABYTE)
    page.add_init_script(LISTEN)
    open_page(page, hub_served.url)
    choose(page, LARGE)
    start(page)
    page.wait_for_function("line => told.some((each) => new RegExp(line).test(each))", arg=MEASURED, timeout=PATIENCE)
    page.locator("button.atlas-stop:visible").click()
    expect(answer(page)).to_have_attribute("data-code", "Cancelled", timeout=PATIENCE)

    def stands() -> bool:
        sent = hub.log.sent(LARGE, WEIGHTS)
        time.sleep(0.5)  # in which 4 MB would come
        return hub.log.sent(LARGE, WEIGHTS) == sent

    wait_until(stands, "the transfer ends")
    assert hub.log.sent(LARGE, WEIGHTS) < 26 * MEGABYTE
    hub.heal()
    start(page)
    expect(answer(page)).to_have_class(re.compile("headline"), timeout=PATIENCE)
    assert not page.complaints  # type: ignore[attr-defined]


def test_the_cache_is_listed_and_emptied(page: Page, hub_served: Served, hub: LoopbackHub, hub_home: Path) -> None:
    model = hub.copy("atlas/kept", SMALL)
    assert Visitor(hub_served.url).classify(model).result
    folder = hub_home / "hub" / "models--atlas--kept"
    assert folder.is_dir()
    open_page(page, hub_served.url)
    search(page, "kept")
    stored = found(page).locator(f'.pair:has([data-model="{model}"])')
    expect(stored).to_contain_text(re.compile(r"stored, \d+ kB"), timeout=PATIENCE)
    stored.get_by_role("button", name=f"Delete {model}").click()
    wait_until(lambda: not folder.exists(), "it is deleted")
    expect(stored).to_have_count(0, timeout=PATIENCE)
    assert not page.complaints  # type: ignore[attr-defined]


def test_a_shared_cache_is_nobodys_to_see(page: Page, shared: Served, hub: LoopbackHub) -> None:
    assert Visitor(shared.url).classify(SMALL).result
    open_page(page, shared.url)
    model_box(page).click()
    expect(row(page, SMALL)).to_be_visible(timeout=PATIENCE)
    expect(found(page).locator("[data-delete]")).to_have_count(0)
