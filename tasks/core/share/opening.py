"""The lines of plain Pillow and pypdfium2 that open a picture or a document as it was opened for the run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tasks.core.media import Origin, origin_of
from tasks.core.media.pages import SCALE

if TYPE_CHECKING:
    from tasks.core.share.code import Lines

PILLOW = "from PIL import Image"


def quoted(text: str) -> str:
    """A text as Python writes it."""
    return json.dumps(text, ensure_ascii=False)


def open_picture(lines: Lines, name: str, origin: Origin) -> list[str]:
    """Lines after which `name` is the picture in RGB; what they import goes to `lines`."""
    if origin.scale:
        return [
            *_open_pdf(lines, origin),
            f"{name} = {_drawn(f'pdf[{origin.page}]', origin)}",
            *stood_up(lines, name, origin),
        ]
    lines.imports.add(PILLOW)
    before = []
    if origin.heif:
        lines.imports.add("import pillow_heif")
        before += [each for each in ["pillow_heif.register_heif_opener()"] if each not in lines.before]
    file = f"Image.open({quoted(origin.file or f'{name}.png')})"
    if origin.page:
        before += [f"{name} = {file}", f"{name}.seek({origin.page})  # page {origin.page + 1}"]
        file = name
    if origin.turned:
        lines.imports.add("from PIL import ImageOps")
        file = f"ImageOps.exif_transpose({file})"
    return [*before, *_in_rgb(lines, name, file, origin), *_made_smaller(name, origin), *stood_up(lines, name, origin)]


def _in_rgb(lines: Lines, name: str, opened: str, origin: Origin) -> list[str]:
    """From the opened file to RGB, as media.pictures does it."""
    if origin.span:
        low, high = (f"{number:.17g}" for number in origin.span)
        lines.imports.add("import numpy as np")
        return [
            f"grey = np.asarray({opened}, np.{'float32' if origin.span[1] - origin.span[0] < 3e38 else 'float64'})",
            f"low, high = {low}, {high}  # black and white",
            "grey = ((grey - low) * (255 / (high - low))).clip(0, 255)",
            f'{name} = Image.fromarray(np.nan_to_num(grey).round().astype(np.uint8)).convert("RGB")',
        ]
    if origin.on_white:
        return [
            f'layered = {opened}.convert("RGBA")',
            f'{name} = Image.new("RGB", layered.size, "white")  # the ground of what is transparent',
            f"{name}.paste(layered, mask=layered)",
        ]
    return [f'{name} = {opened}.convert("RGB")']


def _made_smaller(name: str, origin: Origin) -> list[str]:
    return [f"{name} = {name}.resize({origin.size})"] if origin.size else []


def stood_up(lines: Lines, name: str, origin: Origin) -> list[str]:
    """The line that turns a page upright, where it lay on its side or upside down."""
    if not origin.rotated:
        return []
    lines.imports.add(PILLOW)
    return [f"{name} = {name}.transpose(Image.Transpose.ROTATE_{origin.rotated})  # it did not stand upright"]


def _open_pdf(lines: Lines, origin: Origin) -> list[str]:
    lines.imports.add("import pypdfium2")
    forms = ["pdf.init_forms()  # what was filled in is painted too"] if origin.forms else []
    return [f"pdf = pypdfium2.PdfDocument({quoted(origin.file)})", *forms]


def _drawn(page: str, origin: Origin) -> str:
    scale = "150 / 72" if origin.scale == SCALE else f"{origin.scale:g}"
    return f"{page}.render(scale={scale}).to_pil()"


def open_pages(lines: Lines, name: str, pages: Sequence[Any]) -> list[str]:
    """Lines after which `name` is the list of these pages of one document."""
    origins = [origin_of(page) for page in pages]
    first = origins[0]
    alike = all(replace(each, page=0, rotated=0) == replace(first, page=0, rotated=0) for each in origins)
    whole = [each.page for each in origins] == list(range(first.pages))
    upright = [line for i, origin in enumerate(origins) for line in stood_up(lines, f"{name}[{i}]", origin)]
    if alike and whole and first.scale:
        return [*_open_pdf(lines, first), f"{name} = [{_drawn('page', first)} for page in pdf]", *upright]
    if alike and whole and first == Origin(first.file, pages=first.pages, rotated=first.rotated):
        lines.imports |= {PILLOW, "from PIL import ImageSequence"}
        opened = f"ImageSequence.Iterator(Image.open({quoted(first.file)}))"
        return [f'{name} = [page.convert("RGB") for page in {opened}]', *upright]
    names = [f"{name.removesuffix('s')}_{number}" for number in range(1, len(pages) + 1)]
    each = [line for one, origin in zip(names, origins, strict=True) for line in open_picture(lines, one, origin)]
    return [*each, f"{name} = [{', '.join(names)}]"]
