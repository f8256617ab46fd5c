"""Fill-mask: the word that is missing in a sentence."""

import re
from typing import Any

from tasks.core.fields import Bars, Number, Rows, Text, WordList
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import by_length, percent, scored
from tasks.nlp import CATEGORY

SPELLINGS = re.compile(r"\[mask\]|<mask>|\{mask\}|_{3,}", re.IGNORECASE)


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Models spell their mask differently, and begin the words of their vocabulary differently."""
    text = args[0]
    mask = pipe.tokenizer.mask_token
    if mask:
        text = SPELLINGS.sub(lambda _: mask, text)
    if kwargs.get("targets"):
        vocab = pipe.tokenizer.get_vocab()
        kwargs = {**kwargs, "targets": [known(target, vocab) for target in kwargs["targets"]]}
    return (text,), kwargs


def known(target: str, vocab: dict[str, int]) -> str:
    """The spelling under which a word stands in a vocabulary, the word itself where none does."""
    spellings = [mark + word for word in (target, target.lower()) for mark in ("Ġ", "▁", "")]
    return next((spelling for spelling in spellings if spelling in vocab), target)


def per_mask(result: Any) -> list[list[dict[str, Any]]]:
    """The pipeline gives a list of guesses for one mask, a list of such lists for several."""
    return result if result and isinstance(result[0], list) else [result]


def subset(result: Any, values: Values) -> Any:
    cut = [guesses[: values["top_k"]] for guesses in per_mask(result)]
    return cut if result and isinstance(result[0], list) else cut[0]


def word(guess: dict[str, Any]) -> str:
    return str(guess["token_str"]).strip() or repr(guess["token_str"])


def render(result: Any, values: Values) -> dict[str, Any]:
    masks = per_mask(result)
    if len(masks) == 1:
        rows = [[guess["sequence"], percent(guess["score"])] for guess in masks[0]]
        return {
            "words": [(word(guess), guess["score"]) for guess in masks[0]],
            "filled": ([Phrase("sentence"), Phrase("score")], rows),
        }
    rows = [[str(i), word(guess), percent(guess["score"])] for i, guesses in enumerate(masks, 1) for guess in guesses]
    return {"words": None, "filled": ([Phrase("mask"), Phrase("word"), Phrase("score")], rows)}


def headline(result: Any, values: Values) -> Phrase:
    best = [guesses[0] for guesses in per_mask(result)]
    return Phrase("{words}", words=[scored(word(guess), guess["score"]) for guess in best])


SPEC = TaskSpec(
    id="fill-mask",
    category=CATEGORY,
    title="Fill-mask",
    summary="Guesses the word that is missing in a sentence.",
    when="To see what a language model learned: this guessing game is how BERT models are trained.",
    inputs=(
        Text(
            "text",
            "Text with a mask",
            "Write [MASK], or three underscores, where a word is missing; every model's own spelling is understood",
            placeholder="The capital of France is [MASK].",
        ),
    ),
    params=(
        Number("top_k", "top_k", "How many guesses to show", default=5, least=1, most=50, live=True, common=True),
        WordList("targets", "targets", "Choose between these words only, separated by commas", placeholder="red, blue"),
    ),
    outputs=(Bars("words", "Words that fit"), Rows("filled", "The sentence, filled in")),
    models=("distilbert/distilroberta-base", "google-bert/bert-base-multilingual-cased", "klue/bert-base"),
    adapt=adapt,
    superset={"top_k": 50},
    subset=subset,
    batch=by_length("text"),
    render=render,
    headline=headline,
)
