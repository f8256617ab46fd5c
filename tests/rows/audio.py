"""The Audio tab: tiny models with random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny

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


def classifier(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    names = {"id2label": LABELS, "label2id": {label: i for i, label in LABELS.items()}}
    model = t.Wav2Vec2ForSequenceClassification(t.Wav2Vec2Config(**WAV2VEC2, **names))
    _tiny.save(folder, model, extractor())


def recogniser(folder: Path) -> None:
    """Wav2Vec2 with letters and a CTC head."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.letters_tokenizer(folder)
    config = t.Wav2Vec2Config(**WAV2VEC2, vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id)
    _tiny.save(folder, t.Wav2Vec2ForCTC(config), t.Wav2Vec2Processor(extractor(), tokenizer))


def speaker(folder: Path) -> None:
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


def clap(folder: Path) -> None:
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


def check_labels(outputs: dict[str, Any], result: Any) -> None:
    assert {row["label"] for row in result} <= set(LABELS.values())
    assert all(0 <= row["score"] <= 1 for row in result)
    assert outputs["labels"]


def check_transcript(outputs: dict[str, Any], result: Any) -> None:
    assert isinstance(outputs["text"], str)
    assert result["text"].strip() == outputs["text"]
    assert all(start <= end for start, end in (chunk["timestamp"] for chunk in result["chunks"]))


def check_sound(outputs: dict[str, Any], result: Any) -> None:
    assert result["sampling_rate"] == 16_000
    assert outputs["audio"]


def check_candidates(outputs: dict[str, Any], result: Any) -> None:
    assert {row["label"] for row in result} == {"cat", "red circle"}
    assert abs(sum(row["score"] for row in result) - 1) < 1e-3


ROWS = [
    Row("audio-classification", classifier, {"audio": files.sound()}, check_labels, {"top_k": 2}),
    Row(
        "automatic-speech-recognition", recogniser, {"audio": files.sound(1.0, 8_000)}, check_transcript,
        {"return_timestamps": "word"},
    ),
    Row("text-to-audio", speaker, {"text": "a red circle"}, check_sound, {"speaker_id": 1}),
    Row(
        "zero-shot-audio-classification", clap, {"audio": files.sound(), "candidate_labels": "cat, red circle"},
        check_candidates,
    ),
]  # fmt: skip
