"""Sounds: mono, float32."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media.containers import AUDIO_FORMATS, open_av
from tasks.core.media.files import Upload, received
from tasks.core.media.sizes import seconds

SOUND = Phrase("Sound")


@dataclass(frozen=True, eq=False)
class Sound:
    """Mono samples, float32 of shape (samples,) in [-1, 1], at `rate` Hz; `name` is the file it came from."""

    samples: np.ndarray
    rate: int
    name: str = ""

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


def seconds_of_sound(sound: Sound) -> Phrase:
    """How long a sound is."""
    return Phrase("{seconds:.1f} seconds of sound", seconds=sound.seconds)


def read_audio(value: Any, field: Phrase = SOUND) -> Sound:
    """A sound from a file, or from (rate, samples) as microphones give it; mono, float32."""
    if isinstance(value, Sound):
        return _checked(value, field)
    if isinstance(value, tuple):
        rate, raw = value
        return _checked(Sound(_mono(np.asarray(raw)), int(rate)), field)
    import soundfile

    upload: Upload = received(value, field)
    name, data = upload.place, upload.data
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.frames / file.samplerate > LIMITS.audio_seconds:
                _too_long(field, file.frames / file.samplerate)
            return _checked(Sound(_mono(file.read(dtype="float32")), file.samplerate, name), field)
    except soundfile.LibsndfileError:
        return _checked(_decode_audio(data, name, field), field)


def _decode_audio(data: bytes, name: str, field: Phrase) -> Sound:
    """Sounds that libsndfile does not read (AAC, WebM from browsers, the track of a clip), by PyAV."""
    import av

    try:
        with open_av(data, AUDIO_FORMATS) as container:
            stream = container.streams.audio[0]
            rate = int(stream.rate)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            pieces: list[np.ndarray] = []
            count = 0
            for frame in container.decode(stream):
                for piece in resampler.resample(frame):
                    pieces.append(piece.to_ndarray()[0])
                    count += pieces[-1].size
                if count / rate > LIMITS.audio_seconds:
                    _too_long(field, count / rate)
            return Sound(np.concatenate(pieces).astype(np.float32), rate, name)
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a sound file, or it is cut off")) from error


def _too_long(field: Phrase, length: float) -> None:
    raise InputTooLarge(field=field, size=seconds(length), limit=seconds(LIMITS.audio_seconds))


def _mono(samples: np.ndarray) -> np.ndarray:
    """float32 in [-1, 1] of shape (samples,), from ints or floats of shape (samples,) or (samples, channels)."""
    if np.issubdtype(samples.dtype, np.integer):
        samples = samples.astype(np.float32) / np.iinfo(samples.dtype).max
    samples = samples.astype(np.float32)
    return samples.mean(axis=1) if samples.ndim > 1 else samples


def _checked(sound: Sound, field: Phrase) -> Sound:
    if sound.samples.size == 0:
        raise UnreadableInput(field=field, reason=Phrase("it holds no sound"))
    if not np.isfinite(sound.samples).all():
        raise UnreadableInput(field=field, reason=Phrase("it holds numbers that are not finite"))
    if sound.seconds > LIMITS.audio_seconds:
        _too_long(field, sound.seconds)
    return sound
