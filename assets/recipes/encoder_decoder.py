"""What the recipes of text-to-text models share: a small T5, its batches, its answers."""

from __future__ import annotations

from collections.abc import Sequence
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
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
    )
    return model


def encode(
    tokenizer: PreTrainedTokenizerFast, sources: Sequence[str], targets: Sequence[str]
) -> dict[str, torch.Tensor]:
    """A batch with labels; padding does not count."""
    encoded = tokenizer(list(sources), padding=True, return_tensors="pt")
    wanted = tokenizer(list(targets), padding=True, return_tensors="pt")
    labels = wanted["input_ids"].masked_fill(wanted["attention_mask"] == 0, -100)
    return {"input_ids": encoded["input_ids"], "attention_mask": encoded["attention_mask"], "labels": labels}


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
