"""What the recipes of small BERTs share: the configuration, and first weights that make them learn fast."""

from __future__ import annotations

import random
from typing import Any

import torch
from transformers import BertConfig, BertPreTrainedModel, BertTokenizer


def small_bert(
    tokenizer: BertTokenizer, layers: int = 2, labels: list[str] | None = None, width: int = 96
) -> BertConfig:
    """A configuration without dropout, which small models trained on endless data do not need."""
    names: dict[str, Any] = {}
    if labels:
        names = {"id2label": dict(enumerate(labels)), "label2id": {label: index for index, label in enumerate(labels)}}
    return BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=4,
        intermediate_size=2 * width,
        max_position_embeddings=tokenizer.model_max_length,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=tokenizer.pad_token_id,
        **names,
    )


def waves(length: int, width: int) -> torch.Tensor:
    """Sinusoids (length, width) with periods from 6 to about 6000 positions: near positions look alike."""
    angles = torch.arange(length)[:, None] / 1000.0 ** (torch.arange(0, width, 2) / width)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


@torch.no_grad()
def start_with_near_positions(model: BertPreTrainedModel, size: float = 0.02) -> None:
    """Sets the positions to sinusoids, so that neighbours look alike from the first step on."""
    positions = model.base_model.embeddings.position_embeddings.weight
    positions.copy_(waves(*positions.shape) * size)


def word_places(width: int, kept_back: int = 3, heads: int = 4) -> torch.Tensor:
    """Which of the `width` numbers of a vector hold words; the last `kept_back` of each head's share do not."""
    return (torch.arange(width) % (width // heads)) < width // heads - kept_back


@torch.no_grad()
def start_by_matching(
    model: BertPreTrainedModel, sharpness: float = 3.0, part: float = 0.7, position_places: int = 0
) -> None:
    """Lets the first layer look up each word in the other segment and take away `part` of what it finds there.

    A word that stands in both segments then shows as a short vector, which the next layers see at once. From random
    weights a model this small takes very long to find out that comparing the two segments helps. Three numbers of each
    head hold the segment; `position_places` more of them hold the position, which otherwise mixes with the words.
    """
    bert = model.base_model
    width = bert.config.hidden_size
    words = word_places(width, 3 + position_places)
    segments = ~word_places(width, 3)
    bert.embeddings.word_embeddings.weight[:, ~words] = 0
    types = bert.embeddings.token_type_embeddings.weight
    types.zero_()
    types[:, segments] = torch.tensor([[0.05], [-0.05]])
    if position_places:
        positions = bert.embeddings.position_embeddings.weight
        places = ~words & ~segments
        positions.zero_()
        positions[:, places] = waves(len(positions), int(places.sum())) * 0.04
    else:
        start_with_near_positions(model, 0.004)
    layer = bert.encoder.layer[0].attention
    layer.self.query.weight.copy_(torch.diag(words * sharpness - segments * sharpness))
    layer.self.key.weight.copy_(torch.diag((words | segments).float()))
    layer.self.value.weight.copy_(torch.diag(words.float()))
    layer.output.dense.weight.copy_(-part * torch.eye(width))


def pad_rows(tokenizer: BertTokenizer, rows: list[list[int]]) -> dict[str, torch.Tensor]:
    """Rows of piece ids, framed by [CLS] and [SEP], as a batch."""
    framed = [[tokenizer.cls_token_id, *row, tokenizer.sep_token_id] for row in rows]
    return dict(tokenizer.pad({"input_ids": framed}, return_tensors="pt"))


def loosely_split(tokenizer: BertTokenizer, text: str, rng: random.Random, share: float) -> list[tuple[str, int, int]]:
    """Pieces with their first and last-plus-one character, where each longest match is cut with a chance of `share`.

    Training on such splits teaches a model what the parts of words mean, so that it can guess at words it never saw.
    """
    backend, vocab = tokenizer.backend_tokenizer, tokenizer.get_vocab()
    found: list[tuple[str, int, int]] = []
    for word, (offset, _) in backend.pre_tokenizer.pre_tokenize_str(backend.normalizer.normalize_str(text)):
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = [end for end in range(len(word), start, -1) if prefix + word[start:end] in vocab]
            if not ends:
                found.append((tokenizer.unk_token, offset, offset + len(word)))
                break
            end = rng.choice(ends) if rng.random() < share else ends[0]
            found.append((prefix + word[start:end], offset + start, offset + end))
            start = end
    return found
