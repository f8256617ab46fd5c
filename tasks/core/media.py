"""Turns uploaded files and typed values into plain data, under limits, without ever opening a URL or another file.

Every `read_*` takes the path of an uploaded file, or the decoded value itself, and raises UnreadableInput,
InputTooLarge or EmptyInput with the field's label in it.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.core.errors import EmptyInput, InputTooLarge, MissingProgram, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase

if TYPE_CHECKING:
    from PIL import Image


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


@dataclass(frozen=True, eq=False)
class Clip:
    """Frames, uint8 of shape (frames, height, width, 3), at `fps`; `name` is the file they came from."""

    frames: np.ndarray
    fps: float
    name: str = ""


PICTURE, SOUND, CLIP = Phrase("Picture"), Phrase("Sound"), Phrase("Clip")
DOCUMENT, TABLE, CHAT = Phrase("Document"), Phrase("Table"), Phrase("Chat")


def megapixels(number: float) -> Phrase:
    return Phrase("{number} megapixels", number=Amount(number, ".0f"))


def seconds(number: float) -> Phrase:
    return Phrase("{number} seconds", number=Amount(number, ".0f"))


def seconds_of_sound(sound: Sound) -> Phrase:
    """How long a sound is."""
    return Phrase("{seconds:.1f} seconds of sound", seconds=sound.seconds)


def too_many_characters(field: Phrase, characters: int) -> InputTooLarge:
    """The error for a text over the limit."""
    size, limit = (Phrase("{number:,} characters", number=number) for number in (characters, LIMITS.characters))
    return InputTooLarge(field=field, size=size, limit=limit)


def check_text(field: Phrase, text: str) -> None:
    """Raises InputTooLarge for a text over the limit, UnreadableInput for one with half a character (a lone surrogate, as
    JSON can hold it): no tokenizer takes that."""
    if len(text) > LIMITS.characters:
        raise too_many_characters(field, len(text))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnreadableInput(field=field, reason=Phrase("it holds half of a character")) from None


@dataclass(frozen=True)
class Upload:
    """A file as it came: its own name and its bytes."""

    name: str
    data: bytes


def received(value: Any, field: Phrase) -> Any:
    """An Upload of a path or of what `encoded` wrote; whatever is no file stays as it is. Raises UnreadableInput."""
    if isinstance(value, str | Path):
        return Upload(Path(value).name, Path(value).read_bytes())
    if isinstance(value, dict) and value.keys() == {"name", "data"} and isinstance(value["data"], str):
        try:
            return Upload(Path(str(value["name"])).name, base64.b64decode(value["data"], validate=True))
        except ValueError as error:
            raise UnreadableInput(field=field, reason=Phrase("its data is not base64")) from error
    return value


def encoded(value: Any) -> Any:
    """A file as JSON, {"name": ..., "data": base64}, out of its path; lists item by item, all else as it is."""
    if isinstance(value, str | Path):
        return {"name": Path(value).name, "data": base64.b64encode(Path(value).read_bytes()).decode("ascii")}
    return [encoded(item) for item in value] if isinstance(value, list) else value


def encoded_picture(picture: Image.Image) -> dict[str, str]:
    """A decoded picture as JSON, in the form of `encoded`."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return {"name": "picture.png", "data": base64.b64encode(file.getvalue()).decode("ascii")}


def named(image: Image.Image, source: Any) -> Image.Image:
    """Remembers the file name of a decoded picture, for the code that reproduces the run."""
    image.info["name"] = source.name if isinstance(source, Upload) else ""
    return image


def read_image(value: Any, field: Phrase = PICTURE) -> Image.Image:
    """A picture in RGB, turned upright, from a path or a PIL picture. Pixels are counted before they are decoded."""
    from PIL import Image, ImageOps

    try:
        value = received(value, field)
        image = Image.open(io.BytesIO(value.data)) if isinstance(value, Upload) else value
        width, height = image.size
        if width * height > LIMITS.megapixels * 1e6:
            raise InputTooLarge(field=field, size=megapixels(width * height / 1e6), limit=megapixels(LIMITS.megapixels))
        upright = ImageOps.exif_transpose(image)
        if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
            layered = upright.convert("RGBA")
            ground = Image.new("RGBA", layered.size, "white")
            return named(Image.alpha_composite(ground, layered).convert("RGB"), value)
        return named(upright.convert("RGB"), value)
    except Image.DecompressionBombError as error:
        size, limit = Phrase("too many pixels"), megapixels(LIMITS.megapixels)
        raise InputTooLarge(field=field, size=size, limit=limit) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a picture file, or it is cut off")) from error


# Containers that hold sound and nothing else to open: a playlist or a concat script dressed as .mp3 is refused.
AUDIO_FORMATS = "wav,mp3,flac,ogg,mov,mp4,matroska,webm,aac,aiff,asf,amr,au,caf"
VIDEO_FORMATS = "mov,mp4,matroska,webm,avi,gif,mpegts,mpeg,ogg,flv"


def _open_av(data: bytes, formats: str) -> Any:
    """Opens bytes with PyAV, limited to `formats` and with no protocol to follow anywhere else."""
    import av

    return av.open(
        io.BytesIO(data), options={"format_whitelist": formats, "protocol_whitelist": "pipe"}, metadata_errors="ignore"
    )


def read_audio(value: Any, field: Phrase = SOUND) -> Sound:
    """A sound from a file, or from (rate, samples) as microphones give it; mono, float32."""
    if isinstance(value, Sound):
        return _checked(value, field)
    if isinstance(value, tuple):
        rate, raw = value
        return _checked(Sound(_mono(np.asarray(raw)), int(rate)), field)
    import soundfile

    upload: Upload = received(value, field)
    name, data = upload.name, upload.data
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
        with _open_av(data, AUDIO_FORMATS) as container:
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


def read_video(value: Any, field: Phrase = CLIP) -> Clip:
    """A clip's frames in RGB. Long clips are refused; every frame is kept, since models sample by their own rate."""
    if isinstance(value, Clip):
        return value
    import av

    upload: Upload = received(value["video"] if isinstance(value, dict) and "video" in value else value, field)
    try:
        with _open_av(upload.data, VIDEO_FORMATS) as container:
            stream = container.streams.video[0]
            fps = float(stream.average_rate or 25)
            if stream.width * stream.height > LIMITS.megapixels * 1e6:
                raise InputTooLarge(
                    field=field,
                    size=megapixels(stream.width * stream.height / 1e6),
                    limit=megapixels(LIMITS.megapixels),
                )
            frames: list[np.ndarray] = []
            for frame in container.decode(stream):
                small = frame.reformat(format="rgb24", **_fit(frame.width, frame.height))
                frames.append(small.to_ndarray())
                if len(frames) / fps > LIMITS.video_seconds:
                    limit = seconds(LIMITS.video_seconds)
                    raise InputTooLarge(field=field, size=Phrase("a longer clip"), limit=limit)
    except (av.FFmpegError, IndexError) as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a video file, or it is cut off")) from error
    if not frames:
        raise UnreadableInput(field=field, reason=Phrase("it holds no frames"))
    return Clip(np.stack(frames), fps, upload.name)


def _fit(width: int, height: int, longest: int = 448) -> dict[str, int]:
    """Size that models need at most: two minutes of full frames would take gigabytes."""
    scale = min(1.0, longest / max(width, height))
    return {"width": max(2, round(width * scale)), "height": max(2, round(height * scale))}


def read_document(value: Any, field: Phrase = DOCUMENT) -> list[Image.Image]:
    """Pages as pictures, 150 dpi for a PDF (what tesseract reads well), or the one page of a picture file."""
    from PIL import Image

    if isinstance(value, Image.Image):
        return [read_image(value, field)]
    upload: Upload = received(value, field)
    if not upload.data.startswith(b"%PDF"):
        return [read_image(upload, field)]
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(upload.data) as pdf:
            if len(pdf) == 0:
                raise UnreadableInput(field=field, reason=Phrase("it has no pages"))
            if len(pdf) > LIMITS.pages:
                raise InputTooLarge(field=field, size=Phrase("{number} pages", number=len(pdf)), limit=LIMITS.pages)
            pages = []
            for page in pdf:
                width, height = page.get_size()
                scale = min(150 / 72, (LIMITS.megapixels * 1e6 / max(width * height, 1.0)) ** 0.5)
                pages.append(named(page.render(scale=scale).to_pil().convert("RGB"), upload))
            return pages
    except pypdfium2.PdfiumError as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a PDF, it is locked, or it is cut off")) from error


def read_table(value: Any, field: Phrase = TABLE) -> dict[str, list[str]]:
    """Columns of texts, from a CSV or XLSX file, a pandas table, or {"headers": [...], "data": [[...]]}."""
    import pandas

    value = received(value, field)
    if isinstance(value, Upload):
        value = _read_table_file(value.data, field)
    if isinstance(value, dict) and "data" in value:
        value = pandas.DataFrame(value["data"], columns=value.get("headers"))
    elif isinstance(value, dict):
        value = pandas.DataFrame(value)
    if not isinstance(value, pandas.DataFrame):
        raise UnreadableInput(field=field, reason=Phrase("it is neither a file nor a table"))
    table = value.fillna("").astype(str)
    table.columns = [str(column) for column in table.columns]
    table = table[(table != "").any(axis=1)]
    if table.empty:
        raise EmptyInput(field=field)
    if table.size > LIMITS.table_cells:
        size, limit = (Phrase("{number:,} cells", number=int(number)) for number in (table.size, LIMITS.table_cells))
        raise InputTooLarge(field=field, size=size, limit=limit)
    return {column: table[column].tolist() for column in table.columns}


def _read_table_file(data: bytes, field: Phrase) -> Any:
    import pandas

    try:
        if data.startswith(b"PK"):
            return pandas.read_excel(io.BytesIO(data), dtype=str, nrows=LIMITS.table_cells + 1)
        # sep=None lets Python's sniffer find commas, semicolons or tabs.
        return pandas.read_csv(io.BytesIO(data), dtype=str, sep=None, engine="python", nrows=LIMITS.table_cells + 1)
    except ImportError as error:
        raise MissingProgram(
            program="openpyxl", needed_for=Phrase("reading XLSX files"), install="pip install openpyxl"
        ) from error
    except (ValueError, KeyError, OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a CSV or XLSX table")) from error


ROLES = ("system", "user", "assistant")


def read_chat(value: Any, field: Phrase = CHAT, pictures: bool = False) -> list[dict[str, Any]]:
    """Messages with known roles and plain content; a text alone becomes the user's first message."""
    messages = [{"role": "user", "content": value}] if isinstance(value, str) else value
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
        raise UnreadableInput(field=field, reason=Phrase("it must be a list of messages with role and content"))
    if len(messages) > LIMITS.messages:
        size = Phrase("{number} messages", number=len(messages))
        raise InputTooLarge(field=field, size=size, limit=LIMITS.messages)
    cleaned = []
    for message in messages:
        if message.get("role") not in ROLES:
            raise UnreadableInput(field=field, reason=Phrase("every role must be one of {roles}", roles=ROLES))
        cleaned.append({"role": message["role"], "content": _parts(message.get("content"), field, pictures)})
    check_text(field, "".join(part.get("text", "") for m in cleaned for part in _as_parts(m["content"])))
    if not any(m["role"] == "user" for m in cleaned):
        raise EmptyInput(field=field)
    return cleaned


def _as_parts(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _parts(content: Any, field: Phrase, pictures: bool) -> Any:
    """Content as text, or as parts where pictures are allowed; anything that names a URL or a path is refused."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise UnreadableInput(field=field, reason=Phrase("the content of a message must be a text"))
    parts: list[dict[str, Any]] = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            parts.append({"type": "text", "text": part["text"]})
        elif kind == "image" and pictures and not isinstance(part.get("image"), str | Path | None.__class__):
            parts.append({"type": "image", "image": read_image(part["image"])})
        else:
            may = Phrase("a message may hold texts and pictures" if pictures else "a message may hold texts")
            raise UnreadableInput(field=field, reason=may)
    return parts if pictures else "\n".join(part["text"] for part in parts)
