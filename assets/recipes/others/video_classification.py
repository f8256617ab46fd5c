"""Clips of one drawn thing that moves or changes its size, as somebody else animates it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from assets.recipes.others import Input
from assets.recipes.others._drawing import Canvas, Shape
from tasks.core.service import Answer

SEEN = 16  # frames that the model looks at; what a clip shows is over by then, or goes on in the same way


@dataclass(frozen=True)
class Clip:
    """One motion. Places are shares of the picture, radii shares of its smaller side; over the first sixteen frames."""

    shows: str
    kind: str
    colour: str
    ground: str
    width: int
    height: int
    start: tuple[float, float, float]  # x, y, radius
    end: tuple[float, float, float]
    rate: int = 12
    frames: int = 16
    turn: float = 0
    edge: str = ""
    grain: float = 0
    quick: bool = False  # starts slowly and becomes faster, as an animator eases
    codec: str = "libx264"

    def drawn(self, number: int) -> Canvas:
        share = min(1.0, number / (SEEN - 1))  # at the end it stays
        if self.quick:
            share = share * share * (3 - 2 * share)
        x, y, radius = (a + (b - a) * share for a, b in zip(self.start, self.end, strict=True))
        canvas = Canvas(self.width, self.height, self.ground, grain=self.grain)
        size = radius * min(self.width, self.height)
        return canvas.put(
            Shape(
                self.kind, self.colour, x * self.width, y * self.height, size, self.turn, self.edge, max(2, size / 20)
            )
        )

    def save(self, path: Path) -> str:
        import av

        with av.open(str(path), "w") as container:
            stream: Any = container.add_stream(self.codec, rate=Fraction(self.rate))
            stream.width, stream.height, stream.pix_fmt = self.width, self.height, "yuv420p"
            for number in range(self.frames):
                frame = av.VideoFrame.from_image(self.drawn(number).picture())
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return str(path)


CLIPS = (
    Clip("moving right", "circle", "#e02020", "white", 320, 240, (0.12, 0.5, 0.12), (0.88, 0.5, 0.12)),
    Clip("moving right", "circle", "#2050d0", "#dff0ff", 640, 360, (0.15, 0.7, 0.15), (0.8, 0.7, 0.15), 25, 24),
    Clip("moving right", "triangle", "#ffd030", "#203050", 400, 400, (0.2, 0.3, 0.12), (0.65, 0.3, 0.12), 10),
    Clip("moving right", "square", "#208040", "#f6f0e0", 256, 256, (0.15, 0.55, 0.1), (0.9, 0.55, 0.1), 8, grain=3),
    Clip("moving left", "star", "#d08000", "white", 480, 360, (0.85, 0.4, 0.16), (0.15, 0.4, 0.16), 15, 20),
    Clip("moving left", "house", "#904020", "#e8f4e8", 320, 320, (0.8, 0.6, 0.15), (0.3, 0.6, 0.15), edge="black"),
    Clip("moving left", "heart", "#e04080", "#303030", 200, 200, (0.85, 0.25, 0.13), (0.1, 0.25, 0.13), quick=True),
    Clip("moving up", "circle", "#30a0e0", "white", 360, 480, (0.5, 0.88, 0.12), (0.5, 0.12, 0.12), 12),
    Clip("moving up", "arrow", "#202020", "#fff8d8", 300, 300, (0.3, 0.8, 0.16), (0.3, 0.3, 0.16), 20, 30, turn=-90),
    Clip("moving up", "square", "#c03060", "#e8e8f8", 512, 512, (0.65, 0.85, 0.09), (0.65, 0.2, 0.09), 24, 32),
    Clip("moving down", "drop", "#2868c8", "#f4f8fc", 240, 320, (0.5, 0.15, 0.13), (0.5, 0.85, 0.13), 12),
    Clip("moving down", "circle", "#f06020", "white", 640, 480, (0.3, 0.12, 0.1), (0.3, 0.88, 0.1), 30, 45, quick=True),
    Clip("moving down", "star", "#f8f0a0", "#101830", 320, 240, (0.7, 0.2, 0.14), (0.7, 0.75, 0.14), 10),
    Clip("growing", "circle", "#d02020", "white", 320, 240, (0.5, 0.5, 0.06), (0.5, 0.5, 0.4)),
    Clip("growing", "heart", "#e02878", "#fdeef4", 400, 400, (0.5, 0.5, 0.1), (0.5, 0.5, 0.32), 15, 20),
    Clip("growing", "square", "#3060a0", "#e8f0d8", 256, 192, (0.35, 0.5, 0.08), (0.35, 0.5, 0.28), 8, edge="black"),
    Clip("growing", "triangle", "#30c080", "#202428", 360, 360, (0.55, 0.55, 0.07), (0.55, 0.55, 0.25), 12, grain=3),
    Clip("shrinking", "star", "#c07800", "white", 480, 480, (0.5, 0.5, 0.38), (0.5, 0.5, 0.07), 12),
    Clip("shrinking", "circle", "#7030b0", "#f0f0f0", 640, 360, (0.6, 0.45, 0.3), (0.6, 0.45, 0.1), 25, 24),
    Clip(
        "shrinking", "hexagon", "#209090", "#fff4e0", 200, 260, (0.45, 0.5, 0.35), (0.45, 0.5, 0.12), 10, codec="mpeg4"
    ),
)


def shows(name: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.raw[0]["label"] == name


def inputs(folder: Path) -> list[Input]:
    return [
        Input(
            f"a {clip.kind} {clip.shows} on {clip.ground}, {clip.width} x {clip.height}, {clip.rate} a second",
            {"video": clip.save(folder / f"clip_{number}.mp4")},
            shows(clip.shows),
        )
        for number, clip in enumerate(CLIPS)
    ]
