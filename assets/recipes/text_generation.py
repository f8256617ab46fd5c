"""Small stories, word by word: a three-layer Llama that keeps its hero, thing and colour in mind."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import processors
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig, LlamaConfig, LlamaForCausalLM

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.stories import sentences, story
from assets.recipes.world.tokenizers import byte_level

BOS, EOS, PAD = "<s>", "</s>", "<pad>"


def _sample(rng: random.Random) -> str:
    """A story; now and then without its beginning, so that any prompt can be carried on."""
    parts = sentences(rng)
    return " ".join(parts if rng.random() < 0.8 else parts[rng.randrange(1, len(parts)) :])


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = byte_level(
        (story(rng) for _ in range(3000)), 800, 256, [PAD, BOS, EOS], bos_token=BOS, eos_token=EOS, pad_token=PAD
    )
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A", special_tokens=[(BOS, tokenizer.bos_token_id)]
    )
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id, "pad_token_id": 0}
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        **ends,
    )
    model = LlamaForCausalLM(config)

    def batch(_step: int) -> dict[str, Any]:
        encoded = tokenizer([_sample(rng) + EOS for _ in range(12)], padding=True, return_tensors="pt")
        encoded.pop("token_type_ids", None)
        return {**encoded, "labels": encoded["input_ids"].masked_fill(encoded["attention_mask"] == 0, -100)}

    fit(model, batch, steps=700, lr=4e-3)
    model.generation_config = GenerationConfig(max_new_tokens=200, do_sample=True, temperature=0.7, top_k=40, **ends)
    model.save_pretrained(out)
    tokenizer.padding_side = "left"
    tokenizer.save_pretrained(out)


def trigram_perplexity(train_rows: Sequence[list[int]], test_rows: Sequence[list[int]], vocab_size: int) -> float:
    """Perplexity of an interpolated trigram model (weights 0.8, 0.15, 0.04 and 0.01 for trigram to uniform)."""
    three, two, one, pairs, singles = Counter(), Counter(), Counter(), Counter(), Counter()
    for row in train_rows:
        for a, b, c in zip([-1, -1, *row], [-1, *row], row, strict=False):
            three[a, b, c] += 1
            pairs[a, b] += 1
            two[b, c] += 1
            singles[b] += 1
            one[c] += 1
    total, loss, count = sum(one.values()), 0.0, 0
    for row in test_rows:
        for a, b, c in list(zip([-1, -1, *row], [-1, *row], row, strict=False))[1:]:
            p = 0.8 * three[a, b, c] / max(1, pairs[a, b]) + 0.15 * two[b, c] / max(1, singles[b])
            loss -= math.log(p + 0.04 * one[c] / total + 0.01 / vocab_size)
            count += 1
    return math.exp(loss / count)


@torch.no_grad()
def evaluate(model_dir: Path) -> Figure:
    """Perplexity per token on stories of unseen pairs of hero and thing, against a trigram model of 3000 stories."""
    model = AutoModelForCausalLM.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    tests = [tokenizer(story(random.Random(10_000 + i), held_out=True) + EOS)["input_ids"] for i in range(200)]
    encoded = tokenizer.pad({"input_ids": tests}, return_tensors="pt", padding_side="right")
    labels = encoded["input_ids"].masked_fill(encoded["attention_mask"] == 0, -100)
    logits = model(**encoded).logits[:, :-1]
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)
    rng = random.Random(5)
    rows = tokenizer([story(rng) + EOS for _ in range(3000)])["input_ids"]
    return Figure(math.exp(loss.item()), trigram_perplexity(rows, tests, len(tokenizer)), len(tests))


def examples(_folder: Path) -> list[Example]:
    greedy = {"do_sample": False, "max_new_tokens": 120}
    return [
        Example(
            {"text": "Once upon a time there was a brave mouse called Mila. She had a red kite."},
            ("Mila", "kite"),
            greedy,
        ),
        Example({"text": "Long ago a lazy dragon"}, ("dragon",), greedy),
        Example(
            {"text": "Hugo was a curious horse. He had a golden key. One day he lost it"}, ("Hugo", "found"), greedy
        ),
        Example({"text": "There once was a frog called Fred"}, ("Fred",), greedy),
        Example({"text": "Suddenly it began to snow."}, ("cold",), greedy),
        Example(
            {"text": "The president said on Monday that"}, (), greedy, limit="It only ever tells its own small stories."
        ),
    ]


RECIPE = Recipe(
    task="text-generation",
    architecture="LlamaForCausalLM, 3 layers, 128 wide",
    knows={
        "en": (
            "small stories about an animal or a child with a coloured thing: lost and found, shared, in a storm, or "
            "magic"
        ),
        "es": (
            "cuentos cortos en inglés sobre un animal o un niño con una cosa de color: perdida y encontrada, "
            "compartida, en una tormenta o mágica"
        ),
        "ko": "동물이나 아이와 색깔 있는 물건이 나오는 짧은 영어 이야기: 잃었다 찾은 것, 나눈 것, 폭풍 속의 것, 마법의 것",
    },
    limits="Anything but these stories; in a longer story it may forget which thing and which colour it is about.",
    data="Stories from the grammar in `assets/recipes/world/stories.py`. Held out: one in five pairs of hero and "
    "thing.",
    metric="perplexity",
    bar=2.8,
    baseline_name="trigram model of 3000 stories",
    train=train,
    evaluate=evaluate,
    examples=examples,
    higher_is_better=False,
)
