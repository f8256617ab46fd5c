"""A phone of 390 pixels and a narrow tablet: the answer comes in sight, what is tapped is large enough, no head breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched
from tests.browser.test_tasks import run
from tests.conftest import Served

SIZES = {"phone": {"width": 390, "height": 844}, "tablet": {"width": 800, "height": 1100}}
# What can be pressed and is smaller than 24 pixels, without Gradio's copies for measuring and boxes whose label is pressed.
SMALL = """() => [...document.querySelectorAll("button, a, input, select, summary, [role=tab]")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((each) => !each.matches("input[type=range], input[type=file], input[type=checkbox]") && !each.closest(".atlas-skip, .cm-editor, footer, .visually-hidden"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.width && box.height && (box.width < 24 || box.height < 24))
  .map(([each, box]) => `${each.outerHTML.slice(0, 120)}: ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.fixture(params=SIZES)
def small(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param], has_touch=True, is_mobile=True)
    yield watched(context.new_page())
    context.close()


@pytest.mark.parametrize("task", ["object-detection", "document-question-answering", "token-classification"])
def test_the_answer_comes_in_sight(small: Page, served: Served, task: str) -> None:
    small.goto(f"{served.url}/?task={task}")
    expect(small.locator("button.atlas-run:visible")).to_be_visible(timeout=30_000)
    run(small)
    small.wait_for_timeout(900)  # it is scrolled to smoothly
    headline = small.locator(".atlas-answer:visible .headline")
    expect(headline).to_be_in_viewport()
    expect(small.locator(".atlas-answer:visible .knows")).to_be_in_viewport()
    assert small.evaluate("document.documentElement.scrollWidth") <= small.viewport_size["width"] + 1  # type: ignore[index]
    heads = small.locator("th .header, .atlas-table th").locator("visible=true")
    for head in heads.all():
        assert head.evaluate("head => getComputedStyle(head).wordBreak") == "keep-all"
    assert not small.evaluate(SMALL)
    assert not small.complaints  # type: ignore[attr-defined]
