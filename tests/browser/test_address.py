"""The page's address, title and history; panels made under load; what stands in a chat fetches nothing; the login."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import watched
from tests.browser.test_mounted import host, stripped  # noqa: F401  (a fixture)
from tests.browser.test_page import open_here, words
from tests.browser.test_tasks import open_task, run
from tests.conftest import Served, serve
from tests.test_safety import trap  # noqa: F401  (a fixture)
from tests.tiny import TinyModels


def task_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).locator("visible=true").first.click()


def shows(page: Page, title: str, query: str) -> None:
    expect(page.locator(".sidebar h3").first).to_have_text(title, timeout=20_000)
    expect(page).to_have_url(re.compile(re.escape(query) + "$"), timeout=10_000)


def test_address_title_and_history_follow_the_tab(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?task=text-classification")
    shows(page, "Text classification", "?task=text-classification")
    expect(page).to_have_title("Text classification · Pipeline Atlas")
    open_here(page, "Vision")
    expect(page).to_have_url(re.compile(r"\?task=(?!text-classification)"), timeout=10_000)
    task_tab(page, "Object detection")
    shows(page, "Object detection", "?task=object-detection")
    expect(page).to_have_title("Object detection · Pipeline Atlas")
    page.go_back()
    page.wait_for_timeout(1_000)
    page.go_back()
    shows(page, "Text classification", "?task=text-classification")
    expect(page.locator("button.atlas-run:visible")).to_have_count(1)
    expect(page).to_have_title("Text classification · Pipeline Atlas")
    page.go_forward()
    page.wait_for_timeout(1_000)
    page.go_forward()
    shows(page, "Object detection", "?task=object-detection")
    assert not page.complaints  # type: ignore[attr-defined]
    page.reload()
    shows(page, "Object detection", "?task=object-detection")


def test_the_first_page_is_come_back_to(page: Page, served: Served) -> None:
    """Its address names no task, and stays as it was opened."""
    page.goto(served.url)
    first = page.locator(".sidebar h3").first
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
    expect(first).not_to_have_text("Pipeline Atlas", timeout=20_000)
    page.wait_for_timeout(800)
    title = first.inner_text()
    assert page.url == f"{served.url}/" and page.title() == "Pipeline Atlas"
    open_here(page, "Document QA")
    expect(page).to_have_url(re.compile(r"\?task="), timeout=10_000)
    page.go_back()
    expect(first).to_have_text(title, timeout=20_000)
    assert page.url == f"{served.url}/"
    expect(page).to_have_title("Pipeline Atlas")


def test_search_links_and_other_parameters(page: Page, served: Served) -> None:
    """What is found by the search has its address too; other parts of the address stay; a name of old stays as it was
    given."""
    page.goto(f"{served.url}/?lang=es&task=ner")
    expect(page).to_have_title(re.compile("· Pipeline Atlas$"), timeout=20_000)
    assert "task=ner" in page.url
    box = page.locator("#atlas-search input")
    box.click()
    box.press_sequentially("sentiment", delay=20)
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"lang=es&task=text-classification$"), timeout=20_000)


def test_under_a_path(page: Page, served: Served) -> None:
    with stripped(served.url, "/school") as address:
        page.goto(f"{address}/?task=ner")
        expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
        open_here(page, "Vision")
        expect(page).to_have_url(re.compile(rf"{re.escape(address)}/\?task=(?!ner)"), timeout=10_000)
        page.go_back()
        expect(page.locator(".sidebar h3").first).to_have_text("Token classification", timeout=20_000)


def test_a_panel_that_failed_is_asked_for_again(page: Page, served: Served) -> None:
    """The first event that is sent for it is lost, as under load."""
    failed: list[str] = []
    page.goto(served.url)
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)

    def lose(route: Route) -> None:
        body: Any = json.loads(route.request.post_data or "{}")
        if body.get("fn_index") in renders and not failed:
            failed.append(route.request.url)
            route.fulfill(status=503, content_type="application/json", body='{"detail": "Queue is full."}')
        else:
            route.continue_()

    renders = set(
        page.evaluate(
            "[...document.querySelectorAll('.atlas-opener')].length ? window.gradio_config.dependencies"
            ".filter((each) => each.targets.some((target) => target[1] === 'click') && each.api_visibility === 'undocumented')"
            ".map((each) => each.id) : []"
        )
    )
    assert renders
    page.route("**/queue/join*", lose)
    open_here(page, "Vision")
    task_tab(page, "Object detection")
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
    assert failed


def test_all_panels_of_a_visit_at_once(page: Page, served: Served) -> None:
    """Each is made while others are: one after another for one visit, none is lost."""
    page.goto(served.url)
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
    page.evaluate("document.querySelectorAll('[role=tab]').forEach((each) => each.click())")
    for tab in ("Audio", "Vision", "NLP"):
        open_here(page, tab)
        expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=60_000)
    assert "dictionary changed size" not in served.log
    assert not page.complaints  # type: ignore[attr-defined]


WORDS = "List<int> 2*3*4 _so_\n  ![i]({address}) <img src={address}> <style>body {{display: none}}</style>"


def test_words_of_a_chat_stand_as_written_and_fetch_nothing(
    page: Page,
    served: Served,
    tiny_models: TinyModels,
    trap: tuple[str, list[str]],  # noqa: F811
) -> None:
    address, visits = trap
    tiny_models("conversational")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_task(page, served.url, "conversational")
    model = page.get_by_label("Model", exact=True)
    model.fill("local/conversational")
    model.press("Enter")
    said = WORDS.format(address=address)
    box = words(page)
    for number in (1, 2):  # what is sent back with the next message is as it was said
        box.fill(said)
        page.locator("button.atlas-run:visible").click()
        bubbles = page.locator(".message.user:visible")
        expect(bubbles).to_have_count(number, timeout=60_000)
        expect(box).to_have_value("", timeout=60_000)
    for bubble in bubbles.all():
        assert bubble.inner_text().strip() == said
        assert not bubble.locator("img, style, em, strong").count()
    page.wait_for_timeout(500)
    assert not visits and not [url for url in asked if not url.startswith((served.url, "data:", "blob:"))]


def test_what_a_model_answers_fetches_and_runs_nothing(page: Page, served: Served, trap: tuple[str, list[str]]) -> None:  # noqa: F811
    """Whatever comes onto the page, its policy holds: pictures, styles, scripts, frames and forms of other places."""
    address, visits = trap
    page.goto(served.url)
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
    page.evaluate(
        """(address) => {
          const box = document.createElement("div");
          box.innerHTML = `<img src="${address}?img"><video src="${address}?video"></video><iframe src="${address}?frame"></iframe>
            <link rel="stylesheet" href="${address}?css"><div style="background: url(${address}?background)">x</div>
            <object data="${address}?object"></object><img src="/gradio_api/file=${address}?own">`;
          document.body.append(box);
          fetch(`${address}?fetch`).catch(() => 0);
        }""",
        address,
    )
    page.wait_for_timeout(1500)
    assert not visits


@contextmanager
def locked() -> Iterator[Served]:
    with serve("--offline", "--auth", "ada:secret") as running:
        yield running


def test_the_login_page(browser: Browser) -> None:
    """A wrong password is said, in the visitor's language; the right one opens the page that was asked for."""
    with locked() as served:
        context = browser.new_context(locale="es-ES")
        page = watched(context.new_page())
        page.goto(f"{served.url}/?task=fill-mask")
        page.get_by_label("Usuario").fill("ada")
        page.get_by_label("Contraseña").fill("wrong")
        page.get_by_role("button", name="Iniciar sesión").click()
        expect(page.get_by_role("alert")).to_have_text("El usuario o la contraseña no son correctos.")
        page.get_by_label("Contraseña").fill("secret")
        page.get_by_role("button", name="Iniciar sesión").click()
        expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=30_000)
        assert "task=fill-mask" in page.url
        run(page)
        context.close()


@pytest.mark.parametrize("language", ["es", "ko"])
def test_the_title_is_in_the_visitors_language(page: Page, served: Served, language: str) -> None:
    names = {"es": "Clasificación de textos", "ko": None}
    page.goto(f"{served.url}/?task=text-classification&lang={language}")
    expect(page).to_have_title(re.compile("· Pipeline Atlas$"), timeout=20_000)
    name = names[language]
    title = page.title()
    assert title == f"{name} · Pipeline Atlas" if name else not title.startswith("Text")
