"""Pictures and PDFs as strangers have them, made of one drawing or of words: written once per run, found by their names."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageDraw, ImageFont

from tests import files

pillow_heif.register_heif_opener()

EIGHT = Path(__file__).parents[2] / "assets" / "examples" / "image-classification" / "digit_eight.png"


@cache
def drawing() -> Image.Image:
    """An eight in ink on white, in RGB."""
    return Image.open(EIGHT).convert("RGB")


@cache
def on_nothing() -> Image.Image:
    """The same ink on a transparent ground, whose hidden colour is black as most programs leave it."""
    ink = drawing().convert("L").point(lambda value: 255 - value)
    layered = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    layered.paste(Image.new("RGBA", ink.size, (0, 0, 0, 255)), mask=ink)
    layered.putalpha(ink)
    return layered


def twelve_bits() -> np.ndarray:
    """Its grey as a scanner of 12 bits counts it."""
    return np.asarray(drawing().convert("L")).astype(np.uint16) * 16


def turned(orientation: int) -> tuple[Image.Image, Image.Exif]:
    """The drawing as a phone that is held so stores it, and the EXIF that says how to turn it back."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    exif = Image.Exif()
    exif[274] = orientation
    return drawing().transpose(back[orientation]), exif


def _transparent(name: str, **how: object) -> Callable[[Path], None]:
    return lambda folder: on_nothing().save(folder / name, **how)


def _turned(orientation: int, name: str, **how: object) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        stored, exif = turned(orientation)
        stored.save(folder / name, exif=exif, **how)

    return make


def _frames(name: str, **how: object) -> Callable[[Path], None]:
    red = Image.new("RGB", drawing().size, "red")
    return lambda folder: drawing().save(folder / name, save_all=True, append_images=[red], **how)


# Every kind by its file's name: the same eight, which all readers must see.
KINDS: dict[str, Callable[[Path], None]] = {
    "rgba.png": _transparent("rgba.png"),
    "la.png": lambda folder: on_nothing().convert("LA").save(folder / "la.png"),
    "palette.png": lambda folder: on_nothing().quantize(64).save(folder / "palette.png"),
    "transparent.webp": _transparent("transparent.webp", lossless=True),
    "transparent.tif": _transparent("transparent.tif"),
    "moving.png": _frames("moving.png"),
    "moving.gif": _frames("moving.gif"),
    "moving.webp": _frames("moving.webp", lossless=True),
    "pages.tif": _frames("pages.tif"),
    "phone.heic": lambda folder: drawing().save(folder / "phone.heic", quality=-1),
    "phone.avif": lambda folder: drawing().save(folder / "phone.avif", quality=100),
    "twelve bits.png": lambda folder: Image.fromarray(twelve_bits()).save(folder / "twelve bits.png"),
    "twelve bits.tif": lambda folder: Image.fromarray(twelve_bits()).save(folder / "twelve bits.tif"),
    "floats.tif": lambda folder: Image.fromarray(twelve_bits() / np.float32(4080)).save(folder / "floats.tif"),
    "printed.jpg": lambda folder: drawing().convert("CMYK").save(folder / "printed.jpg", quality=95),
    "fax.tif": lambda folder: drawing().convert("1").save(folder / "fax.tif", compression="group4"),
    "turned.png": _turned(8, "turned.png"),
    "turned.tif": _turned(6, "turned.tif"),
    "el niño's.png": lambda folder: drawing().save(folder / "el niño's.png"),
    **{f"turned{way}.jpg": _turned(way, f"turned{way}.jpg", quality=95) for way in range(2, 9)},
}


@cache
def picture(name: str) -> Path:
    """The file of a kind."""
    path = files.folder() / name
    KINDS[name](path.parent)
    return path


# --- files that are none ----------------------------------------------------------------------------------------------


@cache
def bomb() -> Path:
    """12 kB of PNG that hold 100 megapixels."""
    path = files.folder() / "bomb.png"
    Image.new("1", (10_000, 10_000)).save(path)
    return path


@cache
def broken(name: str) -> Path:
    """A file of this name that is no picture and no PDF: cut, empty, foreign."""
    path = files.folder() / name
    contents = {
        "cut.png": picture("rgba.png").read_bytes()[:400],
        "cut.jpg": picture("turned6.jpg").read_bytes()[:900],
        "cut.heic": picture("phone.heic").read_bytes()[:600],
        "empty.png": b"",
        "text.png": b"not a picture",
        "script.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n",
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "cut.pdf": pdf_of("Total: 12.80")[:200],
    }
    path.write_bytes(contents[name])
    return path


# --- documents --------------------------------------------------------------------------------------------------------

LETTER = (612, 792)  # points


def pdf(objects: list[bytes]) -> bytes:
    """A PDF file of numbered objects, the first of them its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail


def pdf_of(*pages: str, size: tuple[int, int] = LETTER, name: str = "") -> bytes:
    """A PDF with a page for each text, its lines set large; where there is a `name`, it was typed into a field of the
    first page, as a form keeps it: only its value is stored, not how it looks."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(pages)))
    field = first + 2 * len(pages)
    font = b"/Font << /F1 3 0 R >>"
    form = b"/AcroForm << /Fields [%d 0 R] /NeedAppearances true /DR << %s >> /DA (/F1 24 Tf 0 g) >>" % (field, font)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % (form if name else b""),
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        written = b" ".join(b"(%s) Tj 0 -40 Td" % line.encode() for line in text.splitlines())
        content = b"BT /F1 24 Tf 60 %d Td %s ET" % (size[1] - 100, written)
        fields = b"/Annots [%d 0 R]" % field if name and number == 0 else b""
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << %s >> %s >>"
            % (*size, first + 2 * number + 1, font, fields),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    if name:
        objects.append(
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (%s) /DA (/F1 24 Tf 0 g) /Rect [160 %d 480 %d] "
            b"/P 4 0 R /F 4 >>" % (name.encode(), size[1] - 110, size[1] - 70)
        )
    return pdf(objects)


def written(name: str, content: bytes) -> Path:
    """A file of this name with this content."""
    path = files.folder() / name
    path.write_bytes(content)
    return path


@cache
def page_lying(degrees: int) -> Path:
    """The receipt of `files.page` as it comes out of a scanner into which it was laid turned, counterclockwise."""
    path = files.folder() / f"lying-{degrees}.png"
    Image.open(files.page()).rotate(degrees, expand=True).save(path)
    return path


@cache
def scanned() -> Path:
    """Two receipts in one TIFF, the second upside down: Apples for 4.50, then Pears for 9.10."""
    first = Image.open(files.page())
    second = Image.new("RGB", first.size, "white")
    draw = ImageDraw.Draw(second)
    for number, line in enumerate(["Red Corner Market", "Date: 3 June 2025", "Pears 9.10", "Total: 27.30"]):
        draw.text((60, 60 + 90 * number), line, fill="black", font=ImageFont.load_default(36))
    path = files.folder() / "scanned.tif"
    first.save(path, save_all=True, append_images=[second.rotate(180)])
    return path
