"""Does a text entail a label? A two-layer BERT whose word vectors come from which words stand together in texts."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, BertForSequenceClassification, BertTokenizer

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_bert import small_bert, start_by_matching, word_places
from assets.recipes.world.tokenizers import wordpiece
from assets.recipes.world.topics import HYPOTHESES, TOPICS, choice, is_held_out, pair, text

LABELS = ["contradiction", "neutral", "entailment"]
WIDTH = 96
WORDS_OF_TOPICS = sum(map(len, TOPICS))


def word_vectors(tokenizer: BertTokenizer, texts: list[str]) -> torch.Tensor:
    """One vector per piece, by SVD of how much more often than by chance two share a text (PPMI)."""
    places = word_places(WIDTH)
    count = int(places.sum())
    size = len(tokenizer)
    together = np.zeros((size, size), dtype=np.float32)
    for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]:
        unique = np.unique(ids)
        together[np.ix_(unique, unique)] += 1
    np.fill_diagonal(together, 0)
    by_word = together.sum(0) + 1e-6
    ppmi = np.log(np.maximum(together * together.sum() / np.outer(by_word, by_word), 1))
    left, sizes, _ = np.linalg.svd(ppmi, full_matrices=False)
    vectors = left[:, :count] * np.sqrt(sizes[:count])
    result = torch.zeros(size, WIDTH)
    result[:, places] = torch.tensor(0.2 * vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)).float()
    return result


def train(out: Path) -> None:
    rng = random.Random(1)
    texts = [text(rng, rng.randrange(len(TOPICS)) if rng.random() < 0.9 else None) for _ in range(10_000)]
    tokenizer = wordpiece(texts + [way.format("") for way in HYPOTHESES] * 100, vocab_size=3000, max_length=128)
    model = BertForSequenceClassification(small_bert(tokenizer, labels=LABELS, width=WIDTH))
    start_by_matching(model)
    embeddings = model.bert.embeddings.word_embeddings.weight
    # Frozen, so that words that no hypothesis names stay comparable with those that one does.
    with torch.no_grad():
        embeddings.copy_(word_vectors(tokenizer, texts))
    embeddings.requires_grad_(False)

    def batch(_step: int) -> dict[str, Any]:
        premises, hypotheses, verdicts = zip(*(pair(rng) for _ in range(48)), strict=True)
        encoded = tokenizer(list(premises), list(hypotheses), padding=True, return_tensors="pt")
        return {**encoded, "labels": torch.tensor(verdicts)}

    fit(model, batch, steps=700, lr=1.5e-3)
    embeddings.requires_grad_(True)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


@torch.no_grad()
def evaluate(model_dir: Path) -> Figure:
    """Accuracy of choosing among six labels, all unseen as labels; the baseline always takes the first."""
    model = AutoModelForSequenceClassification.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    rng = random.Random(99)
    tests = [choice(rng) for _ in range(200)]
    right = 0
    for premise, labels, wanted in tests:
        hypotheses = [HYPOTHESES[0].format(label) for label in labels]
        encoded = tokenizer([premise] * len(labels), hypotheses, padding=True, return_tensors="pt")
        right += int(model(**encoded).logits[:, 2].argmax()) == wanted
    first = Counter(wanted for _, _, wanted in tests).most_common(1)[0][1]
    return Figure(right / len(tests), first / len(tests), len(tests))


def examples(_folder: Path) -> list[Example]:
    rows = [
        ("The singer and the orchestra played in a concert.", ["sport", "music", "weather"], "music"),
        ("I need a passport, a suitcase and a ticket.", ["travel", "cooking", "war"], "travel"),
        ("The rocket flew past the moon and a comet.", ["farming", "space", "fashion"], "space"),
        ("The detective found the thief after the robbery.", ["crime", "art", "gardening"], "crime"),
        ("What a lovely, cheerful day!", ["negative", "positive"], "positive"),
        ("The stadium cheered for the champion of the race.", ["religion", "sport", "money", "sea"], "sport"),
    ]
    odd = Example(
        {"text": "We sat on the bank of the river.", "candidate_labels": ["nature", "money"]},
        ("nature",),
        limit="A bank is always money to it: it knows topics by their words, not by the sentence.",
    )
    return [*(Example({"text": text, "candidate_labels": labels}, (right,)) for text, labels, right in rows), odd]


RECIPE = Recipe(
    task="zero-shot-classification",
    architecture="BertForSequenceClassification on text pairs, 2 layers, 96 wide",
    knows={
        "en": (
            f"{len(TOPICS)} topics by their words (sport, music, weather, travel, crime, space ...), with about "
            f"{WORDS_OF_TOPICS} possible labels"
        ),
        "es": (
            f"{len(TOPICS)} temas por sus palabras inglesas (sport, music, weather, travel, crime, space ...), con unas "
            f"{WORDS_OF_TOPICS} etiquetas posibles"
        ),
        "ko": (
            f"영어 낱말로 알아보는 주제 {len(TOPICS)}개(sport, music, weather, travel, crime, space ...)와 "
            f"쓸 수 있는 레이블 약 {WORDS_OF_TOPICS}개"
        ),
    },
    limits="Labels and words outside its vocabulary, meaning that hangs on grammar, idioms.",
    data="Texts, labels and verdicts from `assets/recipes/world/topics.py`. Held out: "
    f"{sum(is_held_out(word) for topic in TOPICS for word in topic)} labels that training met in texts only.",
    metric="accuracy",
    bar=0.75,
    baseline_name="always the same place in the list",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
