"""What the recipes of small chat models share: a tokenizer with a ChatML template, a Llama, batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from assets.recipes.world.tokenizers import byte_level

START, END, PAD = "<|im_start|>", "<|im_end|>", "<|pad|>"
TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def chat_tokenizer(corpus: Iterable[str], vocab_size: int, specials: Sequence[str] = ()) -> PreTrainedTokenizerFast:
    """A byte-level BPE that writes chats as ChatML, with further `specials`."""
    roles = {"eos_token": END, "pad_token": PAD, "padding_side": "left"}
    tokenizer = byte_level(corpus, vocab_size, 512, [PAD, START, END, *specials], **roles)
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def small_llama(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """Three layers, 128 wide."""
    ends = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id, "bos_token_id": None}
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=320,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        **ends,
    )
    model = LlamaForCausalLM(config)
    model.generation_config = GenerationConfig(**ends)
    return model


def says(*texts: str) -> list[dict[str, str]]:
    """A conversation in which visitor and assistant take turns."""
    return [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]


def pad_rows(
    tokenizer: PreTrainedTokenizerFast, rows: Sequence[list[int]], labels: Sequence[list[int]]
) -> dict[str, torch.Tensor]:
    """Token ids and what is learned of them as a batch, padded on the right; padding is not learned."""
    longest = max(map(len, rows))
    pad = tokenizer.pad_token_id
    return {
        "input_ids": torch.tensor([row + [pad] * (longest - len(row)) for row in rows]),
        "attention_mask": torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]),
        "labels": torch.tensor([row + [-100] * (longest - len(row)) for row in labels]),
    }
