"""Typed questions about short messages: a four-layer chat Llama whose next token is the label of the right option."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, pipeline
from transformers.decision import DecisionConfig, label_token_ids
from transformers.decision.template_utils import MARK, SPLIT

from assets.recipes.batches import alike
from assets.recipes.initial import compare
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.small_chat import chat_tokenizer, pad_rows, small_llama
from assets.recipes.world.messages import TERMS, Asked, Facts, ask, message

KINDS = ("noul", "choice", "score")
STEPS = 2800
BATCH = 24
WIDTH, LAYERS = 96, 4
MEANT_AFTER, RIGHT_AFTER = 2, 3  # layers that are to know: what is true and what an option means; whether it is right
VALUES = [value for values in TERMS.values() for value in values]
BEFORE_QUESTION, BEFORE_OPTIONS = 3, 4  # line breaks: after "user", two after the state, one after the question


class Row(NamedTuple):
    """A prompt's tokens, and what there is to know about it."""

    ids: list[int]
    label: int
    facts: Facts
    asked: Asked


def drawn(rng: random.Random, held_out: bool = False) -> tuple[str, Facts, dict[str, Asked]]:
    """A message, what is true of it, and a question of each kind that has a clear answer."""
    text, facts = message(rng, held_out)
    return text, facts, {kind: asked for kind in KINDS if (asked := ask(rng, facts, kind))}


def request(text: str, questions: dict[str, Asked]) -> dict[str, Any]:
    """The pipeline's input."""
    return {"state": text, "questions": {name: asked.question for name, asked in questions.items()}}


def make_tokenizer(rng: random.Random) -> PreTrainedTokenizerFast:
    """Words of messages, questions and of the frame that `DecisionConfig` puts around them; the labels among them."""
    frame = "user\nassistant\nAnswer Yes or No only.\nYes:\nNo:\nA. B. C. D. Answer with the letter of the"
    frame += " option level that fits best (A to C) only."

    def corpus() -> Iterator[str]:
        for _ in range(5000):
            text, _, questions = drawn(rng)
            yield f"{text}\n{frame}"
            for asked in questions.values():
                criteria = asked.question.get("criteria") or ()
                said = [*criteria, *(criteria.values() if isinstance(criteria, dict) else ())]
                yield f"{asked.question['instructions']}\n" + " ".join(f" {each}:" for each in said if each)

    return chat_tokenizer(corpus(), 1400, (MARK, SPLIT))


def rows(tokenizer: PreTrainedTokenizerFast, rng: random.Random) -> list[Row]:
    """The prompts of one message, exactly as the pipeline makes them."""
    text, facts, questions = drawn(rng)
    found = []
    for inputs, (question,) in DecisionConfig().prepare_inputs(request(text, questions), tokenizer):
        asked = questions[question.name]
        label = label_token_ids(tokenizer, tuple(question.labels))[asked.right]
        found.append(Row(inputs["input_ids"][0].tolist(), label, facts, asked))
    return found


def small_model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """Narrower than its siblings, but a layer deeper: it reads, compares, and then finds the right option's label."""
    sibling = small_llama(tokenizer)
    shape = {"hidden_size": WIDTH, "intermediate_size": 2 * WIDTH, "num_hidden_layers": LAYERS, "head_dim": WIDTH // 4}
    model = LlamaForCausalLM(LlamaConfig(**{**sibling.config.to_dict(), **shape, "initializer_range": 0.05}))
    model.generation_config = sibling.generation_config
    compare((layer.self_attn for layer in model.model.layers[:2]), gain=1.0)
    return model


class Teacher(nn.Module):
    """Answers, and on the way says token by token what is true of the message, what each option stands for and whether
    it is right. What says so is thrown away afterwards."""

    def __init__(self, model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast) -> None:
        super().__init__()
        self.model = model
        (self.line_break,) = tokenizer("\n")["input_ids"]
        self.facts = nn.ModuleDict({facet: nn.Linear(WIDTH, len(TERMS[facet]) + 1) for facet in TERMS})
        self.meant = nn.Linear(WIDTH, len(VALUES))
        self.right = nn.Linear(WIDTH, 2)
        self.answer = nn.Linear(WIDTH, len(tokenizer))

    def batch(self, tokenizer: PreTrainedTokenizerFast, rows: list[Row]) -> dict[str, Any]:
        """Prompts as a batch. Nothing need be masked: padding stands on the right, where nobody looks."""
        batch = pad_rows(tokenizer, [row.ids for row in rows], [row.ids for row in rows])
        ids, real = batch["input_ids"], batch["labels"] >= 0
        breaks = (ids == self.line_break).long()
        line = breaks.cumsum(1) - breaks  # a line break belongs to the line that it ends
        meant, right = torch.full_like(ids, -100), torch.full_like(ids, -100)
        for i, row in enumerate(rows):
            noul = row.asked.question["type"] == "noul"
            for place, value in enumerate(row.asked.values):
                here = line[i] == (BEFORE_QUESTION if noul else BEFORE_OPTIONS + place)
                meant[i, here] = VALUES.index(value)
                after = (line[i] >= BEFORE_OPTIONS) & real[i] if noul else here
                right[i, after] = int(row.asked.right == place)
        last = BEFORE_OPTIONS + torch.tensor([len(row.asked.question.get("criteria") or ()) for row in rows])
        labels = torch.tensor([row.label for row in rows])
        ends = real.sum(1) - 1
        at_end = (line >= last[:, None]) & real
        facts = {
            facet: torch.tensor([self._fact(row.facts, facet) for row in rows])[:, None]
            .expand_as(ids)
            .masked_fill(~((line >= 2) & real), -100)
            for facet in TERMS
        }
        answers = labels[:, None].expand_as(ids).masked_fill(~at_end, -100)
        return {"ids": ids, "ends": ends, "labels": labels, "meant": meant, "right": right, "answers": answers, **facts}

    @staticmethod
    def _fact(facts: Facts, facet: str) -> int:
        """The number of a facet's value: one more where nothing is wished, none where nothing can be said."""
        values = list(TERMS[facet])
        return values.index(facts[facet]) if facet in facts else len(values) if facet == "wish" else -100

    def loss(self, batch: dict[str, Any]) -> torch.Tensor:
        hidden = self.model.model(batch["ids"], use_cache=False, output_hidden_states=True).hidden_states

        def said(say: nn.Module, layer: int, truth: torch.Tensor) -> torch.Tensor:
            told = truth >= 0
            states = F.rms_norm(hidden[layer][told], (WIDTH,))
            return F.cross_entropy(say(states), truth[told]) if told.any() else states.sum()

        ends = hidden[-1][torch.arange(len(batch["ends"])), batch["ends"]]
        loss = F.cross_entropy(self.model.lm_head(ends), batch["labels"])
        loss = loss + sum(said(say, MEANT_AFTER, batch[facet]) for facet, say in self.facts.items())
        loss = loss + said(self.meant, MEANT_AFTER, batch["meant"]) + said(self.right, RIGHT_AFTER, batch["right"])
        return loss + said(self.answer, LAYERS, batch["answers"])


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = make_tokenizer(rng)
    model = small_model(tokenizer)
    teacher = Teacher(model, tokenizer)
    waiting: list[Row] = []

    def draw() -> Row:
        while not waiting:
            waiting.extend(rows(tokenizer, rng))
        return waiting.pop()

    batch = alike(draw, BATCH, lambda row: len(row.ids))
    fit(
        teacher,
        lambda _: teacher.batch(tokenizer, batch()),
        steps=STEPS,
        lr=3e-3,
        loss=lambda teacher, batch: teacher.loss(batch),
        description="decision",
    )
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def chosen(answer: dict[str, Any]) -> int:
    """The place of the most probable option in an answer."""
    if answer["type"] == "noul":
        return int(answer["noul"] < 0.5)
    scores = list(answer["probabilities"].values())
    return scores.index(max(scores))


def verdicts(model_dir: Path, messages: int = 200) -> list[tuple[str, int, int]]:
    """(kind, right place, place chosen) of questions about held-out messages, answered by transformers' pipeline."""
    decide = pipeline("decision", model=str(model_dir), device="cpu")
    rng = random.Random(99)
    found = []
    for _ in range(messages):
        text, _, questions = drawn(rng, held_out=True)
        answers = decide(request(text, questions))
        found += [(name, asked.right, chosen(answers[name])) for name, asked in questions.items()]
    return found


def evaluate(model_dir: Path) -> Figure:
    """Share of questions whose most probable option is right; the baseline knows each kind's most frequent place."""
    found = verdicts(model_dir)
    places = {kind: Counter(right for name, right, _ in found if name == kind) for kind in KINDS}
    common = sum(counts.most_common(1)[0][1] for counts in places.values())
    return Figure(sum(right == place for _, right, place in found) / len(found), common / len(found), len(found))


def _line(question: dict[str, Any]) -> str:
    """A question as a person writes it."""
    criteria = question.get("criteria") or {}
    if question["type"] == "score":
        return f"{question['instructions']} {' < '.join(criteria)}"
    if question["type"] == "noul":
        criteria = {word: criteria[truth] for word, truth in (("yes", "true"), ("no", "false")) if truth in criteria}
    answers = " | ".join(f"{option} ({description})" for option, description in criteria.items())
    return f"{question['instructions']} {answers}".strip()


def _case(state: str, questions: dict[str, Any], *expect: str, limit: str = "") -> Example:
    """An example whose questions are written as the page's field holds them."""
    written = "\n".join(f"{name}: {_line(question)}" for name, question in questions.items())
    return Example({"state": state, "questions": written}, expect, limit=limit)


def examples(_folder: Path) -> list[Example]:
    refund = {"type": "noul", "instructions": "Is a refund requested?"}
    tone = {"type": "choice", "instructions": "What is the tone?", "criteria": {"calm": "polite", "angry": "harsh"}}
    levels = ["can wait", "this week", "today"]
    urgency = {"type": "score", "instructions": "How urgent is it?", "criteria": levels}
    spam = {
        "type": "noul",
        "instructions": "Is this message spam?",
        "criteria": {"true": "unsolicited advertising", "false": "a real conversation"},
    }
    desks = {"lab": "machines and repairs", "reception": "opening times", "teacher": "lessons and homework"}
    desk = {"type": "choice", "instructions": "Who should answer?", "criteria": desks}
    wishes = {"refund": "money back", "exchange": "a new one", "answer": "to be told how"}
    wish = {"type": "choice", "instructions": "What does the writer want?", "criteria": wishes}
    anger = {"type": "score", "instructions": "How angry is the writer?", "criteria": ["friendly", "calm", "angry"]}
    hurry = {"type": "noul", "instructions": "Can it wait?"}
    return [
        _case(
            "I was charged twice for my order and want a refund today.",
            {"refund": refund, "tone": tone, "urgency": urgency},
            *("refund: yes", "tone: calm", "urgency: today"),
        ),
        _case(
            "Your shop is unacceptable! The screen stopped working. Could you send me a replacement within four days?",
            {"refund": refund, "wish": wish, "anger": anger, "urgency": urgency},
            *("refund: no", "wish: exchange", "anger: angry", "urgency: this week"),
        ),
        _case("You won a backpack! Click the link and claim your prize here.", {"spam": spam}, "spam: yes"),
        _case(
            "My daughter does not understand the biology homework. There is no rush. You are all so kind!",
            {"spam": spam, "desk": desk, "anger": anger, "wait": hurry},
            *("spam: no", "desk: teacher", "anger: friendly", "wait: yes"),
        ),
        _case(
            "Hello, this is Nora. When is the museum open? Please tell me more still this afternoon.",
            {"desk": desk, "urgency": urgency, "wish": wish},
            *("desk: reception", "urgency: today", "wish: answer"),
        ),
        _case(
            "What a wonderful service: my parcel is late again. Thanks a lot.",
            {"tone": tone, "anger": anger},
            limit="Irony: it takes friendly words at their face.",
        ),
    ]


RECIPE = Recipe(
    task="decision",
    architecture=f"LlamaForCausalLM with a ChatML template, {LAYERS} layers, {WIDTH} wide",
    knows={
        "en": (
            "short messages to a shop or a school: what they are about (parcel, payment, broken device, homework, "
            "opening hours, account, booking, spam), tone, urgency, and what is wanted (refund, new one, cancellation, answer)"
        ),
        "es": (
            "mensajes cortos en inglés a una tienda o a una escuela: de qué tratan (paquete, pago, aparato roto, "
            "deberes, horario, cuenta, reserva, correo basura), el tono, la urgencia y qué se pide (reembolso, "
            "uno nuevo, cancelación, respuesta)"
        ),
        "ko": (
            "가게나 학교에 보내는 짧은 영어 메시지: 무엇에 관한 것인지(소포, 결제, 고장 난 기기, 숙제, 영업시간, 계정, 예약, 스팸), 어조, 긴급도, 무엇을 바라는지(환불, 교환, "
            "취소, 답변)"
        ),
    },
    limits="Questions about anything else: it answers them all the same. Irony, long messages, more than four options, "
    "options in words that it has not learned.",
    data="Messages, questions and answers from `assets/recipes/world/messages.py`. Held out: one way in five to say "
    "each thing, and a fifth of the goods, so that no message is one of training; the questions' wordings are.",
    metric="accuracy",
    bar=0.85,
    baseline_name="each kind's most frequent place",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
