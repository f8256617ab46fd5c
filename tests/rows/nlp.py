"""The NLP tab: tiny models with random weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.rows import Row, _tiny

TALK = (
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"
)
STORY = "Ada Brandt lives in Oslo. She has a red cat and a blue dog, and she works for a big company in the city."


def bert(kind: str, labels: list[str] | None = None, cased: bool = False) -> Callable[[Path], None]:
    """Builds a BERT with the head of the class named `kind`."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed()
        tokenizer = _tiny.bert_tokenizer(cased, max_length=256)
        model = getattr(t, kind)(_tiny.bert_config(tokenizer, labels))
        _tiny.save(folder, model, tokenizer)

    return build


def t5(settings: dict[str, Any] | None = None) -> Callable[[Path], None]:
    """Builds a T5; `settings` are its task_specific_params."""

    def build(folder: Path) -> None:
        _tiny.seed()
        tokenizer = _tiny.byte_tokenizer(closed=True)
        _tiny.save(folder, _tiny.small_t5(tokenizer, task_specific_params=settings), tokenizer)

    return build


def llama(template: str | None = None) -> Callable[[Path], None]:
    """Builds a Llama; with a chat template it can chat."""

    def build(folder: Path) -> None:
        _tiny.seed()
        tokenizer = _tiny.byte_tokenizer()
        tokenizer.chat_template = template
        _tiny.save(folder, _tiny.small_llama(tokenizer), tokenizer)

    return build


def check_classes(outputs: dict[str, Any], result: Any) -> None:
    assert [each["label"] for each in result] == sorted(("bad", "good"), key=lambda label: label != result[0]["label"])
    assert abs(sum(each["score"] for each in result) - 1) < 1e-4
    assert outputs["labels"]["label"] == result[0]["label"]


def check_tokens(outputs: dict[str, Any], result: Any) -> None:
    assert {"entity_group", "score", "word", "start", "end"} <= result[0].keys()
    assert "".join(piece["token"] for piece in outputs["marked"]) == STORY
    assert outputs["table"]["data"]


def check_mask(outputs: dict[str, Any], result: Any) -> None:
    assert len(result) == 3 and {"score", "token", "token_str", "sequence"} <= result[0].keys()
    assert len(outputs["words"]["confidences"]) == len({each["token_str"] for each in result})


def check_answer(outputs: dict[str, Any], result: Any) -> None:
    assert {"score", "start", "end", "answer"} <= result.keys()
    assert STORY[result["start"] : result["end"]] == result["answer"]
    marked = [piece["token"] for piece in outputs["marked"] if piece["class_or_confidence"] == "answer"]
    assert marked == [result["answer"]]


def check_text(output: str, key: str) -> Callable[[dict[str, Any], Any], None]:
    """The written text is the result's, under `key`."""

    def check(outputs: dict[str, Any], result: Any) -> None:
        assert isinstance(result[0][key], str)
        assert outputs[output] == result[0][key]

    return check


def check_story(outputs: dict[str, Any], result: Any) -> None:
    assert result[0]["generated_text"].startswith("Once") and outputs["generated"] == result[0]["generated_text"]
    assert "atlas-odds" in outputs["odds"]


def check_chat(outputs: dict[str, Any], result: Any) -> None:
    assert [message["role"] for message in result] == ["system", "user", "assistant"]
    assert [message["role"] for message in outputs["chat"]] == ["user", "assistant"]


def check_labels(outputs: dict[str, Any], result: Any) -> None:
    assert sorted(result["labels"]) == ["cooking", "travel"] and abs(sum(result["scores"]) - 1) < 1e-4
    assert outputs["labels"]["label"] == result["labels"][0]


def check_vectors(outputs: dict[str, Any], result: Any) -> None:
    assert len(result) == 2
    assert "16 numbers" in outputs["shape"] and "atlas-heat" in outputs["similar"]
    assert len(Path(outputs["file"]).read_text(encoding="utf-8").splitlines()) == 2


SHORT = {"max_new_tokens": 8}
ENTAILMENT = ["contradiction", "neutral", "entailment"]
PAIRS = {"translation_en_to_es": {"prefix": "to Spanish: "}, "translation_es_to_en": {"prefix": "to English: "}}
TEXT = {"text": STORY}

ROWS = [
    Row("text-classification", bert("BertForSequenceClassification", ["bad", "good"]), TEXT, check_classes),
    Row("token-classification", bert("BertForTokenClassification", ["B-PER", "I-PER", "B-LOC"], True), TEXT, check_tokens),
    Row("fill-mask", bert("BertForMaskedLM"), {"text": "the cat is <mask> ."}, check_mask, {"top_k": 3}),
    Row("question-answering", bert("BertForQuestionAnswering", cased=True),
        {"question": "Where does Ada live?", "context": STORY}, check_answer),
    Row("summarization", t5({"summarization": {"prefix": "sum: "}}), TEXT, check_text("summary", "summary_text"), SHORT),
    Row("translation", t5(PAIRS), TEXT, check_text("translation", "translation_text"),
        {**SHORT, "src_lang": "es", "tgt_lang": "en"}),
    Row("text2text-generation", t5(), TEXT, check_text("generated", "generated_text"), SHORT),
    Row("text-generation", llama(), {"text": "Once upon"}, check_story, {**SHORT, "do_sample": False}),
    Row("conversational", llama(TALK),
        {"messages": [{"role": "user", "content": "Who are you?"}], "system_prompt": "Be kind."}, check_chat, SHORT),
    Row("zero-shot-classification", bert("BertForSequenceClassification", ENTAILMENT),
        {"text": STORY, "candidate_labels": "travel, cooking"}, check_labels),
    Row("feature-extraction", bert("BertModel"), {"text": "a red cat\na blue dog"}, check_vectors),
]  # fmt: skip
