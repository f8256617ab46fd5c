"""A line in which visitors take turns: who asks for a thousand things does not stop the class.

A client is a place and a visit, "address/session": places take turns, and within a place its visits.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class FromClient(Protocol):
    """Something that waits for whoever `client` names."""

    client: str


T = TypeVar("T", bound=FromClient)


class Turns(Generic[T]):
    """What waits, in the order it will be served: round robin by place, then by visit, each visit's own in the order they
    came.

    Not safe for threads by itself: its owner holds a lock.
    """

    def __init__(self) -> None:
        # Whose turn it is comes first.
        self._places: OrderedDict[str, OrderedDict[str, deque[T]]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        """All that wait, as they will be served."""
        return in_turn([in_turn([iter(line) for line in visits.values()]) for visits in self._places.values()])

    def add(self, item: T) -> None:
        """Puts something at the end of its client's line."""
        place, _, visit = item.client.partition("/")
        self._places.setdefault(place, OrderedDict()).setdefault(visit, deque()).append(item)
        self._count += 1

    def next(self) -> T:
        """Takes what is served next; its place and visit then stand behind all others. Raises IndexError when nobody
        waits."""
        if not self._places:
            raise IndexError("nobody waits")
        place, visits = next(iter(self._places.items()))
        visit, line = next(iter(visits.items()))
        item = line.popleft()
        self._places.move_to_end(place)
        visits.move_to_end(visit)
        self._leave(place, visit)
        return item

    def remove(self, item: T) -> None:
        """Takes something out of its turn. Raises ValueError where it does not wait."""
        place, _, visit = item.client.partition("/")
        line = self._places.get(place, OrderedDict[str, deque[T]]()).get(visit)
        if line is None:
            raise ValueError("it does not wait")
        line.remove(item)
        self._leave(place, visit)

    def clear(self) -> list[T]:
        """Takes all."""
        everything = list(self)
        self._places.clear()
        self._count = 0
        return everything

    def _leave(self, place: str, visit: str) -> None:
        """Counts one less, and forgets who has nothing left."""
        self._count -= 1
        visits = self._places[place]
        if not visits[visit]:
            del visits[visit]
        if not visits:
            del self._places[place]


def in_turn(lines: list[Iterator[T]]) -> Iterator[T]:
    """One of each line, again and again until all are at their ends."""
    while lines:
        going = []
        for line in lines:
            for item in line:
                yield item
                going.append(line)
                break
        lines = going
