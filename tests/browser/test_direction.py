"""Arabic and Hebrew run from the right, wherever a visitor's words are shown."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_page import words
from tests.browser.test_tasks import open_task, run
from tests.conftest import Served

ARABIC = "القطة تنام على الأريكة."
# Where the first letter of an element's text stands: its distance to the element's right edge, as a share of the width.
FIRST_LETTER = """node => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const text = walker.nextNode(), range = document.createRange();
  range.setStart(text, 0); range.setEnd(text, 1);
  const letter = range.getBoundingClientRect(), box = node.getBoundingClientRect();
  return (box.right - letter.right) / box.width;
}"""


def test_arabic_runs_from_the_right(page: Page, served: Served) -> None:
    open_task(page, served.url, "token-classification")
    text = words(page)
    text.fill(ARABIC)
    assert text.evaluate("node => getComputedStyle(node).unicodeBidi") == "plaintext"
    run(page)
    marked = page.locator(".textfield:visible").first
    expect(marked).to_be_visible(timeout=20_000)
    assert marked.evaluate(FIRST_LETTER) < 0.2, "the first letter stands at the left"


def test_english_runs_from_the_left(page: Page, served: Served) -> None:
    open_task(page, served.url, "token-classification")
    words(page).fill("Ada lives in Oslo.")
    run(page)
    marked = page.locator(".textfield:visible").first
    expect(marked).to_be_visible(timeout=20_000)
    assert marked.evaluate(FIRST_LETTER) > 0.5
