"""Sheets of print by another hand: as a picture, as a scan of it, and as a PDF whose words are text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path("/usr/share/fonts/truetype/dejavu")
CJK = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"  # whose Latin letters are another hand's than DejaVu's
FACES = {
    "sans": (FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf", "Helvetica"),
    "serif": (FONTS / "DejaVuSerif.ttf", FONTS / "DejaVuSerif-Bold.ttf", "Times-Roman"),
    "narrow": (FONTS / "DejaVuSerifCondensed.ttf", FONTS / "DejaVuSerifCondensed-Bold.ttf", "Times-Roman"),
    "mono": (FONTS / "DejaVuSansMono.ttf", FONTS / "DejaVuSansMono-Bold.ttf", "Courier"),
    "noto": (Path(CJK.format("Regular")), Path(CJK.format("Bold")), "Helvetica"),
}
A4, LETTER, A5, ROLL = (595, 842), (612, 792), (420, 595), (230, 480)  # points, 72 to the inch


@dataclass
class Sheet:
    """Lines of print at places in points from the left and the top, and rules across."""

    size: tuple[int, int]
    face: str = "sans"
    lines: list[tuple[float, float, float, bool, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)

    def put(self, x: float, y: float, text: str, size: float = 11, bold: bool = False) -> None:
        self.lines.append((x, y, size, bold, text))

    def column(self, x: float, y: float, texts: tuple[str, ...], size: float = 11, gap: float = 1.5) -> float:
        """Lines below one another; where the next would stand."""
        for text in texts:
            self.put(x, y, text, size)
            y += size * gap
        return y

    def row(self, y: float, cells: tuple[tuple[float, str], ...], size: float = 11, bold: bool = False) -> None:
        for x, text in cells:
            self.put(x, y, text, size, bold)

    def rule(self, y: float, left: float, right: float) -> None:
        self.rules.append((y, left, right))

    def drawn(self, dpi: int) -> Image.Image:
        scale = dpi / 72
        page = Image.new("L", (round(self.size[0] * scale), round(self.size[1] * scale)), 255)
        draw = ImageDraw.Draw(page)
        for x, y, size, bold, text in self.lines:
            font = ImageFont.truetype(FACES[self.face][bold], round(size * scale))
            draw.text((x * scale, y * scale), text, 20, font, anchor="ls")
        for y, left, right in self.rules:
            draw.line([(left * scale, y * scale), (right * scale, y * scale)], 60, max(1, round(scale / 2)))
        return page

    def picture(self, path: Path, dpi: int = 130) -> str:
        self.drawn(dpi).save(path.with_suffix(".png"))
        return str(path.with_suffix(".png"))

    def scan(self, path: Path, dpi: int = 150, askew: float = 0.6, grain: float = 8, quality: int = 80) -> str:
        """Grey paper, a little askew, with a scanner's grain."""
        page = self.drawn(dpi).rotate(askew, Image.Resampling.BICUBIC, fillcolor=255)
        light = np.asarray(page.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float64) * 0.9 + 14
        light += np.random.default_rng(round(askew * 10) + 50).normal(0, grain, light.shape)
        scanned = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
        scanned.save(path.with_suffix(".jpg"), quality=quality)
        return str(path.with_suffix(".jpg"))

    def pdf(self, path: Path) -> str:
        """One page in the fonts that every reader of PDF has."""
        plain = FACES[self.face][2]
        strong = {"Times-Roman": "Times-Bold"}.get(plain, f"{plain}-Bold")
        drawn = []
        for x, y, size, bold, text in self.lines:
            safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            drawn.append(f"BT /{'B' if bold else 'P'} {size} Tf {x} {self.size[1] - y} Td ({safe}) Tj ET")
        drawn += [f"0.5 w {left} {self.size[1] - y} m {right} {self.size[1] - y} l S" for y, left, right in self.rules]
        stream = "\n".join(drawn).encode("latin-1")
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
        parts = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.size[0]} {self.size[1]}] /Contents 4 0 R "
            "/Resources << /Font << /P 5 0 R /B 6 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            font.format(plain).encode(),
            font.format(strong).encode(),
        ]
        written, places = b"%PDF-1.4\n", []
        for number, part in enumerate(parts, 1):
            places.append(len(written))
            written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        start = len(written)
        written += b"xref\n0 7\n0000000000 65535 f \n" + table
        written += b"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
        path.with_suffix(".pdf").write_bytes(written)
        return str(path.with_suffix(".pdf"))
