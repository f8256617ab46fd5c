"""Every way in which a model of the Hub can fail, provoked for real: what the visitor reads, in their language."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from tasks.core import errors
from tasks.core.locales import catalog, languages
from tests.conftest import ROOT, Served
from tests.hub.broken import PROOF
from tests.hub.calls import Said, Visitor
from tests.hub.declared import Account
from tests.hub.repositories import ACCOUNTS, GUEST, STUDENT, TEACHER
from tests.hub.server import LoopbackHub

GOOD = "atlas/text-classification-bert"
CLASSIFY, WRITE = "text-classification", "text-generation"
INPUTS: dict[str, Any] = {"text": "a good film"}
STRANGER = Account("stranger", "hf_nobody_knows_this_one")


@dataclass(frozen=True)
class Case:
    """A model that cannot be run, the code of the error, and what brings it about."""

    model: str
    code: str
    account: Account | None = None
    task: str = CLASSIFY
    values: dict[str, Any] = field(default_factory=dict)
    harm: Callable[[LoopbackHub], None] = lambda hub: None


def copied(hub: LoopbackHub, id: str) -> str:
    """A good model that no test has had."""
    return hub.copy(id, GOOD)


CASES = {
    "gated, not signed in": Case("school/gated", "GatedModel"),
    "gated, not accepted": Case("school/gated", "GatedModel", TEACHER),
    "gated, a token that opens none": Case("school/gated", "GatedModel", GUEST),
    "private, not signed in": Case("teacher/private", "ModelNotFound"),
    "private, of another": Case("teacher/private", "ModelNotFound", STUDENT),
    "missing": Case("nobody/nothing", "ModelNotFound"),
    "no such revision": Case(GOOD, "ModelNotFound", values={"revision": "v9"}),
    "a malformed id": Case("no/such/model!", "InvalidModelId"),
    "a dataset": Case("atlas/some-dataset", "NotAModel"),
    "a Space": Case("atlas/some-space", "NotAModel"),
    "a token of nobody": Case(GOOD, "TokenRefused", STRANGER),
    "a corrupt header": Case("broken/corrupt", "CorruptWeights"),
    "truncated": Case("broken/truncated", "CorruptWeights"),
    "a pointer of git-lfs": Case("broken/pointer", "CorruptWeights"),
    "weights of another shape": Case("broken/wrong-shapes", "BrokenModel"),
    "no weights": Case("broken/no-weights", "UnsafeWeights"),
    "custom code": Case("broken/custom-code", "CustomCode"),
    "only a pickle": Case("broken/pickle-only", "UnsafeWeights"),
    "a pickle that runs code": Case("broken/pickle-with-code", "UnsafeWeights"),
    "an unknown architecture": Case("broken/unknown-architecture", "UnknownArchitecture"),
    "no model type": Case("broken/no-model-type", "UnknownArchitecture"),
    "no configuration": Case("broken/no-config", "BrokenModel"),
    "no tokenizer": Case("broken/no-tokenizer", "BrokenModel"),
    "no head": Case("broken/headless", "WrongTask"),
    "the head of another task": Case("atlas/fill-mask-bert", "WrongTask"),
    "another modality": Case("atlas/image-classification-resnet", "WrongTask"),
    "an adapter": Case("broken/adapter", "AdapterOnly", task=WRITE),
    "a GGUF": Case("broken/gguf", "GgufOnly", task=WRITE),
    "another library": Case("broken/diffusers", "OtherLibrary"),
    "too big": Case("broken/too-big", "ModelTooLarge", task=WRITE),
    "corrupt on the way": Case("atlas/harmed", "CorruptWeights", harm=lambda hub: hub.corrupt(copied(hub, "atlas/harmed"))),
    "too many requests": Case("atlas/new", "RateLimited", harm=lambda hub: hub.refuse("*", 429, retry_after=0)),
    "the Hub is down": Case("atlas/new", "HubUnreachable", harm=lambda hub: hub.refuse("*", 503)),
}  # fmt: skip


def asked_in_all_languages(served: Served, case: Case) -> dict[str, Said]:
    """Visitors of every language ask at once: what goes wrong is provoked once and told to each in their own."""

    def ask(language: str) -> Said:
        return Visitor(served.url, case.account, language).ask(case.task, case.model, **{**INPUTS, **case.values})

    with ThreadPoolExecutor() as pool:
        return dict(zip(languages(), pool.map(ask, languages()), strict=True))


def check_message(said: Said, case: Case, language: str) -> None:
    """A whole text for people, with the model's name, and nothing of the inside."""
    message = said.message
    says = getattr(errors, said.code).says
    named = "{model}" in says
    assert not named or case.model in message, message
    assert not re.search(r"[{}]|\?", re.sub(r"https://\S+", "", message)), message
    assert not re.search(r"Traceback|File \"|\w(Error|Exception)\b|\b[0-9a-f]{12,}\b", message), message
    assert not re.search(r"(^|[\s\"“(])/\w+/|site-packages|127\.0\.0\.1", message), message
    assert not any(account.token in message for account in (*ACCOUNTS, STRANGER))
    start = str(catalog(language).get(says, says)).partition("{")[0]
    assert message.startswith(start), message


@pytest.mark.parametrize("name", CASES)
def test_refused_with_a_message(hub_served: Served, hub: LoopbackHub, name: str) -> None:
    case = CASES[name]
    case.harm(hub)
    answers = asked_in_all_languages(hub_served, case)
    for language, said in answers.items():
        assert said.code == case.code, said
        check_message(said, case, language)
    assert len({said.message for said in answers.values()}) == len(languages())
    hub.heal()
    assert Visitor(hub_served.url).classify(GOOD).result
    assert not (ROOT / PROOF).exists()


# --- what goes wrong on the way and can still be had ------------------------------------------------------------------


def test_renamed(hub_served: Served, hub: LoopbackHub) -> None:
    assert Visitor(hub_served.url).classify("atlas/old-name").result
    assert hub.log.of("atlas/old-name")


def test_another_revision(hub_served: Served) -> None:
    visitor = Visitor(hub_served.url)
    main, second = (visitor.classify("atlas/two-revisions", revision=name).result for name in ("", "v2"))
    assert {each["label"] for each in main} == {"bad", "good"}
    assert {each["label"] for each in second} == {"sad", "glad"}


def test_slow(hub_served: Served, hub: LoopbackHub) -> None:
    model = copied(hub, "atlas/slow")
    hub.slow(model, bytes_per_second=50_000)
    assert Visitor(hub_served.url).classify(model).result
    assert hub.log.downloads(model, "*.safetensors")


def test_always_cut_off(hub_served: Served, hub: LoopbackHub) -> None:
    """What came of it is no model: neither now nor, the Hub being down, later."""
    case = Case(copied(hub, "atlas/cut"), "HubUnreachable")
    hub.cut(case.model, after=1000, times=None)
    for language, said in asked_in_all_languages(hub_served, case).items():
        assert said.code == case.code, said
        check_message(said, case, language)
    hub.refuse("*", 503)
    assert Visitor(hub_served.url, STUDENT).classify(case.model).code == case.code
    hub.heal()
    assert Visitor(hub_served.url).classify(case.model).result


@pytest.mark.parametrize("fault", ["corrupt", "short", "cut once"])
def test_bad_weights_are_fetched_anew(hub_served: Served, hub: LoopbackHub, fault: str) -> None:
    """A download that came to harm is deleted: once the way is free, the next run works."""
    model, visitor = f"atlas/harmed-{fault.replace(' ', '-')}", Visitor(hub_served.url)
    copied(hub, model)
    if fault == "cut once":
        hub.cut(model, after=5000)
    else:
        hub.corrupt(model) if fault == "corrupt" else hub.truncate(model, keep=5000)
        assert visitor.classify(model).code == "CorruptWeights"
        hub.heal()
    assert visitor.classify(model).result
    assert len(hub.log.downloads(model, "*.safetensors")) == 2


def test_a_stored_model_runs_while_the_hub_is_down(hub_served: Served, hub: LoopbackHub) -> None:
    """On one's own machine."""
    model, visitor = copied(hub, "atlas/stored"), Visitor(hub_served.url)
    assert visitor.classify(model).result
    hub.refuse("*", 503)
    assert visitor.classify(model).result
    assert visitor.classify(model, revision="v2").code == "HubUnreachable"


def test_the_log_of_the_app_holds_no_traceback(hub_served: Served) -> None:
    """Last in this file: all that went wrong above was told to the visitor, and to nobody else at length."""
    assert "Traceback" not in hub_served.log
