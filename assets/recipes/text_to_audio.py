"""Text to speech: a tiny VITS says the small world's sentences on one tone.

VITS learns alignment, durations and sound at once against a discriminator, which takes days. Here espeak-ng tells when
each letter is said, and the latents are log-mel frames; so each part learns its own share by plain regression.
The voice stays at 100 Hz, one period of the vocal cords for each frame: the decoder then never has to guess a phase.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import VitsConfig, VitsModel, VitsTokenizer, Wav2Vec2BertForCTC, Wav2Vec2BertProcessor
from transformers.audio_utils import mel_filter_bank

from assets.recipes.automatic_speech_recognition import transcripts
from assets.recipes.measures import word_error_rate
from assets.recipes.recipe import MODELS, Bound, Example, Figure, Recipe, fit
from assets.recipes.world.speech import RATE, Voice, letter_times, say
from assets.recipes.world.utterances import SLOTS, draw_sentence

VOICE = Voice("en-us", "", speed=135, pitch=60, melody=0)  # 99.5 Hz, measured
HOP = 160  # samples a frame: 10 ms
MELS = 48
WINDOW = 24  # frames that the decoder sees in training


# No offset, no clipping, neither a whisper nor a block.
BOUNDS = {"mean": Bound("mean", -0.02, 0.02), "peak": Bound("peak", 0.2, 0.95), "crest": Bound("crest", 4, 14)}


@dataclass(frozen=True)
class Spoken:
    """Letters (n,), their durations in frames (n,), latents (frames, MELS) and samples (frames * HOP,)."""

    letters: torch.Tensor
    durations: torch.Tensor
    latents: torch.Tensor
    samples: torch.Tensor


def log_mel(samples: torch.Tensor, size: int, hop: int, bins: int) -> torch.Tensor:
    """(..., samples) to log-mel (..., frames, bins), with windows of `size` samples."""
    filters = mel_filter_bank(size // 2 + 1, bins, 40, RATE / 2, RATE, norm="slaney", mel_scale="slaney")
    magnitude = torch.stft(samples, size, hop, window=torch.hann_window(size), center=True, return_complex=True).abs()
    return (magnitude.transpose(-1, -2) @ torch.tensor(filters, dtype=torch.float32) + 1e-4).log()


def speak(sentence: str, tokenizer: VitsTokenizer) -> Spoken:
    """`sentence` by espeak-ng, with every letter's length."""
    utterance = say(sentence, VOICE)
    edges = np.round(letter_times(utterance, sentence) * RATE / HOP).astype(int)
    for index in range(1, len(edges)):
        edges[index] = max(edges[index], edges[index - 1] + 1)
    samples = np.zeros(edges[-1] * HOP, np.float32)
    samples[: len(utterance.samples)] = utterance.samples[: len(samples)]
    wave = torch.tensor(samples[edges[0] * HOP :])
    latents = log_mel(wave, 512, HOP, MELS)[: len(wave) // HOP]
    letters = torch.tensor(tokenizer(sentence).input_ids)
    return Spoken(letters, torch.tensor(np.diff(edges)), (latents + 5) / 3, wave)


def make_tokenizer(out: Path) -> VitsTokenizer:
    signs = ["<pad>", " ", "'", *"abcdefghijklmnopqrstuvwxyz"]
    path = out / "vocab.json"
    path.write_text(json.dumps({sign: index for index, sign in enumerate(signs)}), encoding="utf-8")
    return VitsTokenizer(
        str(path), unk_token=None, language="en", add_blank=False, phonemize=False, model_max_length=300
    )


def make_model(tokenizer: VitsTokenizer) -> VitsModel:
    return VitsModel(
        VitsConfig(
            vocab_size=tokenizer.vocab_size,
            pad_token_id=tokenizer.pad_token_id,
            hidden_size=80,
            num_hidden_layers=3,
            num_attention_heads=2,
            window_size=8,
            ffn_dim=192,
            layerdrop=0.0,
            hidden_dropout=0.0,
            attention_dropout=0.0,
            activation_dropout=0.0,
            flow_size=MELS,
            spectrogram_bins=MELS,
            use_stochastic_duration_prediction=False,
            duration_predictor_filter_channels=96,
            duration_predictor_dropout=0.0,
            upsample_initial_channel=96,
            upsample_rates=[16, 10],
            upsample_kernel_sizes=[32, 20],
            resblock_kernel_sizes=[3],
            resblock_dilation_sizes=[[1, 3]],
            prior_encoder_num_flows=3,
            prior_encoder_num_wavenet_layers=2,
            posterior_encoder_num_wavenet_layers=1,
            noise_scale=0.0,
            sampling_rate=RATE,
        )
    )


def latents_of(model: VitsModel, letters: torch.Tensor, durations: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Latents (batch, MELS, frames) for known durations (batch, letters), and the log durations that it expects."""
    mask = (durations > 0).float()
    encoded = model.text_encoder(letters, mask.unsqueeze(-1), attention_mask=mask.long())
    expected = model.duration_predictor(encoded.last_hidden_state.transpose(1, 2), mask.unsqueeze(1)).squeeze(1)
    total = durations.sum(1)
    frames = torch.arange(int(total.max()), device=letters.device)
    owner = torch.searchsorted(durations.cumsum(1), frames.expand(len(letters), -1).contiguous(), right=True)
    owner = owner.clamp(max=letters.shape[1] - 1)[:, :, None].expand(-1, -1, MELS)
    prior = encoded.prior_means.gather(1, owner).transpose(1, 2)
    return model.flow(prior, (frames < total[:, None]).float().unsqueeze(1), reverse=True), expected


def acoustic_loss(model: VitsModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Distance of the latents, and of the durations: the model rounds up, and so aims at the middle below."""
    latents, expected = latents_of(model, batch["letters"], batch["durations"])
    inside = (batch["durations"] > 0).float()
    frames = torch.arange(latents.shape[2], device=latents.device) < batch["durations"].sum(1, keepdim=True)
    off = ((latents - batch["latents"].transpose(1, 2)).abs().mean(1) * frames).sum() / frames.sum()
    late = ((expected - (batch["durations"] - 0.5).clamp(min=0.4).log()) ** 2 * inside).sum() / inside.sum()
    return off + 0.3 * late


def sound_loss(model: VitsModel, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Distance of log-mel spectra in three resolutions (as in Parallel WaveGAN, Yamamoto et al. 2020, in mel bands), and of
    the means over three periods of the voice: the spectra begin at 40 Hz, so an offset would cost nothing in them."""
    found = model.decoder(batch["latents"].transpose(1, 2)).squeeze(1)
    sizes = ((256, 32), (512, 48), (1024, 80))
    spectra = sum(
        (log_mel(found, size, size // 4, bins) - log_mel(batch["samples"], size, size // 4, bins)).abs().mean()
        for size, bins in sizes
    )
    offsets = torch.nn.functional.avg_pool1d((found - batch["samples"]).unsqueeze(1), 3 * HOP, HOP).abs().mean()
    return spectra + 10 * offsets


def train(out: Path) -> None:
    tokenizer = make_tokenizer(out)
    rng = random.Random(0)
    spoken = sorted(
        (speak(draw_sentence(rng, held_out=False), tokenizer) for _ in range(2500)), key=lambda s: len(s.latents)
    )
    model = make_model(tokenizer)
    train_frames(model, spoken, rng)
    train_sound(model, spoken, rng)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)


def train_frames(model: VitsModel, spoken: Sequence[Spoken], rng: random.Random) -> None:
    """Frames out of letters. The posterior encoder serves the usual training of VITS only; here nothing reaches it."""
    pad = torch.nn.utils.rnn.pad_sequence

    def sentences(step: int) -> dict[str, Any]:
        """Neighbours in length, to pad little."""
        first = rng.randrange(len(spoken) - 16)
        part = spoken[first : first + 16]
        return {
            key: pad([getattr(s, key) for s in part], batch_first=True) for key in ("letters", "durations", "latents")
        }

    fit(model, sentences, steps=1100, lr=2e-3, loss=acoustic_loss, description="text-to-audio, frames")


def train_sound(model: VitsModel, spoken: Sequence[Spoken], rng: random.Random) -> None:
    """Sound out of frames: the decoder learns on those that the text gives, and so to mend their faults."""
    long = [s for s in spoken if len(s.latents) > WINDOW][::3]
    with torch.inference_mode():
        read = [latents_of(model, s.letters[None], s.durations[None])[0][0].T for s in long]

    def windows(step: int) -> dict[str, Any]:
        latents, samples = [], []
        for _ in range(12):
            index = rng.randrange(len(long))
            first = rng.randrange(len(read[index]) - WINDOW)
            latents.append(read[index][first : first + WINDOW])
            samples.append(long[index].samples[first * HOP : (first + WINDOW) * HOP])
        return {"latents": torch.stack(latents).clone(), "samples": torch.stack(samples)}

    fit(model, windows, steps=1000, lr=2e-3, loss=sound_loss, description="text-to-audio, sound")


def evaluate(model_dir: Path) -> Figure:
    """Word error rate of the embedded speech recogniser on what the model says, and how the samples lie. The baseline is
    silence with noise."""
    tokenizer = VitsTokenizer.from_pretrained(model_dir)
    model = VitsModel.from_pretrained(model_dir).eval()
    ears = MODELS / "automatic-speech-recognition"
    listener, processor = Wav2Vec2BertForCTC.from_pretrained(ears).eval(), Wav2Vec2BertProcessor.from_pretrained(ears)
    rng = random.Random(10**6)
    sentences = [draw_sentence(rng, held_out=True) for _ in range(100)]
    with torch.inference_mode():
        waves = [model(**tokenizer(s, return_tensors="pt")).waveform[0].numpy() for s in sentences]
    hiss = [np.random.default_rng(0).normal(0, 0.1, len(wave)).astype(np.float32) for wave in waves]
    found, nothing = (word_error_rate(transcripts(listener, processor, w), sentences) for w in (waves, hiss))
    return Figure(found, nothing, len(sentences), ranges(waves))


def ranges(waves: Sequence[np.ndarray]) -> dict[str, tuple[float, float]]:
    """The lowest and the highest of each sound's mean, its peak, and its crest factor, which is the peak by the root mean
    square: a steady tone has 1.4, speech some 5 to 12."""
    means, peaks = [float(wave.mean()) for wave in waves], [float(np.abs(wave).max()) for wave in waves]
    crests = [peak / float(np.sqrt(np.mean(wave**2))) for peak, wave in zip(peaks, waves, strict=True)]
    return {name: (min(found), max(found)) for name, found in zip(BOUNDS, (means, peaks, crests), strict=True)}


def typed(sentence: str) -> str:
    """A sentence as people write it: capitals and a last sign, which the tokenizer takes away again."""
    names = {*SLOTS["city"], *SLOTS["name"], *SLOTS["day"]}
    words = [word.capitalize() if word in names else word for word in sentence.split()]
    sign = "?" if words[0] in {"how", "what", "where"} else "."
    return words[0].capitalize() + " ".join(["", *words[1:]]) + sign


def examples(folder: Path) -> Sequence[Example]:
    rng = random.Random(2 * 10**6)
    sentences = [draw_sentence(rng, held_out=True) for _ in range(4)]
    chosen = [Example({"text": typed(sentence)}) for sentence in sentences]
    chosen.append(Example({"text": typed("the red circle is left of the blue star")}))
    limit = "It has never met these words, and guesses their sound from the letters."
    return [*chosen, Example({"text": "Shakespeare wrote Hamlet."}, limit=limit)]


RECIPE = Recipe(
    task="text-to-audio",
    architecture="VitsModel",
    knows={
        "en": (
            "how to say sentences about coloured shapes, digits and everyday requests (some 150 words), in one robot "
            "voice"
        ),
        "es": (
            "decir en inglés, con una sola voz de robot, frases sobre figuras de colores, cifras y peticiones "
            "cotidianas (unas 150 palabras)"
        ),
        "ko": "색깔 있는 도형, 숫자, 일상적인 부탁에 관한 영어 문장(단어 약 150개)을 한 가지 로봇 목소리로 말하는 법",
    },
    limits="Other words, figures written as 1, 2, 3, melody and feeling: the voice stays on one tone.",
    data="Sentences from a grammar, spoken by one voice of espeak-ng, which must be installed. Measured on "
    "sentences that training never holds, by what the embedded speech recogniser understands.",
    metric="WER",
    bar=0.25,
    higher_is_better=False,
    bounds=tuple(BOUNDS.values()),
    baseline_name="noise",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
