"""Pictures: turned upright, on white, in RGB."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media.files import Upload, received
from tasks.core.media.sizes import megapixels

if TYPE_CHECKING:
    from PIL import Image

PICTURE = Phrase("Picture")


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
