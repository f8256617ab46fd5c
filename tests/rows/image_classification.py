"""A ViT that knows three shapes."""

from __future__ import annotations

from pathlib import Path

from tests.rows import Row, _tiny
from tests.rows._vision import PICTURE, SIZE, VIT, check_bars, named_labels


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    _tiny.save(
        folder, t.ViTForImageClassification(t.ViTConfig(**VIT, **named_labels())), t.ViTImageProcessorPil(size=SIZE)
    )


ROW = Row(
    task="image-classification",
    model_type="vit",
    build=build,
    inputs=PICTURE,
    check=check_bars,
)
