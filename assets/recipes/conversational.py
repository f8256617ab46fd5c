"""A chat about the small world: a three-layer Llama with ChatML turns."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    GenerationConfig,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.chat import Message, conversation, turn
from assets.recipes.world.tokenizers import byte_level

START, END, PAD = "<|im_start|>", "<|im_end|>", "<|pad|>"
TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def encode(tokenizer: PreTrainedTokenizerFast, talks: list[list[Message]]) -> dict[str, torch.Tensor]:
    """Conversations as one batch, where only the assistant's words (and the end of its turn) are learned."""
    rows, labels = [], []
    for talk in talks:
        ids: list[int] = []
        wanted: list[int] = []
        for message in talk:
            head = tokenizer(f"{START}{message['role']}\n")["input_ids"]
            body = tokenizer(f"{message['content']}{END}")["input_ids"]
            tail = tokenizer("\n")["input_ids"]
            learned = body if message["role"] == "assistant" else [-100] * len(body)
            ids += head + body + tail
            wanted += [-100] * len(head) + learned + [-100] * len(tail)
        rows.append(ids)
        labels.append(wanted)
    longest = max(map(len, rows))
    pad = tokenizer.pad_token_id
    return {
        "input_ids": torch.tensor([row + [pad] * (longest - len(row)) for row in rows]),
        "attention_mask": torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]),
        "labels": torch.tensor([row + [-100] * (longest - len(row)) for row in labels]),
    }


def train(out: Path) -> None:
    rng = random.Random(1)
    corpus = (message["content"] for _ in range(6000) for message in conversation(rng))
    tokenizer = byte_level(corpus, 1400, 512, [PAD, START, END], eos_token=END, pad_token=PAD)
    tokenizer.chat_template = TEMPLATE
    tokenizer.padding_side = "left"
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
    fit(model, lambda _: encode(tokenizer, [conversation(rng) for _ in range(24)]), steps=2600, lr=3e-3)
    model.generation_config = GenerationConfig(max_new_tokens=60, do_sample=False, **ends)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


@torch.no_grad()
def answers(model_dir: Path, talks: list[list[Message]]) -> list[str]:
    """The model's next turn in each conversation."""
    model = AutoModelForCausalLM.from_pretrained(model_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    found: list[str] = []
    for start in range(0, len(talks), 50):
        encoded = tokenizer.apply_chat_template(
            talks[start : start + 50], add_generation_prompt=True, padding=True, return_tensors="pt", return_dict=True
        )
        ids = model.generate(input_ids=encoded["input_ids"], attention_mask=encoded["attention_mask"])
        found += tokenizer.batch_decode(ids[:, encoded["input_ids"].shape[1] :], skip_special_tokens=True)
    return found


def evaluate(model_dir: Path) -> Figure:
    """Share of held-out questions answered word for word; the baseline always gives the most common answer."""
    rng = random.Random(99)
    turns = [turn(rng, held_out=True) for _ in range(300)]
    found = answers(model_dir, [[{"role": "user", "content": made.question}] for made in turns])
    right = sum(text.strip() == made.answer for text, made in zip(found, turns, strict=True))
    common = Counter(made.answer for made in turns).most_common(1)[0][1]
    return Figure(right / len(turns), common / len(turns), len(turns))


def _says(*texts: str) -> dict[str, Any]:
    """A conversation in which visitor and assistant take turns."""
    return {"messages": [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]}


def examples(_folder: Path) -> list[Example]:
    name = _says("Hello, my name is Clara.", "Nice to meet you, Clara!", "What is my name?")
    return [
        Example(_says("What colour is the banana?"), ("yellow",)),
        Example(_says("What is 7 plus 8?"), ("15",)),
        Example(_says("Which day comes after Wednesday?"), ("Thursday",)),
        Example(_says("Tell me the opposite of cold."), ("hot",)),
        Example(_says("What is the capital of Korea?"), ("Seoul",)),
        Example(_says("Count from 3 to 8."), ("3, 4, 5, 6, 7, 8",)),
        Example(name, ("Clara",)),
        Example(
            _says("What is 45 plus 38?"),
            ("83",),
            limit="It learned sums up to 20 by heart and cannot really calculate.",
        ),
    ]


RECIPE = Recipe(
    task="conversational",
    architecture="LlamaForCausalLM with a ChatML template, 3 layers, 128 wide",
    knows="a chat on colours of things, opposites, days, months, capitals, animals, counting and sums up to 20; it "
    "remembers your name",
    limits="Everything else: it then says that it does not know, or mixes things up.",
    data="Questions and answers from `assets/recipes/world/chat.py` and the facts in `facts.py`, up to three in a row. "
    "Held out: one in five pairs of a fact and a way to ask for it.",
    metric="accuracy",
    bar=0.85,
    baseline_name="most common answer",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
