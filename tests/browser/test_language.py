"""The page in three languages, and in light and dark: what the browser says at first, then what the visitor chose."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.conftest import watched
from tests.conftest import Served, serve

# A task's tab and the sidebar's box are put into words by the browser, the sidebar's title by the server, the last by
# Gradio itself.
WORDS = {
    "en": ("Text classification", "Model", "Search a task…", "Built with Gradio"),
    "es": ("Clasificación de textos", "Modelo", "Buscar una tarea…", "Construido con Gradio"),
    "ko": ("텍스트 분류", "모델", "작업 검색…", "Gradio로 제작됨"),
}
TASK = "text-classification"


def speaks(page: Page | Frame, language: str) -> None:
    """Whether browser, server and Gradio all speak it."""
    title, model, search, built = WORDS[language]
    expect(page.locator("html")).to_have_attribute("lang", language, timeout=30_000)
    expect(page.locator(".sidebar h3").first).to_have_text(title, timeout=30_000)
    expect(page.get_by_role("tab", name=title, exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label(model, exact=True)).to_have_count(1)
    expect(page.locator("#atlas-search input")).to_have_attribute("placeholder", search)
    expect(page.locator("footer")).to_contain_text(built)
    expect(page.locator("#atlas-language")).to_have_value(language)


@pytest.mark.parametrize(("locale", "language"), [("es-MX", "es"), ("ko-KR", "ko"), ("fr-FR", "en")])
def test_the_browsers_language_at_first(browser: Browser, served: Served, locale: str, language: str) -> None:
    context = browser.new_context(locale=locale)
    page = watched(context.new_page())
    page.goto(f"{served.url}/?task={TASK}")
    speaks(page, language)
    assert not page.complaints  # type: ignore[attr-defined]
    context.close()


def test_a_chosen_language_stays_for_the_visit(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?task={TASK}")
    speaks(page, "en")
    page.locator("#atlas-language").select_option("ko")
    speaks(page, "ko")
    assert "lang=" not in page.url, "the cookie carries it"
    page.goto(f"{served.url}/?task={TASK}")
    speaks(page, "ko")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["sameSite"], cookie["expires"]) == ("atlas_language", "Lax", -1)


def test_the_task_on_screen_stays(page: Page, served: Served) -> None:
    page.goto(served.url)
    page.get_by_role("tab", name="NLP", exact=True).click()
    page.get_by_role("tab", name="Text classification", exact=True).click()
    expect(page.locator(".sidebar h3").first).to_have_text("Text classification", timeout=20_000)
    page.locator("#atlas-language").select_option("es")
    speaks(page, "es")
    assert f"task={TASK}" in page.url


def test_the_search_box_knows_tasks_by_their_names(browser: Browser, served: Served) -> None:
    context = browser.new_context(locale="es-ES")
    page = context.new_page()
    page.goto(served.url)
    box = page.locator("#atlas-search input")
    box.click()
    box.press_sequentially("clasificación de t", delay=20)
    page.get_by_role("option", name="Clasificación de textos").click()
    expect(page.locator(".sidebar h3").first).to_have_text("Clasificación de textos", timeout=20_000)
    context.close()


@contextmanager
def framed(address: str) -> Iterator[str]:
    """A page of another site that shows `address` in a frame, as Spaces do."""

    class Around(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<iframe src="{address}" width="1200" height="700"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Around)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def test_in_a_frame_that_keeps_no_cookies(page: Page) -> None:
    """Another site's frame without https: a browser takes no cookie there, so the address carries the language."""
    with (
        serve("--offline", "--allowed-hosts", "localhost") as served,
        framed(f"{served.url}/?task={TASK}") as around,
    ):
        page.goto(around)
        frame = page.frames[-1]
        speaks(frame, "en")
        frame.locator("#atlas-language").select_option("es")
        speaks(page.frames[-1], "es")
        assert "lang=es" in page.frames[-1].url
        assert not page.context.cookies()


def test_light_and_dark(browser: Browser, served: Served) -> None:
    """As the device has it, then as the visitor chose, after a reload too."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(served.url)
    switch = page.get_by_role("button", name="Light or dark")
    expect(switch).to_have_attribute("aria-pressed", "true", timeout=20_000)
    expect(page.locator("body")).to_have_class("dark")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.get_by_role("button", name="Light or dark")).to_have_attribute("aria-pressed", "false", timeout=20_000)
    expect(page.locator("button.atlas-run:visible")).to_be_visible(timeout=20_000)
    assert "dark" not in (page.locator("body").get_attribute("class") or "")
    context.close()
