"""What the recipes of text-to-text models share: a small T5, its first weights, its training, its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from transformers import (
    AutoModelForSeq2SeqLM,
    AutoTokenizer,
    GenerationConfig,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)
from transformers.models.t5.modeling_t5 import T5Attention

from assets.recipes.batches import alike
from assets.recipes.recipe import Figure, fit

Pair = tuple[str, str]
"""A source and its target."""


def small_t5(tokenizer: PreTrainedTokenizerFast, max_new_tokens: int, layers: int = 2) -> T5ForConditionalGeneration:
    """A T5, 128 wide, without dropout. Pad (0) starts the decoder and eos ends it."""
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=128,
        d_kv=32,
        d_ff=256,
        num_heads=4,
        num_layers=layers,
        num_decoder_layers=layers,
        dropout_rate=0.0,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
    )
    model = T5ForConditionalGeneration(config)
    model.generation_config = GenerationConfig(
        max_new_tokens=max_new_tokens,
        num_beams=1,  # the pipeline takes four by itself, and beams cannot be streamed
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
    )
    return model


@torch.no_grad()
def start_by_copying(model: T5ForConditionalGeneration) -> None:
    """Lets the first decoder layer find its last two tokens in the source, and say what follows them there.

    The first half of each vector holds the token, the next quarter the token before (in the decoder: the token
    itself, which is taken out of the first half), the last quarter the one before that. All of it can be unlearned.
    """
    width, part = model.config.d_model, model.config.d_kv
    words, near, far = torch.eye(width).split([2 * part, part, part])
    code = torch.nn.init.orthogonal_(torch.empty(part, 2 * part)) @ words
    other = torch.nn.init.orthogonal_(torch.empty(part, part)) @ far
    model.shared.weight[:, 2 * part :] = 0
    reader, writer, source = (
        model.encoder.block[0].layer[0].SelfAttention,
        model.decoder.block[0].layer[0].SelfAttention,
        model.decoder.block[0].layer[1].EncDecAttention,
    )
    # A bucket of T5's relative positions is the number of tokens back.
    for head, back, attention in ((0, 1, reader), (1, 2, reader), (0, 0, writer), (1, 1, writer)):
        attention.relative_attention_bias.weight[back, head] = 8.0
        _place(attention, head, code, (near, far)[head])
    for head in (2, 3):
        writer.relative_attention_bias.weight[0, head] = 8.0
        half = words.split(part)[head - 2]
        _place(writer, head, half, half, -1.0)
    for head in (0, 1):
        rows = slice(head * part, (head + 1) * part)
        source.q.weight[rows] = (near + other) * (6 / part)
        source.k.weight[rows] = near + other
        half = words.split(part)[head]
        _place(source, head, half, half, 2.0)


def _place(attention: T5Attention, head: int, read: torch.Tensor, write: torch.Tensor, size: float = 1.0) -> None:
    """Lets a head take `read` (rows of the attention's input) and add it where `write` says."""
    rows = slice(head * len(read), (head + 1) * len(read))
    attention.v.weight[rows] = read
    attention.o.weight[:, rows] = write.T * size


def encode(
    tokenizer: PreTrainedTokenizerFast, sources: Sequence[str], targets: Sequence[str]
) -> dict[str, torch.Tensor]:
    """A batch with labels; padding does not count."""
    encoded = tokenizer(list(sources), padding=True, return_tensors="pt")
    wanted = tokenizer(list(targets), padding=True, return_tensors="pt")
    labels = wanted["input_ids"].masked_fill(wanted["attention_mask"] == 0, -100)
    return {"input_ids": encoded["input_ids"], "attention_mask": encoded["attention_mask"], "labels": labels}


def learn(
    model: T5ForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    draw: Callable[[], Pair],
    out: Path,
    *,
    size: int,
    steps: int,
    lr: float = 3e-3,
) -> None:
    """Trains on batches of `size` pairs from `draw`, then saves model and tokenizer."""
    batch = alike(draw, size, lambda pair: len(pair[0]) + len(pair[1]))
    fit(model, lambda _: encode(tokenizer, *zip(*batch(), strict=True)), steps=steps, lr=lr)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


@torch.no_grad()
def answers(model_dir: Path, sources: Sequence[str], batch_size: int = 50) -> list[str]:
    """The model's texts for `sources`, by greedy search."""
    model = AutoModelForSeq2SeqLM.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    found: list[str] = []
    for start in range(0, len(sources), batch_size):
        encoded = tokenizer(list(sources[start : start + batch_size]), padding=True, return_tensors="pt")
        ids = model.generate(input_ids=encoded["input_ids"], attention_mask=encoded["attention_mask"])
        found += tokenizer.batch_decode(ids, skip_special_tokens=True)
    return found


def against_copying(
    model_dir: Path, pairs: Sequence[Pair], measure: Callable[[Sequence[str], Sequence[str]], float]
) -> Figure:
    """The `measure` of the model's answers; the baseline is the source without its order ("...: ")."""
    sources, targets = zip(*pairs, strict=True)
    copied = [source.split(": ", 1)[1] for source in sources]
    return Figure(measure(answers(model_dir, sources), targets), measure(copied, targets), len(targets))
