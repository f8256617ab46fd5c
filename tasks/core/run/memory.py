"""Who holds how many bytes where. A card's bytes and the machine's own are different money, counted apart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

from tasks.core.hub.fitting import BESIDE_WEIGHTS
from tasks.core.run.devices import Device

RAM = "ram"


def pool_of(device: str) -> str:
    """The memory that a device uses: the CPU and Apple's GPU share the machine's own."""
    return RAM if device.split(":")[0] in {"cpu", "mps"} else device


class Ledger:
    """Bytes of models in every memory of this machine, by who holds them.

    `budget` is how many bytes of the machine's own memory models may take; a card may be filled. `devices` says what
    this machine has now: torch, which knows the cards, is imported after the page is up. Not safe for threads by
    itself: its owner holds a lock.
    """

    def __init__(self, budget: int, devices: Callable[[], Sequence[Device]]) -> None:
        self.budget = budget
        self.devices = devices
        self._held: dict[Hashable, dict[str, int]] = {}

    def pools(self, device: str) -> list[str]:
        """The memories that a model on `device` can lie in, in the order they are filled. `auto` is accelerate's device
        map: all cards, then the machine's own."""
        if device != "auto":
            return [pool_of(device)]
        return list(dict.fromkeys([*(pool_of(each.id) for each in self.devices() if pool_of(each.id) != RAM), RAM]))

    def _sizes(self) -> dict[str, int]:
        """Bytes of every memory that models may take: the budget, and the cards as they are."""
        return {RAM: self.budget} | {each.id: each.total for each in self.devices() if pool_of(each.id) != RAM}

    def room(self, device: str) -> int:
        """Bytes that a model on `device` and its runs can take when everything else goes; 0 for one that is not here."""
        sizes = self._sizes()
        return sum(sizes.get(pool, 0) for pool in self.pools(device))

    def used(self, pool: str) -> int:
        """Bytes that are held in a memory."""
        return sum(held.get(pool, 0) for held in self._held.values())

    @property
    def total(self) -> int:
        """Bytes that are held anywhere."""
        return sum(sum(held.values()) for held in self._held.values())

    def held(self, owner: Hashable) -> Mapping[str, int]:
        """Bytes that `owner` holds, by memory."""
        return self._held.get(owner, {})

    def plan(self, device: str, need: int) -> tuple[dict[str, int], set[str]]:
        """How `need` bytes would lie on `device` as things are, and the memories that lack room (empty: it fits)."""
        shares: dict[str, int] = {}
        left, sizes = need, self._sizes()
        for pool in self.pools(device):
            # The budget is for models alone; a card must hold what their runs compute as well.
            size = sizes.get(pool, 0) if pool == RAM else int(sizes.get(pool, 0) / BESIDE_WEIGHTS)
            share = min(left, max(0, size - self.used(pool)))
            shares[pool] = share
            left -= share
        return shares, set(self.pools(device)) if left else set()

    def take(self, owner: Hashable, shares: Mapping[str, int]) -> None:
        """Writes down what `owner` holds, in the place of what it held."""
        self._held[owner] = {pool: size for pool, size in shares.items() if size}

    def drop(self, owner: Hashable) -> None:
        """Forgets what `owner` held."""
        self._held.pop(owner, None)
