"""A VITS with two voices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import Row, _tiny


def build(folder: Path) -> None:
    """VITS with two voices."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.vits_tokenizer(folder)
    config = t.VitsConfig(
        vocab_size=tokenizer.vocab_size, pad_token_id=0, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        ffn_dim=16, flow_size=16, spectrogram_bins=16, upsample_initial_channel=16, upsample_rates=[16, 16],
        upsample_kernel_sizes=[32, 32], resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1]], num_speakers=2,
        speaker_embedding_size=8, prior_encoder_num_flows=2, prior_encoder_num_wavenet_layers=1,
        posterior_encoder_num_wavenet_layers=1, use_stochastic_duration_prediction=False,
        duration_predictor_filter_channels=16, noise_scale=0.0, sampling_rate=16_000, wavenet_kernel_size=3,
    )  # fmt: skip
    _tiny.save(folder, t.VitsModel(config), tokenizer)


def check(outputs: dict[str, Any], result: Any) -> None:
    assert result["sampling_rate"] == 16_000
    assert outputs["audio"]


ROW = Row(
    task="text-to-audio",
    model_type="vits",
    build=build,
    inputs={"text": "a red circle"},
    check=check,
    params={"speaker_id": 1},
    by_chance=True,  # VITS draws its voice
)
