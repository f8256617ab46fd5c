"""Where a model can run on this machine, and in which number format."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import psutil

from tasks.core.errors import BadParameter, MissingDevice

DTYPES = ("auto", "float32", "bfloat16", "float16")


@dataclass(frozen=True)
class Device:
    """A device of this machine. `free` and `total` are bytes of its memory."""

    id: str
    name: str
    free: int
    total: int


def devices() -> list[Device]:
    """What this machine has, accelerators first. Before torch is imported only the CPU is known: asking costs nothing."""
    memory = psutil.virtual_memory()
    found = [Device("cpu", "CPU", memory.available, memory.total)]
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "cuda") and hasattr(torch, "backends"):
        if torch.cuda.is_available():
            cards = []
            for index in range(torch.cuda.device_count()):
                free, total = torch.cuda.mem_get_info(index)
                cards.append(Device(f"cuda:{index}", torch.cuda.get_device_name(index), free, total))
            return [*cards, *found]
        if torch.backends.mps.is_available():
            return [Device("mps", "Apple GPU", memory.available, memory.total), *found]
    return found


def default_device() -> str:
    """The first accelerator, else the CPU."""
    return devices()[0].id


def placement(device: str) -> dict[str, Any]:
    """The keyword of `pipeline()` for a device: `device` for one, `device_map` for auto; never both, they conflict.

    Raises MissingDevice for one that this machine lacks.
    """
    if device == "auto":
        return {"device_map": "auto"}
    if device not in {each.id for each in devices()}:
        raise MissingDevice(device=device)
    return {"device": device}


def check_dtype(dtype: str) -> str:
    """Raises BadParameter for an unknown dtype."""
    if dtype not in DTYPES:
        raise BadParameter(field="dtype", reason=f"it must be one of {', '.join(DTYPES)}")
    return dtype
