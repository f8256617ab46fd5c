"""Clips of one shape that moves, grows or shrinks, beside one that may stand still."""

import math
import random
from dataclasses import dataclass, replace
from pathlib import Path

import av
from PIL import Image, ImageDraw

from assets.recipes.world.scenes import PAIRS, Thing, ground, shade
from assets.recipes.world.sketches import Sketch, moved, sheet, sketch_scene

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


@dataclass(frozen=True)
class Animation:
    """A clip in any hand: one thing that is first as it is in `first` and at last `way` further and `growth` times as large.
    `eased` motions begin and end slowly."""

    first: Sketch
    motion: str
    way: tuple[float, float]
    growth: float
    eased: bool

    def frames(self, side: int, smooth: int = 3) -> list[Image.Image]:
        """FRAMES RGB pictures of `side` x `side` pixels."""
        back = sheet(self.first.kind, self.first.seed, self.first.paper, side * smooth)
        pictures = []
        for i in range(FRAMES):
            share = i / (FRAMES - 1)
            if self.eased:
                share = share * share * (3 - 2 * share)
            thing, *others = self.first.things
            here = moved(thing, (self.way[0] * share, self.way[1] * share), 1 + (self.growth - 1) * share)
            image = replace(self.first, things=(*others, here)).on(back.copy())
            pictures.append(image.resize((side, side), Image.Resampling.BILINEAR))
        return pictures


def draw_animation(rng: random.Random, motion: str) -> Animation:
    """A clip of a motion, of any size, speed, place and colours, at times beside something that stands still."""
    count = (1, 1) if rng.random() < 0.8 else (2, 2)
    scene = sketch_scene(rng, count, 1.1, dark=0.3, blobs=0.4, least=100, squeezed=2.0)
    thing = scene.things[0]
    x0, y0, x1, y1 = thing.box()
    wide, high, x, y = (x1 - x0) / 2, (y1 - y0) / 2, (x0 + x1) / 2, (y0 + y1) / 2
    growth, way = 1.0, (0.0, 0.0)
    if motion in PATHS:
        largest = rng.uniform(0.07, 0.22)
        smaller = min(1.0, largest / max(wide, high))
        scene = replace(scene, things=(moved(thing, (0.0, 0.0), smaller), *scene.things[1:]))
        along, sign = (0, PATHS[motion][0]) if PATHS[motion][0] else (1, PATHS[motion][1])
        far = rng.uniform(0.25, 0.85)
        start = rng.uniform(0.08, 0.92 - far) if sign > 0 else rng.uniform(0.08 + far, 0.92)
        shift = (start - x, 0.0) if along == 0 else (0.0, start - y)
        scene = replace(scene, things=(moved(scene.things[0], shift, 1.0), *scene.things[1:]))
        way = (sign * far, 0.0) if along == 0 else (0.0, sign * far)
    else:
        small, large = rng.uniform(0.06, 0.2), 0.0
        while large < 1.6 * small:
            large = rng.uniform(0.15, 0.42)
        begin, end = (small, large) if motion == "growing" else (large, small)
        growth = end / begin
        scene = replace(scene, things=(moved(thing, (0.0, 0.0), begin / max(wide, high)), *scene.things[1:]))
    return Animation(scene, motion, way, growth, rng.random() < 0.3)


def write_mp4(frames: list[Image.Image], file: Path, rate: int = 8) -> None:
    """Writes the frames as H.264, `rate` a second."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height = frames[0].size
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode())
