"""WCAG 2.2 AA as far as axe can tell: every task's panel with an answer and its folds open, in light and dark, and the page
around it. One page for the tasks of a tab, so that it does not take minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tests.browser.conftest import watched
from tests.conftest import Served
from tests.tiny import TinyModels

WANTED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What Gradio leaves: (rule, what the element's HTML holds), and why it stays.
LEFT = [
    # Gradio puts a button into a button to add a file; as a group the outer one is no trap, though HTML would have it none.
    ("aria-allowed-role", "icon-button"),
]
# Colours that still turn into others would be measured on the way.
AT_ONCE = "*, *::before, *::after { transition: none !important; animation: none !important; }"
PANEL = "[data-looked-at]"


@pytest.fixture(scope="module")
def pages(browser: Browser, served: Served) -> Iterator[dict[str, Page]]:
    """The page of one tab at a time: what a page no longer shows would still take the time of the next."""
    kept: dict[str, Page] = {}
    yield kept
    for page in kept.values():
        page.context.close()


def opened(pages: dict[str, Page], browser: Browser, served: Served, task: str) -> tuple[Page, bool]:
    """The page with the task on it, and whether its tab is a new one."""
    tab = registry()[task].category.id
    fresh = tab not in pages
    if fresh:
        for last in list(pages):
            pages.pop(last).context.close()
        pages[tab] = watched(browser.new_context(viewport={"width": 1280, "height": 800}).new_page())
        pages[tab].goto(f"{served.url}/?task={task}")
    page = pages[tab]
    page.locator(f"#atlas-{tab} [role=tab][data-tab-id={task}]:visible").first.click(timeout=30_000)
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=30_000)
    return page, fresh


def answered(page: Page) -> None:
    """An answer stands there, Code, JSON and Parameters are open, and the panel is marked."""
    page.locator("button.atlas-run:visible").click()
    expect(page.locator(".atlas-answer:visible .headline, .atlas-answer:visible .error")).to_be_attached(timeout=90_000)
    page.add_style_tag(content=AT_ONCE)
    page.evaluate(
        """() => {
          document.querySelectorAll("[data-looked-at]").forEach((each) => each.removeAttribute("data-looked-at"));
          const run = [...document.querySelectorAll(".atlas-run")].find((each) => each.checkVisibility());
          const panel = run.closest("[role=tabpanel]");
          panel.setAttribute("data-looked-at", "");
          for (const fold of panel.querySelectorAll("button.label-wrap:not(.open)"))
            if (fold.checkVisibility() && !fold.closest(".atlas-inside")) fold.click();
        }"""
    )
    page.wait_for_timeout(600)


def violations(page: Page, context: dict[str, Any] | None, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, context=context, options={**options, "resultTypes": ["violations"]}).response
    return [
        f"{rule['id']}: {node['html'][:160]}: {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if not any(rule["id"] == left and holds in node["html"] for left, holds in LEFT)
    ]


@pytest.mark.parametrize("task", registry())
def test_no_violation(
    browser: Browser, served: Served, pages: dict[str, Page], tiny_models: TinyModels, task: str
) -> None:
    page, fresh = opened(pages, browser, served, task)
    if not ModelStore().embedded(registry()[task]):
        tiny_models(task)
        page.get_by_label("Model", exact=True).fill(f"local/{task}")
        page.get_by_label("Model", exact=True).press("Enter")
    answered(page)
    dark = "dark => document.body.classList.toggle('dark', dark)"
    page.evaluate(dark, False)
    wanted = {"runOnly": {"type": "tag", "values": WANTED}}
    found = violations(page, None if fresh else {"include": [[PANEL]]}, wanted)
    page.evaluate(dark, True)
    found += violations(
        page, None if fresh else {"include": [[PANEL]]}, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    )
    assert not found, "\n".join(found)
    assert not page.complaints  # type: ignore[attr-defined]
