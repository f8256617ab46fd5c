"""Sounds and clips in the forms in which people have them: written by PyAV and libsndfile, some with headers that lie."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from PIL import Image


def samples(path: Path) -> tuple[np.ndarray, int]:
    """Mono samples, float32, and their rate."""
    found, rate = soundfile.read(path, dtype="float32")
    return found, rate


def encoded_sound(path: Path, codec: str, channels: np.ndarray, rate: int, layout: str = "mono") -> Path:
    """Samples of shape (channels, samples) through a codec of FFmpeg's."""
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(channels, np.float32), format="fltp", layout=layout)
        frame.sample_rate = rate
        for part in av.AudioResampler(format=stream.format.name, layout=layout, rate=rate).resample(frame):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path


def with_data_size(path: Path, size: int) -> Path:
    """A copy of a WAV whose header says that its samples take so many bytes."""
    data = bytearray(path.read_bytes())
    place = data.index(b"data") + 4
    data[place : place + 4] = struct.pack("<I", size)
    lying = path.with_name(f"{path.stem}-{size}.wav")
    lying.write_bytes(data)
    return lying


def with_total(path: Path, total: int) -> Path:
    """A copy of a FLAC whose header says that it has so many samples; 0 is what a recorder that streams leaves there."""
    data = bytearray(path.read_bytes())
    data[21] = data[21] & 0xF0 | total >> 32
    data[22:26] = struct.pack(">I", total & 0xFFFFFFFF)
    lying = path.with_name(f"{path.stem}-{total}.flac")
    lying.write_bytes(data)
    return lying


def frames_of(path: Path) -> list[np.ndarray]:
    """All frames of a clip, RGB, as they are stored."""
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def encoded_clip(
    path: Path,
    frames: Iterable[np.ndarray],
    codec: str = "libx264",
    *,
    pixels: str = "yuv420p",
    rate: int = 8,
    turned: int = 0,
    aspect: Fraction | None = None,
    times: Sequence[float] = (),
    **options: str,
) -> Path:
    """Frames (height, width, 3 or 4) as a film; `turned` in degrees against the clock, `times` in seconds."""
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=rate, options=options)
        for i, picture in enumerate(frames):
            if not i:
                stream.height, stream.width, stream.pix_fmt = *picture.shape[:2], pixels
                if aspect:
                    stream.codec_context.sample_aspect_ratio = aspect
                if turned:
                    stream.set_display_rotation(turned)
            kind = "rgba" if picture.shape[2] == 4 else "rgb24"
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=kind)
            if times:
                frame.time_base, frame.pts = Fraction(1, 1000), round(1000 * times[i])
                stream.codec_context.time_base = frame.time_base
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def with_cover(path: Path) -> Path:
    """A copy of an MP3 with the cover of an album before its sound, which FFmpeg takes for a track of pictures."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "navy").save(picture, "JPEG")
    frame = b"\0image/jpeg\0\3\0" + picture.getvalue()
    tag = b"APIC" + len(frame).to_bytes(4, "big") + b"\0\0" + frame
    size = bytes(len(tag) >> shift & 0x7F for shift in (21, 14, 7, 0))
    dressed = path.with_name(f"{path.stem}-cover.mp3")
    dressed.write_bytes(b"ID3\3\0\0" + size + tag + path.read_bytes())
    return dressed
