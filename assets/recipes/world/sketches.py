"""Scenes and boards as many hands draw them: any colours, grounds, sizes and proportions, edges of another colour, a hand
that strays. A model that learned from the recipe's own tidy drawings alone takes a stranger's for something else.

A picture that is wider than high is squeezed by the image processor into the square that a model sees: here the outlines are
squeezed instead, and everything about them stays known.
"""

import math
import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from assets.recipes.world.scenes import COLOURS, OUTLINES, SHAPES, Point, Scene, Thing, ground

Colour = tuple[int, int, int]
Outline = NDArray[np.float64]  # (corners, 2) of x and y
FINER = 3  # times larger than they are seen, lest thin lines be lost


@dataclass(frozen=True)
class Drawn(Thing):
    """A thing with corners of its own and any colour; where `pen` is above 0, with a line of that width around it."""

    corners: tuple[Point, ...] = ()
    fill: Colour = (0, 0, 0)
    edge: Colour = (0, 0, 0)
    pen: float = 0.0

    def outline(self) -> list[Point]:
        return list(self.corners)


@dataclass(frozen=True)
class Fields:
    """The lines of a board: where they stand on both axes, their colour and width in picture sides."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    colour: Colour
    pen: float
    squares: Colour | None = None  # every other field, as on a chess board


@dataclass(frozen=True)
class Sketch(Scene):
    """A drawing by some hand; `kind` and `seed` say what it is drawn on."""

    paper: Colour = (255, 255, 255)
    fields: Fields | None = None

    def draw(self, side: int, smooth: int = FINER) -> Image.Image:
        """RGB picture of `side` x `side` pixels, made smaller as an image processor does it."""
        size = side * smooth
        return self.on(sheet(self.kind, self.seed, self.paper, size)).resize((side, side), Image.Resampling.BILINEAR)

    def on(self, image: Image.Image) -> Image.Image:
        """The same square picture with everything drawn on it."""
        size, pen = image.width, ImageDraw.Draw(image)
        if self.fields:
            rule(pen, self.fields, size)
        for thing in self.things:
            corners = [(x * size, y * size) for x, y in thing.outline()]
            assert isinstance(thing, Drawn)
            pen.polygon(corners, fill=thing.fill)
            if thing.pen:
                pen.line([*corners, corners[0]], fill=thing.edge, width=max(1, round(thing.pen * size)), joint="curve")
        return image


def sheet(kind: str, seed: int, paper: Colour, side: int) -> Image.Image:
    """What is drawn on: one tone ("flat"), squared ("squared"), lit from one side ("lit"), or a ground of the scenes'."""
    if kind not in ("flat", "squared", "lit"):
        return ground(kind, seed, side)
    image = Image.new("RGB", (side, side), paper)
    rng = random.Random(seed)
    if kind == "lit":
        ends = np.stack([paper, [min(255, max(0, c + rng.uniform(-40, 40))) for c in paper]]).astype(np.float64)
        corners = np.rot90(np.stack([ends[0], ends.mean(0), ends.mean(0), ends[1]]).reshape(2, 2, 3), rng.randrange(4))
        return Image.fromarray(corners.astype(np.uint8)).resize((side, side), Image.Resampling.BILINEAR)
    if kind == "squared":
        pen, step, faint = ImageDraw.Draw(image), side * rng.uniform(0.04, 0.12), near(rng, paper, 35)
        for i in range(1, int(side / step) + 1):
            pen.line([(i * step, 0), (i * step, side)], fill=faint, width=max(1, side // 300))
            pen.line([(0, i * step), (side, i * step)], fill=faint, width=max(1, side // 300))
    return image


def rule(pen: ImageDraw.ImageDraw, fields: Fields, side: int) -> None:
    """Draws the lines of a board, after the fields of a second colour."""
    width = max(1, round(fields.pen * side))
    xs, ys = ([at * side for at in line] for line in (fields.columns, fields.rows))
    if fields.squares:
        for row in range(3):
            for column in range(row % 2, 3, 2):
                pen.rectangle([xs[column], ys[row], xs[column + 1], ys[row + 1]], fill=fields.squares)
    framed = fields.columns[0] > 0
    for i in range(0 if framed else 1, 4 if framed else 3):
        pen.line([(xs[i], ys[0]), (xs[i], ys[3])], fill=fields.colour, width=width)
        pen.line([(xs[0], ys[i]), (xs[3], ys[i])], fill=fields.colour, width=width)


# --- colours ----------------------------------------------------------------------------------------------------------


def near(rng: random.Random, colour: Colour, by: float) -> Colour:
    red, green, blue = (min(255, max(0, round(c + rng.uniform(-by, by)))) for c in colour)
    return red, green, blue


def unlike(colour: Colour, other: Colour, by: float) -> bool:
    """Whether two colours differ by so much in the sum over red, green and blue."""
    return sum(abs(a - b) for a, b in zip(colour, other, strict=True)) >= by


def any_fill(rng: random.Random, paper: Colour, least: float = 110) -> Colour:
    """A paint from the box or mixed, that shows on this paper."""
    while True:
        bright = rng.random() < 0.6
        fill = near(rng, rng.choice(list(COLOURS.values())), 45) if bright else near(rng, (128, 128, 128), 128)
        if unlike(fill, paper, least):
            return fill


def any_paper(rng: random.Random, dark: float = 0.0) -> tuple[str, Colour]:
    """A kind of ground and its colour: white most often, pale, or with the chance `dark` of any colour."""
    if rng.random() < dark:
        return rng.choice(["flat", "flat", "lit"]), near(rng, (110, 110, 110), 110)
    paper = (255, 255, 255) if rng.random() < 0.4 else near(rng, (228, 228, 228), 27)
    return rng.choice(["flat", "flat", "lit", "squared", "plain", "gradient", "noisy"]), paper


# --- outlines ---------------------------------------------------------------------------------------------------------


def own(rng: random.Random, shape: str) -> Outline:
    """A shape's corners around 0, in the proportions that one hand gives it."""
    points = np.array(OUTLINES[shape], dtype=np.float64)
    if shape == "star":
        points[1::2] *= rng.uniform(0.36, 0.56) / 0.42
    elif shape == "triangle":
        points *= (rng.uniform(0.75, 1.1), rng.uniform(0.85, 1.15))
    elif shape == "heart":
        points *= (rng.uniform(0.88, 1.08), rng.uniform(0.88, 1.08))
    elif shape == "square":
        points *= (1, rng.uniform(0.92, 1.08))
    return points


def blob(rng: random.Random) -> Outline:
    """A shape without a name: some corners around a middle, pointed or rounded."""
    count = rng.randint(3, 10)
    turns = np.sort([2 * math.pi * (i + rng.uniform(-0.35, 0.35)) / count for i in range(count)])
    low = rng.choice([0.35, 0.6, 0.9])
    far = np.array([rng.uniform(low, 1) for _ in range(count)])
    if rng.random() < 0.4:
        dense = np.linspace(0, 2 * math.pi, 48, endpoint=False)
        far, turns = np.interp(dense, turns, far, period=2 * math.pi), dense
        far = (np.roll(far, 2) + np.roll(far, 1) + far + np.roll(far, -1) + np.roll(far, -2)) / 5
    points = np.stack([far * np.cos(turns), far * np.sin(turns)], axis=1) * (1, rng.uniform(0.5, 1))
    return np.asarray(points / np.linalg.norm(points, axis=1).max())


def strayed(rng: random.Random, points: Outline) -> Outline:
    """The same outline by a hand that is not steady."""
    steps = np.linspace(0, len(points), 96, endpoint=False)
    closed = np.concatenate([points, points[:1]])
    dense = np.stack([np.interp(steps, np.arange(len(closed)), closed[:, i]) for i in (0, 1)], axis=1)
    noise = np.random.default_rng(rng.randrange(2**31)).normal(size=dense.shape)
    reach = rng.choice([1, 3, 6])
    smooth = sum(np.roll(noise, shift, axis=0) for shift in range(-reach, reach + 1)) / math.sqrt(2 * reach + 1)
    return np.asarray(dense + rng.uniform(0.008, 0.03) * smooth)


def figure(
    rng: random.Random,
    shape: str,
    x: float,
    y: float,
    wide: float,
    high: float,
    paper: Colour,
    turn: float,
    least: float,
    strays: float = 0.2,
) -> Drawn:
    """A shape (or "blob") around x, y with radii in sides of the squeezed picture."""
    points = blob(rng) if shape == "blob" else own(rng, shape)
    if rng.random() < strays:
        points = strayed(rng, points)
    angle = math.radians(turn)
    turned = points @ np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    corners = turned * (wide, high) + (x, y)
    fill = any_fill(rng, paper, least)
    pen = rng.uniform(0.03, 0.1) * min(wide, high) if rng.random() < 0.25 else 0.0
    edge = (20, 20, 20) if rng.random() < 0.6 else near(rng, (90, 90, 90), 90)
    corner_list = tuple((float(a), float(b)) for a, b in corners)
    return Drawn(shape, "", "", x, y, max(wide, high), turn, corner_list, fill, edge, pen)


def any_turn(rng: random.Random, shape: str) -> float:
    """Upright most often; squares stand on a corner at times, and what has no upside may lie anyhow."""
    most = {"square": 45.0, "star": 36.0, "blob": 180.0}.get(shape, 30.0)
    return 0.0 if rng.random() < 0.4 else rng.uniform(-most, most)


# --- whole drawings ---------------------------------------------------------------------------------------------------


def sketch_scene(
    rng: random.Random,
    count: tuple[int, int] = (1, 5),
    gap: float = 0.8,
    *,
    dark: float = 0.0,
    blobs: float = 0.0,
    least: float = 110,
    squeezed: float = 3.0,
    strays: float = 0.2,
) -> Sketch:
    """Things anywhere, of any size that leaves room for all, in a picture up to `squeezed` times as wide as high or as high
    as wide. `blobs` is the share of shapes without a name, `least` how much colours differ from the paper's, `strays` the share
    of outlines by an unsteady hand."""
    kind, paper = any_paper(rng, dark)
    seed = rng.randrange(2**31)
    wide, high = squeeze(rng, squeezed)
    number = rng.randint(*count)
    largest = 0.42 if number == 1 else 0.6 / math.sqrt(number)
    while True:
        things: list[Drawn] = []
        for _ in range(40 * number):
            radius = rng.uniform(0.09, largest) if rng.random() < 0.5 else rng.uniform(0.09, 0.25)
            x, y = (rng.uniform(min(0.5, radius * by), max(0.5, 1 - radius * by)) for by in (wide, high))
            if all(
                math.hypot((x - other.x) / wide, (y - other.y) / high)
                >= gap * (radius + other.radius / max(wide, high))
                for other in things
            ):
                shape = "blob" if rng.random() < blobs else rng.choice(SHAPES)
                turn = any_turn(rng, shape)
                things.append(figure(rng, shape, x, y, radius * wide, radius * high, paper, turn, least, strays))
            if len(things) == number:
                return Sketch(tuple(things), kind, seed, paper)


def squeeze(rng: random.Random, most: float) -> tuple[float, float]:
    """How long a length of the shorter side is on both axes of the square that a model sees; at most 1."""
    if rng.random() < 0.4:
        return 1.0, 1.0
    proportion = math.exp(rng.uniform(-math.log(most), math.log(most)))
    return (1 / proportion, 1.0) if proportion > 1 else (1.0, proportion)


def sketch_board(rng: random.Random, count: tuple[int, int]) -> Sketch:
    """A board of three by three fields in anybody's lines, with a frame and a margin or without."""
    kind, paper = any_paper(rng)
    seed = rng.randrange(2**31)
    wide, high = squeeze(rng, 1.4)
    margin = rng.uniform(0.005, 0.1) if rng.random() < 0.35 else 0.0
    across, down = (1 - 2 * margin * wide) / 3, (1 - 2 * margin * high) / 3
    columns = tuple(margin * wide + i * across for i in range(4))
    rows = tuple(margin * high + i * down for i in range(4))
    while not unlike(line := near(rng, (110, 110, 110), 110), paper, 90):
        continue
    squares = near(rng, paper, 25) if rng.random() < 0.15 else None
    fields = Fields(columns, rows, line, rng.choice([0.004, 0.007, 0.01, 0.016]) * rng.uniform(0.8, 1.3), squares)
    things = []
    for field in rng.sample(range(9), rng.randint(*count)):
        row, column = divmod(field, 3)
        radius = min(across / wide, down / high) / 2 * rng.uniform(0.36, 0.95)
        room = 0.5 * min(across / wide, down / high) - radius
        x, y = (
            at + span / 2 + by * rng.uniform(-0.6, 0.6) * room
            for at, span, by in ((columns[column], across, wide), (rows[row], down, high))
        )
        shape = rng.choice(SHAPES)
        things.append(figure(rng, shape, x, y, radius * wide, radius * high, paper, any_turn(rng, shape), 100))
    return Sketch(tuple(things), kind, seed, paper, fields)
