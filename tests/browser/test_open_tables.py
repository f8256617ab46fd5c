"""Tables opened from a file, by the button and by dropping it: how they were read is said until another table is there."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_preview import open_link
from tests.browser.test_tasks import run
from tests.conftest import Served

# Excel's own, as it writes them in Western Europe: semicolons, its encoding, a title above the header.
EXCEL = "Año de cosechas;;\n\nCiudad;Manzanas;Peras\nMálaga;12;3\nÑuñoa;7;9\n".encode("cp1252")
READ = "Read as cp1252"
HEADER = "The header was found in row 3"

DROP = """([data, name]) => {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type: "text/csv" }));
    const cell = [...document.querySelectorAll(".atlas-table td, .atlas-table")].find((each) => each.checkVisibility());
    const events = ["dragenter", "dragover", "drop"].map(
      (kind) => new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    return events.map((event) => cell.dispatchEvent(event) === false);
}"""


def button(page: Page, path: Path) -> None:
    page.locator("[role=tabpanel]:visible input[type=file][accept*='.ods']").set_input_files(str(path))


def dropped(page: Page, path: Path) -> None:
    data = base64.b64encode(path.read_bytes()).decode()
    prevented = page.evaluate(DROP, [data, path.name])
    assert prevented[1:] == [True, True], "the browser would open the file itself"


@pytest.mark.parametrize("opening", [button, dropped])
def test_a_file_opens_in_the_table(page: Page, served: Served, tmp_path: Path, opening: object) -> None:
    path = tmp_path / "cosechas.csv"
    path.write_bytes(EXCEL)
    open_link(page, served.url, "table-question-answering")
    table = page.locator(".block.atlas-table:visible")
    expect(table).to_be_visible(timeout=20_000)
    opening(page, path)  # type: ignore[operator]
    expect(table).to_contain_text("Málaga", timeout=20_000)
    for word in ("Ciudad", "Manzanas", "Peras", "Ñuñoa"):
        expect(table).to_contain_text(word)
    answer = page.locator(".prose.atlas-answer:visible")
    expect(answer).to_contain_text(HEADER)
    for _ in range(2):  # the notes are of the table, not of the moment it was opened
        run(page)
        expect(answer.locator(".headline")).to_be_visible()
        expect(answer).to_contain_text(READ)
        expect(answer).to_contain_text(HEADER)
    page.locator(".atlas-examples:visible tr.tr-body").first.click()
    expect(table).not_to_contain_text("Málaga")
    run(page)
    expect(answer).not_to_contain_text(HEADER)
    assert not page.complaints  # type: ignore[attr-defined]
