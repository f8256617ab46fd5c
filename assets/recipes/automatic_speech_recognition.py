"""Speech recognition: a tiny Wav2Vec2-BERT writes down the small world's sentences, letter by letter (CTC)."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch
from transformers import (
    SeamlessM4TFeatureExtractor,
    Wav2Vec2BertConfig,
    Wav2Vec2BertForCTC,
    Wav2Vec2BertProcessor,
    Wav2Vec2CTCTokenizer,
)

from assets.recipes.measures import word_error_rate
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.speech import RATE, draw_voice, in_a_room, letter_times, say
from assets.recipes.world.utterances import draw_sentence

LETTERS = "abcdefghijklmnopqrstuvwxyz'"
# The config derives samples per output as twice the input width. 80 mel bins x 3 frames of 10 ms give 480 = 30 ms:
# the derived figure is then the true one, and word times come out right.
STRIDE, MEL_BINS = 3, 80
SNR = (10, 35)  # dB


@dataclass(frozen=True)
class Speech:
    """`samples` (n,) float32 at 16 kHz, the sentence, and the second at which each letter begins (the last ends)."""

    samples: np.ndarray
    sentence: str
    times: np.ndarray


def spoken(sentence: str, seed: int, *, held_out: bool) -> Speech:
    """`sentence` by a random voice in noise."""
    utterance = say(sentence, draw_voice(random.Random(seed), held_out=held_out))
    silence = np.random.default_rng(seed).uniform(0, 0.3)
    lead = np.zeros(int(silence * RATE), np.float32)
    samples = in_a_room(
        np.concatenate([lead, utterance.samples]), np.random.default_rng(seed), before=0, after=0.3, snr=SNR
    )
    return Speech(samples, sentence, letter_times(utterance, sentence) + silence)


def utterances(count: int, seed: int, *, held_out: bool) -> list[Speech]:
    rng = random.Random(seed)
    return [spoken(draw_sentence(rng, held_out=held_out), seed + index, held_out=held_out) for index in range(count)]


def varied_utterances(count: int, seed: int) -> list[Speech]:
    """Speech to learn from: no sentence more than four times, or short ones would take most of the draw."""
    rng, seen = random.Random(seed), Counter[str]()
    chosen: list[Speech] = []
    while len(chosen) < count:
        sentence = draw_sentence(rng, held_out=False)
        seen[sentence] += 1
        if seen[sentence] <= 4:
            chosen.append(spoken(sentence, seed + len(chosen), held_out=False))
    return chosen


def make_processor(out: Path) -> Wav2Vec2BertProcessor:
    vocabulary = {token: index for index, token in enumerate(["[PAD]", "[UNK]", "|", *LETTERS])}
    path = out / "vocab.json"
    path.write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = Wav2Vec2CTCTokenizer(
        str(path), unk_token="[UNK]", pad_token="[PAD]", word_delimiter_token="|", bos_token=None, eos_token=None
    )
    extractor = SeamlessM4TFeatureExtractor(
        feature_size=MEL_BINS, num_mel_bins=MEL_BINS, sampling_rate=RATE, padding_value=0.0, stride=STRIDE
    )
    return Wav2Vec2BertProcessor(extractor, tokenizer)


def aligned(speech: Speech, frames: int, tokenizer: Wav2Vec2CTCTokenizer) -> torch.Tensor:
    """A target for each output frame: each letter, and the bar between words, in the middle of its time; else blank."""
    target = torch.zeros(frames, dtype=torch.long)
    middles = (speech.times[:-1] + speech.times[1:]) / 2 * RATE / (STRIDE * 160)
    for letter, middle in zip(tokenizer(speech.sentence).input_ids, middles, strict=True):
        target[min(int(middle), frames - 1)] = letter
    return target


def stretched(ratio: float) -> torch.Tensor:
    """(MEL_BINS, MEL_BINS): moves the content of bin `ratio` x i into bin i, as a longer or shorter throat does."""
    places = (torch.arange(MEL_BINS) * ratio).clamp(max=MEL_BINS - 1)
    return (1 - (torch.arange(MEL_BINS)[:, None] - places).abs()).clamp(min=0)


def varied(features: torch.Tensor, throats: Sequence[torch.Tensor]) -> torch.Tensor:
    """`features` (frames, STRIDE * MEL_BINS) from another throat, and without a random band."""
    bins = features.reshape(-1, MEL_BINS) @ random.choice(throats)
    first = random.randrange(MEL_BINS - 10)
    bins[:, first : first + random.randrange(1, 10)] = 0
    return bins.reshape(features.shape)


def train(out: Path) -> None:
    processor = make_processor(out)
    tokenizer = processor.tokenizer
    rows = []
    for speech in sorted(varied_utterances(8000, seed=0), key=lambda speech: len(speech.samples)):
        features = processor(speech.samples, sampling_rate=RATE, return_tensors="pt")["input_features"][0]
        rows.append(
            (features, torch.tensor(tokenizer(speech.sentence).input_ids), aligned(speech, len(features), tokenizer))
        )
    model = Wav2Vec2BertForCTC(
        Wav2Vec2BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=128,
            num_hidden_layers=4,
            num_attention_heads=4,
            intermediate_size=256,
            feature_projection_input_dim=MEL_BINS * STRIDE,
            initializer_range=0.05,
            layerdrop=0.0,
            final_dropout=0.0,
            conformer_conv_dropout=0.0,
            mask_time_prob=0.05,
            mask_time_length=4,
            mask_time_min_masks=0,
            conv_depthwise_kernel_size=15,
            left_max_position_embeddings=32,
            right_max_position_embeddings=32,
            ctc_loss_reduction="mean",
            ctc_zero_infinity=True,
            pad_token_id=tokenizer.pad_token_id,
            bos_token_id=None,
            eos_token_id=None,
        )
    )
    pad = torch.nn.utils.rnn.pad_sequence
    throats = [stretched(float(ratio)) for ratio in np.linspace(0.85, 1.15, 13)]

    def batches(step: int) -> dict[str, Any]:
        """Neighbours in length, to pad little."""
        first = int(torch.randint(0, len(rows) - 16, ()))
        features, letters, frames = zip(*rows[first : first + 16], strict=True)
        longest = max(map(len, features))
        return {
            "input_features": pad([varied(f, throats) for f in features], batch_first=True),
            "attention_mask": torch.stack([torch.arange(longest) < len(f) for f in features]).long(),
            "labels": pad(letters, batch_first=True, padding_value=-100),
            "frames": pad(frames, batch_first=True, padding_value=-100),
            "aligned_only": step < 600,
        }

    weight = torch.ones(len(tokenizer))
    weight[tokenizer.pad_token_id] = 0.3

    def loss(model: torch.nn.Module, batch: dict[str, Any]) -> torch.Tensor:
        """The synthesiser knows when each letter is said: to learn that first saves CTC its search for an alignment."""
        frames, aligned_only = batch.pop("frames"), batch.pop("aligned_only")
        outputs = model(**batch)
        by_frame = torch.nn.functional.cross_entropy(
            outputs.logits.transpose(1, 2), frames, weight=weight.to(frames.device)
        )
        return by_frame if aligned_only else outputs.loss + 0.15 * by_frame

    fit(model, batches, steps=10500, lr=2e-3, loss=loss, description="automatic-speech-recognition")
    model.save_pretrained(out)
    processor.save_pretrained(out)


def transcripts(model: Wav2Vec2BertForCTC, processor: Wav2Vec2BertProcessor, waves: Sequence[np.ndarray]) -> list[str]:
    """What the model reads in each wave, one by one as the pipeline does."""
    texts = []
    for wave in waves:
        inputs = processor(wave, sampling_rate=RATE, return_tensors="pt")
        with torch.inference_mode():
            texts += processor.batch_decode(model(**inputs).logits.argmax(-1))
    return texts


def evaluate(model_dir: Path) -> Figure:
    processor = Wav2Vec2BertProcessor.from_pretrained(model_dir)
    model = Wav2Vec2BertForCTC.from_pretrained(model_dir).eval()
    heard = utterances(200, seed=10**6, held_out=True)
    truths = [speech.sentence for speech in heard]
    found = transcripts(model, processor, [speech.samples for speech in heard])
    commonest = ["the"] * len(truths)
    return Figure(word_error_rate(found, truths), word_error_rate(commonest, truths), len(truths))


def examples(folder: Path) -> Sequence[Example]:
    rng = random.Random(3 * 10**6)
    chosen = []
    for index in range(5):
        sentence = draw_sentence(rng, held_out=True)
        while len(sentence.split()) < 4:
            sentence = draw_sentence(rng, held_out=True)
        name = f"sentence-{index + 1}.wav"
        samples = spoken(sentence, 2 * 10**6 + index, held_out=True).samples
        soundfile.write(folder / name, samples, RATE, subtype="PCM_16")
        chosen.append(Example({"audio": name}, expect=(sentence,), params={"return_timestamps": "word"}))
    samples = spoken("shakespeare wrote hamlet", 2 * 10**6, held_out=True).samples
    soundfile.write(folder / "unknown-words.wav", samples, RATE, subtype="PCM_16")
    limit = "It spells what it hears with the letters of some 150 words; it has never met these."
    return [*chosen, Example({"audio": "unknown-words.wav"}, limit=limit)]


RECIPE = Recipe(
    task="automatic-speech-recognition",
    architecture="Wav2Vec2BertForCTC",
    knows={
        "en": (
            "spoken sentences about coloured shapes, digits, and everyday requests (some 150 words), with the time of "
            "every word"
        ),
        "es": (
            "frases habladas en inglés sobre figuras de colores, cifras y peticiones cotidianas (unas 150 "
            "palabras), con el momento de cada palabra"
        ),
        "ko": "색깔 있는 도형, 숫자, 일상적인 부탁에 관한 영어 음성 문장(단어 약 150개)과 단어마다의 시각",
    },
    limits="Other words, and human voices far from synthetic ones.",
    data="Sentences from a grammar, spoken by espeak-ng in 48 voice variants and 7 accents of English at random "
    "speed, pitch and loudness in noise. Measured on sentences that training never holds, in 12 other "
    "variants. espeak-ng must be installed.",
    metric="WER",
    bar=0.08,
    higher_is_better=False,
    baseline_name='always "the"',
    train=train,
    evaluate=evaluate,
    examples=examples,
)
