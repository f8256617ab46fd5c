"""Where a model can run on this machine, and in which number format."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import psutil

from tasks.core.errors import BadParameter, MissingDevice
from tasks.core.locales import Phrase

DTYPES = ("auto", "float32", "bfloat16", "float16")
QUANTIZED = {"int8": {"load_in_8bit": True}, "int4": {"load_in_4bit": True}}
ATTENTION = ("auto", "sdpa", "eager", "flash_attention_2")


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


def placement(device: str, dtype: str = "auto") -> dict[str, Any]:
    """The keyword of `pipeline()` for a device: `device` for one, `device_map` for auto; never both, they conflict.
    A quantised model is put in its place while it loads, since it cannot be moved.

    Raises MissingDevice for one that this machine lacks.
    """
    if device == "auto":
        return {"device_map": "auto"}
    if device not in {each.id for each in devices()}:
        raise MissingDevice(device=device)
    return {"device_map": {"": device}} if dtype in QUANTIZED else {"device": device}


def dtypes() -> tuple[str, ...]:
    """Number formats to choose from: bitsandbytes' quantised ones where it is installed and a CUDA device is there."""
    torch = sys.modules.get("torch")
    quantizes = torch is not None and hasattr(torch, "cuda") and torch.cuda.is_available() and find_spec("bitsandbytes")
    return (*DTYPES, *QUANTIZED) if quantizes else DTYPES


@cache
def attentions() -> tuple[str, ...]:
    """Attention implementations to choose from; flash attention where its package is installed."""
    return ATTENTION if find_spec("flash_attn") else ATTENTION[:-1]


def check_formats(dtype: str, attention: str) -> None:
    """Raises BadParameter for a dtype or an attention implementation that is not to be had here."""
    for field, value, known in (("dtype", dtype, dtypes()), ("attention", attention, attentions())):
        if value not in known:
            raise BadParameter(field=field, reason=Phrase("it must be one of {known}", known=known))


def format_of_floats(dtype: str) -> str:
    """torch's name for the format of a model's floats. A quantised model keeps its embeddings, head and norms in half
    precision: torch.int8 and torch.int4 exist too, but no model is built in them."""
    return "bfloat16" if dtype in QUANTIZED else dtype


def model_arguments(dtype: str, attention: str) -> dict[str, Any]:
    """Keyword arguments of `from_pretrained` for a quantised format and for an attention implementation."""
    chosen: dict[str, Any] = {}
    if dtype in QUANTIZED:
        chosen["quantization_config"] = {"quant_method": "bitsandbytes", **QUANTIZED[dtype]}
    if attention != "auto":
        chosen["attn_implementation"] = attention
    return chosen
