"""Answers as spans of a paragraph: a four-layer BERT that starts out looking for words of the question in the
text."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer, BertForQuestionAnswering, BertTokenizer

from assets.recipes.initial import compare, keep, look, shift, waves
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_bert import small_bert
from assets.recipes.world.paragraphs import Question, paragraph
from assets.recipes.world.tokenizers import wordpiece

STEPS = 4200
WAVES = (5, 150)  # shortest and longest wavelength of the positions, in tokens


def encode(tokenizer: BertTokenizer, rows: Sequence[Question]) -> dict[str, torch.Tensor]:
    """Question and context as one pair, with the indices of the answer's first and last piece."""
    encoded = tokenizer(
        [row.question for row in rows],
        [row.context for row in rows],
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    offsets = encoded.pop("offset_mapping")
    starts = torch.tensor([[row.start] for row in rows])
    ends = starts + torch.tensor([[len(row.answer)] for row in rows])
    inside = encoded["token_type_ids"].bool() & (offsets[..., 0] >= starts) & (offsets[..., 1] <= ends)
    inside = (inside & (offsets[..., 1] > offsets[..., 0])).int()
    last = inside.shape[1] - 1 - inside.flip(1).argmax(1)
    return {**encoded, "start_positions": inside.argmax(1), "end_positions": last}


def small_qa(tokenizer: BertTokenizer) -> BertForQuestionAnswering:
    """A BERT that starts with words and positions in channels of their own. Its first layer marks words that the
    question holds too, its second tells the marks to the words before and behind, where the answer may stand."""
    model = BertForQuestionAnswering(small_bert(tokenizer, layers=4))
    words, told, found = slice(0, 52), slice(52, 56), slice(56, 60)
    before, behind, around, order, far = slice(60, 64), slice(64, 68), slice(68, 72), slice(72, 96), slice(80, 96)
    embeddings, layers = model.bert.embeddings, model.bert.encoder.layer
    torch.nn.init.normal_(embeddings.word_embeddings.weight, std=0.05)
    keep(embeddings.word_embeddings, words)
    waves(embeddings.position_embeddings, order, *WAVES, 0.07)
    keep(embeddings.token_type_embeddings, told)
    with torch.no_grad():
        embeddings.token_type_embeddings.weight[:, told] = torch.tensor([[-0.05], [0.05]])
    for layer in layers:
        for part in (layer.attention.self.value, layer.attention.output.dense, layer.intermediate.dense):
            torch.nn.init.normal_(part.weight, std=0.05)
        torch.nn.init.normal_(layer.output.dense.weight, std=0.05)
    compare(layer.attention.self for layer in layers[:3])
    for head, by in ((2, -1), (3, 1)):
        look(layers[0], head, like=order, gain=2.0, turn=shift(24, *WAVES, by))
    for head in (0, 1):
        look(layers[0], head, like=words, gain=2.0, take=told, put=found)
    for head, by, put in ((0, -4, before), (1, 4, behind), (2, 0, around)):
        turn = shift(24, *WAVES, by)[8:, 8:]
        look(layers[1], head, like=far, gain=1.7, take=found, put=put, turn=turn)
        look(layers[2], head, like=far, gain=1.7, turn=turn)
    return model


def train(out: Path) -> None:
    rng = random.Random(1)
    corpus = (text for _ in range(5000) for text in paragraph(rng)[:2])
    tokenizer = wordpiece(corpus, vocab_size=500, max_length=400)
    model = small_qa(tokenizer)

    def batch(step: int) -> dict[str, Any]:
        most = 2 if step < STEPS // 8 else 4 if step < STEPS // 3 else rng.choice([2, 4, 6, 6])
        return encode(tokenizer, [paragraph(rng, most=most) for _ in range(28)])

    fit(model, batch, steps=STEPS, lr=1.5e-3, weight_decay=0.0)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


@torch.no_grad()
def predict(model: BertForQuestionAnswering, tokenizer: BertTokenizer, row: Question) -> str:
    """The best span of at most 15 pieces that lies in the context."""
    encoded = tokenizer(row.question, row.context, return_offsets_mapping=True, return_tensors="pt")
    offsets = encoded.pop("offset_mapping")[0]
    output = model(**encoded)
    outside = ~encoded["token_type_ids"].bool()
    outside[0, -1] = True  # the last separator
    start = output.start_logits.masked_fill(outside, -1e9)[0]
    end = output.end_logits.masked_fill(outside, -1e9)[0]
    scores = (start[:, None] + end[None, :]).triu().tril(14) + torch.ones(len(start), len(start)).triu().tril(14).log()
    first, last = divmod(int(scores.argmax()), len(start))
    return row.context[offsets[first, 0] : offsets[last, 1]]


def evaluate(model_dir: Path) -> Figure:
    """Exact match on paragraphs about unseen names; the baseline gives a random fitting name or number of the text."""
    model = AutoModelForQuestionAnswering.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    rng = random.Random(99)
    rows = [paragraph(rng, held_out=True) for _ in range(300)]
    right = sum(predict(model, tokenizer, row) == row.answer for row in rows)
    guesses = [rng.choice(re.findall(r"[A-Z]\w+|\d+|\w+(?=\.)", row.context)) for row in rows]
    baseline = sum(guess == row.answer for guess, row in zip(guesses, rows, strict=True))
    return Figure(right / len(rows), baseline / len(rows), len(rows))


def examples(_folder: Path) -> list[Example]:
    family = "Zelda lives in Turin. She is a painter. Bruno lives in Oxford. Bruno plays the harp. He has a black cat."
    castle = "The castle was built in 1642. It opens at noon. The tower was built in 1807. The tower is 93 metres high."
    toys = "The kite is red. The kite belongs to Freya. The clock is in the garden. The clock belongs to Omar."
    return [
        Example({"question": "Where does Bruno live?", "context": family}, ("Oxford",)),
        Example({"question": "Which instrument does Bruno play?", "context": family}, ("harp",)),
        Example({"question": "When was the tower built?", "context": castle}, ("1807",)),
        Example({"question": "How high is the tower?", "context": castle}, ("93",)),
        Example({"question": "Who owns the clock?", "context": toys}, ("Omar",)),
        Example({"question": "What colour is the kite?", "context": toys}, ("red",)),
        Example(
            {"question": "What is the job of Zelda?", "context": family},
            (),
            limit='It mixes up what the text tells of one person, most of all behind "she" and with unseen words.',
        ),
        Example(
            {"question": "Why is Zelda happy?", "context": family},
            (),
            limit="Every question gets some span: it cannot say that the text holds no answer.",
        ),
    ]


RECIPE = Recipe(
    task="question-answering",
    architecture="BertForQuestionAnswering, 4 layers, 96 wide",
    knows={
        "en": (
            "short paragraphs about people (home, job, pet, food, music, age), things (colour, place, price, owner) "
            "and buildings (opening hours, year, height)"
        ),
        "es": (
            "párrafos cortos en inglés sobre personas (casa, trabajo, mascota, comida, música, edad), cosas "
            "(color, lugar, precio, dueño) y edificios (horario, año, altura)"
        ),
        "ko": "사람(집, 직업, 반려동물, 음식, 음악, 나이), 사물(색, 장소, 가격, 주인), 건물(여는 시간, 연도, 높이)에 관한 짧은 영어 문단",
    },
    limits="Questions that need reasoning or counting, questions without an answer, newspaper prose.",
    data="Paragraphs of two to six sentences from relation templates in `assets/recipes/world/paragraphs.py`, each "
    "with a second subject of which the same is told. Held out: a quarter of the names, new invented ones, and a part "
    "of the values.",
    metric="exact_match",
    bar=0.80,
    baseline_name="a random name, number or last word",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
