"""Small real files for tests, made once per run: a picture, a sound, a clip, a page, a table."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="atlas-test-files-"))


@cache
def picture(width: int = 96, height: int = 64) -> Path:
    """A blue ground with a red circle."""
    image = Image.new("RGB", (width, height), "navy")
    ImageDraw.Draw(image).ellipse([width // 4, height // 4, width // 2, height * 3 // 4], fill="red")
    path = folder() / f"picture-{width}x{height}.png"
    image.save(path)
    return path


@cache
def sound(seconds: float = 1.0, rate: int = 16_000) -> Path:
    """A tone of 440 Hz that fades out."""
    import soundfile

    t = np.arange(int(seconds * rate)) / rate
    path = folder() / f"sound-{seconds:g}-{rate}.wav"
    soundfile.write(path, (0.4 * np.sin(2 * np.pi * 440 * t) * np.linspace(1, 0, t.size)).astype(np.float32), rate)
    return path


@cache
def clip(frames: int = 16, size: int = 64) -> Path:
    """A white square that moves to the right."""
    import av

    path = folder() / f"clip-{frames}-{size}.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=8)
        stream.width = stream.height = size
        stream.pix_fmt = "yuv420p"
        for i in range(frames):
            array = np.zeros((size, size, 3), np.uint8)
            left = i * (size - 16) // max(1, frames - 1)
            array[24:40, left : left + 16] = 255
            for packet in stream.encode(av.VideoFrame.from_ndarray(array, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


@cache
def page() -> Path:
    """A receipt that tesseract reads."""
    from PIL import ImageFont

    image = Image.new("RGB", (800, 500), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=36)
    for i, line in enumerate(["Green Garden Shop", "Date: 12 May 2024", "Apples 4.50", "Total: 12.80"]):
        draw.text((60, 60 + 90 * i), line, fill="black", font=font)
    path = folder() / "page.png"
    image.save(path)
    return path


@cache
def table() -> Path:
    """Three shops."""
    path = folder() / "table.csv"
    path.write_text("Shop,City,Apples\nNorth,Oslo,12\nSouth,Rome,30\nEast,Seoul,7\n", encoding="utf-8")
    return path
