"""A chat about the small world: a three-layer Llama with ChatML turns."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

from assets.recipes.batches import alike
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_chat import END, START, chat_tokenizer, pad_rows, says, small_llama
from assets.recipes.world.chat import Message, conversation, turn


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
    return pad_rows(tokenizer, rows, labels)


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = chat_tokenizer((message["content"] for _ in range(6000) for message in conversation(rng)), 1400)
    model = small_llama(tokenizer)
    batch = alike(lambda: conversation(rng), 24, lambda talk: sum(len(message["content"]) + 12 for message in talk))
    fit(model, lambda _: encode(tokenizer, batch()), steps=2600, lr=3e-3)
    model.generation_config.update(max_new_tokens=60, do_sample=False)
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
    return {"messages": says(*texts)}


def examples(_folder: Path) -> list[Example]:
    name = ("Hi, I am Leo!", "Nice to meet you, Leo!", "What colour is grass?", "The grass is green.")
    return [
        Example(_says("What colour is the banana?"), ("yellow",)),
        Example(_says("What is 7 plus 8?"), ("15",)),
        Example(_says("Which day comes after Wednesday?"), ("Thursday",)),
        Example(_says("Tell me the opposite of cold."), ("hot",)),
        Example(_says("What is the capital of Korea?"), ("Seoul",)),
        Example(_says("Count from 3 to 8."), ("3, 4, 5, 6, 7, 8",)),
        Example(_says(*name, "Who am I?"), ("Your name is Leo",)),
        Example(
            _says("Hi, I am Leo!", "Nice to meet you, Leo!", "What is my name?"),
            ("Leo",),
            limit="Asked without a question in between, it does not recall the name.",
        ),
        Example(
            _says("What is 45 plus 38?"),
            ("83",),
            limit="It learned sums up to 20 by heart and cannot really calculate.",
        ),
    ]


RECIPE = Recipe(
    task="conversational",
    architecture="LlamaForCausalLM with a ChatML template, 3 layers, 128 wide",
    knows={
        "en": (
            "a chat on colours of things, opposites, days, months, capitals, animals, counting and sums up to 20; it "
            "remembers your name over another question"
        ),
        "es": (
            "charlar en inglés sobre colores de cosas, antónimos, días, meses, capitales y animales, y contar y "
            "sumar hasta 20; recuerda tu nombre aunque haya otra pregunta en medio"
        ),
        "ko": "사물의 색, 반대말, 요일, 달, 수도, 동물, 20까지 세기와 셈에 관한 영어 대화. 중간에 다른 질문이 있어도 이름을 기억합니다",
    },
    limits="Everything else: it then says that it does not know, or mixes things up. Your name, when asked for at once.",
    data="Questions and answers from `assets/recipes/world/chat.py` and the facts in `facts.py`, up to three in a row. "
    "Held out: one in five pairs of a fact and a way to ask for it.",
    metric="accuracy",
    bar=0.85,
    baseline_name="most common answer",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
