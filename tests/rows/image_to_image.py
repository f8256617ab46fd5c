"""A Swin2SR that doubles the size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import Row, _tiny
from tests.rows._vision import PICTURE


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.Swin2SRConfig(
        image_size=16, patch_size=1, embed_dim=12, depths=[1], num_heads=[2], window_size=4, mlp_ratio=2.0, upscale=2,
        upsampler="pixelshuffledirect",
    )  # fmt: skip
    _tiny.save(folder, t.Swin2SRForImageSuperResolution(config), t.Swin2SRImageProcessorPil())


def check(outputs: dict[str, Any], result: Any) -> None:
    assert result["width"] >= 2 * 96
    assert len(outputs["compare"]) == 2


ROW = Row(
    task="image-to-image",
    model_type="swin2sr",
    build=build,
    inputs=PICTURE,
    check=check,
)
