"""A CLIP."""

from __future__ import annotations

from pathlib import Path

from tests.rows import Row, _tiny
from tests.rows._vision import NAMED, SIZE, VIT, check_bars


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.clip_tokenizer()
    text = {"vocab_size": len(tokenizer), "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
            "num_attention_heads": 2, "max_position_embeddings": 64, **_tiny.special_ids(tokenizer)}  # fmt: skip
    config = t.CLIPConfig(text_config=text, vision_config=VIT, projection_dim=16)
    processor = t.CLIPProcessor(t.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIZE), tokenizer)
    _tiny.save(folder, t.CLIPModel(config), processor)


ROW = Row(
    task="zero-shot-image-classification",
    model_type="clip",
    build=build,
    inputs=NAMED,
    check=check_bars,
    params={"hypothesis_template": "a drawing of {}"},
)
