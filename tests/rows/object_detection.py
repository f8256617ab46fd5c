"""A YOLOS of six queries."""

from __future__ import annotations

from pathlib import Path

from tests.rows import Row, _tiny
from tests.rows._vision import PICTURE, VIT, check_boxes, named_labels


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.YolosConfig(
        **{**VIT, "image_size": [32, 32]}, num_detection_tokens=6, use_mid_position_embeddings=False, **named_labels()
    )
    processor = t.YolosImageProcessorPil(size={"shortest_edge": 32, "longest_edge": 64})
    _tiny.save(folder, t.YolosForObjectDetection(config), processor)


ROW = Row(
    task="object-detection",
    model_type="yolos",
    build=build,
    inputs=PICTURE,
    check=check_boxes,
    params={"threshold": 0.1},
)
