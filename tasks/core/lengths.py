"""How many tokens a loaded model takes at once, and what becomes of a text that has more: its beginning is read, and that is
said; or it is refused by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.core.errors import LongText
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note
from tasks.core.pipe import Model, Pipe

NO_END = 10**9  # tokenizers of whose files none names a length say 10**30
CONFIGURED = ("max_encoder_position_embeddings", "max_position_embeddings")


def readable(pipe: Pipe) -> int | None:
    """Tokens of a text that the model has places for, special ones among them; None where it reads on without an end (T5)."""
    length = _places(pipe.model)
    return None if length is None else min(length, longest(pipe) or length)


def _places(model: Model) -> int | None:
    """Places that the configuration names, without those that no token stands in."""
    config = text_config(model.config)
    length = next((known for name in CONFIGURED if (known := _whole(config, name))), None)
    return None if length is None else length - _reserved(model, length)


def writable(model: Model) -> int | None:
    """Tokens that a model's answer may come to, with the prompt before it where the model goes on from it; None where there
    is no end."""
    config = model.config
    decoder = getattr(config, "decoder", None)
    if getattr(config, "is_encoder_decoder", False) and decoder is not None and hasattr(decoder, "to_dict"):
        config = decoder
    config = text_config(config)
    names = ("max_decoder_position_embeddings", "max_target_positions", "max_position_embeddings")
    length = next((known for name in names if (known := _whole(config, name))), None)
    return None if length is None else length - _reserved(model, length)


def text_config(config: Any) -> Any:
    """The part of a configuration that is about texts."""
    inner = getattr(config, "text_config", None)
    return config if inner is None or isinstance(inner, dict) else inner


def _whole(config: Any, name: str) -> int | None:
    value = getattr(config, name, None)
    return value if isinstance(value, int) and 0 < value < NO_END else None


def _reserved(model: Model, length: int) -> int:
    """Places that no token stands in: RoBERTa counts from the one after its padding's."""
    for name, module in _modules(model):
        padding = getattr(module, "padding_idx", None)
        if "position" in name and padding is not None and getattr(module, "num_embeddings", None) == length:
            return int(padding) + 1
    return 0


def _modules(model: Any) -> Iterator[tuple[str, Any]]:
    for name, module in model.named_modules():
        yield name.rpartition(".")[2], module


def bound_tokenizer(pipe: Pipe) -> None:
    """Tells a tokenizer how much its model reads where its own files do not, or name more: pipelines cut by what it says."""
    tokenizer = pipe.tokenizer
    length = _places(pipe.model)
    if length is not None and getattr(tokenizer, "model_max_length", 0) > length:
        tokenizer.model_max_length = length


def longest(pipe: Pipe) -> int | None:
    """Tokens of a text that is read whole, by what the tokenizer says once it is bound; None where there is no end."""
    length = int(getattr(pipe.tokenizer, "model_max_length", 0))
    return length if 0 < length < NO_END else None


def tokens_of(pipe: Pipe, text: str, pair: str | None = None) -> int:
    """Tokens of a text, or of two together, special ones among them."""
    return len(pipe.tokenizer(text, pair, verbose=False)["input_ids"])


def surely_fits(length: int, *texts: str | None) -> bool:
    """Whether texts cannot have more tokens, which spares counting: a token has a byte at least."""
    return sum(len((text or "").encode()) + 4 for text in texts) <= length


def beyond(pipe: Pipe, length: int | None, text: str, pair: str | None = None) -> int:
    """Tokens of a text, or of two together, where they are more than `length`; 0 where they fit, or there is no end."""
    if length is None or surely_fits(length, text, pair):
        return 0
    tokens = tokens_of(pipe, text, pair)
    return tokens if tokens > length else 0


def say_cut(field: str, read: int, tokens: int) -> None:
    """Says how much of a text was read."""
    note(
        Phrase(
            "The first {read} of {tokens} tokens of “{field}” were read: this model takes no more at once.",
            read=Amount(read, ",.0f"), tokens=Amount(tokens, ",.0f"), field=Phrase(field),
        )
    )  # fmt: skip


def truncation(pipe: Pipe, field: str, text: str, pair: str | None = None) -> dict[str, Any]:
    """Arguments with which a tokenizer reads the beginning of a text that is too long, which is said; none for others.

    `field` is its label.
    """
    length = longest(pipe)
    tokens = beyond(pipe, length, text, pair)
    if length is None or not tokens:
        return {}
    say_cut(field, length, tokens)
    return {"truncation": True, "max_length": length}


def check_length(pipe: Pipe, field: str, text: str, room: int = 0) -> None:
    """Refuses a text that leaves no `room` in the model, where its end cannot be left out. Raises LongText."""
    length = writable(pipe.model)
    if length is None or pipe.tokenizer is None:
        return
    if tokens := beyond(pipe, length - room, text):
        raise too_long(field, tokens, length)


def too_long(field: str, tokens: int, length: int) -> LongText:
    """The error for a text of so many tokens; `field` is its label."""
    return LongText(field=Phrase(field), tokens=Amount(tokens, ",.0f"), limit=Amount(length, ",.0f"))


def longest_text(pipe: Pipe, texts: Mapping[str, Any]) -> LongText | None:
    """The error for the first of the texts, or lists of texts, by their labels, that has more tokens than the model takes;
    None where none has, or where the tokenizer takes no text alone (TAPAS reads tables)."""
    length = longest(pipe)
    if length is None:
        return None
    for label, given in texts.items():
        for text in given if isinstance(given, list) else [given]:
            if not isinstance(text, str):
                continue
            try:
                tokens = beyond(pipe, length, text)
            except (TypeError, ValueError, AssertionError):
                return None
            if tokens:
                return too_long(label, tokens, length)
    return None
