"""Cutting a question and a long context into windows that fit a model, for question answering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Chars = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """One window: a question with a piece of its context, as tokens. All lists have one entry per token.

    `inputs` are `input_ids`, `attention_mask` and `token_type_ids`, `p_mask` is 1 where no answer can be, `tokens` and
    `words` the place of a token, or of the word that it belongs to, in the context: its first character and the one
    after its last, None outside the context. `null_index` is the token that stands for "no answer".
    """

    inputs: dict[str, list[int]]
    p_mask: list[int]
    tokens: list[Chars | None]
    words: list[Chars | None]
    null_index: int


def room_for_context(
    tokenizer: Any, question_tokens: int, doc_stride: int | None, max_seq_len: int | None
) -> tuple[int, int]:
    """The length of a window and how many tokens of context two windows share.

    Raises:
        ValueError: nothing is left for the context, or windows that share all of it.
    """
    length = min(tokenizer.model_max_length, 384) if max_seq_len is None else max_seq_len
    shared = min(length // 2, 128) if doc_stride is None else doc_stride
    room = length - question_tokens - tokenizer.num_special_tokens_to_add(pair=True)
    if room < 1:
        raise ValueError(
            f"The question takes {question_tokens} tokens, which leaves none of max_seq_len={length} for the context. "
            "Ask a shorter question, or raise max_seq_len."
        )
    if doc_stride is None and shared >= room:
        shared = room // 2
    if not 0 <= shared < room:
        raise ValueError(
            f"doc_stride={shared} tokens are to be shared by windows that hold {room} tokens of context each "
            f"(max_seq_len={length} less the question), so reading would not get on. Lower doc_stride or raise "
            "max_seq_len."
        )
    return length, shared


def fast_windows(
    tokenizer: Any,
    example: dict[str, str],
    doc_stride: int | None,
    max_question_len: int,
    max_seq_len: int | None,
    padding: bool | str,
) -> list[Window]:
    """Windows by a tokenizer that knows where its tokens stand in the text."""
    question = example["question"]
    asked = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
    if len(asked["input_ids"]) > max_question_len:
        question = question[: asked["offset_mapping"][max_question_len - 1][1]]
    question_tokens = min(len(asked["input_ids"]), max_question_len)
    length, shared = room_for_context(tokenizer, question_tokens, doc_stride, max_seq_len)

    # Models that pad on the left (XLNet) were trained with the context first.
    question_first = tokenizer.padding_side == "right"
    texts = (question, example["context"]) if question_first else (example["context"], question)
    encoded = tokenizer(
        *texts,
        padding=padding,
        truncation="only_second" if question_first else "only_first",
        max_length=length,
        stride=shared,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        return_token_type_ids=True,
        return_attention_mask=True,
    )
    context_id = 1 if question_first else 0
    windows = []
    for number, encoding in enumerate(encoded.encodings):
        inputs = {name: encoded[name][number] for name in ("input_ids", "attention_mask", "token_type_ids")}
        in_context = [sequence == context_id for sequence in encoding.sequence_ids]
        tokens = [chars if inside else None for chars, inside in zip(encoding.offsets, in_context, strict=True)]
        windows.append(make_window(tokenizer, inputs, tokens, whole_words(tokens, encoding.word_ids)))
    return windows


def whole_words(tokens: list[Chars | None], word_ids: list[int | None]) -> list[Chars | None]:
    """The place of each token's word, as far as the word is in the window."""
    places: dict[int, Chars] = {}
    for chars, word in zip(tokens, word_ids, strict=True):
        if chars is not None and word is not None:
            first, last = places.get(word, chars)
            places[word] = (min(first, chars[0]), max(last, chars[1]))
    return [c if c is None or w is None else places[w] for c, w in zip(tokens, word_ids, strict=True)]


def make_window(
    tokenizer: Any, inputs: dict[str, list[int]], tokens: list[Chars | None], words: list[Chars | None]
) -> Window:
    """A window whose [CLS] tokens, where there are any, stand for "no answer"."""
    cls = [i for i, token in enumerate(inputs["input_ids"]) if token == tokenizer.cls_token_id]
    p_mask = [int(chars is None and i not in cls) for i, chars in enumerate(tokens)]
    return Window(inputs, p_mask, tokens, words, cls[0] if cls else 0)


def slow_windows(
    tokenizer: Any,
    example: dict[str, str],
    doc_stride: int | None,
    max_question_len: int,
    max_seq_len: int | None,
    padding: bool | str,
) -> list[Window]:
    """Windows by a tokenizer written in Python, which keeps no places: word by word, and answers are whole words."""
    question = tokenizer.encode(example["question"], add_special_tokens=False)[:max_question_len]
    length, shared = room_for_context(tokenizer, len(question), doc_stride, max_seq_len)
    room = length - len(question) - tokenizer.num_special_tokens_to_add(pair=True)

    ids: list[int] = []
    places: list[Chars] = []
    for word in re.finditer(r"\S+", example["context"]):
        pieces = tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word.group()))
        ids += pieces
        places += [word.span()] * len(pieces)

    question_first = tokenizer.padding_side == "right"
    windows = []
    for start in range(0, max(len(ids) - shared, 1), room - shared):
        piece = ids[start : start + room]
        pair = (question, piece) if question_first else (piece, question)
        inputs = {"input_ids": tokenizer.build_inputs_with_special_tokens(*pair)}
        inputs["attention_mask"] = [1] * len(inputs["input_ids"])
        inputs["token_type_ids"] = tokenizer.create_token_type_ids_from_sequences(*pair)
        special = tokenizer.get_special_tokens_mask(*pair)
        texts = [i for i, mark in enumerate(special) if not mark]
        context = texts[len(question) :] if question_first else texts[: len(piece)]
        tokens: list[Chars | None] = [None] * len(special)
        for position, chars in zip(context, places[start:], strict=False):
            tokens[position] = chars
        windows.append(make_window(tokenizer, inputs, tokens, tokens))
    return windows
