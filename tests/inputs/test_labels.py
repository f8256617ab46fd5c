"""Lists of labels and words: as lists, and as people separate them."""

from __future__ import annotations

from typing import Any

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tasks.core.lists import quoted, separated
from tests import files
from tests.conftest import Served
from tests.inputs.calls import ask
from tests.tiny import TinyModels


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


TEXT = "the train leaves at nine"
TWO = ["travel", "cooking"]


@pytest.mark.parametrize(
    ("written", "labels"),
    [
        (TWO, TWO),
        ("travel, cooking", TWO),
        ("travel；cooking", TWO),
        ("travel;cooking", TWO),
        ("여행、요리，운동", ["여행", "요리", "운동"]),
        ("travel\ncooking\r\n", TWO),
        ('"red, white", blue', ["red, white", "blue"]),
        ("“red, white”，blue", ["red, white", "blue"]),
        ('["travel", "cooking"]', TWO),
        (["red, white", "blue"], ["red, white", "blue"]),
        ([2024, 2025], ["2024", "2025"]),
        ("travel, travel, , cooking", TWO),
        ('5" disk, 3" disk', ['5" disk', '3" disk']),
    ],
)
def test_labels(client: Client, tiny_models: TinyModels, written: Any, labels: list[str]) -> None:
    tiny_models("zero-shot-classification")
    model = "local/zero-shot-classification"
    reply = ask(client, "zero-shot-classification", text=TEXT, candidate_labels=written, model=model)
    assert sorted(reply.result["labels"]) == sorted(labels)
    assert not reply.notes


def test_one_label_alone_is_said_to_prove_nothing(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("zero-shot-classification")
    model = "local/zero-shot-classification"
    reply = ask(client, "zero-shot-classification", text=TEXT, candidate_labels="travel", model=model)
    assert any("no rival" in note for note in reply.notes)


def test_one_thing_to_look_for_needs_no_rival(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("zero-shot-object-detection")
    given = {"image": handle_file(str(files.picture())), "model": "local/zero-shot-object-detection"}
    assert not ask(client, "zero-shot-object-detection", candidate_labels="a cat", **given).notes


def test_one_label_of_a_picture_has_no_rival(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("zero-shot-image-classification")
    given = {"image": handle_file(str(files.picture())), "model": "local/zero-shot-image-classification"}
    reply = ask(client, "zero-shot-image-classification", candidate_labels=["cat"], **given)
    assert any("no rival" in note for note in reply.notes)
    assert len(ask(client, "zero-shot-image-classification", candidate_labels=["cat", "dog"], **given).result) == 2


def test_a_label_longer_than_the_model_is_named(client: Client, tiny_models: TinyModels) -> None:
    """CLIP's texts are not cut by their pipeline."""
    tiny_models("zero-shot-image-classification")
    given = {"image": handle_file(str(files.picture())), "model": "local/zero-shot-image-classification"}
    with pytest.raises(AppError, match="“Candidate labels” has"):
        ask(client, "zero-shot-image-classification", candidate_labels=["cat", "a red dog " * 40], **given)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([{"label": "travel"}], "list of texts"),
        ({"travel": 1}, "list of texts"),
        (7, "list of texts"),
        (["x" * 2_000, "y"], "in one label"),
        ("x" * 1_000_000, "is too large"),
        (["x" * 1_000_000], "is too large"),
        ([f"label {i}" for i in range(101)], "101 labels"),
        ([], "no candidate labels"),
        (" , ; ", "no candidate labels"),
        (None, "no candidate labels"),
    ],
)
def test_labels_that_are_none(client: Client, tiny_models: TinyModels, sent: Any, message: str) -> None:
    tiny_models("zero-shot-classification")
    model = "local/zero-shot-classification"
    with pytest.raises(AppError, match=message):
        ask(client, "zero-shot-classification", text=TEXT, candidate_labels=sent, model=model)


@pytest.mark.parametrize("targets", [["red", "blue"], "red, blue", "red；blue", '["red", "blue"]'])
def test_targets(client: Client, tiny_models: TinyModels, targets: Any) -> None:
    tiny_models("fill-mask")
    reply = ask(client, "fill-mask", text="the cat is [MASK] .", targets=targets, model="local/fill-mask")
    assert {guess["token_str"] for guess in reply.result} == {"red", "blue"}


def test_a_target_of_several_tokens_is_left_out_and_said(client: Client, tiny_models: TinyModels) -> None:
    """The vocabulary has red and blue; pizza would be read as its first letter."""
    tiny_models("fill-mask")
    text = "the cat is [MASK] ."
    reply = ask(client, "fill-mask", text=text, targets=["pizza", "red", "blue"], model="local/fill-mask")
    assert {guess["token_str"] for guess in reply.result} == {"red", "blue"}
    assert any("pizza" in note for note in reply.notes)
    with pytest.raises(AppError, match="none of these words as one token"):
        ask(client, "fill-mask", text=text, targets="pizza, pasta", model="local/fill-mask")


@pytest.mark.parametrize("ignored", [["O", "PER"], "O，PER", "O\nPER"])
def test_ignored_labels(client: Client, tiny_models: TinyModels, ignored: Any) -> None:
    tiny_models("token-classification")
    text = "Ada Brandt lives in Oslo"
    given = {"text": text, "aggregation_strategy": "none", "model": "local/token-classification"}
    every = ask(client, "token-classification", ignore_labels="none of them", **given)
    kept = ask(client, "token-classification", ignore_labels=ignored, **given)
    found = [row for row in every.result if row["entity"] not in ("O", "PER")]
    assert [row["index"] for row in kept.result] == [row["index"] for row in found]


def test_words_with_separators_are_quoted_where_they_are_typed() -> None:
    for word in ("red", "red, white", 'a "b", c', "하나；둘"):
        assert separated(quoted(word)) == [word]
