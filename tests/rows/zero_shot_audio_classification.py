"""A CLAP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny
from tests.rows._audio import CLAP_AUDIO


def build(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.roberta_tokenizer()
    text = t.ClapTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=70, projection_dim=16, **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    audio = t.ClapAudioConfig(**CLAP_AUDIO)
    config = t.ClapConfig(text_config=text.to_dict(), audio_config=audio.to_dict(), projection_dim=16)
    hears = t.ClapFeatureExtractor(
        feature_size=16, sampling_rate=16_000, hop_length=256, fft_window_size=512, max_length_s=1,
        truncation="rand_trunc", frequency_max=8000,
    )  # fmt: skip
    _tiny.save(folder, t.ClapModel(config), t.ClapProcessor(hears, tokenizer))


def check(outputs: dict[str, Any], result: Any) -> None:
    assert {row["label"] for row in result} == {"cat", "red circle"}
    assert abs(sum(row["score"] for row in result) - 1) < 1e-3


ROW = Row(
    task="zero-shot-audio-classification",
    model_type="clap",
    build=build,
    inputs={"audio": files.sound(), "candidate_labels": "cat, red circle"},
    check=check,
)
