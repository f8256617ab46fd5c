"""Every sentence of the page in every language: none missing, none left over, none in two places, facts and plurals right."""

from __future__ import annotations

from collections import Counter

import pytest

from tasks.core.errors import FOREIGN, BadParameter, InputTooLarge
from tasks.core.locales import SOURCE, Amount, Phrase, catalog, choose, languages, parts, say
from tests.sentences import braces, forms, missing, plain_words, sentences, unused

OTHERS = [language for language in languages() if language != SOURCE]


@pytest.mark.words
@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(language: str) -> None:
    assert not missing(language), f"see .venv/bin/python -m tests.sentences --missing {language}"


@pytest.mark.words
@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_left_over(language: str) -> None:
    assert not unused(language), f"see .venv/bin/python -m tests.sentences --unused {language}"


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_stands_in_two_parts(language: str) -> None:
    counts = Counter(text for _, held in parts(language) for text in held)
    assert not [text for text, count in counts.items() if count > 1]


def test_words_for_people_are_phrases() -> None:
    """A reason, what a program is needed for, or a headline written as plain text would stay English everywhere."""
    assert not plain_words()


def test_facts_have_names() -> None:
    """Braces are facts' places: a sentence that has to show braces takes them as a fact."""
    assert not [text for text in sentences() if not all(name.isidentifier() for name in braces(text))]


@pytest.mark.parametrize("language", OTHERS)
def test_translations_name_the_same_facts(language: str) -> None:
    wrong = []
    for text, translation in catalog(language).items():
        for form in translation.values() if isinstance(translation, dict) else [translation]:
            if not form.strip() or braces(form) != braces(text):
                wrong.append((text, form))
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_plurals_have_the_forms_of_the_language(language: str) -> None:
    """What English counts in two forms has all that the language needs; any other sentence that holds a count may."""
    wrong, needed = [], forms(language)
    for text, translation in catalog(language).items():
        counts = text in sentences() and sentences()[text].many
        held = set(translation) if isinstance(translation, dict) else {"other"}
        if held != needed and (counts or held != {"other"}):
            wrong.append((text, sorted(held)))
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_an_error_is_in_one_language_down_to_its_facts(language: str) -> None:
    """A reason inside a message, a phrase inside a reason, and the numbers of both."""
    error = BadParameter(field="top_k", reason=Phrase("it must be a number of at least {least}", least=Amount(0.5)))
    message = error.message(language)
    assert say(Phrase("it must be a number of at least {least}", least=Amount(0.5)), language) in message
    assert ("0,5" if language == "es" else "0.5") in message
    assert "at least" not in message
    error = InputTooLarge(field="image", size=Phrase("too many pixels"), limit=Phrase("{number} pages", number=3))
    assert "too many" not in error.message(language) and "pages" not in error.message(language)


def test_words_in_facts_of_foreign_exceptions_are_phrases() -> None:
    """Plain texts among them are commands, ids and names only."""
    plain = [fact for rule in FOREIGN for _, fact in rule.facts if isinstance(fact, str)]
    assert not [fact for fact in plain if " " in fact and not fact.startswith("apt install ")]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ES-mx", "es"),
        ("KO", "ko"),
        ("es;q=0, ko;q=0.1", "ko"),
        ("es;q=nan", "en"),
        ("x" * 10_000, "en"),
        (";;,*", "en"),
    ],
)
def test_a_browsers_language_however_it_is_written(header: str, language: str) -> None:
    assert choose(header) == language
