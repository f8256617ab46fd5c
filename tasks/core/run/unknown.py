"""Words that a model's vocabulary lacks: its tokenizer puts one and the same token in the place of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tasks.core.locales import Phrase
from tasks.core.notes import note

NAMED = 5  # words that are named
READ = 20_000  # characters of a text that are looked through


def texts(value: Any) -> Iterator[str]:
    """Every text in the arguments of a pipeline; of messages what was said, not by whom."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts([each for name, each in value.items() if name not in {"role", "type"}])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def unknown(tokenizer: Any, text: str) -> tuple[list[str], int]:
    """What a fast tokenizer has no token for, in the order of the text, and how many tokens the text has."""
    encoded = tokenizer(text[:READ], add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    places = zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
    return [text[start:end] for token, (start, end) in places if token == tokenizer.unk_token_id], len(
        encoded["input_ids"]
    )


def note_unknown(tokenizer: Any, args: tuple[Any, ...]) -> None:
    """Says which words of the texts among `args` the model cannot tell from one another, and their share."""
    if not getattr(tokenizer, "is_fast", False) or tokenizer.unk_token_id is None:
        return
    lacking: dict[str, None] = {}
    count = of = 0
    for text in texts(args):
        words, tokens = unknown(tokenizer, text)
        lacking |= dict.fromkeys(word for word in words if word.strip() and word != tokenizer.unk_token)
        count, of = count + len(words), of + tokens
    if not lacking:
        return
    named = ", ".join(f"“{word[:40]}”" for word in list(lacking)[:NAMED]) + (" …" if len(lacking) > NAMED else "")
    note(
        Phrase(
            "{count} of {all} tokens are unknown to this model, which cannot tell them from one another: {words}",
            count=count,
            all=of,
            words=named,
        )
    )
