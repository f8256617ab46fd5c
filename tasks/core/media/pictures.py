"""Pictures of any common file: in RGB, upright, on white. Header first: nothing is decoded that is over a limit."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from tasks.core.errors import AtlasError, InputTooLarge, IsDocument, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase
from tasks.core.media.files import Upload, received
from tasks.core.media.origins import Origin, is_read, with_origin
from tasks.core.media.sizes import megapixels
from tasks.core.notes import note

if TYPE_CHECKING:
    from PIL import Image

PICTURE = Phrase("Picture")
NO_PICTURE = Phrase("this is not a picture file (PNG, JPEG, HEIC)")

# What Pillow may open here. Not among them: formats that start a program (EPS), and those whose header does not bound what
# they decode to (ICO and ICNS hold whole PNG files).
FORMATS = ("PNG", "JPEG", "MPO", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "DIB", "TIFF", "JPEG2000", "PPM")
MOVING = ("PNG", "GIF", "WEBP", "AVIF")
BROWSERS = ("PNG", "JPEG", "MPO", "GIF", "WEBP", "AVIF", "BMP", "DIB")
# How a picture is turned upright, by what EXIF says of it. ImageOps.exif_transpose does the same, and writes the rest of the
# EXIF anew, which fails for what some phones put there.
TURNS = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE",
    8: "ROTATE_90",
}  # fmt: skip
HEAD = 1024  # bytes in which the mark of a PDF may stand: mail programs and scanners put lines before it
REDUCED = 254  # the tag of a TIFF's page that says whether it is a small copy of another
NOTHING = 1e-30  # between two values: what is smaller passes, inverted, what float32 holds
ONE_COLOUR = 4  # steps of 256 that a picture's reds, greens and blues each span at most, as JPEG leaves of one colour
BITS = (8, 10, 12, 14, 16)  # how finely cameras, scanners and instruments count


def read_image(value: Any, field: Phrase = PICTURE) -> Image.Image:
    """The first picture of a file, or a decoded one, in RGB. Raises UnreadableInput, InputTooLarge."""
    from PIL import Image

    if isinstance(value, Image.Image):
        return value if is_read(value) else in_rgb(value, Origin(), field)
    upload = received(value, field)
    if not isinstance(upload, Upload):
        raise UnreadableInput(field=field, reason=NO_PICTURE)
    with decoding(field):
        image = opened(upload, field)
        check_size(image.size, field)
        if image.format in MOVING and getattr(image, "is_animated", False):
            note(Phrase("{field}: it moves, and its first frame was taken.", field=field))
        if image.format == "TIFF" and len(pages_of(image, 2)) > 1:
            note(Phrase("{field}: it has several pages, and the first was taken.", field=field))
        image = in_rgb(image, origin(image, upload), field)
    note_one_colour(image, field)
    return image


def note_one_colour(image: Image.Image, field: Phrase) -> None:
    """Says where a picture shows nothing at all."""
    spans = cast("tuple[tuple[int, int], ...]", image.getextrema())  # of RGB a pair for each
    if all(high - low <= ONE_COLOUR for low, high in spans):
        note(Phrase("{field}: it is of one colour all over. What the model sees in it means nothing.", field=field))


def read_images(values: list[Any], field: Phrase = PICTURE) -> list[Image.Image]:
    """Several pictures, which together may not be too large. Raises UnreadableInput, InputTooLarge."""
    from PIL import Image

    names = [Phrase("Picture {number}", number=number) for number in range(1, len(values) + 1)]
    pixels = 0
    for value, name in zip(values, names, strict=True):
        with decoding(name):
            upload = received(value, name)
            header = opened(upload, name) if isinstance(upload, Upload) else upload
            pixels += header.width * header.height if isinstance(header, Image.Image) else 0
    if pixels > LIMITS.megapixels_together * 1e6:
        size, limit = megapixels(pixels / 1e6), megapixels(LIMITS.megapixels_together)
        raise InputTooLarge(field=field, size=size, limit=limit)
    return [read_image(value, name) for value, name in zip(values, names, strict=True)]


@contextmanager
def decoding(field: Phrase, unknown: Phrase = NO_PICTURE) -> Iterator[None]:
    """Says what Pillow's decoders raise, which for a file that somebody made can be anything, in our words; `unknown`
    where they know no such file."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except (AtlasError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        size, limit = Phrase("too many pixels"), megapixels(LIMITS.megapixels)
        raise InputTooLarge(field=field, size=size, limit=limit) from error
    except UnidentifiedImageError as error:
        raise UnreadableInput(field=field, reason=unknown) from error
    except Exception as error:
        raise UnreadableInput(field=field, reason=Phrase("it is damaged or cut off")) from error


def opened(upload: Upload, field: Phrase) -> Image.Image:
    """A file of which no more than the header was read. Raises what Pillow does, UnreadableInput."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(upload.data), formats=_formats())
    except UnidentifiedImageError:
        if is_pdf(upload.data):
            raise IsDocument(field=field) from None
        raise
    if image.format == "TIFF" and image.tag_v2.get(REDUCED, 0) & 1:  # type: ignore[attr-defined]
        # Its first page is a small copy of what only a raw converter reads.
        raise UnreadableInput(field=field, reason=Phrase("it is a camera's raw file; export it as JPEG"))
    return image


def is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:HEAD]


def shown_by_browsers(path: str) -> bool:
    """Whether a browser shows a picture file as it is read here (upright, on white), by its header. Raises InputTooLarge,
    UnreadableInput."""
    with decoding(PICTURE):
        image = opened(received(path, PICTURE), PICTURE)
        check_size(image.size, PICTURE)
        upright = (
            image.format in ("JPEG", "MPO") or _orientation(image) not in TURNS
        )  # of others not every browser turns them
        return image.format in BROWSERS and upright and not _is_deep(image) and not image.has_transparency_data


def _orientation(image: Image.Image) -> int:
    """What its EXIF says of how it lies, 1 for upright; one that is broken, as programs leave it, says nothing."""
    from PIL import ExifTags

    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # of its parser, whatever stands there; the picture itself is whole
        return 1


def _is_deep(image: Image.Image) -> bool:
    """Whether it is grey of more than 8 bits."""
    return image.mode in ("I", "F") or image.mode.startswith("I;16")


@cache
def _formats() -> list[str]:
    """Those that the Pillow here can open; HEIF, which phones write, comes from a package of its own."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    Image.init()
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is lower, and is said
    return [each for each in FORMATS if each in Image.OPEN]


def check_size(size: tuple[int, int], field: Phrase) -> None:
    """Raises InputTooLarge for a picture of more pixels than are taken, UnreadableInput for one that is a mere line: scaled
    to what a model looks at, nothing would be left of its short side."""
    pixels = size[0] * size[1] / 1e6
    if pixels > LIMITS.megapixels:
        raise InputTooLarge(field=field, size=megapixels(pixels), limit=megapixels(LIMITS.megapixels))
    if min(size) < 2:
        raise UnreadableInput(field=field, reason=Phrase("it is a single pixel wide or high"))
    if max(size) > LIMITS.times_as_long * min(size):
        times = LIMITS.times_as_long
        raise UnreadableInput(
            field=field,
            reason=Phrase("one of its sides is more than {number} times as long as the other", number=times),
        )


def pages_of(image: Any, most: int) -> list[int]:
    """The numbers of a TIFF's pages, `most` at most, without those that are small copies of another. Only headers are
    read, and the first page stands open again."""
    found: list[int] = []
    for number in range(10 * most):  # each page may have a few copies
        try:
            image.seek(number)
        except EOFError:
            break
        if not image.tag_v2.get(REDUCED, 0) & 1:
            found.append(number)
        if len(found) == most:
            break
    image.seek(0)
    return found


def origin(image: Image.Image, upload: Upload) -> Origin:
    """What is known of an open file before it is decoded."""
    return Origin(upload.place, heif=image.format == "HEIF")


def in_rgb(image: Image.Image, origin: Origin, field: Phrase) -> Image.Image:
    """The open frame decoded: upright, its numbers 0 to 255, on white, with its origin."""
    from PIL import Image

    image.load()
    if turn := TURNS.get(_orientation(image)):
        image, origin = image.transpose(Image.Transpose[turn]), replace(origin, turned=True)
    if _is_deep(image):
        return _scaled(image, origin, field)
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        if layered.getchannel("A").histogram()[255] < layered.width * layered.height:
            note(Phrase("{field}: what is transparent was laid on white.", field=field))
            return with_origin(on_white(layered), replace(origin, on_white=True))
    return with_origin(image.convert("RGB"), origin)


def on_white(layered: Image.Image) -> Image.Image:
    """A picture in RGBA on a white ground, in RGB."""
    from PIL import Image

    ground = Image.new("RGB", layered.size, "white")
    ground.paste(layered, mask=layered)
    return ground


def _scaled(image: Image.Image, origin: Origin, field: Phrase) -> Image.Image:
    """Grey of more than 8 bits as RGB: a picture has 256 steps for it."""
    import numpy as np
    from PIL import Image

    grey = np.array(image, np.float32)  # a copy, worked on in place: each costs four bytes a pixel
    held = np.isfinite(grey) if image.mode == "F" else np.True_
    if not held.any():
        raise UnreadableInput(field=field, reason=Phrase("none of its values is a finite number"))
    if not held.all():
        note(
            Phrase(
                "{field}: where it holds no finite number, NaN was taken as black, and infinity as white.", field=field
            )
        )
    lowest, highest = grey.min(initial=np.inf, where=held), grey.max(initial=-np.inf, where=held)
    low, high = span = span_of(float(lowest), float(highest), whole=image.mode != "F")
    half = (
        0.5 if high - low > float(np.finfo(np.float32).max) else 1.0
    )  # so that no difference passes what float32 holds
    grey *= half
    grey -= low * half
    grey *= 255 / ((high - low) * half)
    grey = np.nan_to_num(grey.clip(0, 255, out=grey), copy=False).round(out=grey)  # NaN is black
    values = {"field": field, "low": Amount(low, ",.6g"), "high": Amount(high, ",.6g")}
    note(Phrase("{field}: its grey values {low} to {high} were taken as black to white.", **values))
    return with_origin(Image.fromarray(grey.astype(np.uint8)).convert("RGB"), replace(origin, span=span))


def span_of(low: float, high: float, *, whole: bool) -> tuple[float, float]:
    """The values that are black and white, of numbers from `low` to `high`: as many bits as hold them where they are
    `whole`, 0 to 1 or 0 to 255 where they lie in it, else the data's own."""
    if low >= 0:
        usual = [float(2**bits - 1) for bits in BITS] if whole else [1.0, 255.0]
        for most in usual:
            if high <= most:
                return 0.0, most
    return (low, high) if high - low > NOTHING else (low, low + max(1.0, abs(low)))  # one value everywhere is black
