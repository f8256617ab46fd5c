"""Who may use what: two visitors at once, gated models in memory and on disk, the operator's own token, no trace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched
from tests.conftest import ROOT, Served, serve
from tests.hub.calls import HEARD, Visitor
from tests.hub.declared import Account
from tests.hub.pages import PATIENCE, choose, found, open_page, row, run, search, sign_in, sign_out, status
from tests.hub.repositories import ACCOUNTS, GUEST, STUDENT, TEACHER
from tests.hub.server import LoopbackHub

PUBLIC, GATED, PRIVATE = "atlas/text-classification-bert", "school/gated", "teacher/private"
OF_PERSONAL = "school/gated-auto"  # the gated model that only the app on one's own machine loads
UNAVAILABLE = {"GatedModel", "ModelNotFound", "HubUnreachable", "Offline"}
OTHERS = (None, GUEST, TEACHER)


def name_of(account: Account | None) -> str:
    return account.name if account else "nobody"


# --- through the API --------------------------------------------------------------------------------------------------


def test_two_visitors_at_once(shared: Served) -> None:
    """Each opens their own and not the other's, however their runs mix."""

    def run(account: Account, model: str) -> str:
        said = Visitor(shared.url, account).classify(model)
        return said.code or "answered"

    asked = [(account, model) for _ in range(3) for account in (STUDENT, TEACHER) for model in (GATED, PRIVATE)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda each: run(*each), asked))
    for (account, model), answer in zip(asked, answers, strict=True):
        own = (account, model) in {(STUDENT, GATED), (TEACHER, PRIVATE)}
        assert answer == ("answered" if own else {GATED: "GatedModel", PRIVATE: "ModelNotFound"}[model])


@pytest.mark.parametrize("account", OTHERS, ids=name_of)
def test_a_gated_model_in_memory_is_closed_to_others(shared: Served, hub: LoopbackHub, account: Account | None) -> None:
    """In memory and on disk by the student's token; for the others neither the Hub's answer nor its silence opens it."""
    student, other = Visitor(shared.url, STUDENT), Visitor(shared.url, account)
    assert other.classify(PUBLIC).result
    assert student.classify(GATED).result
    assert other.classify(GATED).code == "GatedModel"
    hub.refuse("*", 503)
    assert other.classify(GATED).code in UNAVAILABLE
    assert other.classify(PUBLIC).result, "what is public and known to be so runs on"
    hub.heal()
    assert student.classify(GATED).result


def test_closed_when_in_doubt(shared: Served, hub: LoopbackHub) -> None:
    """Without the Hub nobody can say whether the student still may."""
    student = Visitor(shared.url, STUDENT)
    assert student.classify(GATED).result
    hub.refuse("*", 503)
    assert student.classify(GATED).code == "HubUnreachable"


def test_a_right_that_is_taken_back(shared: Served, hub: LoopbackHub) -> None:
    student = Visitor(shared.url, STUDENT)
    assert student.classify(GATED).result
    hub.revoke(GATED, "student")
    assert student.classify(GATED).code == "GatedModel"
    hub.grant(GATED, "student")
    assert student.classify(GATED).result


def test_a_model_that_becomes_gated(shared: Served, hub: LoopbackHub) -> None:
    """It was public when this app asked first; its new terms hold as soon as the Hub is asked again."""
    hub.copy("atlas/opened", PUBLIC)
    assert Visitor(shared.url, STUDENT).classify("atlas/opened").result
    hub.copy("atlas/opened", PUBLIC, gated="manual")
    assert Visitor(shared.url, GUEST).classify("atlas/opened").code == "GatedModel"


def test_the_operators_token_stays_unused(shared: Served, hub: LoopbackHub) -> None:
    """HF_TOKEN is in the app's environment; nothing goes out with it, not even what a pipeline fetches by itself."""
    hub.grant(GATED, "teacher")
    nobody = Visitor(shared.url)
    assert nobody.classify(GATED).code == "GatedModel"
    assert nobody.classify(PRIVATE).code == "ModelNotFound"
    nobody.ask("text-to-audio", "atlas/text-to-audio-speecht5", text="a red circle", speaker_embeddings=1)
    assert hub.log.downloads("microsoft/speecht5_hifigan", "*.safetensors")
    assert {request.account for request in hub.log} == {""}


def test_offline_on_the_same_disk(hub_served: Served, shared: Served, hub: LoopbackHub, hub_home: Path) -> None:
    """What tokens opened, in this app or in one for a single person, stays closed to all when the Hub is not asked."""
    hub.grant(OF_PERSONAL, "student")
    assert Visitor(hub_served.url, STUDENT).classify(OF_PERSONAL).result
    assert Visitor(shared.url, STUDENT).classify(GATED).result
    assert Visitor(shared.url).classify(PUBLIC).result
    hub.log.clear()
    with serve("--host", "0.0.0.0", "--offline", **hub.environment, HF_HOME=str(hub_home)) as offline:
        for account in (None, GUEST, TEACHER, STUDENT):
            visitor = Visitor(offline.url, account)
            for model in (GATED, OF_PERSONAL, PRIVATE):
                assert visitor.classify(model).code in UNAVAILABLE, f"{model} for {name_of(account)}"
        assert Visitor(offline.url).classify(PUBLIC).result
    assert not len(hub.log), "an app that is offline asks nothing"


def test_the_operators_token_opens_gated_models_only(operated: Served, hub: LoopbackHub) -> None:
    nobody = Visitor(operated.url)
    assert nobody.classify(GATED).code == "GatedModel"
    hub.grant(GATED, "teacher")
    assert nobody.classify(GATED).result
    for private in (PRIVATE, "teacher/private-gated"):
        assert nobody.classify(private).code == "ModelNotFound"
        assert Visitor(operated.url, STUDENT).classify(private).code == "ModelNotFound"
    assert Visitor(operated.url, GUEST).classify(GATED).code == "GatedModel", "who signs in is who they are"
    hub.revoke(GATED, "teacher")
    assert nobody.classify(GATED).code == "GatedModel"


# --- through the page -------------------------------------------------------------------------------------------------


@pytest.fixture
def two(browser: Browser, shared: Served) -> Iterator[tuple[Page, Page]]:
    """The student's page and the teacher's, both signed in."""
    contexts = [browser.new_context() for _ in range(2)]
    pages = [watched(context.new_page()) for context in contexts]
    for page, account in zip(pages, (STUDENT, TEACHER), strict=True):
        open_page(page, shared.url)
        sign_in(page, account)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()


def test_two_visitors_of_the_page(two: tuple[Page, Page], hub: LoopbackHub) -> None:
    student, teacher = two
    for page in two:
        search(page, "private")
    expect(row(teacher, PRIVATE)).to_be_visible(timeout=PATIENCE)
    expect(found(student)).to_contain_text("no model of this task named “private”", timeout=PATIENCE)
    for page, model, code in ((student, GATED, ""), (teacher, GATED, "GatedModel"), (teacher, PRIVATE, "")):
        choose(page, model)
        assert run(page) == code
    for page, own, other in ((student, GATED, PRIVATE), (teacher, PRIVATE, GATED)):
        search(page, own.partition("/")[2])
        recent = found(page).locator(".group", has_text="Used in this visit")
        expect(recent).to_be_visible(timeout=PATIENCE)
        expect(row(page, own)).to_be_visible(timeout=PATIENCE)
        expect(row(page, other)).to_have_count(0)
    assert PRIVATE not in student.content() and "Signed in as teacher" not in student.locator("body").inner_text()
    assert "student" not in teacher.locator(".sidebar").inner_text()
    for page in two:
        HEARD.append(page.content())
        assert not page.complaints  # type: ignore[attr-defined]


def test_sign_out_forgets_and_unloads(page: Page, shared: Served) -> None:
    open_page(page, shared.url)
    sign_in(page, STUDENT)
    choose(page, GATED)
    assert run(page) == ""
    expect(status(page)).to_contain_text("In memory", timeout=PATIENCE)
    sign_out(page)
    assert run(page) == "GatedModel"
    sign_in(page, STUDENT)
    choose(page, GATED)
    expect(status(page)).to_contain_text("Not in memory", timeout=PATIENCE)


# --- no trace ---------------------------------------------------------------------------------------------------------


def test_no_token_is_left_anywhere(browser: Browser, shared: Served, hub_served: Served, hub_home: Path) -> None:
    """Last in this file: disk, logs, configuration, the API, deep links and all answers so far."""
    context = browser.new_context()
    page = context.new_page()
    sessions: set[str] = set()
    page.on(
        "request",
        lambda request: (
            "session_hash" in (request.post_data or "") and sessions.add(str(request.post_data_json["session_hash"]))
        ),
    )
    open_page(page, shared.url)
    sign_in(page, STUDENT)
    heard = [*HEARD, page.content()]
    assert sessions
    for session in sessions:
        link = httpx.get(f"{shared.url}/gradio_api/deep_link", params={"session_hash": session}).text.strip('"')
        heard += [link, httpx.get(f"{shared.url}/", params={"deep_link": link}).text]
    context.close()
    for app in (shared, hub_served):
        heard += [httpx.get(f"{app.url}/{path}").text for path in ("", "config", "gradio_api/info", "endpoints")]
        heard.append(app.log)
    folders = [hub_home, Path(os.environ["GRADIO_TEMP_DIR"]), Path(os.environ["HF_HOME"]), ROOT / ".gradio"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 10
    for account in ACCOUNTS:
        assert not any(account.token in text for text in heard)
        assert not [path for path in files if account.token.encode() in path.read_bytes()]
