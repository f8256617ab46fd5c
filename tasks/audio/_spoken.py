"""Texts for models that say letters: figures as words, letters that a model lacks as those that it has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from tasks.core.errors import MissingPackage, UnreadableInput
from tasks.core.locales import Phrase
from tasks.core.notes import note
from tasks.core.tools import shortened

SHOWN = 8  # of what was changed or left out that a note names
FIGURES = re.compile(r"(?:(?<!\w)[-−])?\d+(?:[.,]\d+)*")
ONE_BY_ONE = re.compile(r"^[-−]?0\d|\d{16}")  # numbers of telephones and the like

PIECE = 400  # letters that are said at once: half a minute, for which a model needs some hundred megabytes
SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
WITHIN = ",;:，、；："  # signs at which a sentence may be parted

Knows = Callable[[str], bool]


def sayable(tokenizer: Any, text: str) -> str:
    """`text` as the tokenizer of a VITS takes all of it, as far as that can be; what was changed or left out is noted.

    Raises UnreadableInput where nothing is left, MissingPackage where another alphabet needs uroman.
    """
    if tokenizer.phonemize or not tokenizer.normalize:  # espeak-ng reads whatever is written
        return text
    knows = known_to(tokenizer)
    if not any(map(knows, "0123456789")):
        text = figures_as_words(text, language_of(tokenizer))
    if tokenizer.is_uroman and not text.isascii():
        text = in_latin_letters(text)
    text = without_accents(text, knows)
    note_left_out(text, knows)
    if not says(tokenizer, text):
        raise UnreadableInput(field=Phrase("Text"), reason=Phrase("it has no letter that this model knows"))
    return text


def known_to(tokenizer: Any) -> Knows:
    """Tells signs that the tokenizer of a VITS has from others."""
    known = set(tokenizer.get_vocab())
    return lambda sign: sign in known or sign.lower() in known


def says(tokenizer: Any, text: str) -> bool:
    """Whether the tokenizer of a VITS has anything of a text but its spaces."""
    knows = known_to(tokenizer)
    return tokenizer.phonemize or any(knows(sign) for sign in text if not sign.isspace())


def pieces(text: str, most: int = PIECE) -> list[str]:
    """A text of several pieces, none longer than `most` letters: whole sentences as far as that can be, else up to a comma, a
    space, or in the middle of a word. One that is not longer stays as it is."""
    if len(text) <= most:
        return [text]
    found: list[str] = []
    for sentence in filter(str.strip, SENTENCE_ENDS.split(text)):
        sentence = sentence.strip()
        while len(sentence) > most:
            end = max(sentence.rfind(sign, 0, most) + 1 for sign in WITHIN) or sentence.rfind(" ", 0, most) + 1 or most
            found.append(sentence[:end].strip())
            sentence = sentence[end:].strip()
        if found and len(found[-1]) + 1 + len(sentence) <= most:
            found[-1] += f" {sentence}"
        elif sentence:
            found.append(sentence)
    return found


def language_of(tokenizer: Any) -> str:
    """The language of a tokenizer as two letters: MMS names it by three."""
    from babel.core import get_global

    code = str(tokenizer.language or "").partition("-")[0].lower()
    return str(get_global("language_aliases").get(code, code))


def figures_as_words(text: str, language: str) -> str:
    """ "3 circles" as "three circles", where num2words knows the language; what else there is stays."""
    from num2words import CONVERTER_CLASSES

    if language not in CONVERTER_CLASSES:
        return text
    said: list[str] = []

    def words(found: re.Match[str]) -> str:
        read = number_as_words(found[0], language)
        said.append(f"{found[0]} → {read}")
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        return " " * before.isalnum() + read + " " * after.isalnum()

    text = FIGURES.sub(words, text)
    if said:
        note(Phrase("Read as words, since this model knows no figures: {figures}.", figures=shortly(said)))
    return text


def number_as_words(written: str, language: str) -> str:
    """A number as its language says it; figure by figure where nobody would say it whole, as one of a telephone."""
    from babel.numbers import NumberFormatError, parse_decimal
    from num2words import num2words

    one_by_one = ONE_BY_ONE.search(written)
    try:
        if not one_by_one:
            return str(num2words(parse_decimal(written.replace("−", "-"), locale=language, strict=True), lang=language))
    except (NumberFormatError, NotImplementedError):
        pass  # 12,50 in English, or a fraction in a language that has no word for its point
    parts = re.findall(r"\d" if one_by_one else r"\d+", written)
    return " ".join(str(num2words(int(part), lang=language)) for part in parts)


def in_latin_letters(text: str) -> str:
    """Another alphabet as Latin letters, as models of the MMS read it. Raises MissingPackage."""
    try:
        latin = str(romanizer().romanize_string(text))
    except ImportError as error:
        raise MissingPackage(package="uroman") from error
    note(Phrase("This model reads Latin letters, so your text was written in them: {text}", text=shortened(latin)))
    return latin


@cache
def romanizer() -> Any:
    """Made once: it reads its tables for seconds, and transformers' tokenizer would make it for each text."""
    from uroman import Uroman

    return Uroman()


def without_accents(text: str, knows: Knows) -> str:
    """Letters that the model lacks as the letters under their accents, where it has those."""
    changed: dict[str, str] = {}
    for sign in sorted(set(unicodedata.normalize("NFC", text))):
        bare = unicodedata.normalize("NFD", sign)[0]
        if not knows(sign) and bare != sign and knows(bare):
            changed[sign] = bare
    if not changed:
        return text
    pairs = [f"{sign} → {bare}" for sign, bare in changed.items()]
    note(Phrase("Read without their accents, which this model does not know: {letters}.", letters=shortly(pairs)))
    return "".join(changed.get(sign, sign) for sign in unicodedata.normalize("NFC", text))


def note_left_out(text: str, knows: Knows) -> None:
    """Names the letters, figures and signs that a model cannot say; nobody says a comma."""
    missing = [sign for sign in dict.fromkeys(text) if unicodedata.category(sign)[0] in "LNS" and not knows(sign)]
    if missing:
        note(Phrase("Left out, since this model does not know them: {signs}.", signs=shortly(missing)))


def shortly(many: Iterable[str]) -> list[str]:
    """The first of them."""
    found = list(dict.fromkeys(many))
    return [*found[:SHOWN], *(["…"] if len(found) > SHOWN else [])]
