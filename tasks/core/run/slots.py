"""Who computes now: a few pieces of work at a time, in turns, so that short work never waits for long work to end.

A slot is lent for a slice of time. Who has used it up gives the slot to one who waits, at the next step of its model, and
goes on when its turn comes again. So never more compute at once than the machine has cores for, and yet nobody holds a
slot for minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

from tasks.core.locales import Phrase

SLICE = 1.0  # seconds of computing after which others may have a turn
LOOK = 0.25  # seconds between two words to who waits


class Turn:
    """One piece of work among others. `name` is what those who wait are told of it."""

    def __init__(self, name: Phrase) -> None:
        self.name = name
        self.used = 0.0  # seconds of computing in the turns before this one
        self.began: float | None = None  # while it has a slot
        self.asked = 0.0  # while it has none
        self.need = 0  # bytes that must be free before it goes on

    @property
    def seconds(self) -> float:
        """Seconds of computing so far."""
        return self.used + (time.monotonic() - self.began if self.began is not None else 0.0)

    @property
    def used_up(self) -> bool:
        """Whether it had its slice."""
        return self.began is not None and time.monotonic() - self.began > SLICE

    def claim(self, now: float) -> float:
        """How much it is its turn: what waited long for its share of what it had comes first, so that new work goes
        before old, and none waits for ever."""
        return (now - self.asked) / (self.used + SLICE)


class Slots:
    """`most` pieces of work compute at once. `free` says how many bytes of memory are, and `least` must be for another to
    begin: those that are between two turns hold what they have computed. Safe for threads."""

    def __init__(self, most: int, free: Callable[[], float] = lambda: inf, least: int = 0) -> None:
        self.most = most
        self.free = free
        self.least = least
        self.changed = threading.Condition()
        self.computing: list[Turn] = []  # the one that began first comes first
        self.waiting: list[Turn] = []
        self.begun: set[Turn] = set()  # computing, or between two of their turns

    @contextmanager
    def taken(self, turn: Turn, waits: Callable[[Turn | None], None]) -> Iterator[None]:
        """Begins work when its turn comes. `waits` hears again and again of one that is in the way (None: memory is),
        and may raise."""
        turn.need = self.least
        self._take(turn, waits)
        try:
            yield
        finally:
            self._give_back(turn)
            with self.changed:
                self.begun.discard(turn)
                self.changed.notify_all()

    def pause(self, turn: Turn, waits: Callable[[Turn | None], None], need: int = 0) -> None:
        """Lets others have a turn; comes back when it goes on, with `need` bytes free unless nobody is left who could free
        them. Raises what `waits` does: then it has no slot, and goes on to its end without computing."""
        self._give_back(turn)
        turn.need = need
        self._take(turn, waits)

    def _take(self, turn: Turn, waits: Callable[[Turn | None], None]) -> None:
        turn.asked = time.monotonic()
        with self.changed:
            self.waiting.append(turn)
        try:
            while True:
                with self.changed:
                    if self._is_next(turn) or (self.changed.wait(LOOK) and self._is_next(turn)):
                        turn.began, turn.need = time.monotonic(), 0
                        self.computing.append(turn)
                        self.begun.add(turn)
                        return
                    before = self.computing[0] if len(self.computing) >= self.most else None
                waits(before)
        finally:
            with self.changed:
                self.waiting.remove(turn)
                self.changed.notify_all()

    def _is_next(self, turn: Turn) -> bool:
        """Whether a slot is free and nobody has a better claim to it. The caller holds the lock."""
        if len(self.computing) >= self.most:
            return False
        now, free = time.monotonic(), self.free() if any(each.need for each in self.waiting) else inf
        stuck = {each for each in self.begun if each.need > free}
        may = [each for each in self.waiting if each.need <= free or self.begun - stuck <= {each}]
        return bool(may) and max(may, key=lambda each: each.claim(now)) is turn

    def _give_back(self, turn: Turn) -> None:
        with self.changed:
            if turn.began is not None:
                turn.used += time.monotonic() - turn.began
                turn.began = None
                self.computing.remove(turn)
                self.changed.notify_all()
