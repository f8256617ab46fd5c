"""A Depth Anything that says metres."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import Row, _tiny
from tests.rows._vision import PICTURE, SIZE


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    backbone = t.Dinov2Config(
        hidden_size=16, num_hidden_layers=4, num_attention_heads=2, mlp_ratio=2, image_size=32, patch_size=8,
        out_features=["stage1", "stage2", "stage3", "stage4"], reshape_hidden_states=False,
    )  # fmt: skip
    config = t.DepthAnythingConfig(
        backbone_config=backbone, patch_size=8, reassemble_hidden_size=16, neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8, head_hidden_size=8, depth_estimation_type="metric", max_depth=10,
    )  # fmt: skip
    processor = t.DPTImageProcessorPil(size=SIZE, ensure_multiple_of=8)
    _tiny.save(folder, t.DepthAnythingForDepthEstimation(config), processor)


def check(outputs: dict[str, Any], result: Any) -> None:
    depth = result["predicted_depth"]  # whole for clients, its shape for people
    assert (depth["shape"] if isinstance(depth, dict) else [len(depth), len(depth[0])]) == [64, 96]
    assert len(outputs["compare"]) == 2
    assert "metres" in outputs["note"]
    assert "<iframe" in outputs["cloud"]


ROW = Row(
    task="depth-estimation",
    model_type="depth_anything",
    build=build,
    inputs=PICTURE,
    check=check,
)
