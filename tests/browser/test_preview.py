"""Pictures that no browser shows, on the page: a visitor sees what the model will, and clicks what they see."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_tasks import run
from tests.conftest import Served
from tests.inputs import strange

SHOWN = re.compile(r"\.shown\.jpg$")


def open_link(page: Page, url: str, task: str) -> None:
    """By an address, so that this task's panel is the only one."""
    page.goto(f"{url}/?task={task}")
    expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)


def put(page: Page, name: str) -> Locator:
    """Takes the example away and uploads a file of this kind; gives what is shown of it."""
    page.get_by_role("button", name="Remove Image").click()
    page.locator("input[type=file][accept*=image]").first.set_input_files(str(strange.picture(name)))
    return page.locator(".image-frame img:visible").first


@pytest.mark.parametrize("name", ["phone.heic", "turned.tif", "twelve bits.png", "turned.png"])
def test_what_no_browser_shows_is_seen(page: Page, served: Served, name: str) -> None:
    open_link(page, served.url, "image-classification")
    shown = put(page, name)
    expect(shown).to_have_attribute("src", SHOWN)
    expect(shown).to_have_js_property("naturalWidth", 256)
    run(page)
    expect(page.locator(".atlas-answer:visible .headline").first).to_contain_text("eight")
    assert not page.complaints  # type: ignore[attr-defined]


DROP = """([data, name]) => {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([bytes], name, { type: "" }));
    const input = document.querySelector("input[type=file][accept*=image]");
    input.files = dropped.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def test_a_file_whose_kind_the_browser_does_not_know_is_taken(page: Page, served: Served) -> None:
    """On many a computer a photo of a phone is a file of no type."""
    open_link(page, served.url, "image-classification")
    page.get_by_role("button", name="Remove Image").click()
    data = base64.b64encode(strange.picture("phone.heic").read_bytes()).decode()
    page.evaluate(DROP, [data, "IMG_0001.HEIC"])
    expect(page.locator(".image-frame img:visible").first).to_have_attribute("src", SHOWN)


@pytest.mark.parametrize("name", ["phone.heic", "turned.tif", "turned6.jpg"])
def test_a_click_hits_what_is_seen(page: Page, served: Served, name: str) -> None:
    """A quarter from the left, half way down: of the upright picture, whatever way its file lies."""
    open_link(page, served.url, "mask-generation")
    shown = put(page, name)
    if not name.endswith(".jpg"):
        expect(shown).to_have_attribute("src", SHOWN)
    expect(shown).to_have_js_property("naturalWidth", 256)
    box = shown.bounding_box()
    assert box is not None
    side = min(box["width"], box["height"])  # the picture is square and fitted into its frame
    left, top = (box["width"] - side) / 2, (box["height"] - side) / 2
    shown.click(position={"x": left + side / 4, "y": top + side / 2})
    points = page.get_by_placeholder("120,45; 200,80")
    expect(points).to_have_value(re.compile(r"^6[2345],12[6789]$"))
