"""What a picture looks like before the run: as the model will get it, and a file that is none as what it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tasks.core.locales import text
from tests.browser.conftest import watched
from tests.browser.test_preview import SHOWN, open_link, put
from tests.browser.test_tasks import run
from tests.conftest import ROOT, Served
from tests.inputs import strange

CORNER = """async (each) => {
    const drawn = document.createElement("canvas").getContext("2d");
    await each.decode();
    drawn.drawImage(each, 0, 0);
    return [...drawn.getImageData(1, 1, 1, 1).data];
}"""


def test_what_is_transparent_stands_on_white_in_the_dark(browser: Browser, served: Served) -> None:
    context = browser.new_context(color_scheme="dark")
    page = watched(context.new_page())
    open_link(page, served.url, "image-classification")
    shown = put(page, "rgba.png")
    expect(shown).to_have_attribute("src", SHOWN)
    assert shown.evaluate(CORNER) == [255, 255, 255, 255]
    run(page)
    expect(page.locator(".atlas-answer:visible .headline").first).to_contain_text("eight")
    context.close()


REFUSED = re.compile(r"\.refused\.png$")
FILES = {
    "notes.png": b"These are notes, and no picture.\n",
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>',
    "letter.png": (ROOT / "assets" / "examples" / "document-question-answering" / "letter.pdf").read_bytes(),
}


def upload(page: Page, path: Path) -> None:
    page.locator("input[type=file][accept*=image]").first.set_input_files(str(path))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_picture_is_shown_as_such(page: Page, served: Served, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    open_link(page, served.url, "image-classification")
    page.get_by_role("button", name="Remove Image").click()
    upload(page, tmp_path / name)
    shown = page.locator(".image-frame img:visible").first
    expect(shown).to_have_attribute("src", REFUSED)
    expect(shown).to_have_js_property("naturalWidth", 320)
    error = page.locator(".atlas-answer:visible .error")
    expect(error).to_contain_text("PDF" if name == "letter.png" else "this is not a picture file")
    if name == "letter.png":
        link = error.locator("[data-task=document-question-answering]")
        expect(link).to_have_text(text("Document question answering", "en"))
    run(page)  # what is run is the file as it came
    expect(page.locator(".atlas-answer:visible .error")).to_have_count(1)
    page.get_by_role("button", name="Remove Image").click()
    upload(page, strange.EIGHT)
    expect(page.locator(".atlas-answer:visible .error")).to_have_count(0)
    run(page)
    expect(page.locator(".atlas-answer:visible .headline").first).to_contain_text("eight")
