"""Packages beside transformers that models of a kind need: named before anything is downloaded."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import Any

from tasks.core.errors import MissingPackage
from tasks.core.loaders import has_torchvision
from tasks.core.run.libraries import import_libraries

# Whose code asks for a package only while a model is being made, by transformers' model type.
PACKAGES: Mapping[str, str] = {
    "fastspeech2_conformer": "g2p_en",
    "fastspeech2_conformer_with_hifigan": "g2p_en",
    "gemma3n": "timm",
    "layoutlmv2": "detectron2",
    "timm_backbone": "timm",
    "timm_wrapper": "timm",
}
# The same, for what prepares their pictures or makes pictures of what they give.
PROCESSORS: Mapping[str, str] = {"zoedepth": "torchvision"}


def check_packages(model_type: str, prepares_pictures: bool, name: str) -> None:
    """Refuses a model of this type that cannot run with the packages of this machine. Raises MissingPackage."""
    package = PACKAGES.get(model_type) or (PROCESSORS.get(model_type) if prepares_pictures else None)
    if package and importlib.util.find_spec(package) is None:
        raise MissingPackage(model=name, package=package)
    if prepares_pictures and not has_torchvision() and only_by_torchvision(model_type):
        raise MissingPackage(model=name, package="torchvision")


def only_by_torchvision(model_type: str) -> bool:
    """Whether transformers prepares the pictures or clips of this model type with torchvision and in no other way."""
    import_libraries()
    import transformers
    from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES
    from transformers.models.auto.video_processing_auto import VIDEO_PROCESSOR_MAPPING_NAMES

    pictures: Mapping[str, Any] | None = IMAGE_PROCESSOR_MAPPING_NAMES.get(model_type)
    if pictures is None:
        return model_type in VIDEO_PROCESSOR_MAPPING_NAMES
    # What cannot be had here is a stand-in that says so. A few of torchvision's column do without it.
    classes = (getattr(transformers, name, None) for name in pictures.values() if name)
    return all(getattr(cls, "is_dummy", cls is None) for cls in classes)
