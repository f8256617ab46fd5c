"""The page with a Hub: search as one types, facts before loading, sign-in, a Hub that is down, a checkpoint to take home."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Served
from tests.hub.calls import Visitor
from tests.hub.pages import PATIENCE, choose, found, model_box, open_page, row, run, search, sign_in, sign_out, status
from tests.hub.repositories import TEACHER
from tests.hub.server import LoopbackHub

FIRST, SECOND = "atlas/text-classification-bert", "atlas/text-classification-distilbert"
FACTS = r"[\d.]+ k parameters, \d+ kB · needs about \d+ kB of the [\d.]+ GB free · licence mit"


@pytest.fixture
def here(page: Page, hub_served: Served, hub: LoopbackHub) -> Iterator[Page]:
    """The page at text classification; its console stays clean."""
    hub.build(*(each.id for each in hub.models() if each.pipeline_tag == "text-classification"))
    open_page(page, hub_served.url)
    yield page
    assert not page.complaints  # type: ignore[attr-defined]


def test_search_and_facts_before_loading(here: Page, hub: LoopbackHub) -> None:
    hub.copy("atlas/less-known", FIRST, downloads=80_000, languages=("ko",), license="mit")
    hub.copy("atlas/well-known", FIRST, downloads=90_000, languages=("en", "es"), license="mit")
    search(here, "known atlas")
    wanted = re.compile(r"^atlas/well-known\s*\d+ kB · mit · en, es · 90 k downloads$")
    expect(row(here, "atlas/well-known")).to_have_text(wanted, timeout=PATIENCE)
    expect(found(here).locator("[data-model]")).to_have_count(2, timeout=PATIENCE)
    names = found(here).locator("[data-model]").evaluate_all("rows => rows.map((each) => each.dataset.model)")
    assert names == ["atlas/well-known", "atlas/less-known"], "the most downloaded first"
    search(here, "school/gated")
    expect(row(here, "school/gated")).to_contain_text("gated", timeout=PATIENCE)
    expect(row(here, "school/gated")).to_contain_text("llama3.1 · en")
    search(here, "less-known")
    row(here, "atlas/less-known").click(timeout=PATIENCE)
    expect(model_box(here)).to_have_value("atlas/less-known")
    expect(status(here)).to_contain_text(re.compile(FACTS), timeout=PATIENCE)
    card = status(here).get_by_role("link", name="model card")
    expect(card).to_have_attribute("href", "https://huggingface.co/atlas/less-known")
    assert not hub.log.downloads("atlas/less-known"), "nothing is downloaded before Run"


def test_no_such_model(here: Page) -> None:
    search(here, "never heard of it")
    line = found(here).get_by_role("status")
    expect(line).to_contain_text("The Hub has no model of this task named “never heard of it”", timeout=PATIENCE)
    expect(line).to_be_visible()


def test_a_pasted_address_and_used_models(here: Page) -> None:
    choose(here, f"https://huggingface.co/{SECOND}/tree/main")
    assert run(here) == ""
    expect(status(here)).to_contain_text("In memory", timeout=PATIENCE)
    search(here, "distilbert")
    expect(found(here).locator(".group").first).to_have_text("Used in this visit", timeout=PATIENCE)
    expect(row(here, SECOND)).to_be_visible()


def test_the_wrong_task_leads_to_the_right_one(here: Page, hub: LoopbackHub) -> None:
    choose(here, "atlas/fill-mask-bert")
    error = status(here).locator(".error")
    expect(error).to_have_attribute("data-code", "WrongTask", timeout=PATIENCE)
    assert not hub.log.downloads("atlas/fill-mask-bert", "*.safetensors")
    error.get_by_role("link", name="Fill-mask").click()
    expect(here.locator(".sidebar h3").first).to_have_text("Fill-mask", timeout=PATIENCE)
    expect(here.get_by_role("tab", name="Fill-mask", exact=True)).to_have_attribute("aria-selected", "true")
    expect(here.locator("button.atlas-run:visible")).to_have_count(1, timeout=PATIENCE)


def test_too_big_names_one_that_fits(page: Page, hub_served: Served, hub: LoopbackHub) -> None:
    open_page(page, hub_served.url, "Text generation", "text-generation")
    choose(page, "broken/too-big")
    error = status(page).locator(".error")
    expect(error).to_have_attribute("data-code", "ModelTooLarge", timeout=PATIENCE)
    expect(error).to_contain_text("needs about 168.0 GB")
    expect(error).to_contain_text("fits: embedded/text-generation")
    assert run(page) == "ModelTooLarge"
    assert not [request for request in hub.log.of("broken/too-big") if "/resolve/" in request.path]
    assert not page.complaints  # type: ignore[attr-defined]


def test_sign_in_and_accept_the_terms(here: Page, hub: LoopbackHub) -> None:
    here.locator("#atlas-token input").fill("hf_nobody")
    here.get_by_role("button", name="Sign in", exact=True).click()
    expect(here.get_by_text("The Hub does not accept this token.")).to_be_visible(timeout=PATIENCE)
    sign_in(here, TEACHER)
    expect(here.get_by_text("This token may write")).to_be_visible()
    choose(here, "school/gated-auto")
    assert run(here) == "GatedModel"
    error = here.locator(".atlas-answer:visible .error").first
    expect(error.get_by_role("link")).to_have_attribute("href", "https://huggingface.co/school/gated-auto")
    hub.grant("school/gated-auto", "teacher")
    assert run(here) == "", "one click after the terms are accepted"
    expect(status(here)).to_contain_text("In memory", timeout=PATIENCE)
    sign_out(here)
    expect(status(here).locator(".error")).to_have_attribute("data-code", "GatedModel", timeout=PATIENCE)
    assert run(here) == "GatedModel"


def test_the_hub_is_down(here: Page, hub_served: Served, hub: LoopbackHub) -> None:
    assert Visitor(hub_served.url).classify(FIRST).result
    hub.refuse("*", 503)
    search(here, "text-classification")
    expect(found(here)).to_contain_text("Only models of this server are listed.", timeout=PATIENCE)
    expect(row(here, "embedded/text-classification")).to_be_visible()
    row(here, FIRST).click()
    assert run(here) == ""


def test_the_checkpoint_can_be_taken_home(here: Page, tmp_path: Path) -> None:
    """Plain transformers loads what came, without this app."""
    from transformers import pipeline

    choose(here, FIRST)
    with here.expect_download(timeout=PATIENCE) as download:
        here.get_by_role("button", name="Save checkpoint").click()
    assert download.value.suggested_filename == f"{FIRST.replace('/', '--')}.zip"
    with zipfile.ZipFile(download.value.path()) as packed:
        packed.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    labels = pipeline("text-classification", str(folder))("a good film", top_k=None)
    assert {each["label"] for each in labels} == {"bad", "good"}
