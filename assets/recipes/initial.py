"""Starting weights that save a tiny model a long search: attention that compares, coordinates that are smooth."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn


def compare(attentions: Iterable[nn.Module], gain: float = 3.0) -> None:
    """Gives each self-attention (with `query` and `key` maps) equal queries and keys, `gain` times their usual size.

    A token then looks at tokens like itself: the same word in question and table, the same row, the same line. From
    random maps a small transformer needs many thousand steps before it finds that this is worth doing.
    """
    with torch.no_grad():
        for attention in attentions:
            attention.query.weight.mul_(gain)
            attention.key.weight.copy_(attention.query.weight)


def smooth(table: nn.Embedding, size: float = 0.1) -> None:
    """Fills a table of coordinates with sines of wavelengths from 20 to 4000: neighbouring places are alike."""
    places = torch.arange(table.num_embeddings)[:, None]
    waves = 2 * torch.pi / torch.logspace(1.3, 3.6, table.embedding_dim // 2)
    with torch.no_grad():
        table.weight.copy_(torch.cat([torch.sin(places * waves), torch.cos(places * waves)], 1) * size)
