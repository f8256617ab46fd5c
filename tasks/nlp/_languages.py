"""Languages that translation offers, and the codes under which models know them."""

from __future__ import annotations

from typing import Any

from tasks.core.errors import BadParameter
from tasks.core.locales import Phrase

# Two-letter code (ISO 639-1): name, three-letter code as NLLB has it (ISO 639-3).
LANGUAGES: dict[str, tuple[str, str]] = {
    "en": ("English", "eng"), "es": ("Spanish", "spa"), "ko": ("Korean", "kor"), "ar": ("Arabic", "arb"),
    "zh": ("Chinese", "zho"), "nl": ("Dutch", "nld"), "fr": ("French", "fra"), "de": ("German", "deu"),
    "hi": ("Hindi", "hin"), "id": ("Indonesian", "ind"), "it": ("Italian", "ita"), "ja": ("Japanese", "jpn"),
    "pl": ("Polish", "pol"), "pt": ("Portuguese", "por"), "ro": ("Romanian", "ron"), "ru": ("Russian", "rus"),
    "sw": ("Swahili", "swh"), "tr": ("Turkish", "tur"), "uk": ("Ukrainian", "ukr"), "vi": ("Vietnamese", "vie"),
}  # fmt: skip

CHOICES = tuple((f"{name} ({code})", code) for code, (name, _) in LANGUAGES.items())


def spelled(field: str, code: str | None, tokenizer: Any) -> str:
    """A language's code as a many-language model's tokenizer spells it. Raises BadParameter, with what it knows."""
    by_code = getattr(tokenizer, "lang_code_to_token", None) or {}
    known = sorted(by_code) or sorted(
        {str(token) for token in tokenizer.all_special_tokens} - {str(t) for t in tokenizer.special_tokens_map.values()}
    )
    if code is None:
        raise BadParameter(field=field, reason=Phrase("this model translates between many languages, so choose both"))
    three = LANGUAGES.get(code, ("", code))[1]
    for candidate in known:
        if candidate == code or candidate.startswith((f"{code}_", f"{three}_")):
            return str(candidate)
    reason = Phrase("this model does not know that language; it knows {known} and others", known=known[:8])
    raise BadParameter(field=field, reason=reason)


def check_pair(source: str | None, target: str | None, pairs: list[tuple[str, str]]) -> None:
    """Refuses a pair that a model was not trained for: it would translate into a language that nobody chose."""
    if (source or target) and pairs and (source, target) not in pairs:
        known = [f"{source} → {target}" for source, target in pairs]
        reason = Phrase("this model translates {known}", known=known)
        raise BadParameter(field=["src_lang", "tgt_lang"], reason=reason)


def same(code: str, other: str) -> bool:
    """Whether two codes name one language: en and eng do."""
    return other in (code, LANGUAGES.get(code, ("", code))[1])
