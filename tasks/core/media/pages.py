"""Documents: a picture for each page of a PDF, of a TIFF, or of any other picture file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tasks.core.errors import AtlasError, InputTooLarge, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase
from tasks.core.media.files import Upload, received
from tasks.core.media.origins import Origin, is_read, origin_of, with_origin
from tasks.core.media.pictures import check_size, decoding, in_rgb, is_pdf, opened, origin, pages_of, read_image
from tasks.core.notes import note

if TYPE_CHECKING:
    from PIL import Image

DOCUMENT = Phrase("Document")
NEITHER = Phrase("it is neither a PDF nor a picture file")
SCALE = 150 / 72  # pixels for a PDF's point: 150 dots per inch, what tesseract reads well, where a PDF counts 72
SIDE = 20_000  # pixels of a page's longer side at most: tesseract takes no more than 32,767
LOCKED = 4  # PDFium's number for a wrong password

_pdfium = threading.Lock()  # PDFium may be used by one thread at a time, whatever the file


def read_document(value: Any, field: Phrase = DOCUMENT) -> list[Image.Image]:
    """Its pages in RGB. What of them would be too large together comes smaller. Raises UnreadableInput, InputTooLarge."""
    from PIL import Image

    if isinstance(value, list) and value and all(isinstance(each, Image.Image) and is_read(each) for each in value):
        return value
    if isinstance(value, Image.Image):
        return [read_image(value, field)]
    upload = received(value, field)
    if not isinstance(upload, Upload):
        raise UnreadableInput(field=field, reason=NEITHER)
    if is_pdf(upload.data):
        with _pdfium:
            return _pages_of_pdf(upload, field)
    return _pages_of_picture(upload, field)


def _pages_of_pdf(upload: Upload, field: Phrase) -> list[Image.Image]:
    with _opened_pdf(upload, field) as pdf:
        _check_count(len(pdf), field)
        sizes = [pdf.get_page_size(number) for number in range(len(pdf))]
        scale = scale_of(sizes)
        if scale < SCALE:
            dots = Amount(scale * 72, ".0f")
            note(
                Phrase("{field}: its pages are large and were drawn with {dots} dots per inch.", field=field, dots=dots)
            )
        source = Origin(upload.place, pages=len(pdf), scale=scale, forms=pdf.formenv is not None)
        pages = []
        for number in range(len(pdf)):
            page = pdf[number]
            bitmap = page.render(scale=scale)
            pages.append(with_origin(bitmap.to_pil().convert("RGB"), replace(source, page=number)))
            bitmap.close()
            page.close()
        return pages


@contextmanager
def _opened_pdf(upload: Upload, field: Phrase) -> Iterator[Any]:
    """A PDF with its forms, so that what was filled in is painted too. Raises UnreadableInput."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(upload.data) as pdf:
            pdf.init_forms()
            yield pdf
    except (AtlasError, MemoryError):
        raise
    except Exception as error:  # of a file that somebody made
        locked = Phrase("it is locked with a password; save it without one")
        broken = Phrase("it is a damaged PDF, or one that is cut off")
        is_locked = getattr(error, "err_code", None) == LOCKED
        raise UnreadableInput(field=field, reason=locked if is_locked else broken) from error


def scale_of(sizes: list[tuple[float, float]]) -> float:
    """Pixels for a point of pages of these sizes in points: SCALE, or less where that would be too many pixels. Rounded,
    since the code says it."""
    areas = [max(1.0, width) * max(1.0, height) for width, height in sizes]
    together, largest, longest = sum(areas), max(areas), max(max(size) for size in sizes)
    fits = min(
        (LIMITS.megapixels_together * 1e6 / together) ** 0.5,
        (LIMITS.megapixels * 1e6 / largest) ** 0.5,
        SIDE / max(1.0, longest),
    )
    return SCALE if fits >= SCALE else float(f"{fits * 0.99:.3g}")


def _pages_of_picture(upload: Upload, field: Phrase) -> list[Image.Image]:
    with decoding(field, NEITHER):
        image = opened(upload, field)
        if image.format != "TIFF":
            return [read_image(upload, field)]
        numbers = pages_of(image, LIMITS.pages + 1)
        _check_count(len(numbers), field)
        sizes = []
        for number in numbers:
            image.seek(number)
            check_size(image.size, field)
            sizes.append(image.size)
        pixels = sum(width * height for width, height in sizes)
        share = min(1.0, (LIMITS.megapixels_together * 1e6 / pixels) ** 0.5)
        if share < 1:
            note(
                Phrase(
                    "{field}: its pages are large and were made smaller, to {share}.",
                    field=field,
                    share=Amount(share, "%"),
                )
            )
        source = replace(origin(image, upload), pages=len(numbers))
        pages = []
        for number in numbers:
            image.seek(number)
            pages.append(_smaller(in_rgb(image, replace(source, page=number), field), share))
        return pages


def _smaller(page: Image.Image, share: float) -> Image.Image:
    if share == 1:
        return page
    size = max(1, int(page.width * share)), max(1, int(page.height * share))
    return with_origin(page.resize(size), replace(origin_of(page), size=size))


def _check_count(pages: int, field: Phrase) -> None:
    if pages == 0:
        raise UnreadableInput(field=field, reason=Phrase("it has no pages"))
    if pages > LIMITS.pages:
        size, limit = (Phrase("{number} pages", number=number) for number in (pages, LIMITS.pages))
        raise InputTooLarge(field=field, size=size, limit=limit)
