"""Documents: a picture for each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media.files import Upload, received
from tasks.core.media.pictures import named, read_image

if TYPE_CHECKING:
    from PIL import Image

DOCUMENT = Phrase("Document")


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
