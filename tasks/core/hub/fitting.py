"""Whether a model of the Hub fits a task and this machine: said before anything is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tasks.core.errors import (
    NO_OTHER_TASK,
    AdapterOnly,
    CustomCode,
    GgufOnly,
    NoChatTemplate,
    OtherLibrary,
    UnknownArchitecture,
    UnsafeWeights,
)
from tasks.core.hub.architectures import check_classes, loader_of
from tasks.core.hub.client import Facts
from tasks.core.hub.packages import check_packages
from tasks.core.hub.weights import stored_bytes
from tasks.core.registry import registry
from tasks.core.run.libraries import import_libraries
from tasks.core.talk import tasks_without_template

# Beside the weights a run needs room for what it computes: "add up to an additional 20%", says accelerate's estimator
# (https://huggingface.co/docs/accelerate/usage_guides/model_size_estimator).
BESIDE_WEIGHTS = 1.2
FLOATS = frozenset({"F64", "F32", "F16", "BF16"})
DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
# bitsandbytes keeps a float32 scale beside the numbers: one for each 64 of 4 bits, one for each row of 8 bits.
QUANTIZED_BYTES = {"int8": 1, "int4": 0.5 + 4 / 64}
# Libraries whose repositories hold a checkpoint that transformers loads.
SERVED = {"", "transformers", "sentence-transformers", "pytorch", "safetensors", "timm", "span-marker", "setfit"}


def estimated_bytes(parameters: Mapping[str, int], dtype: str) -> int:
    """Bytes that weights take in memory in `dtype`, `auto` being as stored; 0 where nothing is known of them.

    `parameters` counts them by the format they are stored in. Floats become `dtype`; whole numbers and 8-bit floats, which
    are buffers or weights that were quantised before, stay as they are. bitsandbytes quantises the linear layers alone:
    embeddings, head, norms and biases stay in half precision (`_unquantized`).
    """
    floats = sum(count for stored, count in parameters.items() if stored in FLOATS)
    others = stored_bytes({stored: count for stored, count in parameters.items() if stored not in FLOATS})
    if dtype in DTYPE_BYTES:
        return floats * DTYPE_BYTES[dtype] + others
    if dtype in QUANTIZED_BYTES:
        half = _unquantized(floats)
        return int(half * 2 + (floats - half) * QUANTIZED_BYTES[dtype]) + others
    return stored_bytes(parameters)


def _unquantized(count: int) -> int:
    """How many of `count` parameters bitsandbytes would leave in half precision.

    An estimate for language models of 128,000 words whose head is apart: layers grow with the third power of the width
    (deeper as they are wider), embeddings with the width, so their share falls with count ** (2/3). It says 14 % for
    8 billion and 3 % for 70, as Llama 3 has them; 30 % for small ones, as BERT and GPT-2 do. Smaller vocabularies leave less.
    """
    return int(count * min(0.3, 5.6e5 / max(count, 1) ** (2 / 3)))


def needs(facts: Facts, dtype: str) -> int:
    """Bytes that a run of a model of the Hub takes in memory in `dtype`; 0 where the Hub does not know."""
    return int(estimated_bytes(facts.parameters, dtype) * BESIDE_WEIGHTS)


def check_repository(facts: Facts, task: str, *, trust_remote_code: bool) -> None:
    """Refuses what cannot run as a transformers model.

    Raises AdapterOnly, GgufOnly, OtherLibrary, UnsafeWeights, CustomCode, UnknownArchitecture, WrongTask, NoChatTemplate,
    MissingPackage.
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
    if registry()[task].chats and not facts.talks:
        fits = sorted({other for name in facts.architectures for other in tasks_without_template(name)})
        raise NoChatTemplate(model=facts.id, task=task, fits=fits or NO_OTHER_TASK)
    if not facts.custom_code:
        check_packages(facts.model_type, loader_of(task).prepares_pictures(task), facts.id)


@cache
def _all_classes() -> frozenset[str]:
    """Names of all that the installed transformers offers."""
    import_libraries()  # half imported, it would name half of them
    import transformers

    return frozenset(dir(transformers))
