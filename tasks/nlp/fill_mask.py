"""Fill-mask: the word that is missing in a sentence."""

import re
from typing import Any

from tasks.core.errors import BadParameter, InputTooLarge, NoMaskToken
from tasks.core.fields import Bars, Number, Rows, Text, WordList
from tasks.core.lengths import beyond, longest, too_long
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import by_length, percent, scored
from tasks.nlp import CATEGORY

MOST_MASKS = 20
SPARE = 2  # tokens more that a word may have where it is cut
SPELLINGS = re.compile(r"\[mask\]|<mask>|\{mask\}|_{3,}", re.IGNORECASE)


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Models spell their mask differently, and begin the words of their vocabulary differently. Of a text that is too long
    for the model the part around the mask is read."""
    text, mask = args[0], pipe.tokenizer.mask_token
    if mask:
        text = around(pipe, SPELLINGS.sub(lambda _: mask, text))
        masks = text.count(mask)
        if masks > MOST_MASKS:
            raise InputTooLarge(
                field=Phrase("Text with a mask"), size=Phrase("{number} masks", number=masks), limit=MOST_MASKS
            )
    if kwargs.get("targets"):
        kwargs = {**kwargs, "targets": known_words(kwargs["targets"], pipe.tokenizer.get_vocab())}
    return (text,), kwargs


def around(pipe: Pipe, text: str) -> str:
    """The part of a text with the masks in it that the model can read, the whole where it can. Raises TextTooLong where
    they stand too far apart."""
    length, tokenizer = longest(pipe), pipe.tokenizer
    if length is None or not (tokens := beyond(pipe, length, text)):
        return text
    if not tokenizer.is_fast:  # it does not know where its tokens stand in the text
        raise too_long("Text with a mask", tokens, length)
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    places = [i for i, token in enumerate(encoded["input_ids"]) if token == tokenizer.mask_token_id]
    room = length - tokenizer.num_special_tokens_to_add() - SPARE
    if not places:
        raise NoMaskToken()
    if places[-1] - places[0] >= room:
        raise too_long("Text with a mask", tokens, length)
    count = len(encoded["input_ids"])
    first = min(max(0, (places[0] + places[-1] + 1 - room) // 2), count - room)
    starts, ends = zip(*encoded["offset_mapping"], strict=True)
    note(
        Phrase(
            "The {read} tokens around the mask were read, of {tokens}: this model takes no more at once.",
            read=Amount(room, ",.0f"), tokens=Amount(count, ",.0f"),
        )
    )  # fmt: skip
    return str(text[starts[first] : ends[first + room - 1]])


def known_words(targets: list[str], vocab: dict[str, int]) -> list[str]:
    """The spellings under which words stand in a vocabulary; what of them is no single token there is left out, which is
    said. Raises BadParameter where none is left."""
    found = {target: known(target, vocab) for target in targets}
    missing = [target for target, spelling in found.items() if spelling is None]
    kept = list(dict.fromkeys(spelling for spelling in found.values() if spelling is not None))
    if not kept:
        reason = Phrase(
            "this model has none of these words as one token, and a mask stands for one; choose other words"
        )
        raise BadParameter(field="targets", reason=reason)
    if missing:
        note(
            Phrase(
                "Left out, as this model has no single token for them, and a mask stands for one: {words}.",
                words=missing,
            )
        )
    return kept


def known(target: str, vocab: dict[str, int]) -> str | None:
    """The spelling under which a word stands in a vocabulary, None where none does."""
    spellings = [mark + word for word in (target, target.lower()) for mark in ("Ġ", "▁", "")]
    return next((spelling for spelling in spellings if spelling in vocab), None)


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
