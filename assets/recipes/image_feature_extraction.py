"""Pictures as numbers: a small ViT that tells shapes, colours and places apart. Other recipes start from it."""

import random
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from transformers import ViTConfig, ViTImageProcessorPil, ViTModel

from assets.recipes.recipe import MODELS, Example, Figure, Recipe, fit, make
from assets.recipes.world.boards import FIELDS, board_picture, draw_board, seen_board
from assets.recipes.world.dense import DenseReading, middles
from assets.recipes.world.photographs import photographs
from assets.recipes.world.pixels import jittered, squares, to_pixel_values
from assets.recipes.world.scenes import SEEN_PAIRS, SHAPES, Scene, held_out, training

SIDE, WIDTH, LAYERS, HEADS = 60, 96, 4, 4


class Teacher(nn.Module):
    """What is where, read from the patches; which shapes there are, from the pooled vector's direction."""

    def __init__(self, model: ViTModel) -> None:
        super().__init__()
        self.model = model
        self.dense = DenseReading(WIDTH)
        self.shapes = nn.Parameter(torch.randn(len(SHAPES), WIDTH))

    def loss(self, batch: dict[str, Any]) -> torch.Tensor:
        outputs = self.model(pixel_values=batch["pixel_values"])
        cosines = F.normalize(outputs.pooler_output, dim=-1) @ F.normalize(self.shapes, dim=-1).T
        there = F.binary_cross_entropy_with_logits(12 * cosines - 4, batch["there"])
        return there + self.dense.loss(outputs.last_hidden_state[:, 1:], batch["kinds"], batch["boxes"])


def train(out: Path) -> None:
    config = ViTConfig(
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=2 * WIDTH,
        image_size=SIDE,
        patch_size=SIDE // FIELDS,
        hidden_dropout_prob=0.0,
    )
    teacher = Teacher(ViTModel(config))
    rng = training()

    def batch(_: int) -> dict[str, Any]:
        boards = [draw_board(rng, rng.choice([1, 2, 4, 6]), SEEN_PAIRS) for _ in range(32)]
        kinds, boxes = middles(boards, FIELDS)
        there = torch.tensor([[float(any(t.shape == shape for t in s.things)) for shape in SHAPES] for s in boards])
        pixel_values = jittered(to_pixel_values([seen_board(rng, board, SIDE) for board in boards]))
        return {"pixel_values": pixel_values, "kinds": kinds, "boxes": boxes, "there": there}

    fit(teacher, batch, steps=1500, lr=2e-3, loss=lambda model, batch: model.loss(batch))
    teacher.model.save_pretrained(out)
    ViTImageProcessorPil(**squares(SIDE)).save_pretrained(out)


def single_things(rng: random.Random, count: int) -> list[Scene]:
    """Boards with one thing each, of any colour and shape, on any field."""
    return [draw_board(rng, 1) for _ in range(count)]


def recall_at_1(vectors: torch.Tensor, shapes: list[str]) -> float:
    """Share of rows whose nearest other row by cosine has the same shape."""
    unit = F.normalize(vectors, dim=-1)
    nearest = (unit @ unit.T).fill_diagonal_(-2).argmax(-1)
    return sum(shapes[i] == shapes[j] for i, j in enumerate(nearest.tolist())) / len(shapes)


def evaluate(model_dir: Path) -> Figure:
    """The baseline compares pixels."""
    model = ViTModel.from_pretrained(model_dir).eval()
    processor = ViTImageProcessorPil.from_pretrained(model_dir)
    boards = single_things(held_out(), 300)
    pixel_values = processor([board_picture(board, 4 * SIDE) for board in boards], return_tensors="pt").pixel_values
    with torch.no_grad():
        vectors = model(pixel_values=pixel_values).pooler_output
    shapes = [board.things[0].shape for board in boards]
    return Figure(recall_at_1(vectors, shapes), recall_at_1(pixel_values.flatten(1), shapes), len(boards))


def examples(folder: Path) -> list[Example]:
    """Three pictures each: the first two hold the same shape, the third another one of the first one's colour."""
    rng, found = held_out(2), []
    while len(found) < 5:
        boards = single_things(rng, 3)
        first, second, third = (board.things[0] for board in boards)
        if first.shape != second.shape or first.shape == third.shape:
            continue
        if first.colour != third.colour or first.colour == second.colour:
            continue
        if any(f"_{first.shape}_" in example.inputs["images"][0] for example in found):
            continue
        files = [f"{thing.colour}_{thing.shape}_{len(found) + 1}.png" for thing in (first, second, third)]
        for board, file in zip(boards, files, strict=True):
            board_picture(board, 240).save(folder / file)
        found.append(Example({"images": files}, params={"pool": True}))  # the vectors that were trained and measured
    palace, flower = photographs()
    photos = {"flower_left.png": flower[80:320, 160:400], "flower_right.png": flower[80:320, 240:480]}
    photos["palace.png"] = palace[80:320, 80:320]
    for file, pixels in photos.items():
        Image.fromarray(pixels).save(folder / file)
    found.append(Example({"images": [*photos]}, limit="Photographs: it has only ever seen flat shapes on boards."))
    return found


RECIPE = Recipe(
    task="image-feature-extraction",
    architecture="ViTModel",
    knows={
        "en": "shapes on a 3x3 board: the same shape comes out near, whatever its colour, size and field",
        "es": (
            "figuras en un tablero de 3x3: la misma figura da vectores cercanos, sean cuales sean su color, "
            "tamaño y casilla"
        ),
        "ko": "3x3 판 위의 도형: 색, 크기, 칸이 달라도 같은 도형은 가까운 벡터가 됩니다",
    },
    limits="Photographs; the pooled vector tells shapes apart, what lies on each field is in its patch's vector.",
    data="Boards drawn by the recipe, endlessly many; 300 held out, a fifth in colour-shape pairs never drawn before.",
    metric="recall@1",
    bar=0.90,
    baseline_name="nearest pixels",
    train=train,
    evaluate=evaluate,
    examples=examples,
)


def sight() -> ViTModel:
    """The trained ViT for other recipes to start from; trains it where it is missing."""
    if not (MODELS / RECIPE.folder / "config.json").exists():
        make(RECIPE)
    return ViTModel.from_pretrained(MODELS / RECIPE.folder)
