"""What version 4 did not promise: batches that change nothing, streaming, stopping, and errors that help."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tasks.core.loaders import FromClass
from tasks.core.registry import registry
from tasks.pipelines import pipeline
from tests.conftest import ROOT
from tests.pipelines.cases import CHAT, HELLO, LONG, MIDDLE, SHORT, WHERE, WHO, picture
from tests.pipelines.models import V4, built

NLLB = {"src_lang": "eng_Latn", "tgt_lang": "fra_Latn"}
NEW = {"max_new_tokens": 10}
PAIRS = [
    {"image": picture(name), "question": text} for name, text in zip("abfc", (WHO, WHERE, WHO, "Two?"), strict=True)
]
QUESTIONS = [{"question": q, "context": c} for q, c in ((WHO, LONG), (WHERE, SHORT), (WHO, SHORT), (WHERE, LONG))]
MESSAGE = {"role": "user", "content": "Who built it?"}


def plain(value: Any) -> Any:
    """Results in a form that compares: numbers rounded, tensors as lists."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.tolist() if hasattr(value, "tolist") else value


def equal(together: list[Any], alone: list[Any]) -> None:
    assert plain(together) == plain(alone)


def nearly_the_same_pictures(together: list[Any], alone: list[Any]) -> None:
    for ours, theirs in zip(together, alone, strict=True):
        difference = np.asarray(ours).astype(int) - np.asarray(theirs)
        assert np.abs(difference).max() <= 1  # a value may fall on either side of a half


@pytest.mark.parametrize(
    ("task", "model", "inputs", "kwargs", "same"),
    [
        ("question-answering", "bert-qa", QUESTIONS, {"top_k": 2}, equal),
        ("question-answering", "slow-qa", QUESTIONS, {"doc_stride": 20, "handle_impossible_answer": True}, equal),
        ("text2text-generation", "t5", [SHORT, WHO, MIDDLE, WHERE], NEW, equal),
        ("text2text-generation", "bart", [SHORT, WHO, MIDDLE, WHERE], NEW | {"return_tensors": True}, equal),
        ("summarization", "bart", [MIDDLE, SHORT, WHO], NEW | {"num_beams": 3, "num_return_sequences": 2}, equal),
        ("translation", "nllb", [SHORT, WHO, MIDDLE], NEW | NLLB, equal),
        ("translation", "marian", [SHORT, WHO, MIDDLE], NEW, equal),
        ("visual-question-answering", "vilt", PAIRS, {"top_k": 3}, equal),
        ("visual-question-answering", "blip-vqa", PAIRS, NEW, equal),
        ("image-to-text", "blip-caption", [picture(name) for name in "defa"], NEW | {"prompt": "a photo of"}, equal),
        ("image-to-text", "git", [picture(name) for name in "def"], NEW, equal),
        ("image-to-image", "swin2sr", [picture(name) for name in "dbea"], {}, nearly_the_same_pictures),
        ("conversational", "chat", [HELLO, CHAT, [MESSAGE], CHAT[:2]], NEW, equal),
    ],
)
def test_a_batch_changes_nothing(
    task: str, model: str, inputs: list[Any], kwargs: dict[str, Any], same: Callable[[list[Any], list[Any]], None]
) -> None:
    pipe = built(task, model)
    together, alone = pipe(inputs, batch_size=3, **kwargs), pipe(inputs, **kwargs)
    same(together, alone)


def test_a_batch_without_padding_token_is_refused() -> None:
    pipe = pipeline("image-to-text", model=str(V4 / "models" / "vit-gpt2"), device="cpu")
    pipe.tokenizer.pad_token = None
    with pytest.raises(ValueError, match="pad_token"):
        pipe([picture("d"), picture("e")], batch_size=2, **NEW)


def test_generators_are_read_one_by_one() -> None:
    assert [len(result) for result in built("text2text-generation", "t5")((t for t in (WHO, SHORT)), **NEW)] == [1, 1]
    assert next(iter(built("question-answering", "bert-qa")(q for q in QUESTIONS)))["answer"]


class Streamed:
    """A streamer that keeps what it is given."""

    def __init__(self) -> None:
        self.tokens: list[int] = []
        self.ended = False

    def put(self, value: Any) -> None:
        self.tokens += value.flatten().tolist()

    def end(self) -> None:
        self.ended = True


GENERATING = [
    ("text2text-generation", "t5", (SHORT,), {}),
    ("summarization", "bart", (MIDDLE,), {}),
    ("translation", "nllb", (SHORT,), NLLB),
    ("visual-question-answering", "blip-vqa", (picture("e"), WHO), {}),
    ("image-to-text", "vit-gpt2", (picture("d"),), {}),
    ("image-to-text", "blip-caption", (picture("d"),), {}),
    ("conversational", "chat", (HELLO,), {}),
]


@pytest.mark.parametrize("nested", [False, True], ids=["keywords", "generate_kwargs"])
@pytest.mark.parametrize(("task", "model", "args", "kwargs"), GENERATING, ids=[f"{t} {m}" for t, m, *_ in GENERATING])
def test_streams_and_stops(task: str, model: str, args: Any, kwargs: dict[str, Any], nested: bool) -> None:
    seen: list[int] = []

    def stop_after_three(input_ids: Any, scores: Any, **_: Any) -> Any:
        import torch

        seen.append(input_ids.shape[1])
        return torch.full((input_ids.shape[0],), len(seen) >= 3)

    streamer = Streamed()
    generation = {"streamer": streamer, "stopping_criteria": [stop_after_three], "min_new_tokens": 6, **NEW}
    built(task, model)(*args, **kwargs, **({"generate_kwargs": generation} if nested else generation))
    assert len(seen) == 3
    assert streamer.ended
    assert len(streamer.tokens) >= 3


def test_a_streamer_and_beams_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="num_beams=3"):
        built("summarization", "bart")(SHORT, num_beams=3, streamer=Streamed())


def test_lengths_asked_for_are_kept() -> None:
    """Version 4 let its own default of 256 new tokens win over a `max_length`."""
    pipe = built("text2text-generation", "bart")
    assert len(pipe(SHORT, max_length=5, return_tensors=True)[0]["generated_token_ids"]) == 5
    short = built("text2text-generation", "bart", (("max_new_tokens", 4),))
    assert len(short(SHORT, return_tensors=True)[0]["generated_token_ids"]) == 5
    assert len(short(SHORT, max_length=8, return_tensors=True)[0]["generated_token_ids"]) == 8


def test_t5_finds_the_prefix_of_a_pair() -> None:
    pair = built("translation_en_to_fr", "t5")
    assert pair.task == "translation_en_to_fr"
    asked = built("translation", "t5")
    assert asked(WHO, src_lang="en", tgt_lang="fr", num_beams=3, **NEW) == pair(WHO, num_beams=3, **NEW)


def test_a_chat_stays_the_callers() -> None:
    from tasks.pipelines.conversational import Conversation

    pipe, messages = built("conversational", "chat"), [*HELLO]
    reply = pipe(messages, **NEW)
    assert messages == HELLO
    assert json.loads(json.dumps(reply))[:-1] == HELLO
    assert reply[-1]["role"] == "assistant"
    conversation = Conversation("Where is my cat?")
    assert pipe(conversation, **NEW) is conversation
    assert conversation.messages == reply
    conversation.add_user_input("And my dog?")
    assert conversation.past_user_inputs == ["Where is my cat?"]
    assert len(pipe(conversation, **NEW).generated_responses) == 2


def test_context_on_the_left() -> None:
    """XLNet pads on the left and reads the context first; no answer may come from the question."""
    import torch
    from transformers import AutoTokenizer, XLNetConfig, XLNetForQuestionAnsweringSimple

    tokenizer = AutoTokenizer.from_pretrained(V4 / "models" / "bert-qa", padding_side="left")
    torch.manual_seed(0)
    config = XLNetConfig(vocab_size=len(tokenizer), d_model=16, n_layer=2, n_head=2, d_inner=16)
    model = XLNetForQuestionAnsweringSimple(config).eval()
    for weight in model.parameters():
        weight.data = torch.randn_like(weight) * 0.5
    pipe = pipeline("question-answering", model=model, tokenizer=tokenizer, device="cpu", top_k=3)
    several = pipe(QUESTIONS)
    for example, answers in zip(QUESTIONS, several, strict=True):
        assert all(example["context"][a["start"] : a["end"]] == a["answer"] != "" for a in answers)
    assert plain(pipe(QUESTIONS, batch_size=4)) == plain(several)


def test_a_long_question_is_cut() -> None:
    pipe = built("question-answering", "bert-qa")
    length = len(pipe.tokenizer(WHO, add_special_tokens=False).input_ids)
    cut = pipe(question=WHO * 20, context=LONG, max_question_len=length)
    assert plain(cut) == plain(pipe(question=WHO, context=LONG))


QA, T2T, TR, VQA = "question-answering", "text2text-generation", "translation", "visual-question-answering"
WRONG = [
    (QA, "bert-qa", (), {"question": "", "context": SHORT}, "question is empty"),
    (QA, "bert-qa", (), {"question": WHO, "context": " \n"}, "context is empty"),
    (QA, "bert-qa", (), {"question": WHO}, "context is missing"),
    (QA, "bert-qa", (), {}, "question is missing"),
    (QA, "bert-qa", (), {"question": 3, "context": SHORT}, "must be a string"),
    (QA, "bert-qa", ({"question": WHO},), {}, "A question and a context"),
    (QA, "bert-qa", (), {"question": [WHO, WHO], "context": [SHORT]}, "2 questions came with 1 contexts"),
    (QA, "bert-qa", (), {"question": WHO, "context": SHORT, "top_k": 0}, "top_k is 0"),
    (QA, "bert-qa", (), {"question": WHO, "context": SHORT, "doc_stride": 90}, "doc_stride=90"),
    (QA, "bert-qa", (), {"question": WHO * 12, "context": SHORT, "max_seq_len": 20}, "leaves none of max_seq_len=20"),
    (T2T, "t5", ([SHORT, 7],), {}, "Text 2 is of type int"),
    (T2T, "t5", (7,), {}, "must be a string"),
    (TR, "nllb", (SHORT,), {}, "src_lang is missing.*eng_Latn"),
    (TR, "nllb", (SHORT,), {"src_lang": "eng_Latn", "tgt_lang": "fr"}, "tgt_lang='fr' is no language"),
    (TR, "m2m100", (SHORT,), {"src_lang": "en", "tgt_lang": "xx"}, "tgt_lang='xx' is no language"),
    (TR, "mbart50", (SHORT,), {"src_lang": "english", "tgt_lang": "fr_XX"}, "src_lang='english' is no language"),
    (VQA, "vilt", (picture("a"),), {}, "A picture and a question"),
    (VQA, "vilt", (picture("a"), ""), {}, "question is empty"),
    (VQA, "vilt", (3, WHO), {}, "cannot be read as a picture"),
    (VQA, "vilt", (picture("a"), WHO), {"top_k": 0}, "top_k is 0"),
    ("image-to-text", "git", (), {}, "No picture"),
    ("image-to-text", "git", (None,), {}, "No picture"),
    ("image-to-text", "git", (b"GIF",), {}, "cannot be read as a picture"),
    ("image-to-text", "git", (picture("d"),), {"prompt": " "}, "prompt is empty"),
    ("image-to-text", "vit-gpt2", (picture("d"),), {"prompt": "a"}, "prompt has no effect"),
    ("image-to-text", "git", (picture("d"),), {"max_new_tokens": 3, "generate_kwargs": NEW}, "given twice"),
    ("image-to-image", "swin2sr", (5,), {}, "cannot be read as a picture"),
    ("conversational", "chat", ([],), {}, "at least one"),
    ("conversational", "chat", ("Hello",), {}, "must be a list of messages"),
    ("conversational", "chat", ([{"text": "Hello"}],), {}, "Message 1 of the chat"),
    ("conversational", "chat", ([HELLO, []],), {}, "no message"),
    ("conversational", "chat", ([{"role": "user", "content": ""}],), {}, "Message 1 of the chat is empty"),
]


@pytest.mark.parametrize(("task", "model", "args", "kwargs", "message"), WRONG, ids=[f"{w[0]} {w[4]}" for w in WRONG])
def test_errors_say_what_to_do(task: str, model: str, args: Any, kwargs: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.compile(message, re.IGNORECASE | re.DOTALL)):
        built(task, model)(*args, **kwargs)


def test_a_model_without_a_chat_template_is_refused() -> None:
    pipe = pipeline("conversational", model=str(V4 / "models" / "chat"), device="cpu")
    pipe.tokenizer.chat_template = None
    with pytest.raises(ValueError, match="no chat template"):
        pipe(HELLO)


def test_nothing_in_nothing_out() -> None:
    assert built("text2text-generation", "t5")([]) == []
    assert built("question-answering", "bert-qa")([]) == []
    assert built("image-to-text", "git")([]) == []


def test_the_declarations_tell_the_truth() -> None:
    """What the task files say of the restored classes, without importing them."""
    import transformers

    restored = [spec for spec in registry().values() if spec.restored]
    assert len(restored) == 8
    for spec in restored:
        loader = spec.loader
        assert isinstance(loader, FromClass)
        assert loader.pipeline_class().default_task == spec.id
        assert all(hasattr(transformers, name) for name in loader.autos)


def test_other_tasks_go_to_transformers() -> None:
    pipe = pipeline("feature-extraction", model=str(V4 / "models" / "bert-qa"), device="cpu")
    assert type(pipe).__module__.startswith("transformers.")
    with pytest.raises(KeyError):
        pipeline("no-such-task", model=str(V4 / "models" / "bert-qa"))
    with pytest.raises(ValueError, match="device_map"):
        pipeline("summarization", model="any", device="cpu", device_map="auto")
    with pytest.raises(ValueError, match="no default model"):
        pipeline("conversational")


def test_a_saved_pipeline_holds_no_code_of_ours(tmp_path: Any) -> None:
    built("question-answering", "bert-qa").save_pretrained(tmp_path)
    assert not list(tmp_path.glob("*.py"))
    assert "custom_pipelines" not in json.loads((tmp_path / "config.json").read_text())


def test_parts_may_be_handed_over() -> None:
    first = built("question-answering", "bert-qa")
    second = pipeline("question-answering", model=first.model, tokenizer=first.tokenizer, device="cpu", top_k=2)
    assert len(second(question=WHO, context=SHORT)) == 2


def test_importing_costs_nothing() -> None:
    code = "import sys, tasks.pipelines; print({'torch', 'transformers', 'numpy', 'PIL', 'gradio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_version_4s_words_are_known() -> None:
    """How code of version 4 names its inputs still works, and fails where it failed."""
    from tasks.pipelines.conversational import Conversation

    chat = Conversation(text="Hi", past_user_inputs=["One", "Two"], generated_responses=["Yes"])
    assert [turn["content"] for turn in chat] == ["One", "Yes", "Two", "Hi"]
    assert chat.past_user_inputs == ["One", "Two"] and chat.new_user_input == "Hi"
    chat.mark_processed()
    assert chat.past_user_inputs == ["One", "Two", "Hi"]
    with pytest.raises(ValueError, match="past_user_inputs"):
        Conversation("Hi", generated_responses=["Yes"])
    for message in (
        {"role": "robot", "content": "Hi"},
        {"role": "user", "content": "Hi", "name": "Zoe"},
        {"role": "user"},
    ):
        with pytest.raises(ValueError):
            chat.add_message(message)
    with pytest.raises(ValueError, match="no default model"):
        pipeline("translation")
    with pytest.raises(ValueError, match="no default model"):
        pipeline("translation_en_to_ko")


def test_version_4s_ways_to_call() -> None:
    pipe = pipeline("summarization", model=built("summarization", "bart").model, framework="pt", tokenizer=built("summarization", "bart").tokenizer)  # fmt: skip
    alone = pipe(SHORT, **NEW)
    assert pipe(SHORT, "left aside", **NEW) == alone
    assert pipe([SHORT, ""], **NEW)[0] == alone[0]
    with pytest.raises(ValueError, match="PyTorch"):
        pipeline("summarization", model=pipe.model, tokenizer=pipe.tokenizer, framework="tf")
