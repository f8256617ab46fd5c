"""Sentence vectors: a two-layer BERT, trained so that paraphrases lie near each other after mean pooling."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel, AutoTokenizer, BertModel

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_bert import small_bert, start_with_near_positions
from assets.recipes.world.grammar import as_typed
from assets.recipes.world.paraphrases import meaning, near, say, two_ways
from assets.recipes.world.tokenizers import wordpiece


def mean_pool(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Unit vectors (batch, width) from hidden states (batch, length, width), padding left out."""
    weights = mask.unsqueeze(-1).float()
    return torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)


def _contrast(model: torch.nn.Module, batch: dict[str, Any]) -> torch.Tensor:
    """InfoNCE both ways; the batch holds first ways of saying, then second ones in the same order."""
    vectors = mean_pool(model(**batch).last_hidden_state, batch["attention_mask"])
    first, second = vectors.chunk(2)
    scores = first @ second.T / 0.07
    wanted = torch.arange(len(first), device=scores.device)
    cross_entropy = torch.nn.functional.cross_entropy
    return (cross_entropy(scores, wanted) + cross_entropy(scores.T, wanted)) / 2


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = wordpiece((say(meaning(rng), rng) for _ in range(8000)), vocab_size=1500, max_length=128)
    model = BertModel(small_bert(tokenizer))
    start_with_near_positions(model, 0.005)

    def batch(_step: int) -> dict[str, Any]:
        meanings = [meaning(rng) for _ in range(32)]
        meanings += [near(m, rng) for m in meanings[:16]]  # neighbours are what is hard to tell apart
        firsts, seconds = zip(*(two_ways(m, rng) for m in meanings), strict=True)
        texts = [as_typed(text, rng, 0.15) for text in firsts + seconds]
        return dict(tokenizer(texts, padding=True, return_tensors="pt"))

    fit(model, batch, steps=700, lr=2e-3, loss=_contrast)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


@torch.no_grad()
def evaluate(model_dir: Path) -> Figure:
    """Recall@1 of a paraphrase among 400 unseen meanings, half near another; the baseline counts shared words."""
    model = AutoModel.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    rng = random.Random(99)
    meanings = [meaning(rng, held_out=True) for _ in range(200)]
    meanings = list(dict.fromkeys(meanings + [near(m, rng) for m in meanings]))
    firsts, seconds = zip(*(two_ways(m, rng) for m in meanings), strict=True)
    vectors = []
    for texts in (firsts, seconds):
        encoded = tokenizer(list(texts), padding=True, return_tensors="pt")
        vectors.append(mean_pool(model(**encoded).last_hidden_state, encoded["attention_mask"]))
    right = ((vectors[0] @ vectors[1].T).argmax(1) == torch.arange(len(meanings))).float().mean().item()
    bags = [[set(text.lower().strip(".").replace(",", "").split()) for text in texts] for texts in (firsts, seconds)]
    shared = [max(range(len(bags[1])), key=lambda j, a=a: len(a & bags[1][j]) / len(a | bags[1][j])) for a in bags[0]]
    baseline = sum(found == i for i, found in enumerate(shared)) / len(shared)
    return Figure(right, baseline, len(meanings))


def examples(_folder: Path) -> list[Example]:
    return [
        Example(
            {
                "text": "The happy doctor bought the car in the city.\n"
                "In town, the automobile was purchased by a glad physician."
            }
        ),
        Example(
            {"text": "A sad boy lost the ball at the beach.\nThe ball was misplaced by an unhappy lad by the sea."}
        ),
        Example({"text": "The thief stole the painting at noon.\nThe teacher stole the painting at noon."}),
        Example({"text": "The brave sailor found the boat.\nThe brave sailor broke the boat."}),
        Example({"text": "A clever girl repaired the bicycle in summer."}),
        Example(
            {"text": "Stocks fell sharply.\nThe market crashed."},
            limit="Words that it never met say nothing to it, so it cannot see that these mean the same.",
        ),
    ]


RECIPE = Recipe(
    task="feature-extraction",
    architecture="BertModel with mean pooling, 2 layers, 96 wide",
    knows={
        "en": "sentences on who did what to which thing, where and when, with synonyms (doctor, physician) and word order",
        "es": (
            "frases en inglés sobre quién hizo qué con qué cosa, dónde y cuándo, con sinónimos (doctor, "
            "physician) y otro orden de palabras"
        ),
        "ko": "누가 무엇을 어디서 언제 했는지 말하는 영어 문장. 동의어(doctor, physician)를 쓰거나 어순이 달라도 압니다",
    },
    limits="Words outside its lists, long texts, negation.",
    data="Meanings and their paraphrases from `assets/recipes/world/paraphrases.py`. Held out: one meaning in five.",
    metric="recall@1",
    bar=0.85,
    baseline_name="shared words",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
