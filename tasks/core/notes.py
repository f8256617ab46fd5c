"""What a visitor should know of how their input was taken: turned, scaled, cut, read in another encoding.

Whoever changes something on the way of a run says so by `note`, wherever it stands in the code: a reader, a task's
`arrange`, `adapt`, `run` or `render`, a pipeline. Whoever asks for the run listens with `noting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tasks.core.locales import Phrase

_heard: ContextVar[list[Phrase] | None] = ContextVar("notes", default=None)


def note(phrase: Phrase) -> None:
    """Says one short sentence, once. Where nobody listens (a script that reads a file) it is not needed."""
    heard = _heard.get()
    if heard is not None and phrase not in heard:
        heard.append(phrase)


@contextmanager
def noting() -> Iterator[list[Phrase]]:
    """Collects what is noted within, in the order in which it was said."""
    heard: list[Phrase] = []
    before = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(before)


def together(*notes: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Notes of several steps, each sentence once."""
    all_notes: list[Phrase] = []
    for each in (each for some in notes for each in some):
        if each not in all_notes:
            all_notes.append(each)
    return tuple(all_notes)
