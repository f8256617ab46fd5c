"""For every task: open its tab, click the first example, press Run, see the result; the console stays clean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tasks.core.examples import examples
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tests.conftest import Served
from tests.tiny import TinyModels

SHOTS = os.environ.get("ATLAS_SCREENSHOTS")


def open_task(page: Page, url: str, task: str) -> None:
    """By its tabs, as a visitor does."""
    spec = registry()[task]
    page.goto(url)
    page.locator("#atlas-tabs").get_by_role("tab", name=spec.category.title, exact=True).click()
    inner = page.locator(f"#atlas-{spec.category.id}")
    tab = inner.get_by_role("tab", name=spec.title, exact=True)
    if not tab.is_visible():
        inner.locator("button.overflow-menu, .overflow-menu > button").first.click()
        tab = inner.get_by_role("button", name=spec.title, exact=True).or_(
            inner.get_by_role("tab", name=spec.title, exact=True)
        )
    tab.first.click()
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
    expect(page.locator(".sidebar h3").first).to_have_text(spec.title, timeout=20_000)


def run(page: Page) -> None:
    page.locator("button.atlas-run:visible").click()
    expect(page.locator(".atlas-answer:visible .headline, .atlas-answer:visible .error")).to_be_visible(timeout=90_000)


@pytest.mark.parametrize("task", filter(examples, registry()))
def test_first_example_gives_the_right_answer(page: Page, served: Served, tiny_models: TinyModels, task: str) -> None:
    """With the embedded model; a task that has none yet answers with its tiny one, which knows nothing."""
    open_task(page, served.url, task)
    embedded = ModelStore().embedded(registry()[task])
    if not embedded:
        tiny_models(task)
        page.get_by_label("Model", exact=True).fill(f"local/{task}")
        page.get_by_label("Model", exact=True).press("Enter")
    example = page.locator(".atlas-examples:visible").locator("button.gallery-item, tr.tr-body").first
    with page.expect_event("requestfinished", lambda request: "/run/predict" in request.url):
        example.click()
    page.wait_for_timeout(300)
    bottom = page.locator("button.atlas-run:visible").evaluate("run => run.getBoundingClientRect().bottom + scrollY")
    assert bottom <= 800, "Run stands above the fold of a projector"
    run(page)
    assert not page.locator(".atlas-answer:visible .error").all_inner_texts()
    headline = page.locator(".atlas-answer:visible .headline").inner_text(timeout=2_000).lower()
    for word in examples(task)[0].expect if embedded else ():
        assert word.lower() in headline
    expect(page.locator(".times:visible")).to_contain_text("ms")
    expect(page.get_by_role("button", name="Code", exact=False).locator("visible=true").first).to_be_visible()
    if SHOTS:
        page.wait_for_timeout(700)
        page.screenshot(path=str(Path(SHOTS) / f"{task}.png"), full_page=True)
    assert not page.complaints  # type: ignore[attr-defined]
