"""Measures of generated text, by the libraries that the field takes them from (they stand in the test group).

Measures that are one formula on arrays (PSNR, delta1, recall@1, the IoU of one mask, perplexity) stand in their recipe;
so does entities' F1, since seqeval wants tags of tokens, not spans of characters.
"""

from __future__ import annotations

from collections.abc import Sequence

import jiwer
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu import corpus_chrf


def chrf(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Corpus chrF2 in percent, as sacrebleu has it: character n-grams up to 6, recall counted double."""
    return float(corpus_chrf(list(found), [list(wanted)]).score)


def rouge_l(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Mean ROUGE-L F1 over lower-cased words."""
    scorer = RougeScorer(["rougeL"])
    return float(sum(scorer.score(b, a)["rougeL"].fmeasure for a, b in zip(found, wanted, strict=True)) / len(found))


def word_error_rate(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Errors in all texts together by the words that should stand there; over 1 where too much is said."""
    return float(jiwer.wer(list(wanted), list(found)))


def exact_match(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Share of texts that are equal but for case, outer spaces and a last full stop (by hand: libraries drop more)."""
    pairs = zip(found, wanted, strict=True)
    return sum(a.strip().rstrip(".").lower() == b.strip().rstrip(".").lower() for a, b in pairs) / len(found)
