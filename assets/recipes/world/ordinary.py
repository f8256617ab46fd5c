"""Ordinary English words by part of speech, for sentences that are about nothing in particular."""

from assets.recipes.world.grammar import lists

_WORDS: dict[str, list[str]] = lists("ordinary")
VERBS, NOUNS, ADJECTIVES = _WORDS["verbs"], _WORDS["nouns"], _WORDS["adjectives"]
ORDINARY = list(dict.fromkeys(word for words in _WORDS.values() for word in words))
