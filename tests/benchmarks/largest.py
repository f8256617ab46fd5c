"""The largest inputs that are taken, of every kind: files made once in a folder, and values to give to a task."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tasks.core import fields
from tasks.core.examples import examples
from tasks.core.limits import LIMITS
from tasks.core.spec import TaskSpec

SMALL = "small"
TASK_TEXTS = (fields.Text, fields.Chat)
WORDS = "it rained in Oslo on Monday , and the match was moved to the hall . ".split()


def photo(megapixels: float, number: int, folder: Path) -> Path:
    """A picture of discs, three wide and two high, as a JPEG."""
    from PIL import Image, ImageDraw

    height = int((megapixels * 1e6 / 1.5) ** 0.5)
    width = int(height * 1.5)
    path = folder / f"photo-{width}x{height}-{number}.jpg"
    if not path.exists():
        image = Image.new("RGB", (width, height), "navy")
        draw, chance = ImageDraw.Draw(image), random.Random(number)
        for _ in range(40):
            x, y, size = chance.random() * width, chance.random() * height, chance.random() * width / 6
            draw.ellipse([x, y, x + size, y + size], fill=tuple(chance.randrange(256) for _ in range(3)))
        image.save(path)
    return path


def sound(name: str, rate: int, channels: int, seconds: float) -> Callable[[Path], Path]:
    """Noise that fades in and out, the same second again and again."""

    def make(folder: Path) -> Path:
        import soundfile

        second = np.random.default_rng(0).normal(0, 0.1, (rate, channels)) * np.hanning(rate)[:, None]
        with soundfile.SoundFile(folder / name, "w", rate, channels) as file:
            for _ in range(int(seconds)):
                file.write(second)
        return folder / name

    return make


def clip(name: str, width: int, height: int, rate: int) -> Callable[[Path], Path]:
    """A block that wanders, for nearly two minutes."""

    def make(folder: Path) -> Path:
        import av

        with av.open(str(folder / name), "w") as file:
            stream: Any = file.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "g": str(2 * rate)})
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            for i in range(int((LIMITS.video_seconds - 1) * rate)):
                picture = np.full((height, width, 3), 40, np.uint8)
                picture[: height // 4, 7 * i % width :][:, : width // 4] = 200
                file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            file.mux(stream.encode(None))
        return folder / name

    return make


def huge_pages(folder: Path) -> Path:
    """A PDF of as many pages as are taken, each two metres high, with a line of print on it."""
    side = 5700  # points
    text = b"BT /F1 120 Tf 400 3000 Td (Invoice 12: the total is 340 euros.) Tj ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(LIMITS.pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, LIMITS.pages),
        font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R" % (side, side)
    objects += [page + b" /Resources << /Font << /F1 3 0 R >> >> >>"] * LIMITS.pages
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    (folder / "huge.pdf").write_bytes(data)
    return folder / "huge.pdf"


def large_pages(folder: Path) -> Path:
    """A TIFF of four pages of 24 megapixels, as a scanner saves them."""
    from PIL import Image

    first, *others = (Image.open(photo(24.0, number, folder)) for number in range(4))
    first.save(folder / "large.tiff", save_all=True, append_images=others, compression="jpeg")
    return folder / "large.tiff"


def workbook(folder: Path) -> Path:
    """A workbook of as many cells as are taken."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sales")
    for row in _rows():
        sheet.append(row)
    book.save(folder / "large.xlsx")
    return folder / "large.xlsx"


COLUMNS = 20


def _rows() -> Iterator[list[str]]:
    yield [f"Quantity {number}" for number in range(COLUMNS)]
    for row in range(LIMITS.table_cells // COLUMNS - 1):
        yield [str(row * number % 997) for number in range(COLUMNS)]


def columns() -> dict[str, list[str]]:
    """The same table, as it is typed in."""
    header, *rows = _rows()
    return {name: [row[number] for row in rows] for number, name in enumerate(header)}


def words() -> str:
    """The longest text that is taken, of short words."""
    text = " ".join(WORDS)
    return (f"{text} " * (LIMITS.characters // len(text) + 1))[: LIMITS.characters]


def syllables() -> str:
    """The longest text that is taken, of syllables of Korean: three bytes each, which may be as many tokens."""
    chance = random.Random(0)
    return "".join(chr(chance.randrange(0xAC00, 0xD7A4)) for _ in range(LIMITS.characters))


PHOTOS = {f"{megapixels} megapixels": float(megapixels) for megapixels in (24, 12, 3, 1)}
EIGHT = "8 pictures of 12 megapixels"
SOUNDS = {
    "ten minutes, 48 kHz, stereo": sound("stereo.wav", 48_000, 2, 599),
    "ten minutes, 192 kHz, stereo": sound("high.flac", 192_000, 2, 599),
    "five minutes, 96 kHz, 8 channels": sound("eight.flac", 96_000, 8, 300),
}
CLIPS = {
    "two minutes, 448 x 448, 60 a second": clip("small.mp4", 448, 448, 60),
    "two minutes, 1920 x 1080, 60 a second": clip("large.mp4", 1920, 1080, 60),
}
DOCUMENTS = {"20 huge pages, PDF": huge_pages, "4 pages of 24 megapixels, TIFF": large_pages}
TEXTS = {"50,000 characters": words, "50,000 syllables of Korean": syllables}
MANY = {
    "1,000 texts": lambda: [f"{number} {' '.join(WORDS)}"[:50] for number in range(LIMITS.texts)],
}
LABELS = {"100 labels": lambda: [f"{number} {' '.join(WORDS)}"[:490] for number in range(LIMITS.labels)]}
TABLES = {"20,000 cells": columns}
WORKBOOKS = {"20,000 cells, XLSX": workbook}


def sizes_of(spec: TaskSpec) -> list[str]:
    """The sizes that a task has inputs for."""
    kinds = {type(each) for each in spec.inputs}
    found: list[str] = []
    for names, wanted in (
        (PHOTOS, {fields.Image, fields.Images, fields.Document}),
        ([EIGHT], {fields.Images}),
        (SOUNDS, {fields.Audio}),
        (CLIPS, {fields.Video}),
        (DOCUMENTS, {fields.Document}),
        (TEXTS, {fields.Text, fields.Texts, fields.Chat}),
        (MANY, {fields.Texts}),
        (LABELS, {fields.Labels}),
        (TABLES, {fields.Table}),
        (WORKBOOKS, {fields.TableFile}),
    ):
        found += names if kinds & wanted else []
    return found


def values(spec: TaskSpec, size: str, folder: Path) -> dict[str, Any]:
    """Values for a task: those of its first example, what `size` is about as large as it says."""
    given: dict[str, Any] = next((dict(each.inputs) for each in examples(spec.id)), {})
    texts = [each for each in spec.inputs if isinstance(each, fields.Text) and not each.optional]
    longest = max(texts, key=lambda each: each.lines, default=None)
    for each in spec.inputs:
        if (value := _value(each, each is longest, size, folder)) is not None:
            if isinstance(value, str) and isinstance(
                each, fields.Text
            ):  # the example's mask or instruction stands in it
                value = value[: -len(given.get(each.name, "")) - 1] + " " + given.get(each.name, "")
            given[each.name] = value
            if isinstance(each, fields.TableFile):
                given.pop(each.of, None)
    for each in spec.inputs:
        given.setdefault(each.name, _usual(each, folder))
    return {name: value for name, value in given.items() if value is not None}


def _value(each: fields.Input, longest: bool, size: str, folder: Path) -> Any:
    """A value of this size; None where the size is about something else."""
    if size in PHOTOS and isinstance(each, fields.Image | fields.Document):
        return str(photo(PHOTOS[size], ord(each.name[-1]) % 2, folder))
    if isinstance(each, fields.Images) and (size in PHOTOS or size == EIGHT):
        count, megapixels = (2, PHOTOS[size]) if size in PHOTOS else (8, 12.0)
        return [str(photo(megapixels, number, folder)) for number in range(count)]
    for kind, makers in (
        (fields.Audio, SOUNDS),
        (fields.Video, CLIPS),
        (fields.Document, DOCUMENTS),
        (fields.TableFile, WORKBOOKS),
    ):
        if isinstance(each, kind) and size in makers:
            return str(made(makers[size], size, folder))
    for written, write in ((fields.Labels, LABELS), (fields.Table, TABLES), (fields.Texts, MANY)):
        if isinstance(each, written) and size in write:
            return write[size]()
    if size in TEXTS and isinstance(each, fields.Chat):
        return [{"role": "user", "content": TEXTS[size]()}]
    return TEXTS[size]() if size in TEXTS and longest else None


def made(make: Callable[[Path], Path], size: str, folder: Path) -> Path:
    """The file that `make` makes, made once in a folder of its own."""
    own = folder / size
    if not own.is_dir():
        own.mkdir()
        make(own)
    return next(path for path in own.iterdir() if path.suffix != ".jpg")


def _usual(each: fields.Input, folder: Path) -> Any:
    """A small value for what a task without examples must be given."""
    if each.optional:
        return None
    if isinstance(each, fields.Image | fields.Images):
        return str(photo(0.01, 0, folder))
    if isinstance(each, fields.Labels):
        return ["red circle", "blue star", "green square"]
    if isinstance(each, fields.Chat):
        return [{"role": "user", "content": "What is in the picture?"}]
    return "What is in the picture?" if isinstance(each, fields.Text) else None
