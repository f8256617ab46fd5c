"""Which checkpoints have a trained head for which task, by the names of their classes."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from tasks.core.errors import NO_OTHER_TASK, BrokenModel, OtherUse, WrongTask
from tasks.core.loaders import Loader, UnknownTask, names_behind
from tasks.core.locales import Phrase
from tasks.core.run.libraries import import_libraries, imported


def check_head(task: str, folder: Path, name: str) -> None:
    """Refuses a checkpoint on disk whose architecture has no trained head for `task`. Raises WrongTask."""
    check_classes(task, architectures_of(folder, name), name)


def check_classes(task: str, architectures: frozenset[str], name: str) -> None:
    """Refuses model classes without a trained head for `task`: transformers would invent one at random.

    Tasks that use the bare encoder (feature extraction) take any architecture. Raises WrongTask, and OtherUse for a head
    that the task has no use for.
    """
    accepted = classes_of(task) or bare_classes(task, architectures)
    if not architectures or not accepted or accepted & architectures:
        return
    fits = other_tasks(task, architectures) or tasks_of_bare(architectures) or NO_OTHER_TASK
    facts = {"model": name, "task": task, "found": min(architectures), "fits": fits}
    reason = loader_of(task).unused(architectures)
    raise OtherUse(**facts, reason=reason) if reason else WrongTask(**facts)


def other_tasks(task: str, architectures: frozenset[str]) -> list[str]:
    """The tasks that one of these model classes has a head for, but for `task`."""
    return sorted(tasks_of_architectures(architectures) - {task})


def architectures_of(folder: Path, name: str = "") -> frozenset[str]:
    """The model classes that a checkpoint was saved from, as its configuration says. Raises BrokenModel."""
    named = configuration(folder, name).get("architectures") or []
    return frozenset(each for each in named if isinstance(each, str))


def model_type_of(folder: Path, name: str = "") -> str:
    """transformers' name for the kind of a checkpoint, empty where it says none. Raises BrokenModel."""
    return str(configuration(folder, name).get("model_type") or "")


def configuration(folder: Path, name: str = "") -> dict[str, Any]:
    """The configuration of a checkpoint on disk. Raises BrokenModel."""
    path = folder / "config.json"
    if not path.is_file():
        raise BrokenModel(model=name or folder.name, reason=Phrase("it has no config.json"))
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BrokenModel(model=name or folder.name, reason=Phrase("its config.json cannot be read")) from error
    return config if isinstance(config, dict) else {}


def fits(task: str, folder: Path) -> bool:
    """Whether a checkpoint is worth offering for `task`. Until transformers is imported every one is: the page does not
    wait for that, and a run checks again."""
    if not imported():
        return True
    accepted = classes_of(task)
    with suppress(BrokenModel):
        return not accepted or bool(accepted & architectures_of(folder))
    return False


@cache
def classes_of(task: str) -> frozenset[str]:
    """Names of all model classes with a head for `task`; empty where any model serves (AutoModel). Raises UnknownTask."""
    import_libraries()
    return loader_of(task).classes(task)


def bare_classes(task: str, architectures: frozenset[str]) -> frozenset[str]:
    """Those of `architectures` that a task of bare models has the input for; another name where there is none of them.
    Empty for tasks that take anything."""
    import transformers

    from tasks.core.registry import registry

    wanted = registry()[task].bare_models
    known = {name: getattr(transformers, name) for name in architectures if hasattr(transformers, name)}
    if not wanted or not known:
        return frozenset()
    return frozenset(name for name, cls in known.items() if reads_alone(cls, wanted)) or frozenset({wanted})


def reads_alone(cls: Any, wanted: str) -> bool:
    """Whether a model class can do with the input `wanted` (transformers' `main_input_name`) alone: two towers that compare
    texts with something else (CLIP, CLAP) cannot."""
    towers = hasattr(cls, "get_text_features") and len(cls.input_modalities) > 1
    return cls.main_input_name == wanted and not towers


def loader_of(task: str) -> Loader:
    from tasks.core.registry import registry

    return registry()[task].loader


def tasks_of_bare(architectures: frozenset[str]) -> list[str]:
    """The tasks that take a model without a head, by what it reads; none for a class that is no such model."""
    import transformers

    from tasks.core.registry import takers_of_bare

    bare = architectures & names_behind(transformers.AutoModel)
    return takers_of_bare({getattr(transformers, name).main_input_name for name in bare})


def tasks_of_architectures(architectures: frozenset[str]) -> set[str]:
    """Tasks whose model classes include one of `architectures`. A task whose own declaration is wrong is none of them:
    it says so itself when it runs."""
    from tasks.core.registry import registry

    found = set()
    for task in registry():
        with suppress(UnknownTask):
            if classes_of(task) & architectures:
                found.add(task)
    return found
