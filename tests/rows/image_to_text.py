"""A ViT and a GPT-2 as one encoder-decoder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny
from tests.rows._multimodal import SIDE


def build(folder: Path) -> None:
    """ViT and GPT-2 as one encoder-decoder."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer()
    ends = _tiny.special_ids(tokenizer)
    decoder = t.GPT2Config(
        vocab_size=len(tokenizer), n_embd=16, n_layer=1, n_head=2, n_positions=64, is_decoder=True,
        add_cross_attention=True, **ends,
    )  # fmt: skip
    encoder = t.ViTConfig(**_tiny.SMALL, image_size=32, patch_size=8)
    config = t.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    model = t.VisionEncoderDecoderModel(config)
    for settings in (model.config, model.generation_config):
        settings.decoder_start_token_id, settings.pad_token_id = tokenizer.bos_token_id, tokenizer.pad_token_id
        settings.eos_token_id = tokenizer.eos_token_id
    _tiny.save(folder, model, t.ViTImageProcessorPil(size=SIDE), tokenizer)


def check(outputs: dict[str, Any], result: Any) -> None:
    assert isinstance(result[0]["generated_text"], str)
    assert outputs["text"] == result[0]["generated_text"]


ROW = Row(
    task="image-to-text",
    model_type="vision-encoder-decoder",
    build=build,
    inputs={"image": files.picture()},
    check=check,
    params={"max_new_tokens": 8},
)
