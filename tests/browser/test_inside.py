"""Inside: folded away under an answer, made when it is opened, and of the answer above it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_page import words
from tests.browser.test_tasks import open_task, run
from tests.conftest import Served


def test_tokens_of_the_answer_above(page: Page, served: Served) -> None:
    open_task(page, served.url, "fill-mask")
    box = words(page)
    for word in ("france", "spain"):
        box.fill(f"The capital of {word} is [MASK].")
        run(page)
        fold = page.locator(".atlas-inside:visible")
        expect(fold.locator("table:visible")).to_have_count(
            0, timeout=20_000
        )  # what was looked at before is folded away
        fold.locator("button").first.click()
        expect(fold.get_by_text(word, exact=True).first).to_be_visible(timeout=20_000)
    assert not page.complaints  # type: ignore[attr-defined]
