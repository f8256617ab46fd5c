"""Reviews as negative, neutral or positive: a two-layer BERT over sentences made from templates."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, BertForSequenceClassification

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_bert import loosely_split, pad_rows, small_bert, start_with_near_positions
from assets.recipes.world.reviews import LABELS, review
from assets.recipes.world.tokenizers import wordpiece


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = wordpiece((review(rng)[0] for _ in range(8000)), vocab_size=1200, max_length=128)
    model = BertForSequenceClassification(small_bert(tokenizer, labels=LABELS))
    start_with_near_positions(model)

    def batch(_step: int) -> dict[str, Any]:
        texts, labels = zip(*(review(rng) for _ in range(48)), strict=True)
        pieces = [[piece for piece, _, _ in loosely_split(tokenizer, text, rng, 0.04)] for text in texts]
        rows = [tokenizer.convert_tokens_to_ids(row) for row in pieces]
        return {**pad_rows(tokenizer, rows), "labels": torch.tensor(labels)}

    fit(model, batch, steps=2500, lr=1.5e-3)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


@torch.no_grad()
def evaluate(model_dir: Path) -> Figure:
    """Accuracy on reviews of unseen templates, things and (half of the time) sentiment words."""
    model = AutoModelForSequenceClassification.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    rng = random.Random(99)
    texts, labels = zip(*(review(rng, held_out=True) for _ in range(500)), strict=True)
    predicted = model(**tokenizer(list(texts), padding=True, return_tensors="pt")).logits.argmax(-1).tolist()
    right = sum(p == label for p, label in zip(predicted, labels, strict=True))
    return Figure(right / len(labels), Counter(labels).most_common(1)[0][1] / len(labels), len(labels))


def examples(_folder: Path) -> list[Example]:
    return [
        Example({"text": "The umbrella is not bad at all, and the soup was delightful!"}, ("positive",)),
        Example({"text": "What a tasteless cake."}, ("negative",)),
        Example({"text": "Our waiter was very unfriendly. I will never come back."}, ("negative",)),
        Example({"text": "We went to the museum in Rome on Tuesday."}, ("neutral",)),
        Example({"text": "such a lovable toy"}, ("positive",)),
        Example({"text": "Nobody can call this teacher boring."}, ("positive",)),
        Example(
            {"text": "Great, the train is late again."}, ("negative",), limit="Irony: it takes the word at its face."
        ),
    ]


RECIPE = Recipe(
    task="text-classification",
    architecture="BertForSequenceClassification, 2 layers, 96 wide",
    knows={
        "en": "short English reviews of food, films, trips and things: negative, neutral or positive, with simple negation",
        "es": (
            "reseñas cortas en inglés de comida, películas, viajes y cosas: negativas, neutras o positivas, con "
            "negaciones sencillas"
        ),
        "ko": "음식, 영화, 여행, 물건에 관한 짧은 영어 후기가 부정적인지 중립적인지 긍정적인지. not 같은 간단한 부정 표현도 압니다",
    },
    limits="Irony, mixed opinions, long texts, and words whose parts say nothing about their sentiment.",
    data="Reviews made from templates and word lists in `assets/recipes/world/words/reviews.json`. Held out: templates, "
    "things, and sentiment words that can be guessed from their parts (unfriendly, lovable, tastiest).",
    metric="accuracy",
    bar=0.85,
    baseline_name="majority class",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
