"""The words of a page as tesseract reads them, once the page stands upright."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.core.errors import InputTooLarge, MissingProgram
from tasks.core.locales import Phrase
from tasks.core.media.origins import rotated
from tasks.core.media.pages import DOCUMENT

if TYPE_CHECKING:
    from PIL.Image import Image

WordBox = tuple[str, list[int]]  # a word and its box in thousandths of the page, as LayoutLM has it

SURE = 0.7  # of its letters that tesseract reads with certainty on an upright page; 0.9 is usual, 0.3 upside down
SIDE = 32_767  # pixels that tesseract takes at most
SEEN = 2500  # pixels of a side that are enough to see how a page lies


@dataclass(frozen=True)
class Reading:
    """The words of a page; `letters` is how many there are, `sure` how many of them by tesseract's own certainty, in words
    that lie as lines do."""

    words: list[WordBox]
    letters: int
    sure: float


def read(page: Image, lang: str | None, config: str) -> Reading:
    """The words as transformers' own pipeline takes them. Raises InputTooLarge, MissingProgram, what pytesseract raises."""
    from transformers.utils.import_utils import is_pytesseract_available

    if not is_pytesseract_available():
        raise MissingProgram(
            program="pytesseract", needed_for=Phrase("reading the words of a page"), install="pip install pytesseract"
        )
    if max(page.size) > SIDE:
        size, limit = (Phrase("{number:,} pixels", number=number) for number in (max(page.size), SIDE))
        raise InputTooLarge(field=DOCUMENT, size=size, limit=limit)
    import pytesseract
    from transformers.pipelines.document_question_answering import normalize_box

    data = pytesseract.image_to_data(page, lang=lang, output_type="dict", config=config)
    words: list[WordBox] = []
    letters, sure = 0, 0.0
    sides = (data[each] for each in ("left", "top", "width", "height"))
    for text, certainty, left, top, width, height in zip(data["text"], data["conf"], *sides, strict=True):
        if text.strip():
            words.append((text, normalize_box([left, top, left + width, top + height], *page.size)))
            letters += len(text)
            # A line that runs down a page is read as well, but its words stand on end: no model of layouts knows them.
            sure += len(text) * float(certainty) / 100 if width >= height else 0.0
    return Reading(words, letters, sure)


def read_upright(page: Image, lang: str | None, config: str) -> tuple[int, list[WordBox]]:
    """By how many degrees counterclockwise the page must be turned to stand upright, and its words as it stands then."""
    first = read(page, lang, config)
    if first.letters and first.sure >= SURE * first.letters:
        return 0, first.words
    degrees = lying(page)
    if not degrees:
        return 0, first.words
    second = read(rotated(page, degrees), lang, config)
    return (degrees, second.words) if second.sure > first.sure else (0, first.words)


def lying(page: Image) -> int:
    """By how many degrees counterclockwise tesseract would turn a page; 0 also where it cannot tell."""
    import pytesseract

    small = page.copy()
    small.thumbnail((SEEN, SEEN))
    try:
        said = pytesseract.image_to_osd(small, output_type="dict")
    except pytesseract.TesseractError:  # too few letters to tell by, or its data for this is not installed
        return 0
    return -int(said["rotate"]) % 360
