"""Translation, as transformers 4 had it."""

import re
from typing import Any

from tasks.core.fields import Choice, Text, Written
from tasks.core.loaders import FromClass
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Alias, Arguments, Call, TaskSpec
from tasks.core.tools import generated_text
from tasks.nlp import CATEGORY, _languages, _seq2seq

PAIRS = ("en_es", "es_en", "en_ko", "ko_en", "en_fr", "fr_en", "en_de", "de_en", "en_ro")


def alias(pair: str) -> Alias:
    source, target = pair.split("_")
    return Alias(f"translation_{source}_to_{target}", {"src_lang": source, "tgt_lang": target})


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Languages in the model's own codes. A pair that the model does not know is refused, not guessed."""
    args, kwargs = _seq2seq.adapt(pipe, args, kwargs)
    source, target = kwargs.get("src_lang"), kwargs.get("tgt_lang")
    tokenizer = pipe.tokenizer
    if hasattr(tokenizer, "_build_translation_inputs"):  # NLLB, mBART, M2M100
        source = _languages.spelled("src_lang", source, tokenizer)
        target = _languages.spelled("tgt_lang", target, tokenizer)
        kwargs = {**kwargs, "src_lang": source, "tgt_lang": target}
        if hasattr(tokenizer, "get_lang_id"):  # M2M100, whose codes are not tokens
            kwargs["forced_bos_token_id"] = tokenizer.get_lang_id(target)
        return args, kwargs
    settings = getattr(pipe.model.config, "task_specific_params", None) or {}
    pairs = [(found[1], found[2]) for name in settings if (found := re.fullmatch(r"translation_(\w+)_to_(\w+)", name))]
    own = (str(getattr(tokenizer, "source_lang", "")), str(getattr(tokenizer, "target_lang", "")))
    if not pairs and own[0] in _known_codes() and own[1] in _known_codes():  # Marian: one model, one pair
        asked = ((source or own[0], own[0]), (target or own[1], own[1]))
        if not all(_languages.same(code, other) for code, other in asked):
            _languages.check_pair(source, target, [own])
    else:
        _languages.check_pair(source, target, pairs)
    return args, kwargs


def _known_codes() -> set[str]:
    return {code for two, (_, three) in _languages.LANGUAGES.items() for code in (two, three)}


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    source, target = call.kwargs.get("src_lang"), call.kwargs.get("tgt_lang")
    text = lines.literal(call.args[0])
    own_codes = source and "_" in source  # eng_Latn, en_XX
    if own_codes or "forced_bos_token_id" in call.kwargs:
        target_id = f"tokenizer.{'convert_tokens_to_ids' if own_codes else 'get_lang_id'}({lines.literal(target)})"
        settings = ["settings = {}  # the target language is the first token that the model writes"]
        return _seq2seq.generating(
            call,
            lines,
            "translation_text",
            [f"text = {text}"],
            settings,
            f"MODEL, src_lang={lines.literal(source)}",
            forced_bos_token_id=target_id,
        )
    if source:
        settings = _seq2seq.task_settings(f'"translation_{source}_to_{target}"')
        return _seq2seq.generating(call, lines, "translation_text", [f"text = prefix + {text}"], settings)
    first = [
        'tasks = getattr(model.config, "task_specific_params", None) or {}',
        'task = next((name for name in tasks if name.startswith("translation_")), "translation")',
    ]
    settings = [*first, *_seq2seq.task_settings("task")]
    return _seq2seq.generating(call, lines, "translation_text", [f"text = prefix + {text}"], settings)


SPEC: TaskSpec = TaskSpec(
    id="translation",
    category=CATEGORY,
    title="Translation",
    summary="Says a text in another language.",
    when="Models know one pair of languages, a few pairs, or many languages: then choose both.",
    inputs=(Text("text", "Text", lines=4, placeholder="The cat sleeps on the sofa."),),
    params=(
        Choice("src_lang", "src_lang", "Language of the text; the model's own if empty",
               common=True, choices=_languages.CHOICES, free=True),
        Choice("tgt_lang", "tgt_lang", "Language to translate into; codes such as fra_Latn can be typed",
               common=True, choices=_languages.CHOICES, free=True),
        *_seq2seq.params(common=()),
        _seq2seq.TRUNCATION,
    ),
    outputs=(Written("translation", "Translation"),),
    models=(
        "Helsinki-NLP/opus-mt-en-es",
        "Helsinki-NLP/opus-mt-ko-en",
        "facebook/nllb-200-distilled-600M",
        "google-t5/t5-small",
    ),
    aliases=tuple(alias(pair) for pair in PAIRS),
    more_names="translation_[^_]+_to_[^_]+",  # transformers' own way to name a pair of languages
    restored=True,
    loader=FromClass("tasks.pipelines.translation:TranslationPipeline", autos=("AutoModelForSeq2SeqLM",), modality="text"),
    generation="kwargs",
    adapt=adapt,
    code=code,
    render=lambda result, values: {"translation": generated_text(result)},
    headline=lambda result, values: generated_text(result),
)  # fmt: skip
