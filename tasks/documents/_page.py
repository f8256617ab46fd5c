"""A page: what may be asked of tesseract, and a picture that shows where an answer stands."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from tasks.core.errors import BadParameter
from tasks.core.locales import Phrase
from tasks.documents._upright import WordBox

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[float, float, float, float]  # left, top, right, bottom

LANGUAGES = re.compile(r"[A-Za-z_]{2,20}(\+[A-Za-z_]{2,20}){0,4}")
# Other options of tesseract name files to read or to write, so only these may come from outside.
FLAGS = {"--psm": re.compile(r"1[0-3]|[0-9]"), "--oem": re.compile("[0-3]"), "--dpi": re.compile(r"[0-9]{2,4}")}
SETTINGS = re.compile(r"(tessedit_char_(whitelist|blacklist)|preserve_interword_spaces)=[^\\/]*")

WORD, ANSWER, OTHER = (0, 114, 178), (213, 94, 0), (150, 70, 130)
LONGEST_SIDE = 1600


def check_language(lang: str | None) -> None:
    """Refuses what is no name of a language: tesseract would take a path as well. Raises BadParameter."""
    if lang is not None and not LANGUAGES.fullmatch(lang):
        raise BadParameter(
            field="lang", reason=Phrase("it must be tesseract's names of languages, such as eng or eng+spa")
        )


def check_flags(config: str) -> None:
    """Lets only harmless options of tesseract pass. Raises BadParameter."""
    try:
        parts = iter(shlex.split(config))
    except ValueError:
        raise BadParameter(field="tesseract_config", reason=Phrase("a quotation mark is missing")) from None
    for flag in parts:
        pattern = SETTINGS if flag == "-c" else FLAGS.get(flag)
        if pattern is None or not pattern.fullmatch(next(parts, "")):
            known = "--psm 0 to 13, --oem 0 to 3, --dpi, -c tessedit_char_whitelist=..."
            raise BadParameter(field="tesseract_config", reason=Phrase("allowed are {known}", known=known))


def lines_of(words: list[WordBox]) -> list[Box]:
    """A box around the words of each line, in thousandths of the page."""
    lines: list[Box] = []
    for _, (left, top, right, bottom) in words:
        if lines and abs((lines[-1][1] + lines[-1][3]) / 2 - (top + bottom) / 2) < (bottom - top) / 2 + 1:
            before = lines[-1]
            lines[-1] = (min(before[0], left), min(before[1], top), max(before[2], right), max(before[3], bottom))
        else:
            lines.append((left, top, right, bottom))
    return lines


def scaled(box: Box, page: Any, margin: float = 0.0) -> Box:
    """Thousandths of the page as pixels, `margin` pixels wider on every side."""
    left, top, right, bottom = box
    across, down = page.width / 1000, page.height / 1000
    return (left * across - margin, top * down - margin, right * across + margin, bottom * down + margin)


def drawn(page: Image, words: list[WordBox], answers: list[list[Box]]) -> Image:
    """The page with a thin line under every word, the best answer lit and boxed, further ones boxed and numbered."""
    from PIL import Image as Pillow
    from PIL import ImageDraw, ImageFont

    shown = page.copy()
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    layer = Pillow.new("RGBA", shown.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    unit = max(1, round(max(shown.size) / 500))
    for _, (x0, y0, x1, y1) in words:
        left, _, right, bottom = scaled((x0, y0, x1, y1), shown)
        pen.line((left, bottom + unit, right, bottom + unit), fill=(*WORD, 190), width=unit)
    for number, boxes in reversed(list(enumerate(answers, 1))):
        colour, fill = (ANSWER, (255, 196, 0, 110)) if number == 1 else (OTHER, None)
        for box in boxes:
            pen.rectangle(
                scaled(box, shown, 2 * unit), outline=(*colour, 255), width=2 * unit if number == 1 else unit, fill=fill
            )
        if number > 1 and boxes:
            left, top, _, _ = scaled(boxes[0], shown, 2 * unit)
            pen.text((left, top), str(number), fill=(*colour, 255), font=ImageFont.load_default(9 * unit), anchor="rd")
    return Pillow.alpha_composite(shown.convert("RGBA"), layer).convert("RGB")


def close_up(page: Image, boxes: list[Box]) -> Image | None:
    """The part of the page around an answer, with the answer boxed; None where there is none."""
    if not boxes:
        return None
    from PIL import ImageDraw

    around = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    left, top, right, bottom = scaled(around, page)
    margin_x, margin_y = max(page.width / 5, (right - left) / 4), max(page.height / 30, 1.5 * (bottom - top))
    corner = (max(0, round(left - margin_x)), max(0, round(top - margin_y)))
    part = page.crop((*corner, min(page.width, round(right + margin_x)), min(page.height, round(bottom + margin_y))))
    pen = ImageDraw.Draw(part)
    for box in boxes:
        x0, y0, x1, y1 = scaled(box, page, 4)
        pen.rectangle((x0 - corner[0], y0 - corner[1], x1 - corner[0], y1 - corner[1]), outline=ANSWER, width=3)
    return part
