"""Sounds: HuBERT, Whisper, MusicGen, SpeechT5 with its vocoder, a second CLAP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import _tiny
from tests.rows._audio import CLAP_AUDIO, LABELS, WAV2VEC2, extractor


def hubert(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    names = {"id2label": LABELS, "label2id": {label: i for i, label in LABELS.items()}}
    _tiny.save(folder, t.HubertForSequenceClassification(t.HubertConfig(**WAV2VEC2, **names)), extractor())


def hubert_ctc(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.letters_tokenizer(folder)
    config = t.HubertConfig(**WAV2VEC2, vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id)
    _tiny.save(folder, t.HubertForCTC(config), t.Wav2Vec2Processor(extractor(), tokenizer))


def whisper(folder: Path) -> None:
    """Whisper of two languages, with the marks of time and of tasks that its generation wants."""
    import transformers as t
    from tokenizers.pre_tokenizers import ByteLevel

    _tiny.seed(1)
    marks = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|es|>", "<|translate|>", "<|transcribe|>",
             "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]  # fmt: skip
    times = [f"<|{i * 0.02:.2f}|>" for i in range(1501)]
    letters = sorted(ByteLevel.alphabet())
    tokenizer = t.WhisperTokenizer(vocab={sign: i for i, sign in enumerate([*letters, *marks, *times])}, merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": marks[1:]})
    tokenizer.add_tokens(times)
    at = {mark: tokenizer.convert_tokens_to_ids(mark) for mark in marks}
    end, start = at["<|endoftext|>"], at["<|startoftranscript|>"]
    ends = {"bos_token_id": end, "eos_token_id": end, "pad_token_id": end, "decoder_start_token_id": start}
    config = t.WhisperConfig(
        vocab_size=len(tokenizer), num_mel_bins=16, d_model=16, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=16,
        decoder_ffn_dim=16, encoder_attention_heads=2, decoder_attention_heads=2, max_target_positions=64,
        suppress_tokens=None, begin_suppress_tokens=None, **ends,
    )  # fmt: skip
    model = t.WhisperForConditionalGeneration(config)
    model.generation_config = t.GenerationConfig(
        **ends, max_length=48, is_multilingual=True, no_timestamps_token_id=at["<|notimestamps|>"],
        lang_to_id={"<|en|>": at["<|en|>"], "<|es|>": at["<|es|>"]}, alignment_heads=[[0, 0]],
        task_to_id={"translate": at["<|translate|>"], "transcribe": at["<|transcribe|>"]}, max_initial_timestamp_index=50,
        prev_sot_token_id=at["<|startofprev|>"],
    )  # fmt: skip
    _tiny.save(folder, model, t.WhisperProcessor(t.WhisperFeatureExtractor(feature_size=16), tokenizer))


def musicgen(folder: Path) -> None:
    """MusicGen: T5 reads, a decoder writes codes, EnCodec makes sound of them."""
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.byte_tokenizer(closed=True)
    text = _tiny.small_t5(tokenizer).config
    codec = t.EncodecConfig(
        sampling_rate=16_000, target_bandwidths=[2.0], codebook_size=32, codebook_dim=8, hidden_size=8, num_filters=4,
        upsampling_ratios=[8, 5, 4, 2], num_lstm_layers=1,
    )  # fmt: skip
    decoder = t.MusicgenDecoderConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, ffn_dim=16, num_codebooks=4,
        max_position_embeddings=256, pad_token_id=32, bos_token_id=32,
    )  # fmt: skip
    config = t.MusicgenConfig(text_encoder=text.to_dict(), audio_encoder=codec.to_dict(), decoder=decoder.to_dict())
    model = t.MusicgenForConditionalGeneration(config)
    settings: Any = model.generation_config
    settings.decoder_start_token_id = settings.pad_token_id = settings.bos_token_id = 32
    settings.max_length, settings.guidance_scale, settings.do_sample = 24, 1.0, False
    processor = t.MusicgenProcessor(t.EncodecFeatureExtractor(sampling_rate=16_000, feature_size=1), tokenizer)
    _tiny.save(folder, model, processor)


def speecht5(folder: Path) -> None:
    """SpeechT5 writes a spectrogram; its vocoder is a repository of its own."""
    import transformers as t

    from tests.hub.models.nlp import sentencepiece_model

    _tiny.seed(1)
    model_file = sentencepiece_model(folder)
    tokenizer = t.SpeechT5Tokenizer(str(model_file), model_max_length=128)
    size = {"encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
            "encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "hidden_size": 16}  # fmt: skip
    config = t.SpeechT5Config(
        **size, vocab_size=len(tokenizer), num_mel_bins=16, speech_decoder_prenet_units=16, speaker_embedding_dim=8,
        speech_decoder_postnet_units=16, max_text_positions=128, max_speech_positions=256, reduction_factor=2,
    )  # fmt: skip
    hears = t.SpeechT5FeatureExtractor(num_mel_bins=16)
    _tiny.save(folder, t.SpeechT5ForTextToSpeech(config), t.SpeechT5Processor(hears, tokenizer))
    model_file.unlink()


def hifigan(folder: Path) -> None:
    """The vocoder that transformers fetches for SpeechT5 by its name."""
    import transformers as t

    _tiny.seed(1)
    config = t.SpeechT5HifiGanConfig(
        model_in_dim=16, upsample_initial_channel=16, upsample_rates=[16, 16], upsample_kernel_sizes=[32, 32],
        resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1]],
    )  # fmt: skip
    t.SpeechT5HifiGan(config).save_pretrained(folder)


def clap(folder: Path) -> None:
    """CLAP that hears a long sound as a whole and in parts."""
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.roberta_tokenizer()
    text = t.ClapTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=70, projection_dim=16, **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    audio = t.ClapAudioConfig(**{**CLAP_AUDIO, "enable_fusion": True})
    config = t.ClapConfig(text_config=text.to_dict(), audio_config=audio.to_dict(), projection_dim=16)
    hears = t.ClapFeatureExtractor(
        feature_size=16, sampling_rate=16_000, hop_length=256, fft_window_size=512, max_length_s=1, truncation="fusion",
        frequency_max=8000,
    )  # fmt: skip
    _tiny.save(folder, t.ClapModel(config), t.ClapProcessor(hears, tokenizer))


MODELS = [
    ("audio-classification", "hubert", hubert),
    ("automatic-speech-recognition", "hubert", hubert_ctc),
    ("automatic-speech-recognition", "whisper", whisper),
    ("text-to-audio", "musicgen", musicgen),
    ("text-to-audio", "speecht5", speecht5),
    ("zero-shot-audio-classification", "clap", clap),
]
