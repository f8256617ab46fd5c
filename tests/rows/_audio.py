"""What the tiny models that hear have in common."""

from __future__ import annotations

from typing import Any

LABELS = {0: "yes", 1: "no", 2: "stop"}
# Two layers of convolutions: a logit for every 20 samples of sound would be many, one for every 320 is as Wav2Vec2 has.
WAV2VEC2: dict[str, Any] = {
    "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16,
    "conv_dim": [16, 16, 16], "conv_stride": [8, 8, 5], "conv_kernel": [16, 8, 5], "num_feat_extract_layers": 3,
    "feat_extract_norm": "layer", "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2,
    "do_stable_layer_norm": True,
}  # fmt: skip
CLAP_AUDIO: dict[str, Any] = {
    "window_size": 2, "num_mel_bins": 16, "spec_size": 64, "hidden_size": 16, "patch_size": 4, "patch_stride": [4, 4],
    "patch_embeds_hidden_size": 8, "depths": [1, 1], "num_hidden_layers": 2, "num_attention_heads": [1, 2],
    "enable_fusion": False, "projection_dim": 16,
}  # fmt: skip


def extractor(**changes: Any) -> Any:
    from transformers import Wav2Vec2FeatureExtractor

    return Wav2Vec2FeatureExtractor(**{"sampling_rate": 16_000, "return_attention_mask": True, **changes})
