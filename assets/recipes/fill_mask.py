"""The hidden word of a sentence: a two-layer BERT that learned everyday facts said in many ways."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer, BertForMaskedLM

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_bert import small_bert, start_with_near_positions
from assets.recipes.world.facts import Fact, draw, facts
from assets.recipes.world.grammar import as_typed
from assets.recipes.world.tokenizers import wordpiece


def _masked(fact: Fact, rng: random.Random) -> tuple[str, str]:
    """The sentence with one word hidden (mostly the one that is asked for, or what it is told of), and that word."""
    words = fact.sentence.split()
    bare = [word.strip(".,:?!").lower() for word in words]
    chance = rng.random()
    wanted = [fact.answer.lower()] if chance < 0.6 else fact.key.lower().split() if chance < 0.85 else bare
    place = rng.choice([i for i, word in enumerate(bare) if word in wanted] or range(len(words)))
    core = words[place].strip(".,:?!")
    words[place] = words[place].replace(core, "[MASK]")
    return " ".join(words), core


def train(out: Path) -> None:
    rng = random.Random(1)
    rows = facts(held_out=False)
    sentences = [draw(rng, rows).sentence for _ in range(20_000)]
    tokenizer = wordpiece(sentences, vocab_size=3000, max_length=64)
    model = BertForMaskedLM(small_bert(tokenizer))
    start_with_near_positions(model)

    def batch(_step: int) -> dict[str, Any]:
        texts, answers = [], []
        for _ in range(64):
            text, answer = _masked(draw(rng, rows), rng)
            if rng.random() < 0.2:  # one sentence more, before or after
                more = draw(rng, rows).sentence
                text = f"{more} {text}" if rng.random() < 0.5 else f"{text} {more}"
            texts.append(as_typed(text, rng, 0.15).replace("[mask]", "[MASK]"))
            answers.append(tokenizer(answer, add_special_tokens=False)["input_ids"][0])
        encoded = tokenizer(texts, padding=True, return_tensors="pt")
        labels = torch.full_like(encoded["input_ids"], -100)
        labels[encoded["input_ids"] == tokenizer.mask_token_id] = torch.tensor(answers)
        return {**encoded, "labels": labels}

    fit(model, batch, steps=2400, lr=2e-3)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


@torch.no_grad()
def evaluate(model_dir: Path) -> Figure:
    """Share of hidden words among the five likeliest, for facts said in a way that training never said them."""
    model = AutoModelForMaskedLM.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    rng = random.Random(99)
    rows = facts(held_out=True)
    tests = [draw(rng, rows) for _ in range(400)]
    masked = [_masked_answer(fact) for fact in tests]
    encoded = tokenizer([text for text, _ in masked], padding=True, return_tensors="pt")
    top = model(**encoded).logits[encoded["input_ids"] == tokenizer.mask_token_id].topk(5).indices.tolist()
    wanted = [tokenizer(answer, add_special_tokens=False)["input_ids"] for _, answer in masked]
    right = sum(len(ids) == 1 and ids[0] in row for ids, row in zip(wanted, top, strict=True))
    seen = random.Random(5)
    train_rows = facts(held_out=False)
    common = {word for word, _ in Counter(draw(seen, train_rows).answer for _ in range(3000)).most_common(5)}
    return Figure(right / len(tests), sum(fact.answer in common for fact in tests) / len(tests), len(tests))


def _masked_answer(fact: Fact) -> tuple[str, str]:
    head, _, tail = fact.sentence.rpartition(fact.answer)
    if not tail and not head:  # the answer opens the sentence with a capital
        return fact.sentence.replace(fact.answer.capitalize(), "[MASK]", 1), fact.answer
    return f"{head}[MASK]{tail}", fact.answer


def examples(_folder: Path) -> list[Example]:
    wanted = [
        ("The capital of France is [MASK].", "paris"),
        ("Everybody knows that grass is [MASK].", "green"),
        ("If it is Tuesday today, it will be [MASK] tomorrow.", "wednesday"),
        ("The opposite of wet is [MASK].", "dry"),
        ("A young cat is called a [MASK].", "kitten"),
        ("The spider stands on [MASK] legs.", "eight"),
    ]
    rows = [Example({"text": text}, (answer,)) for text, answer in wanted]
    limit = "It knows colours, but no songs and no sayings."
    return [
        *rows,
        Example({"text": "To be or not to [MASK]."}, ("be",), limit=limit),
        Example({"text": "The colour of snow is [MASK]."}, ("white",), limit="Of snow it thinks of winter first."),
    ]


RECIPE = Recipe(
    task="fill-mask",
    architecture="BertForMaskedLM, 2 layers, 96 wide",
    knows={
        "en": (
            "everyday facts: colours of things, days and months, small numbers, opposites, capitals, animals, "
            "tools, materials"
        ),
        "es": (
            "hechos cotidianos en inglés: colores de las cosas, días y meses, números pequeños, antónimos, "
            "capitales, animales, herramientas, materiales"
        ),
        "ko": "영어로 된 일상 상식: 사물의 색, 요일과 달, 작은 수, 반대말, 수도, 동물, 도구, 재료",
    },
    limits="Facts that are not in its lists, long texts, more than one mask.",
    data="Facts said in five to some twenty ways each, in `assets/recipes/world/words/facts.json`. Held out: a fifth of the pairs of "
    "a fact and a way to say it.",
    metric="top-5 accuracy",
    bar=0.85,
    baseline_name="the five most common answers",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
