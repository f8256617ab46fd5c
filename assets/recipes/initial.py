"""Starting weights that save a tiny model a long search: attention that compares, coordinates in waves."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn


def compare(attentions: Iterable[nn.Module], gain: float = 3.0) -> None:
    """Gives each attention equal queries and keys, `gain` times their usual size.

    The maps may be called `query` and `key` or `q_proj` and `k_proj`. A token then looks at tokens like itself: the same word in question and table, the same row, the same line. From
    random maps a small transformer needs many thousand steps before it finds that this is worth doing.
    """
    with torch.no_grad():
        for attention in attentions:
            names = ("query", "key") if hasattr(attention, "query") else ("q_proj", "k_proj")
            query, key = (getattr(attention, name) for name in names)
            key.weight.copy_(query.weight.mul_(gain))


def keep(table: nn.Embedding, channels: slice) -> None:
    """Leaves a table of embeddings only some channels of the hidden vector, so that others can be read apart from it."""
    with torch.no_grad():
        kept = table.weight[:, channels].clone()
        table.weight.zero_()
        table.weight[:, channels] = kept


def _wavelengths(width: int, shortest: float, longest: float) -> torch.Tensor:
    return torch.logspace(math.log10(shortest), math.log10(longest), width // 2)


def waves(table: nn.Embedding, channels: slice, shortest: float, longest: float, size: float) -> None:
    """Fills `channels` of a table of coordinates with sines and cosines of wavelengths from `shortest` to `longest`, in
    pairs, the others with nothing."""
    width = len(range(*channels.indices(table.embedding_dim)))
    places = torch.arange(table.num_embeddings)[:, None]
    angles = places * 2 * torch.pi / _wavelengths(width, shortest, longest)
    with torch.no_grad():
        table.weight.zero_()
        table.weight[:, channels] = torch.stack([angles.sin(), angles.cos()], -1).flatten(1) * size


def shift(width: int, shortest: float, longest: float, by: float) -> torch.Tensor:
    """The matrix that turns the waves of a place into those of the place `by` further."""
    angles = 2 * torch.pi * by / _wavelengths(width, shortest, longest)
    return torch.block_diag(*(torch.tensor([[a.cos(), a.sin()], [-a.sin(), a.cos()]]) for a in angles))


def apart(table: nn.Embedding, channels: slice, size: float) -> None:
    """Fills `channels` of a table with vectors of length `size`, the first ones at right angles, the others with
    nothing: the first numbers are then as unlike as can be."""
    width = len(range(*channels.indices(table.embedding_dim)))
    with torch.no_grad():
        table.weight.zero_()
        table.weight[:, channels] = nn.functional.normalize(torch.randn(table.num_embeddings, width), dim=1) * size
        square = torch.empty(width, width)
        table.weight[:width, channels] = nn.init.orthogonal_(square)[: table.num_embeddings] * size


def look(
    layer: nn.Module,
    head: int,
    like: slice,
    gain: float,
    take: slice | None = None,
    put: slice | None = None,
    turn: torch.Tensor | None = None,
) -> None:
    """Lets one attention head of a BERT-like layer look at tokens that are alike in the channels `like` (or like what
    `turn` makes of them), take what they hold in `take`, and add it to its own token in `put`; without these it takes
    and adds at random."""
    attention, output = layer.attention.self, layer.attention.output.dense
    size, wide = attention.attention_head_size, attention.query.in_features
    rows = slice(head * size, (head + 1) * size)
    width = len(range(*like.indices(wide)))
    alike = torch.zeros(size, wide)
    alike[:, like] = nn.init.orthogonal_(torch.empty(size, width)) if width > size else torch.eye(size, width)
    asked = alike.clone()
    if turn is not None:
        asked[:, like] = alike[:, like] @ turn
    with torch.no_grad():
        attention.query.weight[rows] = asked * gain
        attention.key.weight[rows] = alike * gain
        if take is not None and put is not None:
            taken = len(range(*take.indices(wide)))
            attention.value.weight[rows] = 0.0
            attention.value.weight[head * size : head * size + taken, take] = torch.eye(taken)
            output.weight[:, rows] = 0.0
            output.weight[put, head * size : head * size + taken] = torch.eye(taken)
