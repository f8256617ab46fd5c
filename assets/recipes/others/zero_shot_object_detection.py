"""Boards as somebody else rules and fills them: where the thing is that is asked for in words."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._drawing import Board, Box, Thing, finds
from tasks.core.service import Answer

# What is on the board, what is asked for, and which of the things (by place) answers to which of these words.
Asked = tuple[Board, tuple[Thing, ...], tuple[str, ...], tuple[tuple[int, int], ...], int]
ASKED: tuple[Asked, ...] = (
    (Board(400, 400), (Thing("red", "star", 1, 1), Thing("blue", "circle", 0, 2)), ("a red star",), ((0, 0),), 0),
    (Board(300, 300, lines="black", pen=2, frame=True, margin=3),
     (Thing("green", "heart", 0, 0), Thing("green", "square", 2, 1)), ("a heart",), ((0, 0),), 0),
    (Board(500, 500, "#eaf2ff", "#7888a0", 5),
     (Thing("blue", "triangle", 2, 0), Thing("yellow", "triangle", 0, 1, edge="#907000")), ("a blue thing",), ((0, 0),), 0),
    (Board(640, 640, "#fff8e8", "#6a6050", 4, grain=2),
     (Thing("purple", "circle", 1, 0), Thing("orange", "circle", 1, 2), Thing("red", "heart", 2, 1)),
     ("a circle",), ((0, 0), (1, 0)), 85),
    (Board(360, 360, "#f2f2f2", "#a0a0a0", 3), (Thing("pink", "square", 0, 2), Thing("black", "star", 2, 0)),
     ("a black star", "a pink square"), ((1, 0), (0, 1)), 0),
    (Board(256, 256, lines="#404040", pen=2, soft=False), (Thing("orange", "heart", 1, 1, 0.8),), ("an orange heart",),
     ((0, 0),), 0),
    (Board(900, 900, "white", "#303030", 7),
     (Thing("green", "triangle", 0, 0), Thing("green", "star", 1, 2), Thing("red", "square", 2, 0)),
     ("a green thing",), ((0, 0), (1, 0)), 88),
    (Board(420, 420, "#fdeef2", "#8a6a74", 4), (Thing("blue", "heart", 0, 1), Thing("blue", "square", 2, 2)),
     ("a blue square",), ((1, 0),), 0),
    (Board(480, 400, "white", "#505060", 3), (Thing("yellow", "star", 1, 0, edge="black"), Thing("red", "circle", 2, 2)),
     ("a yellow star",), ((0, 0),), 0),
    (Board(512, 512, "white", "#606060", 3),
     (Thing("red", "circle", 0, 0, 0.5), Thing("red", "triangle", 1, 1, 0.6), Thing("black", "circle", 2, 2, 0.5)),
     ("a red circle",), ((0, 0),), 0),
    (Board(336, 336, "#e8f6ea", "#688a6c", 4), (Thing("purple", "star", 2, 1, 0.8, 18),), ("a purple star", "a red heart"),
     ((0, 0),), 0),
    (Board(450, 450, "#fafafa", "#404040", 3, margin=20, frame=True),
     (Thing("orange", "square", 0, 1), Thing("pink", "heart", 2, 0)), ("a pink thing",), ((1, 0),), 0),
    (Board(700, 700, "#f0ece2", "#4a4a50", 5, grain=4),
     (Thing("blue", "star", 0, 2, 0.7, 10), Thing("green", "circle", 1, 0, 0.6)), ("a star", "a circle"), ((0, 0), (1, 1)),
     65),
    (Board(300, 300, "white", "#2a52be", 4), (Thing("red", "triangle", 2, 2), Thing("black", "triangle", 0, 0)),
     ("a black triangle",), ((1, 0),), 0),
    (Board(400, 400, squares=("#f4ecdc", "#e6d8c0"), lines="#a89068", pen=2),
     (Thing("purple", "heart", 1, 1), Thing("green", "square", 0, 2)), ("a purple heart",), ((0, 0),), 0),
    (Board(600, 600, "white", "#707070", 4),
     (Thing("pink", "circle", 0, 0, shade="#ff69b4"), Thing("yellow", "square", 1, 2, shade="#ffd400"),
      Thing("blue", "heart", 2, 1, shade="#0000ff")), ("a pink circle",), ((0, 0),), 0),
    (Board(380, 380, "#fffef4", "#555555", 3, grain=2),
     (Thing("red", "square", 1, 0, shaky=0.025), Thing("red", "star", 0, 2, shaky=0.015)), ("a square",), ((0, 0),), 85),
    (Board(320, 320, "white", "#333333", 2),
     (Thing("green", "heart", 2, 0, shade="#008000"), Thing("orange", "triangle", 0, 1, shade="#ffa500")),
     ("an orange thing",), ((1, 0),), 0),
    (Board(540, 540, "#f4f4ff", "#5a5a7a", 4),
     (Thing("black", "square", 0, 0, 0.6), Thing("purple", "square", 1, 1, 0.6), Thing("yellow", "circle", 2, 2, 0.6)),
     ("a square", "a yellow circle"), ((0, 0), (1, 0), (2, 1)), 0),
    (Board(1000, 1000, "white", "black", 6, margin=30, frame=True),
     (Thing("orange", "star", 1, 2), Thing("blue", "circle", 2, 0), Thing("green", "triangle", 0, 0)),
     ("a green triangle",), ((2, 0),), 80),
)  # fmt: skip


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (board, things, words, answers, quality) in enumerate(ASKED):
        canvas = board.canvas(things)
        wanted = [(words[word], canvas.shapes[place].box) for place, word in answers]

        def right(answer: Answer, wanted: list[tuple[str, Box]] = wanted) -> bool:
            return finds(answer.raw, wanted)

        name = f"{', '.join(words)} among {', '.join(f'{thing.colour} {thing.kind}' for thing in things)}"
        fields = {"image": canvas.save(folder / f"board_{number}", quality), "candidate_labels": list(words)}
        asked.append(Input(name, fields, right))
    return asked
