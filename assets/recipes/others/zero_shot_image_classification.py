"""One shape on a board of somebody else's: which of a few descriptions fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._drawing import Board, Thing
from tasks.core.service import Answer

# The board, the shape on it, the words to choose from (the right ones first, the others as a stranger mixes them).
Asked = tuple[Board, Thing, tuple[str, ...], int]
ASKED: tuple[Asked, ...] = (
    (Board(400, 400), Thing("red", "circle", 1, 1), ("a red circle", "a red square", "a blue circle"), 0),
    (Board(300, 300, lines="black", pen=2, frame=True, margin=3), Thing("blue", "star", 0, 0),
     ("a blue star", "a blue heart", "a green star", "a yellow star"), 0),
    (Board(500, 500, "#eaf2ff", "#7888a0", 5), Thing("green", "triangle", 2, 1),
     ("a triangle", "a circle", "a square", "a star", "a heart"), 0),
    (Board(640, 640, "#fff8e8", "#6a6050", 4, grain=2), Thing("pink", "heart", 0, 2, shade="#ff69b4"),
     ("a pink thing", "a red thing", "a purple thing", "an orange thing"), 85),
    (Board(360, 360, "#f2f2f2", "#a0a0a0", 3), Thing("black", "square", 2, 0), ("a black square", "a black triangle"), 0),
    (Board(256, 256, lines="#404040", pen=2, soft=False), Thing("orange", "star", 1, 0, 0.85),
     ("an orange star", "a yellow star", "an orange heart"), 0),
    (Board(900, 900, "white", "#303030", 7), Thing("purple", "circle", 0, 1),
     ("a purple circle", "a purple heart", "a blue circle", "a pink circle"), 88),
    (Board(420, 420, "#fdeef2", "#8a6a74", 4), Thing("yellow", "square", 1, 2),
     ("a yellow square", "an orange square", "a yellow circle"), 0),
    (Board(480, 400, "white", "#505060", 3), Thing("red", "heart", 2, 2),
     ("a heart", "a star", "a circle"), 0),
    (Board(512, 512, "white", "#606060", 3), Thing("blue", "triangle", 0, 0, 0.45),
     ("a blue triangle", "a blue square", "a red triangle", "a black triangle"), 0),
    (Board(336, 336, "#e8f6ea", "#688a6c", 4), Thing("green", "square", 1, 1, 0.75, 20),
     ("a green thing", "a blue thing", "a yellow thing"), 0),
    (Board(450, 450, "#fafafa", "#404040", 3, margin=20, frame=True), Thing("orange", "triangle", 2, 1),
     ("an orange triangle", "a red triangle", "an orange square"), 0),
    (Board(700, 700, "#f0ece2", "#4a4a50", 5, grain=4), Thing("purple", "star", 0, 2, 0.7, 10),
     ("a purple star", "a purple square", "a black star"), 65),
    (Board(300, 300, "white", "#2a52be", 4), Thing("pink", "circle", 2, 0),
     ("a pink circle", "a pink square", "a purple circle", "a red circle"), 0),
    (Board(400, 400, squares=("#f4ecdc", "#e6d8c0"), lines="#a89068", pen=2), Thing("black", "heart", 1, 1),
     ("a black heart", "a black star", "a purple heart"), 0),
    (Board(600, 600, "white", "#707070", 4), Thing("yellow", "triangle", 1, 0, shade="#ffd400", edge="black"),
     ("a yellow triangle", "a yellow heart", "a green triangle"), 0),
    (Board(380, 380, "#fffef4", "#555555", 3, grain=2), Thing("red", "square", 0, 1, shaky=0.025),
     ("a square", "a triangle", "a heart"), 85),
    (Board(320, 320, "white", "#333333", 2), Thing("green", "heart", 2, 2, shade="#008000"),
     ("a green heart", "a green circle", "a black heart"), 0),
    (Board(540, 540, "#f4f4ff", "#5a5a7a", 4), Thing("blue", "circle", 1, 2, 0.9, shade="#0000ff"),
     ("a blue thing", "a purple thing", "a black thing", "a green thing"), 0),
    (Board(1000, 1000, "white", "black", 6, margin=30, frame=True), Thing("red", "star", 0, 0, shade="#ff0000"),
     ("a red star", "a red heart", "an orange star", "a red triangle"), 80),
)  # fmt: skip


def chooses(word: str) -> Callable[[Answer], bool]:
    return lambda answer: max(answer.raw, key=lambda row: row["score"])["label"] == word


def inputs(folder: Path) -> list[Input]:
    asked = []
    for number, (board, thing, words, quality) in enumerate(ASKED):
        image = board.canvas([thing]).save(folder / f"board_{number}", quality)
        labels = [*words[1:2], words[0], *words[2:]]  # the right one is the second
        name = f"{thing.colour} {thing.kind}: {', '.join(labels)}"
        asked.append(Input(name, {"image": image, "candidate_labels": labels}, chooses(words[0])))
    return asked
