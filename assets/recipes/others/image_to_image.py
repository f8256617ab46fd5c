"""Small pictures of many kinds, of which the large one is known: nearer to it than bicubic interpolation comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageFont

from assets.recipes.others import Input
from assets.recipes.others._drawing import Canvas, Shape, bent, blurred, grainy
from tasks.core.service import Answer

Reduced = Image.Resampling


def lettered(width: int, height: int, text: str, size: float, ink: str, ground: str) -> Image.Image:
    canvas = Canvas(width, height, ground)
    font = ImageFont.load_default(size * canvas.times)
    canvas.draw.multiline_text((10 * canvas.times, 8 * canvas.times), text, fill=ink, font=font)
    return canvas.picture()


def landscape() -> Image.Image:
    canvas = Canvas(320, 240, "#8fc4f0", down="#e8f2f8")
    canvas.put(Shape("circle", "#fff2a0", 250, 50, 26))
    for seed, (colour, base) in enumerate((("#7c94a8", 150), ("#50785c", 180), ("#34583a", 205))):
        heights = base + 22 * np.sin(np.linspace(0, 5 + 2 * seed, 60) + seed) + 6 * np.sin(np.linspace(0, 31, 60))
        across = np.linspace(0, 320, 60)
        canvas.polygon(np.concatenate([np.stack([across, heights], axis=1), [(320, 240), (0, 240)]]), colour)
    return canvas.picture()


def balls() -> Image.Image:
    """Three shaded balls on a chess floor, each pixel computed."""
    height, width = 240, 300
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    with np.errstate(divide="ignore"):
        far = np.where(y > 120, 60 / np.maximum(y - 120, 0.5), 1e3)
    chess = ((np.floor((x - 150) / 40 * far) + np.floor(far * 4)) % 2)[..., None]
    image = np.where(y[..., None] > 125, 90 + 110 * chess, (y / 120)[..., None] * 60 + (150, 180, 210))
    for cx, cy, radius, colour in (
        (80, 130, 50, (220, 60, 50)),
        (180, 150, 40, (60, 120, 210)),
        (250, 115, 34, (90, 180, 80)),
    ):
        dx, dy = (x - cx) / radius, (y - cy) / radius
        inside = dx**2 + dy**2 < 1
        dz = np.sqrt(np.maximum(0, 1 - dx**2 - dy**2))
        light = np.clip(-0.5 * dx - 0.6 * dy + 0.6 * dz, 0.08, 1)
        shine = 255 * np.clip(-0.45 * dx - 0.5 * dy + 0.74 * dz, 0, 1) ** 30
        image = np.where(inside[..., None], light[..., None] * colour + shine[..., None], image)
    return Image.fromarray(image.clip(0, 255).astype(np.uint8))


def chart() -> Image.Image:
    canvas = Canvas(320, 200)
    for i, share in enumerate((0.4, 0.75, 0.55, 0.9, 0.3, 0.65)):
        x = 30 + i * 46
        canvas.polygon(
            np.array([(x, 180), (x, 180 - 150 * share), (x + 30, 180 - 150 * share), (x + 30, 180)]), "#3f7cbf"
        )
    canvas.line([(20, 15), (20, 180), (310, 180)], "black", 2)
    canvas.line(bent((30, 150), (90, 60), (150, 110), (220, 30), (300, 90)).tolist(), "#d04030", 3)
    return canvas.picture()


def rays(width: int, height: int) -> Image.Image:
    canvas = Canvas(width, height, "#fff8e8")
    for i in range(24):
        angle = 2 * np.pi * i / 24
        ends = [(width / 2, height / 2), (width / 2 + 200 * np.cos(angle), height / 2 + 200 * np.sin(angle))]
        canvas.line(ends, "#604020", 3)
    return canvas.picture()


def rings() -> Image.Image:
    canvas = Canvas(240, 240, "#203050")
    for i, radius in enumerate(range(110, 10, -14)):
        canvas.put(Shape("circle", "#f0e8d0" if i % 2 else "#c04048", 120, 120, radius))
    return canvas.picture()


def written() -> Image.Image:
    canvas = Canvas(360, 160, "#fdfcf6")
    for i in range(5):
        x = 20 + 64 * i
        stroke = bent((x, 90), (x + 20, 40), (x + 30, 95), (x + 45, 60), (x + 60, 100), (x + 64, 90))
        canvas.line(stroke.tolist(), "#1c2a70", 4)
    return canvas.picture()


def woven() -> Image.Image:
    y, x = np.mgrid[0:200, 0:260].astype(np.float64)
    waves = 128 + 60 * np.sin(x / 5 + np.sin(y / 17)) + 50 * np.sin(y / 6 + np.cos(x / 23))
    return Image.fromarray(
        np.stack([waves, waves * 0.8 + 30, 220 - waves * 0.6], axis=-1).clip(0, 255).astype(np.uint8)
    )


def pictures() -> list[tuple[str, Image.Image, Reduced]]:
    """What it shows, the large picture (its sides are even), and how it was made small."""
    town = Canvas(360, 240, "#bcd8f0")
    for x, y, size, colour in ((60, 170, 62, "#c86848"), (160, 160, 74, "#d8b070"), (270, 172, 60, "#88a0a8")):
        town.put(Shape("house", colour, x, y, size, edge="#402820", pen=2))
    face = Canvas(256, 256, "#f8e8c8").put(
        Shape("circle", "#ffd84a", 128, 128, 100, edge="black", pen=4), Shape("circle", "black", 92, 100, 12),
        Shape("circle", "black", 164, 100, 12))  # fmt: skip
    face.line(bent((80, 160), (128, 195), (176, 160)).tolist(), "black", 6)
    shapes = Canvas(300, 300).put(
        Shape("star", "#d09000", 80, 80, 60, 10), Shape("heart", "#d02050", 220, 80, 56),
        Shape("cross", "#3080c0", 80, 220, 56, 15), Shape("moon", "#604090", 220, 220, 60))  # fmt: skip
    dark = Canvas(320, 200, "#101828").put(
        *(Shape("star", "#f8f0c0", 30 + 67 * i % 300, 20 + 41 * i % 170, 6 + i % 5) for i in range(16)),
        Shape("moon", "#f8e8a0", 250, 60, 34))  # fmt: skip
    tilted = Canvas(256, 192, "#e8ecf0")
    for i in range(12):
        tilted.line([(20 * i, 0), (20 * i + 60, 192)], "#405068" if i % 2 else "#b04838", 5)
    leaves = Canvas(280, 280, "#dcecc8")
    for i in range(30):
        leaves.put(
            Shape("drop", ("#2f6b2f", "#5a9a3a", "#a8b840")[i % 3], 20 + 83 * i % 250, 20 + 57 * i % 250, 26, 47 * i)
        )
    return [
        ("four shapes on white", shapes.picture(), Reduced.BICUBIC),
        ("a landscape", landscape(), Reduced.LANCZOS),
        ("shaded balls on a chess floor", balls(), Reduced.BICUBIC),
        ("a chart", chart(), Reduced.BICUBIC),
        ("large letters", lettered(320, 120, "Hello\nworld", 40, "black", "white"), Reduced.BICUBIC),
        ("small letters", lettered(360, 140, "The quick brown fox\njumps over the lazy dog,\nand again.", 24, "#202040",
                                   "#fffaf0"), Reduced.LANCZOS),
        ("letters, light on dark", lettered(300, 100, "OPEN 24 h", 44, "#ffe060", "#102818"), Reduced.BOX),
        ("rays", rays(240, 240), Reduced.BICUBIC),
        ("rings", rings(), Reduced.BOX),
        ("handwriting", written(), Reduced.BICUBIC),
        ("a woven pattern", woven(), Reduced.LANCZOS),
        ("three houses", town.picture(), Reduced.BICUBIC),
        ("a smiling face", face.picture(), Reduced.BOX),
        ("a night sky", dark.picture(), Reduced.BICUBIC),
        ("slanted stripes", tilted.picture(), Reduced.LANCZOS),
        ("leaves", leaves.picture(), Reduced.BICUBIC),
        ("a landscape on rough paper", grainy(landscape(), 4), Reduced.BICUBIC),
        ("balls, a little out of focus", blurred(balls(), 0.7), Reduced.LANCZOS),
        ("hard pixels, as in Paint", Canvas(160, 120, soft=False).put(
            Shape("star", "#ed1c24", 50, 60, 40), Shape("triangle", "#3f48cc", 115, 60, 36)).picture(), Reduced.BICUBIC),
        ("a heart, 64 pixels wide at last", Canvas(128, 128, "#fdeef4").put(
            Shape("heart", "#e02060", 64, 66, 46, 8, "#601030", 3)).picture(), Reduced.BICUBIC),
    ]  # fmt: skip


def noise_ratio(picture: Image.Image, true: Image.Image) -> float:
    """PSNR in dB: higher is nearer."""
    off = np.asarray(picture, dtype=np.float64) - np.asarray(true, dtype=np.float64)
    return float(10 * np.log10(255**2 / max(1e-9, (off**2).mean())))


def right(large: Image.Image, small: Image.Image) -> Callable[[Answer], bool]:
    plain = noise_ratio(small.resize(large.size, Image.Resampling.BICUBIC), large)

    def judged(answer: Answer) -> bool:
        made = answer.raw.convert("RGB").crop((0, 0, *large.size))
        return noise_ratio(made, large) > plain

    return judged


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (name, large, how) in enumerate(pictures()):
        small = large.resize((large.width // 2, large.height // 2), how)
        path = folder / f"small_{number}.png"
        small.save(path)
        asked.append(Input(name, {"image": str(path)}, right(large, small)))
    return asked
