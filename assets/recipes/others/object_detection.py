"""Boards as somebody else rules and fills them: where which shape is."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._drawing import Board, Thing, finds
from tasks.core.service import Answer

Filled = tuple[str, Board, tuple[Thing, ...], int]
BOARDS: tuple[Filled, ...] = (
    ("noughts and crosses, a red circle in the middle", Board(400, 400), (Thing("red", "circle", 1, 1),), 0),
    ("thin black lines, a blue square and a star", Board(300, 300, lines="black", pen=2, frame=True, margin=4),
     (Thing("blue", "square", 0, 0), Thing("yellow", "star", 2, 1, edge="black")), 0),
    ("pale blue, three hearts", Board(600, 600, "#e4f0ff", "#8090a8", 5),
     (Thing("red", "heart", 0, 2), Thing("pink", "heart", 1, 0, 0.6), Thing("purple", "heart", 2, 2, 0.8)), 0),
    ("cream paper, two triangles", Board(480, 480, "#fff6df", "#7a6a50", 4, grain=2),
     (Thing("green", "triangle", 0, 1), Thing("orange", "triangle", 2, 0, 0.6, 15)), 85),
    ("hard pixels, 128 wide, a black star", Board(128, 128, lines="#404040", pen=2, soft=False),
     (Thing("black", "star", 1, 2, 0.8),), 0),
    ("1200 pixels, four things", Board(1200, 1200, "white", "#303030", 8, margin=20, frame=True),
     (Thing("red", "square", 0, 0), Thing("blue", "circle", 0, 2), Thing("green", "star", 2, 0), Thing("purple", "heart", 2, 2)),
     90),
    ("grey lines, a green circle and a pink square", Board(360, 360, "#f4f4f4", "#b0b0b0", 3),
     (Thing("green", "circle", 2, 1, 0.6), Thing("pink", "square", 1, 1, 0.7, 10)), 0),
    ("fields a little wider than high, a star and a heart", Board(600, 480, "white", "#404060", 4),
     (Thing("orange", "star", 0, 1), Thing("red", "heart", 2, 2)), 0),
    ("by hand, a wavering blue triangle", Board(500, 500, "#fdfbf4", "#505050", 3, grain=2),
     (Thing("blue", "triangle", 1, 0, 0.75, shaky=0.025),), 80),
    ("pale green, five circles", Board(450, 450, "#e6f6e4", "#6a8a68", 4),
     (Thing("red", "circle", 0, 0, 0.5), Thing("blue", "circle", 0, 2, 0.7), Thing("yellow", "circle", 1, 1, 0.8),
      Thing("black", "circle", 2, 0, 0.6), Thing("purple", "circle", 2, 2, 0.5)), 0),
    ("coloured lines, a square on its corner", Board(320, 320, "white", "#3060c0", 6),
     (Thing("orange", "square", 0, 1, 0.7, 45),), 0),
    ("chess fields, a heart and a triangle", Board(420, 420, squares=("#f4ead8", "#e4d4b8"), lines="#a08a60", pen=2),
     (Thing("red", "heart", 1, 1), Thing("blue", "triangle", 0, 2)), 0),
    ("small shapes in their fields", Board(512, 512, "white", "#606060", 3),
     (Thing("green", "square", 0, 0, 0.4), Thing("red", "star", 1, 2, 0.45), Thing("blue", "heart", 2, 1, 0.4)), 0),
    ("large shapes in their fields", Board(256, 256, "#fafafa", "#505050", 2),
     (Thing("purple", "circle", 0, 1, 0.9), Thing("yellow", "star", 1, 0, 0.95, edge="#806000"),
      Thing("green", "triangle", 2, 2, 0.9)), 0),
    ("not quite in the middle of the fields", Board(400, 400, "white", "#333333", 3),
     (Thing("red", "triangle", 0, 0, 0.55, off=(0.1, 0.08)), Thing("blue", "star", 2, 1, 0.6, off=(-0.1, 0.06))), 0),
    ("edges round the shapes", Board(640, 640, "#fffdf6", "#404040", 4, margin=10, frame=True),
     (Thing("pink", "heart", 0, 1, edge="black"), Thing("green", "circle", 1, 0, edge="black"),
      Thing("orange", "square", 2, 2, edge="black")), 88),
    ("all nine fields", Board(480, 480, "white", "#707070", 3),
     (Thing("red", "circle", 0, 0), Thing("blue", "square", 0, 1), Thing("green", "triangle", 0, 2),
      Thing("yellow", "star", 1, 0), Thing("purple", "heart", 1, 1), Thing("orange", "circle", 1, 2),
      Thing("pink", "square", 2, 0), Thing("black", "triangle", 2, 1), Thing("red", "star", 2, 2)), 0),
    ("JPEG of a phone, two squares", Board(800, 800, "#ece8de", "#4a4a52", 5, grain=5),
     (Thing("blue", "square", 0, 2, 0.65, -8), Thing("red", "square", 2, 0, 0.7, 12)), 60),
    ("pale pink, a turned star", Board(336, 336, "#fbe6ee", "#906878", 4), (Thing("blue", "star", 2, 2, 0.75, 30),), 0),
    ("a wide margin round the board", Board(440, 440, "white", "#222222", 3, margin=40, frame=True),
     (Thing("green", "heart", 0, 0), Thing("red", "triangle", 1, 1), Thing("black", "circle", 2, 1)), 0),
)  # fmt: skip


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (name, board, things, quality) in enumerate(BOARDS):
        canvas = board.canvas(things)
        wanted = [(thing.kind, shape.box) for thing, shape in zip(things, canvas.shapes, strict=True)]

        def right(answer: Answer, wanted: list[tuple[str, tuple[float, float, float, float]]] = wanted) -> bool:
            return finds(answer.raw, wanted)

        asked.append(Input(name, {"image": canvas.save(folder / f"board_{number}", quality)}, right))
    return asked
