"""A line in which visitors take turns: who asks for a thousand things does not stop the class."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class FromClient(Protocol):
    """Something that waits for whoever `client` names."""

    client: str


T = TypeVar("T", bound=FromClient)


class Turns(Generic[T]):
    """What waits, in the order it will be served: round robin by client, each client's own in the order they came.

    Not safe for threads by itself: its owner holds a lock.
    """

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()  # the client whose turn it is comes first
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        """All that wait, as they will be served."""
        lines = [iter(line) for line in self._lines.values()]
        while lines:
            going = []
            for line in lines:
                for item in line:
                    yield item
                    going.append(line)
                    break
            lines = going

    def add(self, item: T) -> None:
        """Puts something at the end of its client's line."""
        self._lines.setdefault(item.client, deque()).append(item)
        self._count += 1

    def next(self) -> T:
        """Takes what is served next; its client then stands behind all others. Raises IndexError when nobody waits."""
        if not self._lines:
            raise IndexError("nobody waits")
        client, line = next(iter(self._lines.items()))
        item = line.popleft()
        self._count -= 1
        if line:
            self._lines.move_to_end(client)
        else:
            del self._lines[client]
        return item

    def remove(self, item: T) -> None:
        """Takes something out of its turn. Raises ValueError where it does not wait."""
        line = self._lines.get(item.client)
        if line is None:
            raise ValueError("it does not wait")
        line.remove(item)
        self._count -= 1
        if not line:
            del self._lines[item.client]

    def clear(self) -> list[T]:
        """Takes all."""
        everything = list(self)
        self._lines.clear()
        self._count = 0
        return everything
