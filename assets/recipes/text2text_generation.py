"""Small jobs on words by a prefix (plural, opposite, sort, count, polite, past): a small T5 that spells words in
pieces."""

from __future__ import annotations

import random
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from assets.recipes.encoder_decoder import against_copying, learn, small_t5, start_by_copying
from assets.recipes.measures import exact_match
from assets.recipes.recipe import Example, Figure, Recipe
from assets.recipes.world.entities import blend
from assets.recipes.world.rewrites import job, spoken, without_nouns
from assets.recipes.world.tokenizers import ASCII, END, NO_WORD, PAD


def pieces(rng: random.Random) -> PreTrainedTokenizerFast:
    """A BPE with a token for each number and each word of the orders. Nouns stay out of the vocabulary, so that known
    ones are read in the same small pieces as unknown ones."""
    tokenizer = Tokenizer(models.BPE(unk_token=NO_WORD))
    ends = [(":", "merged_with_previous"), (r"\?", "isolated"), ("s$", "isolated")]  # "noses" is "nose" and "s"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), *(pre_tokenizers.Split(Regex(end), behavior=way) for end, way in ends)]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=900, special_tokens=[PAD, END, NO_WORD], initial_alphabet=ASCII, show_progress=False
    )
    corpus = [without_nouns(job(rng)) for _ in range(12000)] + [blend(rng).lower() for _ in range(3000)]
    tokenizer.train_from_iterator(corpus, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", special_tokens=[(END, tokenizer.token_to_id(END))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=128, pad_token=PAD, eos_token=END, unk_token=NO_WORD
    )


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = pieces(rng)
    model = small_t5(tokenizer, max_new_tokens=40)
    start_by_copying(model)
    learn(model, tokenizer, lambda: spoken(job(rng), rng), out, size=40, steps=3600)


def evaluate(model_dir: Path) -> Figure:
    """Exact match on unseen nouns, lists and sentences; the baseline copies the text."""
    rng = random.Random(99)
    return against_copying(model_dir, [job(rng, held_out=True) for _ in range(300)], exact_match)


def examples(_folder: Path) -> list[Example]:
    return [
        Example({"text": "plural: fairy"}, ("fairies",)),
        Example({"text": "opposite: a hot meal"}, ("a cold meal",)),
        Example({"text": "sort: 73 21 58 4"}, ("4 21 58 73",)),
        Example({"text": "count: parrot zebra dog cat"}, ("4",)),
        Example({"text": "polite: open the box"}, ("could you please open the box?",)),
        Example({"text": "past: she dances in the garden"}, ("she danced in the garden",)),
        Example({"text": "plural: ox"}, ("oxen",), limit="An irregular plural that it never met."),
        Example({"text": "count: cat bag cat dog"}, ("4",), limit="It counts at a glance and is sometimes one off."),
    ]


RECIPE = Recipe(
    task="text2text-generation",
    architecture="T5ForConditionalGeneration on pieces of words, 2 + 2 layers, 128 wide",
    knows={
        "en": (
            "small jobs by a prefix: plural: noun, opposite: word, sort: numbers, count: words, polite: order, past: "
            "sentence"
        ),
        "es": (
            "pequeñas tareas en inglés que indica un prefijo: plural: sustantivo, opposite: palabra, sort: "
            "números, count: palabras, polite: orden, past: frase"
        ),
        "ko": "접두어로 시키는 작은 영어 작업: plural: 명사, opposite: 단어, sort: 숫자, count: 단어들, polite: 명령문, past: 문장",
    },
    limits="Other orders, long lists, irregular forms that it never met; three counts of ten are one off.",
    data="Jobs from `assets/recipes/world/rewrites.py`. Half of the nouns in training are invented. Held out: a "
    "fifth of the real nouns, and a fifth of the lists and sentences. Single opposites are learned by heart and are not "
    "measured.",
    metric="exact_match",
    bar=0.80,
    baseline_name="copying the text",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
