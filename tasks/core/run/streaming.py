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
    """Ends generation within one step after `event` is set, after `most` tokens whatever a checkpoint asks for, and where
    the model has no place for one more token: at `room` of them, None for models without an end."""

    def __init__(self, event: threading.Event, most: int, room: int | None = None) -> None:
        self.event = event
        self.most = most
        self.room = room
        self.start = self.last = 0
        self.full = False

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        import torch

        length = input_ids.shape[1]
        if length <= self.last or not self.last:  # a model that reads in pieces (Whisper) begins anew
            self.start = length - 1
        self.last = length
        self.full = length - self.start >= self.most or (self.room is not None and length >= self.room)
        done = self.full or self.event.is_set()
        return torch.full((input_ids.shape[0],), done, dtype=torch.bool, device=input_ids.device)


class Answers:
    """Listens to a model's `generate` within a `with` block: whether its one answer came to its own end.

    The tokens that it gave are looked at, not the text: beams end each in their own time, and pipelines drop what ends a
    text.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.calls: list[tuple[Any, dict[str, Any]]] = []

    def __enter__(self) -> Answers:
        self.own = vars(self.model).get("generate")
        generate = self.model.generate

        def heard(*args: Any, **kwargs: Any) -> Any:
            output = generate(*args, **kwargs)
            self.calls.append(
                (output, {name: kwargs.get(name) for name in ("max_new_tokens", "max_length", "input_ids")})
            )
            return output

        self.model.generate = heard
        return self

    def __exit__(self, *raised: object) -> None:
        del self.model.generate  # it stood in the way of the class's own
        if self.own is not None:
            self.model.generate = self.own

    def cut(self, full: bool) -> tuple[int, str] | None:
        """How many new tokens the answer had when a limit ended it, and the limit's name; None where it ended by itself, or
        nobody can tell.

        `full`: StopOnEvent had no place for more.
        """
        if len(self.calls) != 1:
            return None
        output, asked = self.calls[0]
        if not hasattr(output, "shape") or output.ndim != 2 or output.shape[0] != 1:
            return None
        config = self.model.generation_config
        ends = config.eos_token_id if isinstance(config.eos_token_id, list) else [config.eos_token_id]
        tokens = output[0].tolist()
        given = asked["input_ids"]
        prompt = 1 if self.model.config.is_encoder_decoder else 0 if given is None else given.shape[1]
        if tokens[-1] in [*ends, config.pad_token_id]:
            return None
        new = len(tokens) - prompt
        most = asked["max_new_tokens"] or config.max_new_tokens
        name, reached = (
            ("max_new_tokens", new >= most) if most else ("max_length", len(tokens) >= (asked["max_length"] or 1e9))
        )
        return (new, name) if full or reached else None
