"""A ViT without a head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny
from tests.rows._vision import SIZE, VIT


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    _tiny.save(folder, t.ViTModel(t.ViTConfig(**VIT)), t.ViTImageProcessorPil(size=SIZE))


def check(outputs: dict[str, Any], result: Any) -> None:
    assert [(len(each), len(each[0]), len(each[0][0])) for each in result] == [(1, 17, 16), (1, 17, 16)]
    assert "1.00" in outputs["similarity"]
    assert len(outputs["maps"]) == 4


ROW = Row(
    task="image-feature-extraction",
    model_type="vit",
    build=build,
    inputs={"images": [str(files.picture()), str(files.picture(64, 64))]},
    check=check,
)
