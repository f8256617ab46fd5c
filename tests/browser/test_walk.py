"""The page as a new user walks through it: by keyboard, with what the model knows in sight, errors where answers stand."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tasks.core.examples import examples
from tasks.core.hub.store import ModelStore
from tasks.core.locales import text
from tasks.core.registry import registry
from tests.browser.conftest import watched
from tests.browser.test_page import words
from tests.browser.test_tasks import run
from tests.conftest import ROOT, Served

FOCUSED = "() => document.activeElement.matches('textarea') ? 'text' : document.activeElement.innerText"
KNOWS = "This small model knows: "


def opened(page: Page, served: Served, task: str) -> None:
    page.goto(f"{served.url}/?task={task}")
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=30_000)
    expect(page.locator(".sidebar h3").first).to_have_text(registry()[task].title, timeout=30_000)


def test_the_first_tab_key_leads_to_the_input(page: Page, served: Served) -> None:
    opened(page, served, "text-classification")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the input"
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate(FOCUSED) == "text"


def test_a_row_of_tabs_is_one_stop(page: Page, served: Served) -> None:
    """Arrows walk along it; the text is some ten stops from the top, not thirty."""
    opened(page, served, "text-classification")
    stops = 0
    while page.evaluate(FOCUSED) != "text" and stops < 20:
        page.keyboard.press("Tab")
        stops += 1
    assert stops <= 12
    page.locator("[role=tab][data-tab-id=text-classification]:visible").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sidebar h3").first).to_have_text("Text generation", timeout=20_000)


def test_a_list_closes_when_tab_leaves_it(page: Page, served: Served) -> None:
    opened(page, served, "token-classification")
    box = page.get_by_role("combobox", name="aggregation_strategy")
    box.focus()
    expect(page.locator("ul.options, ul.option-list").locator("visible=true")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator("ul.options, ul.option-list").locator("visible=true")).to_have_count(0)
    assert page.evaluate("() => document.activeElement.innerText") == "Run"


def test_the_focus_can_be_seen(page: Page, served: Served) -> None:
    """A ring of the colour that holds against the page, on boxes and buttons alike, in light and dark."""
    opened(page, served, "text-classification")
    for dark, ring in ((False, "rgb(0, 96, 160)"), (True, "rgb(124, 196, 255)")):
        page.evaluate("dark => document.body.classList.toggle('dark', dark)", dark)
        words(page).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(words(page)).to_have_css("outline-color", ring)
        expect(words(page)).to_have_css("outline-style", "solid")


def test_rows_of_examples_are_pressed_by_keys(page: Page, served: Served) -> None:
    opened(page, served, "question-answering")
    row = page.locator(".atlas-examples:visible tr.tr-body").nth(1)
    expect(row).to_have_attribute("tabindex", "0")
    row.focus()
    page.keyboard.press("Enter")
    wanted = examples("question-answering")[1].inputs["question"]
    expect(page.get_by_label("Question", exact=True)).to_have_value(wanted, timeout=10_000)


def test_every_tokens_odds_are_told(page: Page, served: Served) -> None:
    """All tokens say what could have stood there; they are one stop, and arrows walk along them."""
    opened(page, served, "text-generation")
    run(page)
    tokens = page.locator(".atlas-odds:visible .token")
    expect(tokens.nth(1)).to_be_attached(timeout=20_000)
    said = tokens.evaluate_all("all => all.map((each) => each.getAttribute('aria-label'))")
    assert all(each.count("%") > 1 for each in said)
    assert tokens.evaluate_all("all => all.filter((each) => each.tabIndex === 0).length") == 1
    tokens.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tokens.nth(1)).to_be_focused()
    expect(page.locator(".atlas-odds:visible > .what")).to_contain_text("temperature")


def test_progress_is_said_now_and_then(page: Page, served: Served) -> None:
    """A run that writes for a while: one voice, which says a few things, the answer last."""
    opened(page, served, "text-generation")
    page.evaluate(
        """() => {
          window.spoken = [];
          const voice = document.querySelector("#atlas-voice");
          new MutationObserver(() => window.spoken.push(voice.textContent)).observe(voice, { childList: true });
        }"""
    )
    run(page)
    page.wait_for_timeout(500)
    spoken = page.evaluate("window.spoken")
    assert 1 <= len(spoken) <= 4
    assert spoken[-1] == page.locator(".atlas-answer:visible .headline").text_content()
    assert not page.locator(".atlas-answer:visible [aria-live], .atlas-answer:visible [role=status]").count()


def test_headings_in_their_order(page: Page, served: Served) -> None:
    opened(page, served, "decision")
    run(page)
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4')].filter((e) => e.checkVisibility()).map((e) => +e.tagName[1])"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("task", [spec.id for spec in registry().values() if ModelStore().embedded(spec)][::6])
def test_an_embedded_models_answer_says_what_it_knows(page: Page, served: Served, task: str) -> None:
    opened(page, served, task)
    knows = ModelStore().embedded(registry()[task])[0].knows_in("en")
    expect(page.locator(".atlas-answer:visible .empty .knows")).to_contain_text(knows)
    run(page)
    expect(page.locator(".atlas-answer:visible .knows")).to_contain_text(f"{KNOWS}{knows}")


def test_search_puts_names_before_parts_of_words(page: Page, served: Served) -> None:
    """“ner” is a name of Token classification, and letters within Mask generation."""
    opened(page, served, "text-classification")
    box = page.locator("#atlas-search input")
    for typed, task in (
        ("ner", "Token classification"),
        ("speech", "Speech recognition"),
        ("TEXT GEN", "Text generation"),
    ):
        box.fill(typed)
        found = page.locator("#atlas-search [role=option]")
        expect(found.first).to_have_text(task) if typed != "ner" else expect(found.first).to_contain_text(task)
    box.fill("ner")
    box.press("Enter")
    expect(page.locator(".sidebar h3").first).to_have_text("Token classification", timeout=20_000)
    box.fill("no such task")
    expect(page.locator("#atlas-search [role=option]")).to_have_text("No task of that name")


def test_many_other_names_are_folded(page: Page, served: Served) -> None:
    opened(page, served, "translation")
    names = page.locator(".atlas-about:visible code")
    assert names.count() > 3 and not names.first.is_visible()
    page.locator(".atlas-about:visible summary").click()
    expect(names.first).to_be_visible()


def test_a_document_is_seen_before_the_run(page: Page, served: Served) -> None:
    opened(page, served, "document-question-answering")
    examples_row = page.locator(".atlas-examples:visible tr.tr-body", has_text=".pdf").first
    examples_row.click()
    pages = page.locator(".atlas-pages:visible img")
    expect(pages.first).to_be_visible(timeout=20_000)
    assert pages.first.evaluate("each => each.naturalWidth") > 300


def test_an_example_does_not_wipe_the_conversation(page: Page, served: Served) -> None:
    opened(page, served, "conversational")
    words(page).fill("What colour is the grass?")
    run(page)
    page.locator(".atlas-examples:visible button").nth(1).click()
    expect(words(page)).not_to_have_value("", timeout=10_000)
    expect(page.locator(".message.user:visible")).to_contain_text("What colour is the grass?")


def test_an_example_about_the_same_picture_goes_on_and_about_another_begins_anew(page: Page, served: Served) -> None:
    opened(page, served, "image-text-to-text")
    words(page).fill("Do you see a green triangle?")
    run(page)
    said = page.locator(".message.user:visible")
    expect(said).to_have_count(1)
    rows = page.locator(".atlas-examples:visible tr.tr-body")
    rows.filter(has_text="Tell me a story about it.").click()  # it is about the picture that stands there
    expect(words(page)).to_have_value("Tell me a story about it.", timeout=10_000)
    expect(said).to_have_count(1)
    run(page)
    expect(said).to_have_count(2)
    rows.filter(has_text="Describe the picture.").click()
    expect(words(page)).to_have_value("Describe the picture.", timeout=10_000)
    expect(said).to_have_count(0)
    run(page)
    expect(said).to_have_count(1)
    rows.filter(has_text="Which shape is black?").click()  # with turns of its own
    expect(said).to_have_text("Do you see a circle?", timeout=10_000)


LOOKING = """(before) => {
  window.looks = { written: 0, beside: 0 };
  const seen = (query) => [...document.querySelectorAll(query)].filter((each) => each.checkVisibility());
  window.looking = setInterval(() => {
    const text = seen("textarea").filter((each) => each.disabled || each.readOnly).map((each) => each.value).join("");
    if (!seen(".under-way").length || !text || text === before) return;
    window.looks.written++;
    if (seen(".atlas-odds").length) window.looks.beside++;
  }, 20);
}"""


def test_old_odds_go_when_a_text_is_written(page: Page, served: Served) -> None:
    """While a new text grows, the odds of the one before are not to be seen beside it."""
    opened(page, served, "text-generation")
    run(page)
    odds = page.locator(".atlas-odds:visible")
    expect(odds).to_have_count(1, timeout=20_000)
    page.evaluate(LOOKING, page.locator("textarea[disabled]:visible").first.input_value())
    words(page).fill("A boy named Leo lived")
    page.locator("button.atlas-run:visible").click()
    page.wait_for_function("() => window.looks.written", timeout=60_000)
    expect(page.locator(".under-way:visible")).to_have_count(0, timeout=60_000)
    expect(odds).to_have_count(1, timeout=20_000)
    looks = page.evaluate("() => { clearInterval(window.looking); return window.looks; }")
    assert looks["beside"] < looks["written"], looks  # one look may fall between two updates of the page


@pytest.mark.parametrize("language", ["en", "es", "ko"])
def test_an_error_stands_where_the_answer_would(
    browser: Browser, served: Served, tmp_path: Path, language: str
) -> None:
    """A picture that is none, in the visitor's language; no toast of Gradio's in its place."""
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nthis is no picture")
    context = browser.new_context(locale=language)
    page = watched(context.new_page())
    page.goto(f"{served.url}/?task=image-classification")
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=30_000)
    page.locator(
        "[role=tabpanel] .image-container button[aria-label]:visible, [aria-label=Clear]:visible"
    ).first.click()
    with page.expect_response(lambda answer: "/gradio_api/upload" in answer.url):
        page.locator("[role=tabpanel]:visible .image-container input[type=file]").last.set_input_files(broken)
    page.wait_for_timeout(2_000)
    page.locator("button.atlas-run:visible").click()
    error = page.locator(".atlas-answer:visible .error")
    expect(error).to_be_visible(timeout=60_000)
    expect(error).to_have_attribute("data-code", "UnreadableInput")
    assert text("Picture", language) in error.inner_text()
    assert not page.locator(".toast-body:visible").count()
    context.close()


def test_long_names_of_models_are_whole(page: Page, served: Served) -> None:
    opened(page, served, "document-question-answering")
    box = page.get_by_label("Model", exact=True)
    expect(box).to_have_value("embedded/document-question-answering")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth + 1")


def test_no_name_of_a_helper_script_is_forgotten() -> None:
    """Every script of the page is part of its head."""
    head = (ROOT / "tasks" / "ui" / "theme.py").read_text(encoding="utf-8")
    scripts = {each.name for each in (ROOT / "assets" / "page").glob("*.js")} - {"first.js"}
    assert all(f'"{name}"' in head for name in scripts)
