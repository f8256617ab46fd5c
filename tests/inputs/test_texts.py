"""Texts of all lengths and writings: read whole, in windows, or from their beginning, which is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tasks.core.errors import AtlasError
from tasks.core.limits import LIMITS
from tasks.core.registry import registry
from tasks.pipelines import pipeline
from tests.conftest import ROOT, Served
from tests.inputs import models
from tests.inputs.calls import ask, local
from tests.rows import row
from tests.rows._nlp import ENTAILMENT
from tests.tiny import Build, TinyModels


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


LONG = "the red cat is on the blue square " * 20  # 160 words, each a token of BERT's; 680 bytes
READ = "The first 64 of"

CUT: dict[str, tuple[str, Build, dict[str, Any]]] = {
    "classification": ("text-classification", models.bert("BertForSequenceClassification", ["calm", "loud"]), {}),
    "classification by a RoBERTa": (
        "text-classification", models.roberta("RobertaForSequenceClassification", ["calm", "loud"]), {},
    ),
    "names, token by token": (
        "token-classification", models.bert("BertForTokenClassification", ["O", "PER"]), {"aggregation_strategy": "none"},
    ),
    "summaries": ("summarization", models.bart, {"max_new_tokens": 4}),
    "translation": ("translation", models.bart, {"max_new_tokens": 4}),
    "text to text": ("text2text-generation", models.bart, {"max_new_tokens": 4}),
}  # fmt: skip


@pytest.mark.parametrize("case", CUT)
def test_the_beginning_is_read_and_that_is_said(client: Client, tiny_models: TinyModels, case: str) -> None:
    """The models have 64 places; their tokenizers do not know that."""
    task, build, params = CUT[case]
    model = local(tiny_models, f"short-{task}-{case.split()[-1]}", build)
    reply = ask(client, task, text=LONG, model=model, **params)
    assert any(READ in note for note in reply.notes), reply.notes
    assert not any(READ in note for note in ask(client, task, text="the cat", model=model, **params).notes)


def test_labels_are_checked_against_the_beginning(client: Client, tiny_models: TinyModels) -> None:
    """The text gives way to the label, which is read whole."""
    model = local(tiny_models, "short-zero-shot", models.bert("BertForSequenceClassification", ENTAILMENT))
    given = {"candidate_labels": ["cat", "dog"], "model": model}
    reply = ask(client, "zero-shot-classification", text=LONG, **given)
    assert sorted(reply.result["labels"]) == ["cat", "dog"]
    assert any("“Text” were read" in note for note in reply.notes)
    with pytest.raises(AppError, match="“Candidate labels” has"):
        ask(client, "zero-shot-classification", text=LONG, candidate_labels=["cat", "dog " * 60], model=model)


def test_names_in_a_long_text_are_read_in_windows(client: Client, tiny_models: TinyModels) -> None:
    model = local(tiny_models, "short-names", models.bert("BertForTokenClassification", ["O", "PER"]))
    reply = ask(client, "token-classification", text=LONG, ignore_labels="none", model=model)
    assert reply.result[-1]["end"] > 600  # of 679 characters; one window ends before the 300th
    assert any("windows of 64" in note for note in reply.notes)
    with pytest.raises(AppError, match="stride cannot be used: it must be at most 61"):
        ask(client, "token-classification", text=LONG, stride=62, model=model)


def test_words_stay_whole(client: Client, tiny_models: TinyModels) -> None:
    """The tokenizer spells words in letters; a name begins and ends with a word."""
    tiny_models("token-classification")
    text = "Brandt lives in Oslo"
    reply = ask(client, "token-classification", text=text, ignore_labels="none", model="local/token-classification")
    edges = {0, 6, 7, 12, 13, 15, 16, 20}
    assert all({row["start"], row["end"]} <= edges for row in reply.result)
    assert [row[0] for row in reply.outputs["table"]["data"]] == [text[r["start"] : r["end"]] for r in reply.result]


def test_the_mask_is_found_in_a_long_text(client: Client, tiny_models: TinyModels) -> None:
    model = local(tiny_models, "short-mask", models.bert("BertForMaskedLM"))
    reply = ask(client, "fill-mask", text=LONG + "the cat is [MASK] . " + LONG, model=model)
    assert len(reply.result) == 5 and any("around the mask" in note for note in reply.notes)
    with pytest.raises(AppError, match="“Text with a mask” has"):
        ask(client, "fill-mask", text="[MASK] " + LONG + " [MASK]", model=model)
    with pytest.raises(AppError, match="21 masks"):
        ask(client, "fill-mask", text="[MASK] " * 21, model=model)


def test_answers_are_found_in_a_long_text(client: Client, tiny_models: TinyModels) -> None:
    model = local(tiny_models, "short-answers", models.bert("BertForQuestionAnswering"))
    given = {"question": "where is the cat", "model": model}
    reply = ask(client, "question-answering", context=LONG, **given)
    assert any("windows of 64" in note for note in reply.notes)


@pytest.mark.parametrize("kind", [models.bert("BertModel"), models.roberta("RobertaModel")], ids=["bert", "roberta"])
def test_vectors_of_a_long_text(
    client: Client, tiny_models: TinyModels, kind: Build, request: pytest.FixtureRequest
) -> None:
    model = local(tiny_models, f"short-vectors-{request.node.callspec.id}", kind)
    reply = ask(client, "feature-extraction", text=[LONG, "the cat"], model=model)
    assert any("Of 1 text only the first 64 tokens were read" in note for note in reply.notes)


def test_a_prompt_that_is_too_long_is_named(client: Client, tiny_models: TinyModels) -> None:
    model = local(tiny_models, "short-story", models.gpt2)
    with pytest.raises(AppError, match=r"“Prompt” has 680 tokens .*, and this model takes 64"):
        ask(client, "text-generation", text=LONG, model=model)


def test_an_answer_ends_where_the_model_does(client: Client, tiny_models: TinyModels) -> None:
    """Not in an error: 64 places, 7 of them for the prompt."""
    model = local(tiny_models, "short-story", models.gpt2)
    reply = ask(client, "text-generation", text="the cat", max_new_tokens=200, do_sample=False, model=model)
    assert len(reply.result[0]["generated_text"]) > len("the cat")
    assert any("no place for more" in note for note in reply.notes)
    model = local(tiny_models, "short-bart", models.bart)
    reply = ask(client, "summarization", text="the cat", max_new_tokens=200, model=model)
    assert any("no place for more" in note for note in reply.notes)


def test_a_crowded_board_is_described_as_far_as_it_goes(client: Client) -> None:
    """The shipped model's answer would be longer than the model."""
    picture = ROOT / "assets" / "examples" / "image-to-text" / "crowd.png"
    reply = ask(client, "image-to-text", image=handle_file(str(picture)))
    assert reply.result[0]["generated_text"]


@pytest.mark.parametrize("sent", [["one", "two"], ["one"], {"text": "one"}, 5])
def test_one_text_is_taken(client: Client, tiny_models: TinyModels, sent: Any) -> None:
    tiny_models("text-classification")
    with pytest.raises(AppError, match=r"it takes one text|it must be a text"):
        ask(client, "text-classification", text=sent, model="local/text-classification")


def test_questions_are_asked_one_by_one(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("question-answering")
    with pytest.raises(AppError, match="it takes one text"):
        ask(client, "question-answering", question=["Who?"], context="Ada.", model="local/question-answering")


@pytest.mark.parametrize("sent", [["a cat\nand a dog", "a fish"], "a cat\na fish", '["a cat", "a fish"]'])
def test_several_texts_are_a_list_or_lines(client: Client, tiny_models: TinyModels, sent: Any) -> None:
    tiny_models("feature-extraction")
    reply = ask(client, "feature-extraction", text=sent, model="local/feature-extraction")
    assert len(reply.result) == (1 if isinstance(sent, str) and sent.startswith("[") else 2)


def test_a_thousand_lines_draw_no_more_than_can_be_seen(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("feature-extraction")
    model = "local/feature-extraction"
    reply = ask(client, "feature-extraction", text="\n".join("abcdefghij" * 100), model=model)
    assert len(reply.result) == 1_000
    assert len(reply.outputs["similar"]) < 1_000_000 and len(reply.outputs["vectors"]) < 1_000_000
    assert any("of 1,000" in note for note in reply.notes)
    with pytest.raises(AppError, match="1,001 texts, and the limit here is 1,000"):
        ask(client, "feature-extraction", text="a\n" * (LIMITS.texts + 1), model=model)


@pytest.mark.parametrize(
    "task", ["text-classification", "image-classification", "audio-classification", "video-classification"]
)
def test_numbers_that_are_no_shares_stay_numbers(client: Client, tiny_models: TinyModels, task: str) -> None:
    """Logits are no shares of 1: 530 % would be shown of them."""
    tiny_models(task)
    given = {
        name: handle_file(str(value)) if isinstance(value, Path) else value for name, value in row(task).inputs.items()
    }
    reply = ask(client, task, **given, function_to_apply="none", model=f"local/{task}")
    assert not reply.outputs["labels"]
    rows = reply.outputs["numbers"]["data"]
    assert [line[0] for line in rows] == [each["label"] for each in reply.result]
    assert not any("%" in str(cell) for line in rows for cell in line)
    shares = ask(client, task, **given, model=f"local/{task}")
    assert not shares.outputs["numbers"]["data"] and shares.outputs["labels"]["confidences"]


@pytest.mark.parametrize(
    "text", ["مرحبا بالعالم", "שלום עולם", "한국어 문장입니다", "a\u202eb", "👩‍👩‍👧‍👦", "\x00\x01", "é" * 40]
)
def test_any_writing_is_read(client: Client, tiny_models: TinyModels, text: str) -> None:
    tiny_models("text-classification")
    assert ask(client, "text-classification", text=text, model="local/text-classification").result


def test_half_a_character_gets_advice_that_fits_a_text() -> None:
    """Of no use: to save it as PNG."""
    with pytest.raises(AtlasError) as raised:
        registry()["text-classification"].clean({"text": "a \ud800"})
    assert "half of a character" in str(raised.value) and "PNG" not in str(raised.value)


@pytest.mark.parametrize("beams", [None, 1, 3])
def test_the_checkpoints_own_beams_rule(client: Client, tiny_models: TinyModels, beams: int | None) -> None:
    """Where the visitor says nothing, a summary is that of the restored pipeline at version 4's own defaults: the
    checkpoint's beams, else four."""
    folder = tiny_models("summarization")
    writer = folder / f"beams-{beams}"
    if not writer.exists():
        shutil.copytree(folder / "summarization", writer)
    settings = writer / "generation_config.json"
    config = json.loads(settings.read_text(encoding="utf-8")) | {"max_new_tokens": 8, "num_beams": beams}
    given = {name: value for name, value in config.items() if value is not None}
    settings.write_text(json.dumps(given), encoding="utf-8")
    text = "The old lighthouse stands on a cliff. It was built by a mason, who carried every stone."
    pipe = pipeline("summarization", model=str(writer))
    *_, result = client.predict(text=text, model=f"local/{writer.name}", api_name="/summarization")
    assert result == pipe(text) == pipe(text, num_beams=beams or 4)
