"""A SegFormer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import Row, _tiny
from tests.rows._vision import PICTURE, SIZE, named_labels


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.SegformerConfig(
        depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 16, 16], num_attention_heads=[1, 1, 2, 2], decoder_hidden_size=16,
        **named_labels(),
    )  # fmt: skip
    _tiny.save(folder, t.SegformerForSemanticSegmentation(config), t.SegformerImageProcessorPil(size=SIZE))


def check(outputs: dict[str, Any], result: Any) -> None:
    assert {row["label"] for row in outputs["masks"]["annotations"]} == {row["label"] for row in result}
    assert result[0]["mask"]["width"] == 96
    assert outputs["areas"]["headers"] == ["label", "area"]


ROW = Row(
    task="image-segmentation",
    model_type="segformer",
    build=build,
    inputs=PICTURE,
    check=check,
    params={"subtask": "semantic"},
)
