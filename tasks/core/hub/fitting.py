"""Whether a model of the Hub fits a task and this machine: said before anything is downloaded."""

from __future__ import annotations

from functools import cache

from tasks.core.errors import AdapterOnly, CustomCode, GgufOnly, OtherLibrary, UnknownArchitecture, UnsafeWeights
from tasks.core.hub.architectures import check_classes
from tasks.core.hub.client import BYTES, Facts
from tasks.core.run.libraries import import_libraries

# Beside the weights a run needs room for what it computes: "add up to an additional 20%", says accelerate's estimator
# (https://huggingface.co/docs/accelerate/usage_guides/model_size_estimator).
BESIDE_WEIGHTS = 1.2
DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "int8": 1, "int4": 0.5}
# Libraries whose repositories hold a checkpoint that transformers loads.
SERVED = {"", "transformers", "sentence-transformers", "pytorch", "safetensors", "timm", "span-marker", "setfit"}


def needs(facts: Facts, dtype: str) -> int:
    """Bytes that a model takes in memory in `dtype`, `auto` being as stored; 0 where the Hub does not know."""
    each = DTYPE_BYTES.get(dtype)
    floats = sum(count for stored, count in facts.parameters.items() if stored in {"F64", "F32", "F16", "BF16"})
    others = sum(count * BYTES.get(stored, 1) for stored, count in facts.parameters.items()) if each is None else 0
    return int((others if each is None else floats * each) * BESIDE_WEIGHTS)


def check_repository(facts: Facts, task: str, *, trust_remote_code: bool) -> None:
    """Refuses what cannot run as a transformers model.

    Raises AdapterOnly, GgufOnly, OtherLibrary, UnsafeWeights, CustomCode, UnknownArchitecture, WrongTask.
    """
    if facts.adapter:
        raise AdapterOnly(model=facts.id, base=facts.base or f"https://huggingface.co/{facts.id}")
    if facts.gguf:
        raise GgufOnly(model=facts.id, base=facts.base or f"https://huggingface.co/{facts.id}")
    if facts.files and "config.json" not in facts.files and facts.library not in SERVED:
        raise OtherLibrary(model=facts.id, library=facts.library)
    if facts.files and not any(name.endswith(".safetensors") for name in facts.files):
        raise UnsafeWeights(model=facts.id)
    if facts.custom_code and not trust_remote_code:
        raise CustomCode(model=facts.id)
    if facts.architectures and not facts.custom_code and not facts.architectures & _all_classes():
        raise UnknownArchitecture(model=facts.id)
    check_classes(task, facts.architectures, facts.id)


@cache
def _all_classes() -> frozenset[str]:
    """Names of all that the installed transformers offers."""
    import_libraries()  # half imported, it would name half of them
    import transformers

    return frozenset(dir(transformers))
