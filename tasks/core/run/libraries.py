"""The import of torch and transformers, which takes seconds and must not be met half-way by another thread."""

from __future__ import annotations

import os
import threading

_importing = threading.Lock()
_done = threading.Event()


def import_libraries() -> None:
    """Imports both, or waits until they are imported: half-imported, transformers has no classes to give."""
    with _importing:
        if not _done.is_set():
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            import torch  # noqa: F401
            import transformers.pipelines  # noqa: F401

            _done.set()


def imported() -> bool:
    """Whether they are there, without waiting."""
    return _done.is_set()
