"""The odds that a language model gave to each token that it wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tasks.core.pipe import Pipe

ALTERNATIVES = 5
LONGEST = 300  # tokens that are kept: a page with more would be slow


@dataclass(frozen=True)
class TokenChoice:
    """A token that was written, its probability, and the likeliest ones in its place: [(token, probability)]."""

    text: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]


class WithOdds(list[Any]):
    """A pipeline's result, with the odds beside it: list[TokenChoice]."""

    odds: list[TokenChoice]


class OddsRecorder:
    """A logits processor that changes nothing: it keeps what each step held likely, before temperature and the like.

    Scores have the shape (1, tokens of the vocabulary). What was chosen shows at the next step, or in `finish`.
    """

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self.found: list[TokenChoice] = []
        self.last: Any = None

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if self.last is not None:
            self._chosen(int(input_ids[0, -1]))
        self.last = scores[0].float().softmax(-1) if len(self.found) < LONGEST else None
        return scores

    def finish(self, written: list[int]) -> list[TokenChoice]:
        """The odds of all tokens; `written` are the new tokens as they were streamed."""
        if self.last is not None and len(written) > len(self.found):
            self._chosen(written[len(self.found)])
        return self.found

    def _chosen(self, token: int) -> None:
        top = self.last.topk(min(ALTERNATIVES, self.last.shape[0]))
        rows = zip(top.indices.tolist(), top.values.tolist(), strict=True)
        alternatives = tuple((piece(self.tokenizer, index), chance) for index, chance in rows)
        self.found.append(TokenChoice(piece(self.tokenizer, token), float(self.last[token]), alternatives))
        self.last = None


def piece(tokenizer: Any, token: int) -> str:
    """One token as text, the space before it kept."""
    written = str(tokenizer.convert_ids_to_tokens(token))
    return written.replace("▁", " ") if "▁" in written else str(tokenizer.decode([token]))


def run_with_odds(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Runs a text-generation pipeline and gives its result with the odds.

    Only where the text is streamed: beams go back and forth.
    """
    streamer = kwargs.get("streamer")
    if streamer is None:
        return pipe(*args, **kwargs)
    from transformers import LogitsProcessorList

    recorder = OddsRecorder(pipe.tokenizer)
    result = WithOdds(pipe(*args, **kwargs, logits_processor=LogitsProcessorList([recorder])))
    result.odds = recorder.finish(streamer.ids)
    return result
