"""The calls that are answered by version 4 (`record_v4.py`) and by this repository (`test_restored.py`).

Imported under both, so it uses nothing but numpy and Pillow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

CORPUS = (
    "The old lighthouse stands on a cliff north of the village of Farrow. It was built in 1874 by a mason called "
    "Ada Brandt, who carried every stone up the path with two mules. For sixty years its lamp burned whale oil, and "
    "then, in the winter of 1934, the keeper put in an electric light. Ships that came home from the cold sea could "
    "see it from twenty miles away. Today nobody lives there. Birds sleep in the broken windows, and children climb "
    "the stairs to count the boats in the bay. What can they see? A harbour, a red bridge, the school and the market. "
    "Translate English to French: summarize: a photo of the picture? Where is my cat, my dog and the house. "
    "Wie heisst du? Je suis au jardin. Ich habe zwei Katzen und einen Hund. La maison est rouge."
)
LONG = CORPUS[: CORPUS.index("Translate")].strip()


def picture(name: str) -> Image.Image:
    """A small picture that is the same everywhere: `a` to `c` in sizes for ViLT, `d` to `f` 32x32.

    The models of the tests take these sizes as they are: how Pillow resizes changes between its versions.
    """
    width, height = {"a": (64, 48), "b": (48, 64), "c": (64, 48)}.get(name, (32, 32))
    y, x = np.mgrid[0:height, 0:width]
    phase = 30 * "abcdef".index(name)
    channels = [(x * 5 + phase) % 256, (y * 7 + x * phase) % 256, ((x - 20) ** 2 + (y - 15) ** 2 + phase) % 256]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


@dataclass(frozen=True)
class Case:
    """One call: `pipeline(task, model, **init)(*args, **kwargs)`. A value `image:a` stands for a picture."""

    name: str
    task: str
    model: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    init: dict[str, Any] = field(default_factory=dict)


def with_pictures(value: Any) -> Any:
    """Replace every `image:a` in a nest of lists and dicts by the picture."""
    if isinstance(value, str) and value.startswith("image:"):
        return picture(value.removeprefix("image:"))
    if isinstance(value, dict):
        return {key: with_pictures(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(with_pictures(item) for item in value)
    return value


WHO, WHEN, WHERE = "Who built the lighthouse?", "When did the keeper put in a light?", "Where is it?"
SHORT = "It was built in 1874 by Ada Brandt. The red bridge came later."
MIDDLE = LONG[:160].strip()
WORDS = "It was built in 1874 by Ada Brandt and the red bridge by two children"
NEW = {"max_new_tokens": 12}


def _qa() -> list[Case]:
    def case(name: str, model: str = "bert-qa", **kwargs: Any) -> Case:
        init = kwargs.pop("init", {})
        args = kwargs.pop("args", ())
        return Case(f"qa {name} {model}", "question-answering", model, args, kwargs, init)

    cases = []
    for model in ("bert-qa", "roberta-qa"):
        cases += [
            case("short", model, question=WHO, context=SHORT),
            case("long", model, question=WHO, context=LONG),
            case("long top", model, question=WHEN, context=LONG, top_k=4),
            case("stride", model, question=WHO, context=LONG, doc_stride=16, max_seq_len=48, top_k=3),
            case("stride 0", model, question=WHERE, context=LONG, doc_stride=0, max_seq_len=40, top_k=5),
            case("answer length", model, question=WHO, context=LONG, max_answer_len=2, top_k=3),
            case("impossible", model, question=WHO, context=LONG, handle_impossible_answer=True, top_k=3),
            case("impossible one", model, question=WHEN, context=SHORT, handle_impossible_answer=True),
            case("tokens", model, question=WHO, context=LONG, align_to_words=False, top_k=4),
            case("several", model, question=[WHO, WHEN, WHERE], context=[SHORT, LONG, SHORT]),
            case("one context", model, question=[WHO, WHERE], context=LONG, top_k=2),
            case("batch", model, question=[WHO, WHEN, WHERE], context=[LONG, SHORT, LONG], batch_size=4, top_k=2),
        ]
    return [
        *cases,
        case("dict", args=({"question": WHO, "context": SHORT},)),
        case("dicts", args=([{"question": WHO, "context": SHORT}, {"question": WHERE, "context": LONG}],)),
        case("positional", args=(WHO, SHORT)),
        case("defaults", question=WHO, context=LONG, init={"top_k": 2, "max_answer_len": 3}),
        case("many", question=WHO, context="Ada Brandt.", top_k=50, max_answer_len=2),
        # Every word is one known token: with a tokenizer in Python version 4 passes over others, or gives them twice.
        case("slow", "slow-qa", question=WHO, context=WORDS, top_k=3),
        case("slow impossible", "slow-qa", question=WHO, context=WORDS, handle_impossible_answer=True),
    ]


def _text() -> list[Case]:
    cases = []
    for model in ("t5", "bart"):
        cases += [
            Case(f"t2t {model}", "text2text-generation", model, (SHORT,), NEW),
            Case(f"t2t list {model}", "text2text-generation", model, ([SHORT, MIDDLE],), NEW),
            Case(f"t2t batch {model}", "text2text-generation", model, ([SHORT, MIDDLE, WHO],), NEW | {"batch_size": 3}),
            Case(
                f"t2t several {model}",
                "text2text-generation",
                model,
                (SHORT,),
                NEW | {"num_beams": 3, "num_return_sequences": 2},
            ),
            Case(f"t2t ids {model}", "text2text-generation", model, (WHO,), NEW | {"return_tensors": True}),
            Case(
                f"t2t spaces {model}",
                "text2text-generation",
                model,
                (WHO,),
                NEW | {"clean_up_tokenization_spaces": True},
            ),
            Case(f"t2t greedy {model}", "text2text-generation", model, (WHO,), {"num_beams": 1, "max_new_tokens": 9}),
            Case(f"t2t init {model}", "text2text-generation", model, (WHO,), {}, {"max_new_tokens": 7}),
            Case(f"t2t truncation {model}", "text2text-generation", model, (LONG,), NEW | {"truncation": True}),
            Case(f"sum {model}", "summarization", model, (MIDDLE,), NEW),
            Case(f"sum bounds {model}", "summarization", model, (MIDDLE,), NEW | {"min_new_tokens": 6}),
            Case(f"sum list {model}", "summarization", model, ([MIDDLE, SHORT],), NEW),
            Case(f"sum ids {model}", "summarization", model, (SHORT,), NEW | {"return_tensors": True}),
        ]
    cases += [
        Case("tr t5 pair", "translation_en_to_fr", "t5", (WHO,), NEW),
        Case("tr t5 other pair", "translation_en_to_de", "t5", (WHO,), NEW),
        Case("tr t5 plain", "translation", "t5", ([WHO, SHORT],), NEW),
        Case("tr marian", "translation", "marian", ([WHO, SHORT],), NEW),
        Case("tr marian one", "translation_en_to_es", "marian", (WHO,), NEW),
        Case("tr marian ids", "translation", "marian", (WHO,), NEW | {"return_tensors": True}),
    ]
    pairs = {
        "nllb": (("eng_Latn", "fra_Latn"), ("fra_Latn", "deu_Latn")),
        "mbart50": (("en_XX", "fr_XX"), ("de_DE", "en_XX")),
        "m2m100": (("en", "fr"), ("fr", "de")),
    }
    for model, languages in pairs.items():
        for source, target in languages:
            call = NEW | {"src_lang": source, "tgt_lang": target}
            cases.append(Case(f"tr {model} {source} {target}", "translation", model, (SHORT,), call))
        languages_at_init = {"src_lang": languages[0][0], "tgt_lang": languages[0][1]}
        cases.append(Case(f"tr {model} init", "translation", model, ([WHO, SHORT],), NEW, languages_at_init))
    return cases


def _pictures() -> list[Case]:
    def vqa(name: str, model: str, **kwargs: Any) -> Case:
        init = NEW if model == "blip-vqa" else {}  # version 4 took these only here
        return Case(f"vqa {name} {model}", "visual-question-answering", model, kwargs.pop("args", ()), kwargs, init)

    cases = [
        vqa("five", "vilt", image="image:a", question=WHO),
        vqa("two", "vilt", image="image:b", question=WHERE, top_k=2),
        vqa("more than there are", "vilt", image="image:b", question=WHERE, top_k=99),
        vqa("pictures", "vilt", image=["image:a", "image:b"], question=WHO, top_k=1),
        vqa("all on all", "vilt", image=["image:a", "image:b"], question=[WHO, WHERE], top_k=2),
        vqa("dict", "vilt", args=({"image": "image:c", "question": WHO},), top_k=1),
        vqa("dicts", "vilt", args=([{"image": "image:c", "question": WHO}],), top_k=1),
        vqa("batch", "vilt", image=["image:a", "image:c"], question=WHO, top_k=3, batch_size=2),
        Case("vqa alias", "vqa", "vilt", (), {"image": "image:a", "question": WHERE}),
        vqa("written", "blip-vqa", image="image:d", question=WHO),
        vqa("written list", "blip-vqa", image="image:e", question=[WHO, WHERE]),
    ]
    for model in ("vit-gpt2", "blip-caption", "git", "pix2struct"):
        cases += [
            Case(f"i2t {model}", "image-to-text", model, ("image:d",), NEW),
            Case(f"i2t list {model}", "image-to-text", model, (["image:d", "image:e"],), NEW),
            Case(
                f"i2t kwargs {model}", "image-to-text", model, ("image:f",), {"generate_kwargs": {"max_new_tokens": 5}}
            ),
            Case(f"i2t batch {model}", "image-to-text", model, (["image:d", "image:e"],), NEW | {"batch_size": 2}),
        ]
        if model != "vit-gpt2":
            cases.append(
                Case(f"i2t prompt {model}", "image-to-text", model, ("image:d",), NEW | {"prompt": "a photo of"})
            )
    cases += [
        Case("i2i one", "image-to-image", "swin2sr", ("image:d",)),
        Case("i2i several", "image-to-image", "swin2sr", (["image:d", "image:b"],)),
    ]
    return cases


CASES: tuple[Case, ...] = (*_qa(), *_text(), *_pictures())

HELLO = [{"role": "user", "content": "Where is my cat?"}]
CHAT = [
    {"role": "system", "content": "It was built in 1874."},
    {"role": "user", "content": "Who built the lighthouse?"},
    {"role": "assistant", "content": "Ada Brandt."},
    {"role": "user", "content": "What can they see?"},
]
# Answered by version 4.41, the last one with this task.
CHAT_CASES: tuple[Case, ...] = (
    Case("chat one", "conversational", "chat", (HELLO,), NEW),
    Case("chat turns", "conversational", "chat", (CHAT,), NEW),
    Case("chat several", "conversational", "chat", ([HELLO, CHAT],), NEW),
    Case("chat init", "conversational", "chat", (HELLO,), {}, {"max_new_tokens": 6}),
    Case("chat beams", "conversational", "chat", (CHAT,), NEW | {"num_beams": 3}),
)
