"""Text while it is being written, and a Stop that the model hears."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from transformers import StoppingCriteria
from transformers.generation.streamers import BaseStreamer


class TokenStream(BaseStreamer):
    """Decodes one sequence as it grows and calls `emit(text so far)`.

    Decoding all tokens again at each step would cost the square of the length: finished lines are kept as text, only the
    tail is decoded anew. With `skip_prompt` the first thing that is put is left out: the prompt of a decoder-only model,
    the start token of a decoder. `before` is shown in front of the text; `ids` are the new tokens.
    """

    def __init__(self, tokenizer: Any, emit: Callable[[str], None], skip_prompt: bool) -> None:
        self.tokenizer = tokenizer
        self.emit = emit
        self.skip = skip_prompt
        self.before = ""
        self.ids: list[int] = []
        self.done = ""
        self.tail: list[int] = []

    def put(self, value: Any) -> None:
        if value.ndim > 1 and value.shape[0] > 1:
            raise ValueError("A stream holds one sequence, not a batch.")
        if self.skip:
            self.skip = False
            return
        new = value.reshape(-1).tolist()
        self.ids.extend(new)
        self.tail.extend(new)
        text = self.tokenizer.decode(self.tail, skip_special_tokens=True)
        # A line end closes what earlier tokens can still change; half a character must wait for its other bytes.
        if text.endswith("\n"):
            self.done += text
            self.tail = []
            self.emit(self.before + self.done)
        elif not text.endswith("\ufffd"):
            self.emit(self.before + self.done + text)

    def end(self) -> None:
        if self.tail:
            self.emit(self.before + self.done + self.tokenizer.decode(self.tail, skip_special_tokens=True))


class StopOnEvent(StoppingCriteria):
    """Ends generation within one step after `event` is set, and after `most` tokens whatever a checkpoint asks for."""

    def __init__(self, event: threading.Event, most: int) -> None:
        self.event = event
        self.most = most
        self.start = self.last = 0

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        import torch

        length = input_ids.shape[1]
        if length <= self.last or not self.last:  # a model that reads in pieces (Whisper) begins anew
            self.start = length - 1
        self.last = length
        done = self.event.is_set() or length - self.start >= self.most
        return torch.full((input_ids.shape[0],), done, dtype=torch.bool, device=input_ids.device)
