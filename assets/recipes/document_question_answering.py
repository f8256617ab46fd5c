"""Document question answering: a tiny LayoutLM reads words and where they stand, and points at the answer."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import BertTokenizer, LayoutLMConfig, LayoutLMForQuestionAnswering
from transformers.pipelines.document_question_answering import apply_tesseract

from assets.recipes.initial import compare, keep, look, waves
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.documents import KINDS, Page, Word, draw_page
from assets.recipes.world.grammar import as_typed
from assets.recipes.world.tokenizers import wordpiece

LENGTH = 256  # tokens
PAGES = 6000
QUESTIONS_A_PAGE = 4
STEPS = 3000
MISREAD = 0.02  # share of words with a wrong letter in training, as OCR gives them


class Row(NamedTuple):
    """One question about one page: token ids, segments, mask, boxes (tokens, 4), first and last token of the answer."""

    input_ids: torch.Tensor
    token_type_ids: torch.Tensor
    attention_mask: torch.Tensor
    boxes: torch.Tensor
    start: int
    end: int


def as_read(page: Page, rng: random.Random) -> list[Word]:
    """The words in the order of an OCR program: by lines across the page or by blocks; with a few wrong letters."""
    words = [word for word in page.words() if word.text]
    if rng.random() < 0.6:
        words.sort(key=lambda word: (round((word.box[1] + word.box[3]) / 30), word.box[0]))
    read = []
    for word in words:
        text = word.text
        if rng.random() < MISREAD:
            place = rng.randrange(len(text))
            text = text[:place] + rng.choice(string.ascii_letters + string.digits) + text[place + 1 :]
        box = tuple(min(max(edge + rng.randint(-3, 3), 0), 1000) for edge in word.box)
        read.append(Word(text, box, word.tag))
    return read


def encoded(
    tokenizer: BertTokenizer, questions: Sequence[str], pages: Sequence[Sequence[Word]]
) -> tuple[Any, torch.Tensor]:
    """The tokenizer's output and the boxes (batch, tokens, 4), laid out as the pipeline does."""
    encoding = tokenizer(
        [question.split() for question in questions],
        [[word.text for word in words] for words in pages],
        is_split_into_words=True,
        truncation="only_second",
        max_length=LENGTH,
        padding=True,
        return_token_type_ids=True,
        return_tensors="pt",
    )
    boxes = torch.zeros(*encoding.input_ids.shape, 4, dtype=torch.long)
    boxes[encoding.input_ids == tokenizer.sep_token_id] = 1000
    for row, words in enumerate(pages):
        for token, (sequence, word) in enumerate(zip(encoding.sequence_ids(row), encoding.word_ids(row), strict=True)):
            if sequence == 1:
                boxes[row, token] = torch.tensor(words[word].box)
    return encoding, boxes


def rows_of(tokenizer: BertTokenizer, page: Sequence[Word], asked: Sequence[tuple[str, str]]) -> list[Row]:
    """What the model reads and should answer for each (question, tag of the answer) about one page."""
    encoding, boxes = encoded(tokenizer, [question for question, _ in asked], [page] * len(asked))
    found = []
    for row, (_, tag) in enumerate(asked):
        marked = [
            token
            for token, (sequence, word) in enumerate(
                zip(encoding.sequence_ids(row), encoding.word_ids(row), strict=True)
            )
            if sequence == 1 and page[word].tag == tag
        ]
        length = int(encoding.attention_mask[row].sum())
        columns = (encoding.input_ids, encoding.token_type_ids, encoding.attention_mask, boxes)
        inputs = tuple(column[row, :length] for column in columns)
        found.append(Row(*inputs, min(marked, default=0), max(marked, default=0)))
    return found


def batch(rows: Sequence[Row]) -> dict[str, torch.Tensor]:
    names = ("input_ids", "token_type_ids", "attention_mask", "bbox")
    padded = (pad_sequence(column, batch_first=True) for column in list(zip(*rows, strict=True))[:4])
    return {
        **dict(zip(names, padded, strict=True)),
        "start_positions": torch.tensor([row.start for row in rows]),
        "end_positions": torch.tensor([row.end for row in rows]),
    }


def small_layoutlm(tokenizer: BertTokenizer) -> LayoutLMForQuestionAnswering:
    """A LayoutLM that starts with words and places in channels of their own. Its first layer marks words that the
    question holds too, its second carries the marks along the line, as "the price of the lamps" asks for."""
    model = LayoutLMForQuestionAnswering(
        LayoutLMConfig(
            vocab_size=len(tokenizer),
            hidden_size=96,
            num_hidden_layers=4,
            num_attention_heads=4,
            intermediate_size=256,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            max_position_embeddings=LENGTH,
            initializer_range=0.05,
        )
    )
    words, told, found, near = slice(0, 48), slice(48, 52), slice(52, 56), slice(56, 60)
    y, x, order = slice(60, 76), slice(76, 88), slice(88, 96)
    embeddings, layers = model.layoutlm.embeddings, model.layoutlm.encoder.layer
    keep(embeddings.word_embeddings, words)
    keep(embeddings.token_type_embeddings, told)
    waves(embeddings.y_position_embeddings, y, 50, 1500, 0.04)
    waves(embeddings.x_position_embeddings, x, 80, 2000, 0.04)
    waves(embeddings.position_embeddings, order, 8, 400, 0.07)
    for table in (embeddings.h_position_embeddings, embeddings.w_position_embeddings):
        torch.nn.init.zeros_(table.weight)
    with torch.no_grad():
        embeddings.token_type_embeddings.weight[:, told] = torch.tensor([[-0.05], [0.05]])
    compare(layer.attention.self for layer in layers[:2])
    for head in (0, 1):
        look(layers[0], head, like=words, take=told, put=found, gain=1.5)
        look(layers[1], head, like=y, take=found, put=near, gain=1.7)
    return model


def train(out: Path) -> None:
    rng = random.Random(0)
    pages = [draw_page(rng, held_out=False) for _ in range(PAGES)]
    read = [as_read(page, rng) for page in pages]
    asked = [
        [(as_typed(rng.choice(fact.questions), rng), fact.tag) for fact in rng.sample(page.facts, QUESTIONS_A_PAGE)]
        for page in pages
    ]
    corpus = [question for page in asked for question, _ in page]
    corpus += [" ".join(word.text for word in words) for words in read]
    tokenizer = wordpiece(corpus, 1000, LENGTH)
    rows = [row for words, questions in zip(read, asked, strict=True) for row in rows_of(tokenizer, words, questions)]
    rows.sort(key=lambda row: len(row.input_ids))

    def batches(step: int) -> dict[str, Any]:
        """Neighbours in length, to pad little."""
        first = random.randrange(len(rows) - 256)
        return batch(random.sample(rows[first : first + 256], 24))

    model = small_layoutlm(tokenizer)
    fit(model, batches, steps=STEPS, lr=1.5e-3, description="document-question-answering")
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def plain(text: str) -> str:
    return text.casefold().strip(" .,:;")


def evaluate(model_dir: Path) -> Figure:
    """Exact match on pages read by tesseract. The baseline answers with the word beside the first word of the question
    that the page holds."""
    tokenizer = BertTokenizer.from_pretrained(model_dir)
    model = LayoutLMForQuestionAnswering.from_pretrained(model_dir).eval()
    rng = random.Random(10**6)
    right = beside = total = 0
    for index in range(24):
        page = draw_page(rng, held_out=True, kind=list(KINDS)[index % len(KINDS)])
        texts, boxes = apply_tesseract(page.picture(), lang=None, tesseract_config="")
        words = [Word(text, tuple(box), "") for text, box in zip(texts, boxes, strict=True)]
        questions = [as_typed(rng.choice(fact.questions), rng) for fact in page.facts]
        encoding, bbox = encoded(tokenizer, questions, [words] * len(questions))
        with torch.inference_mode():
            output = model(**encoding, bbox=bbox)
        for row, fact in enumerate(page.facts):
            found = answer_words(output.start_logits[row], output.end_logits[row], encoding, row)
            right += plain(" ".join(texts[found[0] : found[1] + 1])) == plain(fact.answer)
            asked_words = {plain(word).strip("?") for word in questions[row].split()}
            after = next((i + 1 for i, text in enumerate(texts[:-1]) if plain(text) in asked_words), 0)
            beside += plain(texts[after]) == plain(fact.answer)
            total += 1
    return Figure(right / total, beside / total, total)


def answer_words(start: torch.Tensor, end: torch.Tensor, encoding: Any, row: int, longest: int = 15) -> tuple[int, int]:
    """First and last word of the likeliest span of at most `longest` tokens in the page."""
    outside = torch.tensor([sequence != 1 for sequence in encoding.sequence_ids(row)])
    pairs = start.masked_fill(outside, -1e4)[:, None] + end.masked_fill(outside, -1e4)[None]
    allowed = torch.ones_like(pairs).triu().tril(longest - 1).bool()
    first, last = divmod(int(pairs.masked_fill(~allowed, -1e9).argmax()), len(start))
    return encoding.word_ids(row)[first], encoding.word_ids(row)[last]


def examples(folder: Path) -> Sequence[Example]:
    rng = random.Random(2 * 10**6)
    chosen = []
    pages = {kind: draw_page(rng, held_out=True, kind=kind) for kind in KINDS}
    wanted = {"invoice": ("total", "due", "price 1"), "receipt": ("shop", "change"), "letter": ("sender", "place")}
    for kind, page in pages.items():
        page.picture().save(folder / f"{kind}.png", optimize=True)
        facts = {fact.tag: fact for fact in page.facts}
        for tag in wanted[kind]:
            inputs = {"document": f"{kind}.png", "question": facts[tag].questions[0]}
            chosen.append(Example(inputs, expect=(facts[tag].answer,)))
    page = draw_page(rng, held_out=True, kind="letter")
    page.picture().save(folder / "letter.pdf", resolution=100)
    fact = next(fact for fact in page.facts if fact.tag == "hour")
    chosen.append(Example({"document": "letter.pdf", "question": fact.questions[0]}, expect=(fact.answer,)))
    limit = "It points at words of the page; it cannot count or add up."
    chosen.append(Example({"document": "invoice.png", "question": "How many kinds of goods are there?"}, limit=limit))
    return chosen


RECIPE = Recipe(
    task="document-question-answering",
    architecture="LayoutLMForQuestionAnswering",
    knows={
        "en": "printed invoices, receipts and letters in English: who, when, where, how much and how many",
        "es": "facturas, recibos y cartas impresos en inglés: quién, cuándo, dónde, cuánto y cuántos",
        "ko": "영어로 인쇄된 청구서, 영수증, 편지: 누가, 언제, 어디서, 얼마, 몇 개",
    },
    limits="Handwriting, forms of other kinds, questions about several lines at once, sums.",
    data="Pages drawn by the recipe in four fonts, with the place of every word known. Measured on arrangements, "
    "fonts and names that training never saw, read by tesseract, which must be installed.",
    metric="exact match",
    bar=0.80,
    baseline_name="the word beside a word of the question",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
