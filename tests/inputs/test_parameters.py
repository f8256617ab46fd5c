"""Numbers, choices and points as people and programs write them."""

from __future__ import annotations

from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tasks.core.errors import BadParameter
from tasks.core.fields import Choice, Json, Number, Points, Switch
from tasks.core.limits import LIMITS
from tests import files
from tests.conftest import Served
from tests.inputs import models
from tests.inputs.calls import ask, local
from tests.tiny import TinyModels


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


GOOD = {"text": "a good film", "model": "local/text-classification"}
STORY = {"text": "the cat", "model": "local/text-generation", "max_new_tokens": 4}


@pytest.mark.parametrize(
    ("sent", "taken"), [("0,7", 0.7), ("0.7", 0.7), (0.7, 0.7), ("٠٫٧", 0.7), (" 1 ", 1.0), (1, 1.0)]
)
def test_numbers_with_a_fraction(sent: Any, taken: float) -> None:
    assert Number("temperature", "temperature", least=0.01, most=5, step=0.05).clean(sent) == taken


@pytest.mark.parametrize(("sent", "taken"), [("3", 3), (3.0, 3), ("1,000", 1000), ("1.000", 1000), ("３", 3)])
def test_whole_numbers(sent: Any, taken: int) -> None:
    assert Number("most", "most", least=1, most=5000).clean(sent) == taken


@pytest.mark.parametrize(
    "sent",
    [
        1.5,
        "1,5",
        -1,
        0,
        51,
        "many",
        "inf",
        "NaN",
        [5],
        {"value": 5},
        True,
        10**400,
        "9" * 5000,
    ],
)
def test_a_number_that_is_none_is_told_the_range(client: Client, tiny_models: TinyModels, sent: Any) -> None:
    tiny_models("text-classification")
    with pytest.raises(AppError, match="top_k cannot be used: it must be a whole number from 1 to 50"):
        ask(client, "text-classification", top_k=sent, **GOOD)


@pytest.mark.parametrize("sent", ["inf", "nan", "-1", "high", -0.5, 5.5])
def test_a_fraction_that_is_none_is_told_the_range(client: Client, tiny_models: TinyModels, sent: Any) -> None:
    tiny_models("text-generation")
    with pytest.raises(AppError, match=r"temperature cannot be used: it must be a number from 0\.01 to 5"):
        ask(client, "text-generation", temperature=sent, **STORY)


@pytest.mark.parametrize("sent", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_json_lacks_are_told_the_range(sent: float) -> None:
    """Some programs write them all the same."""
    with pytest.raises(BadParameter, match="it must be a whole number from 1 to 50"):
        Number("top_k", "top_k", least=1, most=50).clean(sent)
    with pytest.raises(BadParameter, match="points look like"):
        Points("points", "Points").clean([[sent, 1]])


def test_a_number_without_an_end_is_told_its_beginning() -> None:
    with pytest.raises(Exception, match="it must be a whole number of at least 1"):
        Number("top_k", "top_k", least=1).clean("none")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("function_to_apply", ["softmax"]), ("function_to_apply", {"a": 1}), ("function_to_apply", 1),
        ("function_to_apply", "magic"), ("device", "moon"), ("dtype", "huge"),
    ],
)  # fmt: skip
def test_choices_that_are_none(client: Client, tiny_models: TinyModels, name: str, sent: Any) -> None:
    tiny_models("text-classification")
    with pytest.raises(AppError) as raised:
        ask(client, "text-classification", **{**GOOD, name: sent})
    assert "nexpected" not in str(raised.value)


@pytest.mark.parametrize("sent", [{"a": 1}, 5, "x" * 5000])
def test_a_free_choice_is_a_short_text(client: Client, tiny_models: TinyModels, sent: Any) -> None:
    tiny_models("translation")
    with pytest.raises(AppError, match="it must be a short text"):
        ask(client, "translation", text="the cat", src_lang=sent, tgt_lang="es", model="local/translation")


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("10,20; 30,40", [(10, 20), (30, 40)]),
        ("(10, 20)；(30.5, 40)\n", [(10, 20), (30.5, 40)]),
        ([[10, 20]], [(10, 20)]),
        ("", None),
        (None, None),
    ],
)
def test_points(sent: Any, taken: Any) -> None:
    assert Points("points", "Points").clean(sent) == taken


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("nan,nan", "points look like"),
        ("inf,1", "points look like"),
        ([["nan", 1]], "points look like"),
        ([[1, 2, 3]], "points look like"),
        ("somewhere", "points look like"),
        (7, "points look like"),
        ([[1, 2]] * 10_000, "10,000 points"),
        (";".join(["1,2"] * 10_000), "10,000 points"),
    ],
)
def test_points_that_are_none(client: Client, tiny_models: TinyModels, sent: Any, message: str) -> None:
    from gradio_client import handle_file

    tiny_models("mask-generation")
    with pytest.raises(AppError, match=message):
        ask(
            client,
            "mask-generation",
            image=handle_file(str(files.picture())),
            points=sent,
            model="local/mask-generation",
        )


def test_deep_json_is_refused_with_a_sentence() -> None:
    with pytest.raises(Exception, match="nested too deeply"):
        Json("questions", "Questions").clean("[" * (LIMITS.characters // 2))


def test_a_temperature_asks_for_drawing_by_chance(client: Client, tiny_models: TinyModels) -> None:
    """By itself `generate` would take the likeliest token, whatever the temperature."""
    tiny_models("text2text-generation")
    given = {"text": "the cat", "model": "local/text2text-generation", "max_new_tokens": 24}
    hot = [ask(client, "text2text-generation", temperature="5", **given) for _ in range(3)]
    assert len({each.result[0]["generated_text"] for each in hot}) > 1
    assert all("drawn by chance" in " ".join(each.notes) for each in hot)
    plain = ask(client, "text2text-generation", **given)
    sure = ask(client, "text2text-generation", temperature=5, do_sample=False, **given)
    assert sure.result == plain.result
    assert "Without effect" in " ".join(sure.notes) and "chance" not in " ".join(plain.notes)


def test_a_cut_answer_is_said(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("text-generation")
    reply = ask(client, "text-generation", do_sample=False, **STORY)
    assert any("cut off after 4 tokens, as max_new_tokens says" in note for note in reply.notes)


def test_an_answer_cut_by_another_limit_names_that(client: Client, tiny_models: TinyModels) -> None:
    model = local(tiny_models, "short-bart", models.bart)
    reply = ask(client, "summarization", text="the cat", max_length=8, model=model)
    assert any("as max_length says" in note for note in reply.notes)


def test_true_and_false_as_forms_write_them() -> None:
    switch = Switch("on", "On")
    choice = Choice("times", "Times", choices=("word", True))
    assert switch.clean("False") is False and switch.clean(" true ") is True
    assert choice.clean("True") is True and choice.clean("word") == "word"
    for field, sent in ((switch, "yes"), (switch, 1), (choice, "false"), (choice, 1)):
        with pytest.raises(BadParameter):
            field.clean(sent)
