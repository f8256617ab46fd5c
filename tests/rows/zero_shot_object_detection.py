"""An OWL-ViT."""

from __future__ import annotations

from pathlib import Path

from tests.rows import Row, _tiny
from tests.rows._vision import NAMED, SIZE, VIT, check_boxes


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.clip_tokenizer()
    text = {"vocab_size": len(tokenizer), "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
            "num_attention_heads": 2, "max_position_embeddings": 64, **_tiny.special_ids(tokenizer)}  # fmt: skip
    config = t.OwlViTConfig(text_config=text, vision_config=VIT, projection_dim=16)
    processor = t.OwlViTProcessor(t.OwlViTImageProcessorPil(size=SIZE, crop_size=SIZE), tokenizer)
    _tiny.save(folder, t.OwlViTForObjectDetection(config), processor)


ROW = Row(
    task="zero-shot-object-detection",
    model_type="owlvit",
    build=build,
    inputs=NAMED,
    check=check_boxes,
    params={"threshold": 0.01, "top_k": 5},
)
