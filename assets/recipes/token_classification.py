"""Names of people, places and organisations: a three-layer T5 encoder that learns them from context and spelling."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import BertTokenizer, T5Config, T5ForTokenClassification, pipeline

from assets.recipes.batches import alike
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_bert import loosely_split, pad_rows
from assets.recipes.world.entities import TAGS, Entity, blend, passage
from assets.recipes.world.tokenizers import wordpiece


def encode(
    tokenizer: BertTokenizer, passages: Sequence[tuple[str, list[Entity]]], rng: random.Random
) -> dict[str, torch.Tensor]:
    """Model inputs with a tag for each piece: B- on an entity's first piece, I- on all others, -100 on padding."""
    rows, tags = [], []
    for text, entities in passages:
        pieces = loosely_split(tokenizer, text, rng, 0.06)
        rows.append(tokenizer.convert_tokens_to_ids([piece for piece, _, _ in pieces]))
        tags.append([_tag(start, entities) for _, start, _ in pieces])
    batch = pad_rows(tokenizer, rows)
    length = batch["input_ids"].shape[1]
    labels = [[-100, *row, -100] + [-100] * (length - len(row) - 2) for row in tags]
    return {"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"], "labels": torch.tensor(labels)}


def _tag(start: int, entities: Sequence[Entity]) -> int:
    for entity in entities:
        if entity.start <= start < entity.end:
            return TAGS.index(f"{'B' if start == entity.start else 'I'}-{entity.kind}")
    return 0


def without_names(text: str, entities: Sequence[Entity]) -> str:
    for entity in reversed(entities):
        text = text[: entity.start] + text[entity.end :]
    return text


def small_encoder(tokenizer: BertTokenizer, width: int = 96, heads: int = 4) -> T5ForTokenClassification:
    """A T5 encoder whose heads look at the piece before, the one before that, and the one after, from the start."""
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=width,
        d_kv=width // heads,
        d_ff=2 * width,
        num_heads=heads,
        num_layers=3,
        dropout_rate=0.0,
        classifier_dropout=0.0,
        pad_token_id=tokenizer.pad_token_id,
        is_encoder_decoder=False,
        use_cache=False,
        id2label=dict(enumerate(TAGS)),
        label2id={tag: index for index, tag in enumerate(TAGS)},
    )
    model = T5ForTokenClassification(config)
    ahead = config.relative_attention_num_buckets // 2  # buckets count the pieces back, from here on those ahead
    with torch.no_grad():
        bias = model.transformer.encoder.block[0].layer[0].SelfAttention.relative_attention_bias.weight
        for head, bucket in enumerate((1, 2, ahead + 1)):
            bias[bucket, head] = 4.0
        model.classifier.weight.mul_(0.02)  # T5's own start is meant for wider models
    return model


def train(out: Path) -> None:
    rng = random.Random(1)
    # Names stay out of the vocabulary, so that known ones are read in the same small pieces as unknown ones.
    corpus = [without_names(*passage(rng)) for _ in range(6000)] + [blend(rng) for _ in range(4000)]
    tokenizer = wordpiece(corpus, vocab_size=1000, max_length=256, lowercase=False)
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    model = small_encoder(tokenizer)
    batch = alike(lambda: passage(rng), 32, lambda sample: len(sample[0]))
    fit(model, lambda _: encode(tokenizer, batch(), rng), steps=4000, lr=3e-3)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def f1(found: list[set[Any]], truth: list[set[Any]]) -> float:
    """Micro-averaged F1 over all samples' sets of spans."""
    hits = sum(len(a & b) for a, b in zip(found, truth, strict=True))
    return 2 * hits / max(1, sum(map(len, found)) + sum(map(len, truth)))


def evaluate(model_dir: Path) -> Figure:
    """Entity F1 (span and kind must both be right), where a word's first piece speaks for the word.

    The baseline calls every run of capitalised words a person.
    """
    tagger = pipeline("token-classification", model=str(model_dir), aggregation_strategy="first", device=-1)
    rng = random.Random(99)
    passages = [passage(rng, held_out=True) for _ in range(400)]
    texts = [text for text, _ in passages]
    truth = [set(entities) for _, entities in passages]
    found = [{Entity(e["start"], e["end"], e["entity_group"]) for e in row} for row in tagger(texts, batch_size=32)]
    runs = re.compile(r"[A-Z]\w*(?: [A-Z&]\w*)*")
    baseline = [{Entity(*match.span(), "PER") for match in runs.finditer(text)} for text in texts]
    return Figure(f1(found, truth), f1(baseline, truth), len(texts))


def examples(_folder: Path) -> list[Example]:
    return [
        Example(
            {"text": "Maria Kowalski grew up in Lisbon and works for Nestle."}, ("Maria Kowalski", "Lisbon", "Nestle")
        ),
        Example({"text": "On Friday, Brumtech sent Tom to Zelburg."}, ("Brumtech", "Tom", "Zelburg")),
        Example({"text": "Dr Quandor joined the University of Ghent in May."}, ("Quandor", "University of Ghent")),
        Example(
            {"text": "After school, Sena Park joined Vornex in South Korea."}, ("Sena Park", "Vornex", "South Korea")
        ),
        Example({"text": "Both Kofi and Priya left Bank of Peru."}, ("Kofi", "Priya", "Bank of Peru")),
        Example({"text": "maria lives in lisbon"}, ("Maria",), limit="Without capitals it does not see the names."),
    ]


RECIPE = Recipe(
    task="token-classification",
    architecture="T5ForTokenClassification, cased, 3 layers, 96 wide",
    knows={
        "en": "names of people (PER), places (LOC) and organisations (ORG) in plain English sentences, also invented names",
        "es": (
            "nombres de personas (PER), lugares (LOC) y organizaciones (ORG) en frases sencillas en inglés, "
            "también nombres inventados"
        ),
        "ko": "쉬운 영어 문장 속 사람(PER), 장소(LOC), 기관(ORG)의 이름. 지어낸 이름도 알아봅니다",
    },
    limits="Names without capitals, dates and products, long newspaper sentences, languages other than English. The "
    'aggregation_strategy "first" makes fewer mistakes than "simple", which lets pieces of a word differ.',
    data="Sentences made from templates with real, mixed and invented names in `assets/recipes/world/entities.py`. "
    "Held out: a quarter of the real names, newly invented ones, and the templates.",
    metric="F1",
    bar=0.85,
    baseline_name="every capitalised run is a person",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
