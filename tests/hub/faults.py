"""What can go wrong on the way, switched by a test while the app runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatch

EVERYWHERE = "*"  # instead of a repository's id: the whole Hub, its search and its accounts too


@dataclass(frozen=True)
class Fault:
    """What happens to requests for the files that `only` matches; `"*"` means the API of the repository as well.

    `times` is how many requests it still hits, None for all. `corrupt` flips that many bytes from `at` on: at 0 the
    header of safetensors breaks, far behind it only the numbers change, which plain HTTP downloads do not notice.
    """

    only: str = EVERYWHERE
    times: int | None = None
    bytes_per_second: float | None = None
    cut_after: int | None = None
    status: int | None = None
    retry_after: int | None = None
    corrupt: int = 0
    at: int = 0
    keep: int | None = None  # the file ends here, and its announced length says so

    def hits(self, file: str | None) -> bool:
        return self.only == EVERYWHERE or (file is not None and fnmatch(file, self.only))


Wanted = Callable[[Fault], bool]


class Faults:
    """The faults in force, by repository."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, list[Fault]] = {}

    def add(self, repository: str, fault: Fault) -> None:
        with self._lock:
            self._faults.setdefault(repository, []).append(fault)

    def clear(self, repository: str | None = None) -> None:
        with self._lock:
            self._faults = {} if repository is None else {k: v for k, v in self._faults.items() if k != repository}

    def status(self, repository: str | None, file: str | None) -> Fault | None:
        """The refusal that meets this request, counted."""
        return self._take(repository, file, lambda fault: fault.status is not None)

    def cut(self, repository: str, file: str, length: int) -> int | None:
        """Bytes after which the connection breaks, counted only when the answer is longer than that."""
        found = self._take(repository, file, lambda fault: fault.cut_after is not None and fault.cut_after < length)
        return found.cut_after if found else None

    def lasting(self, repository: str, file: str) -> Fault:
        """Speed, flipped bytes and shortening of a file, all in one."""
        merged = Fault()
        for fault in self._of(repository):
            if fault.hits(file):
                merged = replace(
                    merged,
                    bytes_per_second=fault.bytes_per_second or merged.bytes_per_second,
                    corrupt=fault.corrupt or merged.corrupt,
                    at=fault.at or merged.at,
                    keep=merged.keep if fault.keep is None else fault.keep,
                )
        return merged

    def _of(self, repository: str | None) -> list[Fault]:
        with self._lock:
            return [*self._faults.get(repository or EVERYWHERE, ()), *self._faults.get(EVERYWHERE, ())]

    def _take(self, repository: str | None, file: str | None, wanted: Wanted) -> Fault | None:
        with self._lock:
            for key in dict.fromkeys((repository or EVERYWHERE, EVERYWHERE)):
                faults = self._faults.get(key, [])
                for i, fault in enumerate(faults):
                    if wanted(fault) and fault.times != 0 and fault.hits(file):
                        if fault.times is not None:
                            faults[i] = replace(fault, times=fault.times - 1)
                        return fault
        return None
