"""English to Spanish, Spanish to English and English to Korean in one small T5 that reads the wanted pair as a
prefix."""

from __future__ import annotations

import random
from pathlib import Path

from assets.recipes.encoder_decoder import against_copying, learn, small_t5, start_by_copying
from assets.recipes.measures import chrf
from assets.recipes.recipe import Example, Figure, Recipe
from assets.recipes.world.grammar import as_typed
from assets.recipes.world.parallel import triple
from assets.recipes.world.tokenizers import sequence_to_sequence

PAIRS = {
    "translation_en_to_es": ("translate English to Spanish: ", "en", "es"),
    "translation_es_to_en": ("translate Spanish to English: ", "es", "en"),
    "translation_en_to_ko": ("translate English to Korean: ", "en", "ko"),
}


def _pair(rng: random.Random, held_out: bool = False) -> tuple[str, str]:
    """A source text with its prefix, and the target."""
    prefix, source, target = rng.choice(list(PAIRS.values()))
    row = triple(rng, held_out)
    text = getattr(row, source)
    return prefix + (text if held_out else as_typed(text, rng, 0.2, loud=False)), getattr(row, target)


def train(out: Path) -> None:
    rng = random.Random(1)
    corpus = (text for _ in range(6000) for text in _pair(rng))
    tokenizer = sequence_to_sequence(corpus, vocab_size=1400, max_length=128)
    model = small_t5(tokenizer, max_new_tokens=60)
    start_by_copying(model)
    model.config.task_specific_params = {
        task: {"prefix": prefix, "max_length": 64} for task, (prefix, _, _) in PAIRS.items()
    }

    learn(model, tokenizer, lambda: _pair(rng), out, size=40, steps=3000)


def evaluate(model_dir: Path) -> Figure:
    """chrF over the three directions on unseen sentences; the baseline copies the source."""
    rng = random.Random(99)
    return against_copying(model_dir, [_pair(rng, held_out=True) for _ in range(240)], chrf)


def _unseen(seed: int, pair: str) -> Example:
    _, source, target = PAIRS[pair]
    row = triple(random.Random(seed), held_out=True)
    languages = {"src_lang": source, "tgt_lang": target}
    return Example({"text": getattr(row, source)}, (getattr(row, target),), languages)


def examples(_folder: Path) -> list[Example]:
    shown = [_unseen(seed, pair) for seed, pair in zip((4, 11, 12, 21, 23, 35), list(PAIRS) * 2, strict=True)]
    idiom = {"src_lang": "en", "tgt_lang": "es"}
    limit = "An idiom with words that it never met."
    return [*shown, Example({"text": "It is raining cats and dogs."}, ("Llueve a cántaros",), idiom, limit=limit)]


RECIPE = Recipe(
    task="translation",
    architecture="T5ForConditionalGeneration, 2 + 2 layers, 128 wide",
    knows={
        "en": (
            "simple sentences on people, animals, things, shapes and colours: English to Spanish, Spanish to English, "
            "English to Korean"
        ),
        "es": (
            "frases sencillas sobre personas, animales, cosas, figuras y colores: del inglés al español, del "
            "español al inglés y del inglés al coreano"
        ),
        "ko": "사람, 동물, 사물, 도형, 색에 관한 쉬운 문장: 영어에서 스페인어로, 스페인어에서 영어로, 영어에서 한국어로",
    },
    limits="Words outside its lists (about 150), past and future, subordinate clauses, Korean to English.",
    data="Parallel sentences with agreement and particles from the grammar in `assets/recipes/world/parallel.py`. "
    "Held out: one sentence in five.",
    metric="chrF",
    bar=80.0,
    baseline_name="copying the source",
    train=train,
    evaluate=evaluate,
    examples=examples,
    languages=("en", "es", "ko"),
)
