"""The page around the tasks: search, links, keyboard, sidebar, stop, errors, phone."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import watched
from tests.browser.test_tasks import open_task, run
from tests.conftest import Served
from tests.tiny import TinyModels


def words(page: Page) -> Locator:
    """The box for the text of the task on screen."""
    return page.locator("[role=tabpanel] textarea:visible").first


def test_the_first_thirty_seconds(page: Page, served: Served) -> None:
    """Open, one example is already chosen, one click on Run, an answer."""
    page.goto(served.url)
    expect(page.locator("button.atlas-run:visible")).to_be_visible(timeout=20_000)
    run(page)
    assert page.locator(".atlas-answer:visible .headline").count() == 1
    assert not page.complaints  # type: ignore[attr-defined]


def test_search_brings_a_task_on_screen(page: Page, served: Served) -> None:
    page.goto(served.url)
    box = page.locator("#atlas-search input")
    box.click()
    box.press_sequentially("sentiment", delay=20)
    page.get_by_role("option").first.click()
    expect(page.locator(".sidebar h3").first).to_have_text("Text classification", timeout=20_000)
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)


def test_a_link_opens_a_task(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?task=sentiment-analysis")
    expect(page.locator(".sidebar h3").first).to_have_text("Text classification", timeout=20_000)
    expect(page.get_by_role("tab", name="NLP", exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)


def test_the_last_tab_clicked_is_the_one_shown(page: Page, served: Served) -> None:
    """Clicked faster than the server answers: the sidebar ends at the task on screen."""
    page.goto(served.url)
    expect(page.locator("button.atlas-run:visible")).to_be_visible(timeout=20_000)
    for _ in range(3):
        for tab, task in (
            ("Vision", "Depth estimation"),
            ("NLP", "Text generation"),
            ("Audio", "Text to speech and audio"),
        ):
            open_here(page, tab)
            page.get_by_role("tab", name=task, exact=True).locator("visible=true").first.click(no_wait_after=True)
    page.wait_for_timeout(2_000)
    expect(page.locator(".sidebar h3").first).to_have_text("Text to speech and audio", timeout=20_000)
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
    assert not page.complaints  # type: ignore[attr-defined]


def test_control_enter_runs(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?task=text-classification")
    text = words(page)
    text.fill("It was a wonderful day.")
    text.press("Control+Enter")
    expect(page.locator(".atlas-answer:visible .headline")).to_be_visible(timeout=60_000)


def test_each_task_remembers_its_own_model(page: Page, served: Served, tiny_models: TinyModels) -> None:
    tiny_models("text-classification")
    open_task(page, served.url, "text-classification")
    model = page.get_by_label("Model", exact=True)
    model.fill("local/text-classification")
    model.press("Enter")
    open_here(page, "Vision")
    expect(page.locator(".sidebar h3").first).not_to_have_text("Text classification")
    expect(model).not_to_have_value(re.compile("local/text-classification"))
    open_here(page, "NLP")
    expect(page.locator(".sidebar h3").first).to_have_text("Text classification")
    expect(model).to_have_value(re.compile("local/text-classification"))


def open_here(page: Page, tab: str) -> None:
    page.locator("#atlas-tabs").get_by_role("tab", name=tab, exact=True).first.click()


def test_bad_input_keeps_what_was_typed(page: Page, served: Served) -> None:
    open_task(page, served.url, "text-classification")
    run(page)
    code = page.get_by_role("button", name=re.compile("^Code")).locator("visible=true")
    expect(code).to_have_count(1)
    model = page.get_by_label("Model", exact=True)
    model.fill("no/such model!")
    model.press("Enter")
    text = words(page)
    text.fill("my own words")
    page.locator("button.atlas-run:visible").click()
    error = page.locator(".atlas-answer:visible .error")
    expect(error).to_be_visible(timeout=30_000)
    expect(error).to_have_attribute("data-code", "InvalidModelId")
    expect(text).to_have_value("my own words")
    expect(code).to_have_count(0)  # nothing of the earlier answer passes for one


def test_live_parameters_redraw_without_a_run(page: Page, served: Served) -> None:
    open_task(page, served.url, "image-classification")
    run(page)
    before = page.locator(".times:visible").inner_text()
    labels = page.locator('[data-testid="label-output-value"], .confidence-set').locator("visible=true")
    page.get_by_label("number input for top_k").locator("visible=true").fill("2")
    page.keyboard.press("Tab")
    expect(labels).to_have_count(2, timeout=10_000)
    assert page.locator(".times:visible").inner_text() == before


def test_phone(browser: Browser, served: Served) -> None:
    """390 pixels wide: the sidebar is closed, nothing is wider than the screen."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = watched(context.new_page())
    page.goto(served.url)
    expect(page.locator("button.atlas-run:visible")).to_be_visible(timeout=20_000)
    run(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    assert not page.complaints  # type: ignore[attr-defined]
    context.close()


def test_two_visitors_do_not_see_each_other(browser: Browser, served: Served) -> None:
    contexts = [browser.new_context() for _ in range(2)]
    pages = [watched(context.new_page()) for context in contexts]
    for each, said in zip(pages, ("a wonderful film", "a terrible soup"), strict=True):
        each.goto(f"{served.url}/?task=text-classification")
        words(each).fill(said)
    for each in pages:
        run(each)
    texts = [each.locator("body").inner_text() for each in pages]
    values = [words(each).input_value() for each in pages]
    assert values == ["a wonderful film", "a terrible soup"]
    assert "terrible soup" not in texts[0] and "wonderful film" not in texts[1]
    for context in contexts:
        context.close()


def test_chat_goes_on_and_is_tried_again(page: Page, served: Served, tiny_models: TinyModels) -> None:
    """Two turns stand in the bubbles, Retry answers the last one anew, nothing is said twice."""
    tiny_models("conversational")
    open_task(page, served.url, "conversational")
    model = page.get_by_label("Model", exact=True)
    model.fill("local/conversational")
    model.press("Enter")
    bubbles = page.locator(".message.user:visible")
    for number, said in enumerate(("Hello you", "And then"), 1):
        words(page).fill(said)
        page.locator("button.atlas-run:visible").click()
        expect(bubbles).to_have_count(number, timeout=60_000)
        expect(words(page)).to_have_value("", timeout=60_000)
    page.get_by_label("Retry", exact=False).locator("visible=true").last.click()
    page.wait_for_timeout(1_000)
    expect(words(page)).to_have_value("", timeout=60_000)
    expect(bubbles).to_have_count(2)
    expect(bubbles.last).to_contain_text("And then")
    assert not page.complaints  # type: ignore[attr-defined]
