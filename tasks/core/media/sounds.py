"""Sounds: mono, float32, decoded block by block.

What is kept of a file is one channel at 48 kHz at most, whatever stands in it: ten minutes are 115 MB.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tasks.core.errors import InputTooLarge, TooShort, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase
from tasks.core.media.containers import AUDIO_FORMATS, open_av
from tasks.core.media.files import Upload, received
from tasks.core.media.sizes import seconds, short
from tasks.core.notes import note

SOUND = Phrase("Sound")
BLOCK = 1 << 18  # samples of all channels that are decoded at once
HIGHEST_RATE = 48_000  # Hz: no model hears more
LEAST_SECONDS = 0.025  # the window in which models hear
QUIET = 0.4  # the mix of all channels by the loudest of them: below that they cancel out, or most of them are silent
FULL = 1.0  # the loudest sample of a sound
OVER = 2.0  # the peak from which a sound is made quieter: what MP3 decodes to goes a little over 1 by itself
LOUDEST = 2.0**31  # the largest number that a sound has in any format: beyond it there is damage, no sound
SILENT = 1e-5  # the peak, of 1: a third of the smallest step of 16 bits
NEARLY_SILENT = 2e-3  # the peak of what a switched-off microphone hums, 54 dB under the loudest there can be

Blocks = Iterator[tuple[int, np.ndarray]]  # the rate in Hz, and samples of shape (frames, channels), float32


@dataclass(frozen=True, eq=False)
class Sound:
    """Mono samples, float32 of shape (samples,) in [-1, 1], at `rate` Hz.

    Of a sound that was read, `name` is its file's, `file_rate` the rate there, `channel` the one that was taken where that
    is not the mix of all, `peak` what the samples were divided by, and `by` the library that decoded it.
    """

    samples: np.ndarray
    rate: int
    name: str = ""
    file_rate: int = 0
    channel: int | None = None
    by: str = "soundfile"
    peak: float = FULL

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def at(self, rate: int) -> np.ndarray:
        """The samples at another rate (soxr through librosa)."""
        if rate == self.rate:
            return self.samples
        import librosa

        resampled: np.ndarray = librosa.resample(self.samples, orig_sr=self.rate, target_sr=rate)
        return resampled

    def code(self, rate: str) -> tuple[set[str], list[str]]:
        """Imports and lines of Python that read the file into `samples`, these samples, at the rate of an expression."""
        file, taken = json.dumps(self.name or "sound.wav", ensure_ascii=False), f"samples[{self.channel}]"
        high = self.file_rate > HIGHEST_RATE
        to = "samples = librosa.resample(samples, orig_sr={}, target_sr={})".format
        quieter = [] if self.peak == FULL else [f"samples = samples / {self.peak:.9g}  # they went beyond 1"]
        if self.by == "soundfile":
            mixed = self.channel is None
            lines = [
                f"samples, rate = librosa.load({file}, sr={HIGHEST_RATE if high else rate}{'' if mixed else ', mono=False'})"
            ]
            lines += [] if mixed else [f"samples = {taken}"]
            return {"import librosa"}, [*lines, *([to("rate", rate)] if high else []), *quieter]
        lines = [
            f"with av.open({file}) as file:",
            "    rate = file.streams.audio[0].rate",
            '    floats = av.AudioResampler(format="fltp")',
            "    samples = np.hstack([part.to_ndarray() for each in file.decode(audio=0) for part in floats.resample(each)])",
            f"samples = {'samples.mean(axis=0)' if self.channel is None else taken}",
            *([to("rate", HIGHEST_RATE)] if high else []),
            to(HIGHEST_RATE if high else "rate", rate),
            *quieter,
        ]
        return {"import av", "import librosa", "import numpy as np"}, lines


def seconds_of_sound(sound: Sound) -> Phrase:
    """How long a sound is."""
    return Phrase("{seconds:.1f} seconds of sound", seconds=sound.seconds)


def read_audio(value: Any, field: Phrase = SOUND) -> Sound:
    """A sound from a file, or the first track of a clip."""
    if isinstance(value, Sound):
        return value
    upload = received(value, field)
    if not isinstance(upload, Upload):
        raise UnreadableInput(field=field, reason=Phrase("it is no file"))
    import soundfile

    with suppress(soundfile.LibsndfileError):
        sound = _read(upload, _by_soundfile, "soundfile", field)
        if sound.samples.size:  # a recorder that was cut off leaves a header that says none
            return _checked(sound, field)
    import av

    try:
        return _checked(_read(upload, _by_av, "av", field), field)
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableInput(
            field=field, reason=Phrase("it is not a sound file (WAV, MP3, M4A), or it is cut off")
        ) from error


def _read(upload: Upload, decode: Callable[[bytes], Blocks], by: str, field: Phrase) -> Sound:
    """The mix of all channels; the loudest of them where next to nothing is left in the mix, as of opposite phases."""
    samples, rate, powers = _mono(decode(upload.data), field)
    channel, loudest = None, int(np.argmax(powers))
    if _power(samples) < QUIET**2 * powers[loudest]:
        channel = loudest
        samples, rate, _ = _mono(decode(upload.data), field, channel)
        note(
            Phrase(
                "Mixed, the {channels} channels of this sound would be much quieter than the loudest of them. So that one "
                "alone was taken: channel {number}.",
                channels=len(powers),
                number=channel + 1,
            )
        )
    return Sound(samples, min(rate, HIGHEST_RATE), upload.place, rate, channel, by)


def _mono(blocks: Blocks, field: Phrase, channel: int | None = None) -> tuple[np.ndarray, int, np.ndarray]:
    """The mean of all channels, or one of them, at 48 kHz at most; the file's own rate; the mean power of each channel.

    Limits are kept while it is decoded, whatever the file's header says. Raises InputTooLarge and UnreadableInput.
    """
    import soxr

    pieces: list[np.ndarray] = []
    frames, energies, lower, rate = 0, np.zeros(1), None, HIGHEST_RATE
    for rate, block in blocks:
        if not frames:
            energies = np.zeros(block.shape[1])
            lower = soxr.ResampleStream(rate, HIGHEST_RATE, 1, dtype="float32") if rate > HIGHEST_RATE else None
        frames += len(block)
        _check_length(frames, rate, block.shape[1], field)
        if not np.isfinite(block).all():
            raise UnreadableInput(field=field, reason=Phrase("it holds numbers that are not finite"))
        if (largest := np.abs(block).max(initial=0)) > LOUDEST:
            reason = Phrase(
                "it holds {number}, and the samples of a sound lie between −1 and 1",
                number=Amount(float(largest), ".3g"),
            )
            raise UnreadableInput(field=field, reason=reason)
        energies += np.einsum("ij,ij->j", block, block)
        mono = block.mean(axis=1) if channel is None else np.ascontiguousarray(block[:, channel])
        pieces.append(lower.resample_chunk(mono) if lower else mono)
    if lower:
        pieces.append(lower.resample_chunk(np.zeros(0, np.float32), last=True))
    return np.concatenate([np.zeros(0, np.float32), *pieces]), rate, energies / max(frames, 1)


def _check_length(frames: int, rate: int, channels: int, field: Phrase) -> None:
    """Raises InputTooLarge for what is long, or for more channels at a higher rate than anybody needs."""
    if frames > LIMITS.audio_seconds * rate:
        size = Phrase("more than {number} seconds", number=Amount(LIMITS.audio_seconds, ".0f"))
        raise InputTooLarge(field=field, size=size, limit=seconds(LIMITS.audio_seconds))
    if frames * channels > LIMITS.audio_values:
        size = Phrase("{channels} channels of {rate:,} samples a second", channels=channels, rate=rate)
        raise InputTooLarge(field=field, size=size, limit=seconds(LIMITS.audio_values / (channels * rate)))


def _power(samples: np.ndarray) -> float:
    """The mean square."""
    return float(np.dot(samples, samples)) / max(len(samples), 1)


def _by_soundfile(data: bytes) -> Blocks:
    import soundfile

    with soundfile.SoundFile(io.BytesIO(data)) as file:
        while len(block := file.read(BLOCK // file.channels, dtype="float32", always_2d=True)):
            yield file.samplerate, block


def _by_av(data: bytes) -> Blocks:
    """What libsndfile does not read: AAC, WebM from browsers, the track of a clip."""
    import av

    with open_av(data, AUDIO_FORMATS) as container:
        if not container.streams.audio:
            return
        floats = av.AudioResampler(format="fltp")
        rate, parts = 0, list[np.ndarray]()
        for frame in container.decode(container.streams.audio[0]):
            rate = frame.sample_rate
            parts += [part.to_ndarray() for part in floats.resample(frame)]
            if sum(part.size for part in parts) >= BLOCK:
                yield rate, np.hstack(parts).T
                parts = []
        if parts:
            yield rate, np.hstack(parts).T


def _checked(sound: Sound, field: Phrase) -> Sound:
    if not sound.samples.size:
        raise UnreadableInput(field=field, reason=Phrase("it holds no sound"))
    if sound.seconds < LEAST_SECONDS:
        raise TooShort(field=field, length=short(sound.seconds), least=short(LEAST_SECONDS))
    peak = float(max(sound.samples.max(), -sound.samples.min()))
    if peak > OVER:
        note(
            Phrase(
                "The samples of this sound go up to {peak}, where 1 is the loudest there is: all were made quieter alike.",
                peak=Amount(peak, ",.6g"),
            )
        )
        return replace(sound, samples=sound.samples / np.float32(peak), peak=peak)
    _note_silence(sound)
    return sound


def _note_silence(sound: Sound) -> None:
    """Says where there is nothing, or next to nothing, to hear. What lies beside zero all the time is no sound either, so
    the peak is half of what the samples span."""
    peak = float(sound.samples.max() - sound.samples.min()) / 2
    if peak < SILENT:
        note(Phrase("This sound is silent: was the microphone off? What the model hears in it means nothing."))
    elif peak < NEARLY_SILENT:
        level = Amount(20 * math.log10(peak), ".0f")
        note(
            Phrase(
                "This sound is nearly silent: its loudest moment is at {decibels} dB, where 0 is the loudest there can be. "
                "What the model hears in it may mean nothing.",
                decibels=level,
            )
        )
