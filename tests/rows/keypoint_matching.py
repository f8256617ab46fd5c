"""A SuperGlue on a SuperPoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    superpoint = t.SuperPointConfig(
        encoder_hidden_sizes=[8, 8, 8, 8],
        decoder_hidden_size=8,
        descriptor_decoder_dim=16,
        keypoint_threshold=0.001,
        max_keypoints=20,
    )
    config = t.SuperGlueConfig(
        keypoint_detector_config=superpoint, hidden_size=16, keypoint_encoder_sizes=[8, 16],
        gnn_layers_types=["self", "cross"],
        num_attention_heads=2, sinkhorn_iterations=5, matching_threshold=0.0,
    )  # fmt: skip
    model = t.SuperGlueForKeypointMatching(config)
    _tiny.save(folder, model, t.SuperGlueImageProcessorPil(size={"height": 64, "width": 64}))


def check(outputs: dict[str, Any], result: Any) -> None:
    assert Path(outputs["matches"]).is_file()
    assert result
    assert set(result[0]) == {"keypoint_image_0", "keypoint_image_1", "score"}


ROW = Row(
    task="keypoint-matching",
    model_type="superglue",
    build=build,
    inputs={"image_0": files.picture(), "image_1": files.picture(64, 64)},
    check=check,
)
