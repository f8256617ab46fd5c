"""A SAM."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import Row, _tiny
from tests.rows._vision import PICTURE


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    vision = {"hidden_size": 16, "output_channels": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 64,
              "patch_size": 16, "mlp_dim": 32, "global_attn_indexes": [0], "window_size": 2, "num_pos_feats": 8}  # fmt: skip
    prompt = {"hidden_size": 16, "image_size": 64, "patch_size": 16, "mask_input_channels": 4}
    decoder = {"hidden_size": 16, "mlp_dim": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
               "attention_downsample_rate": 2,
               "iou_head_hidden_dim": 16, "iou_head_depth": 2}  # fmt: skip
    config = t.SamConfig(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder)
    square = {"height": 64, "width": 64}
    processor = t.SamImageProcessorPil(
        size={"longest_edge": 64},
        pad_size=square,
        mask_size={"longest_edge": 16},
        mask_pad_size={"height": 16, "width": 16},
    )
    _tiny.save(folder, t.SamModel(config), t.SamProcessor(processor))


def check(outputs: dict[str, Any], result: Any) -> None:
    assert len(result["masks"]) == len(result["scores"]) == 3
    assert len(outputs["masks"]["annotations"]) == 1
    assert Path(outputs["file"]).read_bytes().startswith(b"\x89PNG")


ROW = Row(
    task="mask-generation",
    model_type="sam",
    build=build,
    inputs={**PICTURE, "points": "36,32"},
    check=check,
    params={"mask_threshold": -1.0},
)
