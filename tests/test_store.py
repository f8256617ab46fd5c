"""What the store takes for a model's name, and what it reads of a folder's card."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tasks.core.errors import InvalidModelId, ModelNotFound
from tasks.core.hub.store import ModelStore, card, described
from tasks.core.registry import registry

SPEC = registry()["fill-mask"]


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("bert-base-uncased", "bert-base-uncased"),
        (" google-bert/bert-base-uncased ", "google-bert/bert-base-uncased"),
        ("https://huggingface.co/google-bert/bert-base-uncased", "google-bert/bert-base-uncased"),
        ("huggingface.co/google-bert/bert-base-uncased/tree/main", "google-bert/bert-base-uncased"),
        ("http://www.hf.co/google-bert/bert-base-uncased?library=transformers#use", "google-bert/bert-base-uncased"),
        ("https://huggingface.co/google-bert/bert-base-uncased/discussions/3", "google-bert/bert-base-uncased"),
        ("owner/a_b.c-d", "owner/a_b.c-d"),
        ("o" * 96 + "/" + "n" * 96, "o" * 96 + "/" + "n" * 96),
    ],
)
def test_names_and_addresses_of_the_hub(written: str, id: str) -> None:
    found = ModelStore().find(written, SPEC)
    assert (found.id, found.source, found.path) == (id, "hub", None)


@pytest.mark.parametrize(
    "written",
    [
        "a b", "a/b/c", "/etc/passwd", "../../etc", "..", "a/..", "./model", "~/model", "C:\\models", "a--b/c", "a..b",
        "owner/name.git", "-a/b", "a/b-", "modèle", "file:///etc/passwd", "http://127.0.0.1/x", "o" * 97, "a\nb",
        "https://huggingface.co/datasets/squad/plain", "https://huggingface.co/../..", "https://example.org/owner/name",
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(written: str) -> None:
    with pytest.raises(InvalidModelId):
        ModelStore().find(written, SPEC)


@pytest.mark.parametrize("written", ["local/x", "local/../x", "embedded/../models", "embedded/", "embedded/none"])
def test_no_folder_but_those_offered(written: str, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound):
        ModelStore(tmp_path).find(written, SPEC)


@pytest.mark.parametrize(
    ("text", "license"),
    [
        ("---\nlicense: mit\nlanguage: en\n---\n\n# Model\n", "mit"),
        ("---\r\nlicense: apache-2.0\r\n---\r\n", "apache-2.0"),
        ("---\nlicense: mit\nmodel-index: nonsense\n---\n", "mit"),
        ("# A card without metadata\n", ""),
        ("---\n- a list\n---\n", ""),
        ("---\nlicense: [\n---\n", ""),
        ("---\n1: a number for a name\n---\n", ""),
        ("", ""),
    ],
)
def test_cards(text: str, license: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be read says nothing, and nothing of it is written to the terminal for each model in a list."""
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    (tmp_path / "config.json").write_text("{}")
    with caplog.at_level(logging.WARNING):
        assert (card(tmp_path).get("license") or "") == license
        assert described("local/x", "local", tmp_path).license == license
    assert not [record for record in caplog.records if "block was not found" in record.getMessage()]


def test_a_folder_without_a_card(tmp_path: Path) -> None:
    assert card(tmp_path).to_dict() == {}


def test_the_card_of_an_embedded_model_says_what_it_knows() -> None:
    (info,) = ModelStore().embedded(SPEC)
    assert info.knows and info.license == "mit"
    assert 0 < info.parameters < info.size
