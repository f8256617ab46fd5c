"""Sounds: WavLM, AST, Whisper as a classifier, Wav2Vec2-BERT, Moonshine, Speech2Text, SpeechT5 that listens, Parakeet, Bark, FastSpeech 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.architectures import Case
from tests.hub.models.audio import hifigan
from tests.rows import _tiny
from tests.rows._audio import LABELS, WAV2VEC2, extractor
from tests.tiny import Build

NAMES: dict[str, Any] = {"id2label": LABELS, "label2id": {label: i for i, label in LABELS.items()}}


def waves(kind: str) -> Build:
    """Classifiers of Wav2Vec2's form."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        config = getattr(t, f"{kind}Config")(**WAV2VEC2, **NAMES)
        _tiny.save(folder, getattr(t, f"{kind}ForSequenceClassification")(config), extractor())

    return build


def waves_ctc(kind: str) -> Build:
    """Letters out of waves, in Wav2Vec2's form."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = _tiny.letters_tokenizer(folder)
        config = getattr(t, f"{kind}Config")(**WAV2VEC2, vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id)
        _tiny.save(folder, getattr(t, f"{kind}ForCTC")(config), t.Wav2Vec2Processor(extractor(), tokenizer))

    return build


def ast(folder: Path) -> None:
    """AST: a spectrogram as a picture."""
    import transformers as t

    _tiny.seed(2)
    config = t.ASTConfig(
        **_tiny.SMALL, patch_size=8, frequency_stride=8, time_stride=8, max_length=64, num_mel_bins=32, **NAMES
    )
    hears = t.ASTFeatureExtractor(num_mel_bins=32, max_length=64)
    _tiny.save(folder, t.ASTForAudioClassification(config), hears)


def whisper_classifier(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    config = t.WhisperConfig(
        vocab_size=64, num_mel_bins=16, d_model=16, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=16,
        decoder_ffn_dim=16, encoder_attention_heads=2, decoder_attention_heads=2, classifier_proj_size=16,
        pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=1, suppress_tokens=None,
        begin_suppress_tokens=None, **NAMES,
    )  # fmt: skip
    _tiny.save(folder, t.WhisperForAudioClassification(config), t.WhisperFeatureExtractor(feature_size=16))


WAV2VEC2_BERT: dict[str, Any] = {
    "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16,
    "feature_projection_input_dim": 32, "conv_depthwise_kernel_size": 3,
}  # fmt: skip


def wav2vec2_bert(kind: str) -> Build:
    """Wav2Vec2-BERT, which reads spectrograms as `input_features`."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        hears = t.SeamlessM4TFeatureExtractor(feature_size=16, num_mel_bins=16, stride=2)
        if kind == "Wav2Vec2BertForCTC":
            tokenizer = _tiny.letters_tokenizer(folder)
            config = t.Wav2Vec2BertConfig(
                **WAV2VEC2_BERT, vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id
            )
            _tiny.save(folder, t.Wav2Vec2BertForCTC(config), t.Wav2Vec2BertProcessor(hears, tokenizer))
        else:
            config = t.Wav2Vec2BertConfig(**WAV2VEC2_BERT, classifier_proj_size=16, **NAMES)
            _tiny.save(folder, getattr(t, kind)(config), hears)

    return build


def moonshine(folder: Path) -> None:
    """Moonshine: waves in, words out, without a spectrogram."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>"))
    config = t.MoonshineConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, encoder_num_hidden_layers=1,
        decoder_num_hidden_layers=1, encoder_num_attention_heads=2, decoder_num_attention_heads=2,
        max_position_embeddings=64, pad_token_id=0,
    )  # fmt: skip
    hears = t.Wav2Vec2FeatureExtractor(sampling_rate=16_000, do_normalize=False, return_attention_mask=True)
    _tiny.save(folder, t.MoonshineForConditionalGeneration(config), t.Wav2Vec2Processor(hears, tokenizer))


def speech_to_text(folder: Path) -> None:
    """Speech2Text, as fairseq's models of LibriSpeech are."""
    import json

    import transformers as t

    from tests.hub.models.nlp import sentencepiece_model

    _tiny.seed(2)
    model_file = sentencepiece_model(folder)
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model_file))
    signs = ["<s>", "<pad>", "</s>", "<unk>", *(pieces.id_to_piece(i) for i in range(3, pieces.get_piece_size()))]
    vocab = folder / "vocab.json"
    vocab.write_text(json.dumps({sign: i for i, sign in enumerate(signs)}), encoding="utf-8")
    tokenizer = t.Speech2TextTokenizer(str(vocab), str(model_file))
    config = t.Speech2TextConfig(
        vocab_size=len(signs), encoder_layers=1, decoder_layers=1, encoder_ffn_dim=16, decoder_ffn_dim=16, d_model=16,
        encoder_attention_heads=2, decoder_attention_heads=2, conv_channels=16, input_feat_per_channel=16,
        max_target_positions=64,
    )  # fmt: skip
    hears = t.Speech2TextFeatureExtractor(feature_size=16, num_mel_bins=16)
    _tiny.save(folder, t.Speech2TextForConditionalGeneration(config), t.Speech2TextProcessor(hears, tokenizer))
    model_file.unlink()


def speecht5_listens(folder: Path) -> None:
    import transformers as t

    from tests.hub.models.nlp import sentencepiece_model

    _tiny.seed(2)
    model_file = sentencepiece_model(folder)
    tokenizer = t.SpeechT5Tokenizer(str(model_file), model_max_length=64)
    config = t.SpeechT5Config(
        encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16,
        decoder_ffn_dim=16, hidden_size=16, vocab_size=len(tokenizer), num_mel_bins=16, max_text_positions=64,
        max_speech_positions=512, conv_dim=[16, 16, 16], conv_stride=[8, 8, 5], conv_kernel=[16, 8, 5],
        num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2,
    )  # fmt: skip
    processor = t.SpeechT5Processor(t.SpeechT5FeatureExtractor(num_mel_bins=16), tokenizer)
    _tiny.save(folder, t.SpeechT5ForSpeechToText(config), processor)
    model_file.unlink()


def fastspeech2(folder: Path) -> None:
    """FastSpeech 2 with its vocoder in it, whose tokenizer wants the package g2p_en."""
    import json

    import transformers as t

    _tiny.seed(2)
    model = t.FastSpeech2ConformerConfig(
        hidden_size=16, vocab_size=20, num_mel_bins=16, encoder_layers=1, encoder_linear_units=16, decoder_layers=1,
        decoder_linear_units=16, speech_decoder_postnet_layers=1, speech_decoder_postnet_units=16,
        duration_predictor_channels=16, energy_predictor_channels=16, pitch_predictor_layers=1, pitch_predictor_channels=16,
    )  # fmt: skip
    vocoder = t.FastSpeech2ConformerHifiGanConfig(
        model_in_dim=16, upsample_initial_channel=16, upsample_rates=[8, 8], upsample_kernel_sizes=[16, 16],
        resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1]],
    )  # fmt: skip
    config = t.FastSpeech2ConformerWithHifiGanConfig(model_config=model.to_dict(), vocoder_config=vocoder.to_dict())
    _tiny.save(folder, t.FastSpeech2ConformerWithHifiGan(config))
    signs = {sign: i for i, sign in enumerate(["<blank>", "<unk>", "AH0", "T", "<sos/eos>"])}
    (folder / "vocab.json").write_text(json.dumps(signs), encoding="utf-8")
    settings = {"tokenizer_class": "FastSpeech2ConformerTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


def bark(folder: Path) -> None:
    """Bark: three models after another, and EnCodec."""
    import json

    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.bert_tokenizer(max_length=64)
    size = {"block_size": 256, "num_layers": 1, "num_heads": 2, "hidden_size": 16}
    semantic = t.BarkSemanticConfig(**size, input_vocab_size=400, output_vocab_size=200)
    coarse = t.BarkCoarseConfig(**size, input_vocab_size=300, output_vocab_size=300)
    fine = t.BarkFineConfig(**size, input_vocab_size=40, output_vocab_size=40, n_codes_total=4)
    codec = t.EncodecConfig(
        sampling_rate=16_000, target_bandwidths=[2.0], codebook_size=32, codebook_dim=8, hidden_size=8, num_filters=4,
        upsampling_ratios=[8, 5, 4, 2], num_lstm_layers=1,
    )  # fmt: skip
    config = t.BarkConfig(
        semantic_config=semantic.to_dict(), coarse_acoustics_config=coarse.to_dict(), fine_acoustics_config=fine.to_dict(),
        codec_config=codec.to_dict(),
    )  # fmt: skip
    _tiny.save(folder, t.BarkModel(config), t.BarkProcessor(tokenizer))
    generation = {
        "semantic_config": {
            "text_encoding_offset": 10, "text_pad_token": 150, "semantic_infer_token": 151, "semantic_vocab_size": 100,
            "semantic_pad_token": 100, "eos_token_id": 100, "max_input_semantic_length": 32, "max_new_tokens": 16,
            "semantic_rate_hz": 50,
        },
        "coarse_acoustics_config": {
            "coarse_semantic_pad_token": 290, "coarse_infer_token": 291, "max_coarse_input_length": 16,
            "max_coarse_history": 16, "sliding_window_len": 8, "coarse_rate_hz": 50, "n_coarse_codebooks": 2,
        },
        "fine_acoustics_config": {"max_fine_history_length": 32, "max_fine_input_length": 64, "n_fine_codebooks": 4},
        "sample_rate": 16_000, "codebook_size": 32, "model_type": "bark",
    }  # fmt: skip
    (folder / "generation_config.json").write_text(json.dumps(generation), encoding="utf-8")


WRITTEN = {"return_timestamps": None, "max_new_tokens": 8}
CASES = [
    Case("audio-classification", "wavlm", waves("WavLM")),
    Case("audio-classification", "ast", ast),
    Case("audio-classification", "whisper", whisper_classifier),
    Case("audio-classification", "wav2vec2_bert", wav2vec2_bert("Wav2Vec2BertForSequenceClassification")),
    Case("audio-classification", "unispeech_sat", waves("UniSpeechSat")),
    Case("automatic-speech-recognition", "wavlm", waves_ctc("WavLM")),
    Case("automatic-speech-recognition", "wav2vec2_bert", wav2vec2_bert("Wav2Vec2BertForCTC")),
    Case("automatic-speech-recognition", "moonshine", moonshine, WRITTEN),
    Case("automatic-speech-recognition", "speech_to_text", speech_to_text, WRITTEN),
    Case("automatic-speech-recognition", "speecht5", speecht5_listens, WRITTEN),
    Case("text-to-audio", "bark", bark, {"speaker_id": None}, by_chance=True),
    Case("text-to-audio", "fastspeech2", fastspeech2, {"speaker_id": None}, refused="MissingPackage", says="g2p_en"),
    Case("text-to-audio", "hifigan", hifigan, {"speaker_id": None}, refused="WrongTask"),
    Case("zero-shot-audio-classification", "wavlm", waves("WavLM"), refused="WrongTask"),
    Case("zero-shot-audio-classification", "ast", ast, refused="WrongTask", says="audio-classification"),
    Case("audio-classification", "wavlm-ctc", waves_ctc("WavLM"), refused="WrongTask"),
]
