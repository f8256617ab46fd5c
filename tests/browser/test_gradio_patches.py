"""What leans on Gradio's insides still holds: methods as they were, sessions that keep nothing, every selector found."""

from __future__ import annotations

import inspect
import re
from importlib.metadata import version

import gradio as gr
import gradio.state_holder
import pytest
from playwright.sync_api import Browser, expect

from tasks.ui.gradio_patches import REPLACED, SEEN, SELECTORS, LeanSession, PatchedBlocks
from tasks.ui.templates import FOLDER
from tests.browser.test_tasks import run
from tests.conftest import ROOT, Served

# Where all of the selectors come up together: examples as pictures and as a table, marked words, boxes on a picture, pages,
# sounds, bars, several pictures.
PLACES = (
    "object-detection", "token-classification", "zero-shot-classification", "document-question-answering",
    "audio-classification", "image-feature-extraction", "mask-generation", "keypoint-matching",
    "video-classification",
)  # fmt: skip


def test_the_release_is_the_one_that_was_tried() -> None:
    assert version("gradio").startswith(f"{SEEN}.")
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(rf"^gradio\[mcp\]>={re.escape(SEEN)},", pinned, re.M)


@pytest.mark.parametrize("method", REPLACED, ids=lambda method: method.__qualname__)
def test_replaced_methods_are_as_they_were(method: object) -> None:
    assert tuple(inspect.signature(method).parameters) == REPLACED[method]  # type: ignore[arg-type]


def test_sessions_are_made_of_ours() -> None:
    assert gradio.state_holder.SessionState is LeanSession
    with PatchedBlocks(waiting=4) as app:
        gr.Textbox()
    holder = gradio.state_holder.StateHolder()
    holder.set_blocks(app)
    assert isinstance(holder["visit"], LeanSession)


def test_a_session_keeps_no_configurations() -> None:
    """An event that changes a component sets it in the session; what was typed would stand in its configuration."""
    with PatchedBlocks(waiting=4) as app:
        box, kept = gr.Textbox(), gr.State("first")
    session = LeanSession(app)
    session[box._id] = gr.Textbox(value="hf_secret", render=False)
    session._update_value_in_config(box._id, "hf_secret")
    session._update_config(box._id)
    session[kept._id] = "second"
    assert session[kept._id] == "second" and session[box._id].value == "hf_secret"
    assert not session.config_values and not list(session.components)


def test_the_page_is_made_once_it_is_built() -> None:
    with PatchedBlocks(waiting=4) as app:
        gr.Textbox()
    assert "components" not in app.get_config_file()
    app.built = True
    assert app.get_config_file()["components"]


def classes(text: str) -> set[str]:
    """Classes that are named in a style sheet or a selector, without ours and the one for the dark."""
    named = set(re.findall(r"\.([a-z][\w-]*)", text))
    return {name for name in named if not name.startswith("atlas-")} - {"dark"}


def test_every_class_of_gradio_is_named() -> None:
    """What the style sheet for Gradio's elements leans on stands in SELECTORS, and nothing else does."""
    style = re.sub(r"/\*.*?\*/", "", (FOLDER / "gradio.css").read_text(encoding="utf-8"), flags=re.S)
    script = "\n".join(each.read_text(encoding="utf-8") for each in FOLDER.glob("*.js"))
    selectors = classes(" ".join(SELECTORS))
    assert classes(style) <= selectors
    assert not {name for name in selectors - classes(style) if f".{name}" not in script}


def test_every_selector_is_found(browser: Browser, served: Served) -> None:
    missing = set(SELECTORS)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    for task in PLACES:
        page.goto(f"{served.url}/?task={task}")
        expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
        run(page)
        page.locator("[role=tabpanel]:visible button.label-wrap:not(.open)").evaluate_all(
            "all => all.forEach((one) => one.checkVisibility() && !one.closest('.atlas-inside') && one.click())"
        )
        page.locator("input[role=combobox]:visible").first.focus()
        page.wait_for_timeout(700)
        missing -= {selector for selector in missing if page.locator(selector).count()}
    context.close()
    assert not missing, f"Gradio has no such elements any more: {sorted(missing)}"
