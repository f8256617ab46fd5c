"""A VideoMAE of eight frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny
from tests.rows._vision import SIZE, VIT, check_bars, named_labels


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.VideoMAEConfig(
        **VIT, num_frames=8, tubelet_size=2, decoder_hidden_size=16, decoder_num_hidden_layers=1,
        decoder_num_attention_heads=2, decoder_intermediate_size=16, **named_labels(),
    )  # fmt: skip
    processor = t.VideoMAEImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIZE)
    _tiny.save(folder, t.VideoMAEForVideoClassification(config), processor)


def check(outputs: dict[str, Any], result: Any) -> None:
    check_bars(outputs, result)
    assert len(outputs["frames"]) == 8


ROW = Row(
    task="video-classification",
    model_type="videomae",
    build=build,
    inputs={"video": files.clip()},
    check=check,
    params={"frame_sampling_rate": 2},
)
