"""English words with their Spanish and Korean counterparts, for parallel sentences."""

from __future__ import annotations

from dataclasses import dataclass

from assets.recipes.world.grammar import lists


@dataclass(frozen=True)
class Noun:
    """`gender` is m or f. Plurals are regular unless given."""

    en: str
    es: str
    gender: str
    ko: str
    en_plural: str = ""
    es_plural: str = ""

    @property
    def en_many(self) -> str:
        return self.en_plural or self.en + "s"

    @property
    def es_many(self) -> str:
        return self.es_plural or self.es + ("s" if self.es[-1] in "aeioué" else "es")


@dataclass(frozen=True)
class Adjective:
    """`es` is masculine; `ko` stands before a noun, `ko_is` ends a sentence; `estar` says which Spanish "to be"."""

    en: str
    es: str
    ko: str
    ko_is: str
    estar: bool = False

    def spanish(self, gender: str, many: bool = False) -> str:
        if many and self.es == "joven":
            return "jóvenes"
        word = self.es[:-1] + "a" if gender == "f" and self.es.endswith("o") else self.es
        if not many:
            return word
        return word[:-1] + "ces" if word.endswith("z") else word + ("s" if word[-1] in "aeo" else "es")


@dataclass(frozen=True)
class Verb:
    """`en` is (eat, eats), `es` the forms for I, you, she, we, they, `ko` (said, denied); `objects` names a class."""

    en: list[str]
    es: list[str]
    ko: list[str]
    objects: str = ""


_LISTS = lists("parallel")
NOUNS = {kind: [Noun(*entry.split()) for entry in entries] for kind, entries in _LISTS["nouns"].items()}
ADJECTIVES, MOODS = ([Adjective(**row) for row in _LISTS[key]] for key in ("adjectives", "moods"))
VERBS, DEEDS = ([Verb(**row) for row in _LISTS[key]] for key in ("verbs", "deeds"))

# English, Spanish (not needed before a verb), Korean with its particle, person as an index of Verb.es.
PRONOUNS = [(en, es, ko, int(person)) for en, es, ko, person in _LISTS["pronouns"]]
WHERE, WHEN, NUMBERS, PHRASES = (
    [(en, es, ko) for en, es, ko in _LISTS[key]] for key in ("where", "when", "numbers", "phrases")
)
