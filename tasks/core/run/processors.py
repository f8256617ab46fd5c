"""Processors of models that take clips beside pictures, where torchvision, which prepares the clips, is missing."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

CLIPS = "video_processor"  # transformers' name for the part


class NoClips:
    """Stands where clips would be prepared. Whoever gives one is told what is missing. `settings` are the checkpoint's own,
    which are saved with it."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise ImportError("Clips need the library torchvision. pip install torchvision", name="torchvision")

    fetch_videos = __call__

    def __getattr__(self, name: str) -> Any:
        """A setting of the checkpoint, None where it says nothing; processors look at some for pictures too."""
        if name.startswith("_") or name == "settings":
            raise AttributeError(name)
        return self.settings.get(name)


def processor_without_clips(folder: Path, trust_remote_code: bool = False) -> Any | None:
    """The processor of the checkpoint in `folder`, made of all its parts but the one for clips; None where it has no such
    part, and transformers' own way serves.

    Raises ImportError for another package that it asks for, and what the parts' `from_pretrained` raises.
    """
    import transformers

    kind = _processor_class(folder)
    if kind is None or CLIPS not in kind.get_attributes():
        return None
    autos = {
        "tokenizer": "AutoTokenizer",
        "image_processor": "AutoImageProcessor",
        "feature_extractor": "AutoFeatureExtractor",
    }
    parts: dict[str, Any] = {
        name: getattr(transformers, autos[name]).from_pretrained(str(folder), trust_remote_code=trust_remote_code)
        for name in kind.get_attributes()
        if name != CLIPS
    }
    said, _ = kind.get_processor_dict(str(folder))
    clips = said.get(CLIPS) or _read(folder / "video_preprocessor_config.json")
    takes = {*inspect.signature(kind.__init__).parameters, "chat_template"}
    settings = {name: value for name, value in said.items() if name in takes and name not in {*parts, CLIPS}}
    return _seeing(kind)(**parts, **{CLIPS: NoClips(clips)}, **settings)


def _processor_class(folder: Path) -> Any | None:
    """The class of a checkpoint's processor: the one that its files name, else that of its model."""
    import transformers
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING_NAMES

    named = [
        _read(folder / file).get("processor_class") for file in ("processor_config.json", "preprocessor_config.json")
    ]
    named.append(PROCESSOR_MAPPING_NAMES.get(_read(folder / "config.json").get("model_type", "")))
    return next((getattr(transformers, name) for name in named if name and hasattr(transformers, name)), None)


def _read(path: Path) -> dict[str, Any]:
    """The JSON object of a file, empty where there is none."""
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return content if isinstance(content, dict) else {}


def _seeing(kind: Any) -> Any:
    """The class, which lets `NoClips` stand for the part that prepares clips. It is saved under its own name."""

    def check(self: Any, name: str, argument: Any) -> Any:
        return None if name == CLIPS else kind.check_argument_for_proper_class(self, name, argument)

    def to_dict(self: Any) -> dict[str, Any]:
        said: dict[str, Any] = kind.to_dict(self)
        return {**said, CLIPS: getattr(self, CLIPS).settings}

    return type(kind.__name__, (kind,), {"check_argument_for_proper_class": check, "to_dict": to_dict})
