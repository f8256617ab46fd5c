"""Audio classification: ten spoken command words, told apart on a log-mel spectrogram by a tiny AST."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch
from transformers import ASTConfig, ASTFeatureExtractor, ASTForAudioClassification

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.speech import RATE, draw_voice, in_a_room, say, trimmed

WORDS = ("yes", "no", "up", "down", "left", "right", "stop", "go", "on", "off")
SNR = (12, 35)  # dB


def spoken(word: str, seed: int, *, held_out: bool) -> np.ndarray:
    """`word` by a random voice in noise, at most 1.7 s: (n,) float32 at 16 kHz."""
    voice = draw_voice(random.Random(seed), held_out=held_out)
    samples = trimmed(say(word, voice).samples)
    return in_a_room(samples, np.random.default_rng(seed), before=0.6, after=0.6, snr=SNR)


def clips(count: int, seed: int, *, held_out: bool) -> tuple[list[np.ndarray], list[int]]:
    """`count` clips and the index of the word of each, all words equally often."""
    labels = [index % len(WORDS) for index in range(count)]
    return [spoken(WORDS[y], seed + index, held_out=held_out) for index, y in enumerate(labels)], labels


def masked(features: torch.Tensor) -> torch.Tensor:
    """SpecAugment (Park et al. 2019): one band of 6 mel bins and one stretch of 0.05 s set to the mean of each clip."""
    features = features.clone()
    for clip in features:
        bin_, frame = int(torch.randint(0, clip.shape[1] - 6, ())), int(torch.randint(0, clip.shape[0] - 5, ()))
        clip[:, bin_ : bin_ + 6] = clip.mean()
        clip[frame : frame + 5] = clip.mean()
    return features


def train(out: Path) -> None:
    extractor = ASTFeatureExtractor(num_mel_bins=64, max_length=160, mean=-5.0, std=4.0)
    waves, labels = clips(6000, seed=0, held_out=False)
    inputs = torch.cat([extractor(w, sampling_rate=RATE, return_tensors="pt")["input_values"] for w in waves])
    targets = torch.tensor(labels)
    model = ASTForAudioClassification(
        ASTConfig(
            hidden_size=96,
            num_hidden_layers=3,
            num_attention_heads=4,
            intermediate_size=192,
            max_length=extractor.max_length,
            num_mel_bins=extractor.num_mel_bins,
            frequency_stride=16,
            time_stride=16,
            initializer_range=0.08,
            id2label=dict(enumerate(WORDS)),
            label2id={word: index for index, word in enumerate(WORDS)},
        )
    )

    def batches(step: int) -> dict[str, Any]:
        rows = torch.randint(0, len(inputs), (32,))
        return {"input_values": masked(inputs[rows]), "labels": targets[rows]}

    fit(model, batches, steps=6500, lr=1e-3, description="audio-classification")
    model.save_pretrained(out)
    extractor.save_pretrained(out)


def evaluate(model_dir: Path) -> Figure:
    extractor = ASTFeatureExtractor.from_pretrained(model_dir)
    model = ASTForAudioClassification.from_pretrained(model_dir).eval()
    waves, labels = clips(400, seed=10**6, held_out=True)
    inputs = torch.cat([extractor(w, sampling_rate=RATE, return_tensors="pt")["input_values"] for w in waves])
    with torch.inference_mode():
        found = torch.cat([model(batch).logits.argmax(-1) for batch in inputs.split(50)])
    return Figure((found == torch.tensor(labels)).float().mean().item(), 1 / len(WORDS), len(labels))


def examples(folder: Path) -> Sequence[Example]:
    chosen = []
    for seed, word in enumerate(("stop", "left", "yes", "down", "off")):
        soundfile.write(folder / f"{word}.wav", spoken(word, 2 * 10**6 + seed, held_out=True), RATE, subtype="PCM_16")
        chosen.append(Example({"audio": f"{word}.wav"}, expect=(word,)))
    soundfile.write(folder / "banana.wav", spoken("banana", 2 * 10**6, held_out=True), RATE, subtype="PCM_16")
    chosen.append(Example({"audio": "banana.wav"}, limit="It knows ten words only, and must choose one of them."))
    return chosen


RECIPE = Recipe(
    task="audio-classification",
    architecture="ASTForAudioClassification",
    knows={
        "en": "ten spoken command words: yes, no, up, down, left, right, stop, go, on, off",
        "es": (
            "diez palabras inglesas que sirven de órdenes, dichas en voz alta: yes, no, up, down, left, right, "
            "stop, go, on, off"
        ),
        "ko": "영어로 말한 명령어 열 개: yes, no, up, down, left, right, stop, go, on, off",
    },
    limits="Any other word or sound (it still names one of the ten), human voices far from synthetic ones, and "
    "anything after the first second and a half.",
    data="Words spoken by espeak-ng in 48 voice variants and 7 accents of English, at random speed, pitch and "
    "loudness, in noise. Measured on 12 other variants. espeak-ng must be installed.",
    metric="accuracy",
    bar=0.95,
    baseline_name="guessing",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
