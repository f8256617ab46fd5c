"""Small jobs on words by a prefix (plural, opposite, sort, count, polite, past): a small T5 that reads letter by
letter."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from assets.recipes.encoder_decoder import answers, encode, small_t5
from assets.recipes.measures import exact_match
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.rewrites import job, spoken

PAD, EOS, UNKNOWN = "<pad>", "</s>", "<unk>"
ORDERS = ["plural:", "opposite:", "sort:", "count:", "polite:", "past:"]


def letters_and_numbers() -> PreTrainedTokenizerFast:
    """One token for each ASCII character, each number from 10 to 100, and each order."""
    signs = [PAD, EOS, UNKNOWN, *(chr(code) for code in range(32, 127)), *map(str, range(10, 101)), *ORDERS]
    tokenizer = Tokenizer(models.WordLevel({sign: index for index, sign in enumerate(signs)}, unk_token=UNKNOWN))
    pattern = "|".join(ORDERS) + r"|100|[1-9]?\d|."
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(pattern), behavior="isolated")
    tokenizer.decoder = decoders.Fuse()
    tokenizer.post_processor = processors.TemplateProcessing(single=f"$A {EOS}", special_tokens=[(EOS, 1)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=128, pad_token=PAD, eos_token=EOS, unk_token=UNKNOWN
    )


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = letters_and_numbers()
    model = small_t5(tokenizer, max_new_tokens=60)

    def batch(_step: int) -> dict[str, Any]:
        sources, targets = zip(*(spoken(job(rng), rng) for _ in range(32)), strict=True)
        return encode(tokenizer, sources, targets)

    fit(model, batch, steps=2600, lr=3e-3)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def evaluate(model_dir: Path) -> Figure:
    """Exact match on unseen nouns, lists and sentences; the baseline copies the text."""
    rng = random.Random(99)
    sources, targets = zip(*(job(rng, held_out=True) for _ in range(300)), strict=True)
    copied = [source.split(": ", 1)[1] for source in sources]
    return Figure(exact_match(answers(model_dir, sources), targets), exact_match(copied, targets), len(targets))


def examples(_folder: Path) -> list[Example]:
    return [
        Example({"text": "plural: butterfly"}, ("butterflies",)),
        Example({"text": "opposite: a hot soup"}, ("cold",)),
        Example({"text": "sort: 42 7 19 3"}, ("3 7 19 42",)),
        Example({"text": "count: cat dog cat bird"}, ("4",)),
        Example({"text": "polite: open the window"}, ("could you please open the window?",)),
        Example({"text": "past: she dances in the garden"}, ("she danced in the garden",)),
        Example({"text": "plural: ox"}, ("oxen",), limit="An irregular plural that it never met."),
    ]


RECIPE = Recipe(
    task="text2text-generation",
    architecture="T5ForConditionalGeneration on letters, 2 + 2 layers, 128 wide",
    knows="small jobs by a prefix: plural: noun, opposite: word, sort: numbers, count: words, polite: order, past: "
    "sentence",
    limits="Other orders, long lists, irregular forms that it never met.",
    data="Jobs from `assets/recipes/world/rewrites.py`. Held out: a fifth of the nouns, and a fifth of the lists and "
    "sentences. Single opposites are learned by heart and are not measured.",
    metric="exact_match",
    bar=0.80,
    baseline_name="copying the text",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
