"""What was asked of the stand-in: enough to count downloads and to see a resume, and never a token."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch

ANONYMOUS = ""
UNKNOWN = "?"  # a token that belongs to no account


@dataclass
class Request:
    """One request and what became of it. `sent` are bytes of the body, counted while they go."""

    method: str
    path: str
    query: str
    account: str
    range: str | None
    repository: str | None = None
    file: str | None = None
    status: int = 0
    sent: int = 0
    at: float = field(default_factory=time.monotonic)


class Log:
    """All requests since the last `clear`, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[Request] = []

    def __iter__(self) -> Iterator[Request]:
        with self._lock:
            return iter(list(self._requests))

    def __len__(self) -> int:
        return len(self._requests)

    def add(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)

    def clear(self) -> None:
        with self._lock:
            self._requests.clear()

    def of(self, repository: str) -> list[Request]:
        """All requests about a repository."""
        return [request for request in self if request.repository == repository]

    def downloads(self, repository: str, file: str = "*") -> list[Request]:
        """The requests for bytes of its files: GET, answered with 200 or 206."""
        return [
            request
            for request in self.of(repository)
            if request.method == "GET" and request.status in {200, 206} and fnmatch(request.file or "", file)
            if request.file is not None
        ]

    def sent(self, repository: str, file: str = "*") -> int:
        """Bytes of its files that went out."""
        return sum(request.sent for request in self.downloads(repository, file))
