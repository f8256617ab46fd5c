"""Clips of one shape that moves, grows or shrinks, beside one that may stand still."""

import math
import random
from dataclasses import dataclass, replace
from pathlib import Path

import av
from PIL import Image, ImageDraw

from assets.recipes.world.scenes import PAIRS, Thing, ground, shade

FRAMES = 16
PATHS = {"moving left": (-1, 0), "moving right": (1, 0), "moving up": (0, -1), "moving down": (0, 1)}
MOTIONS = [*PATHS, "growing", "shrinking"]


@dataclass(frozen=True)
class Clip:
    """`thing` in the middle of its motion; `speed` is the way in picture sides, or the growth factor."""

    thing: Thing
    motion: str
    speed: float
    still: Thing | None
    kind: str
    seed: int

    def at(self, moment: float) -> Thing:
        """The thing at a moment from -0.5 (first frame) to 0.5 (last frame)."""
        if self.motion in PATHS:
            x, y = PATHS[self.motion]
            way = self.speed * moment
            return replace(self.thing, x=self.thing.x + x * way, y=self.thing.y + y * way)
        sign = 1 if self.motion == "growing" else -1
        return replace(self.thing, radius=self.thing.radius * self.speed ** (sign * moment))

    def frames(self, side: int, smooth: int = 2) -> list[Image.Image]:
        """FRAMES RGB pictures of `side` x `side` pixels."""
        full = side * smooth
        back = ground(self.kind, self.seed, full)
        pictures = []
        for i in range(FRAMES):
            image = back.copy()
            pen = ImageDraw.Draw(image)
            for thing in (self.still, self.at(i / (FRAMES - 1) - 0.5)):
                if thing:
                    pen.polygon([(x * full, y * full) for x, y in thing.outline()], fill=shade(thing.colour, self.seed))
            pictures.append(image.reduce(smooth))
        return pictures


def draw_clip(rng: random.Random, motion: str | None = None) -> Clip:
    """A clip drawn by lot, of one of `MOTIONS`."""
    motion = motion or rng.choice(MOTIONS)
    colour, shape = rng.choice(PAIRS)
    if motion in PATHS:
        speed, radius = rng.uniform(0.3, 0.7), rng.uniform(0.1, 0.22)
    else:
        speed, radius = rng.uniform(1.8, 3.0), rng.uniform(0.14, 0.22)
    x, y = rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.7)
    if motion in PATHS:  # along its path it stays around the middle, so that it never leaves the picture
        x, y = (rng.uniform(0.45, 0.55), y) if PATHS[motion][0] else (x, rng.uniform(0.45, 0.55))
    thing = Thing(shape, colour, "large", x, y, radius, rng.uniform(-25, 25))
    still = None
    if rng.random() < 0.5:
        colour, shape = rng.choice(PAIRS)
        turn = rng.uniform(0, 2 * math.pi)
        still = Thing(shape, colour, "small", 0.5 + 0.38 * math.cos(turn), 0.5 + 0.38 * math.sin(turn), 0.1)
    return Clip(thing, motion, speed, still, rng.choice(["plain", "gradient"]), rng.randrange(2**31))


def write_mp4(frames: list[Image.Image], file: Path, rate: int = 8) -> None:
    """Writes the frames as H.264, `rate` a second."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height = frames[0].size
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode())
