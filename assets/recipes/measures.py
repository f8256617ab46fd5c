"""Measures of generated text: chrF, ROUGE-L and exact match."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence


def chrf(found: Sequence[str], wanted: Sequence[str], order: int = 6, beta: float = 2.0) -> float:
    """Corpus chrF in percent: F-beta over character n-grams without spaces, averaged over n = 1 ... `order`."""
    scores = []
    for n in range(1, order + 1):
        hits = found_total = wanted_total = 0
        for a, b in zip(found, wanted, strict=True):
            grams_a, grams_b = _grams(a, n), _grams(b, n)
            hits += (grams_a & grams_b).total()
            found_total += grams_a.total()
            wanted_total += grams_b.total()
        precision, recall = hits / max(1, found_total), hits / max(1, wanted_total)
        scores.append((1 + beta**2) * precision * recall / max(1e-9, beta**2 * precision + recall))
    return 100 * sum(scores) / order


def _grams(text: str, n: int) -> Counter[str]:
    text = "".join(text.split())
    return Counter(text[i : i + n] for i in range(len(text) - n + 1))


def rouge_l(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Mean ROUGE-L F1 over lower-cased words."""
    return sum(_rouge_l(a, b) for a, b in zip(found, wanted, strict=True)) / len(found)


def _rouge_l(found: str, wanted: str) -> float:
    a, b = re.findall(r"\w+", found.lower()), re.findall(r"\w+", wanted.lower())
    row = [0] * (len(b) + 1)
    for word in a:
        previous = 0
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], previous + 1 if word == other else max(row[j], row[j - 1])
    return 2 * row[-1] / max(1, len(a) + len(b))


def exact_match(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Share of texts that are equal but for case, outer spaces and a last full stop."""
    pairs = zip(found, wanted, strict=True)
    return sum(a.strip().rstrip(".").lower() == b.strip().rstrip(".").lower() for a, b in pairs) / len(found)
