"""The registry finds every task, and says so when a file is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tasks.nlp
from tasks.core.fields import Parameter
from tasks.core.registry import RegistryError, by_category, registry

# What the atlas promises: transformers' own tasks and the ones it dropped, by tab.
PROMISED = {
    "audio": {
        "audio-classification", "automatic-speech-recognition", "text-to-audio", "zero-shot-audio-classification",
    },
    "vision": {
        "image-classification", "image-segmentation", "object-detection", "zero-shot-object-detection",
        "zero-shot-image-classification", "depth-estimation", "mask-generation", "image-to-image",
        "image-feature-extraction", "keypoint-matching", "video-classification",
    },
    "nlp": {
        "text-classification", "token-classification", "fill-mask", "question-answering", "summarization", "translation",
        "text2text-generation", "text-generation", "conversational", "zero-shot-classification", "feature-extraction",
    },
    "multimodal": {
        "image-to-text", "visual-question-answering", "image-text-to-text", "any-to-any", "decision",
    },
    "documents": {"document-question-answering", "table-question-answering"},
}  # fmt: skip
ALIASES = {"sentiment-analysis", "ner", "vqa", "text-to-speech", "translation_en_to_es"}


def test_every_promised_task_stands_in_its_tab() -> None:
    found = {category.id: {spec.id for spec in specs} for category, specs in by_category().items()}
    assert all(promised <= found[category] for category, promised in PROMISED.items())


def test_every_task_of_transformers_is_here(runs_models: None) -> None:
    from transformers.pipelines import SUPPORTED_TASKS

    own = {name for name in SUPPORTED_TASKS if not name.startswith("atlas/")}  # what tasks/pipelines registers
    assert own <= set(registry())


def test_the_courses_names_are_aliases() -> None:
    assert {alias.id for spec in registry().values() for alias in spec.aliases} >= ALIASES


def test_every_task_says_what_it_is() -> None:
    for spec in registry().values():
        assert spec.summary.endswith(".") and spec.title and spec.models, spec.id
        for each in spec.params:
            assert isinstance(each, Parameter) and each.help, f"{spec.id}: {each.name} has no line of help"


@pytest.fixture
def intruder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose modules the NLP tab would find too."""
    monkeypatch.setattr(tasks.nlp, "__path__", [*tasks.nlp.__path__, str(tmp_path)])
    registry.cache_clear()
    yield tmp_path
    registry.cache_clear()
    for name in [name for name in sys.modules if name.startswith("tasks.nlp.intruder")]:
        del sys.modules[name]


def test_a_file_without_a_spec_is_an_error(intruder: Path) -> None:
    (intruder / "intruder_empty.py").write_text("x = 1\n")
    with pytest.raises(RegistryError, match="holds no SPEC"):
        registry()


def test_a_file_that_fails_to_import_is_an_error(intruder: Path) -> None:
    (intruder / "intruder_broken.py").write_text("import no_such_module_anywhere\n")
    with pytest.raises(ModuleNotFoundError):
        registry()


def test_a_duplicate_is_an_error(intruder: Path) -> None:
    (intruder / "intruder_twice.py").write_text(
        "import dataclasses\nfrom tasks.nlp.text_classification import SPEC as one\n"
        "SPEC = dataclasses.replace(one, id='intruder-twice')\n"
    )
    with pytest.raises(RegistryError, match="declared by"):
        registry()
