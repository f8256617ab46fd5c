"""Which pixels are circle, square, triangle, star, heart: scenes whose masks are known."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from sklearn.metrics import jaccard_score
from transformers import SegformerConfig, SegformerForSemanticSegmentation, SegformerImageProcessorPil

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.photographs import photographs
from assets.recipes.world.pixels import jittered, squares, to_pixel_values
from assets.recipes.world.scenes import SHAPES, draw_scene, held_out, training

SIDE = 96  # pixels
CLASSES = ["background", *SHAPES]


def train(out: Path) -> None:
    config = SegformerConfig(
        num_encoder_blocks=3,
        depths=[1, 2, 2],
        hidden_sizes=[24, 48, 96],
        num_attention_heads=[1, 2, 4],
        patch_sizes=[7, 3, 3],
        strides=[3, 2, 2],
        sr_ratios=[4, 2, 1],
        mlp_ratios=[2, 2, 2],
        decoder_hidden_size=48,
        drop_path_rate=0.0,
        classifier_dropout_prob=0.0,
        id2label=dict(enumerate(CLASSES)),
        label2id={name: i for i, name in enumerate(CLASSES)},
    )
    model = SegformerForSemanticSegmentation(config)
    rng = training()

    def batch(_: int) -> dict[str, torch.Tensor]:
        scenes = [draw_scene(rng, (1, 5), gap=0.7) for _ in range(16)]
        return {
            "pixel_values": jittered(to_pixel_values([scene.draw(SIDE) for scene in scenes])),
            "labels": torch.from_numpy(np.stack([scene.shape_map(SIDE) for scene in scenes])),
        }

    fit(model, batch, steps=1600, lr=2e-3)
    model.save_pretrained(out)
    SegformerImageProcessorPil(**squares(SIDE)).save_pretrained(out)


def evaluate(model_dir: Path) -> Figure:
    """Whole way of a visitor's picture: drawn at twice the model's size, masks compared at that size."""
    model = SegformerForSemanticSegmentation.from_pretrained(model_dir).eval()
    processor = SegformerImageProcessorPil.from_pretrained(model_dir)
    rng = held_out()
    scenes = [draw_scene(rng, (1, 5), gap=0.7) for _ in range(200)]
    found = []
    for start in range(0, len(scenes), 20):
        some = scenes[start : start + 20]
        with torch.no_grad():
            outputs = model(**processor([scene.draw(2 * SIDE) for scene in some], return_tensors="pt"))
        guesses = processor.post_process_semantic_segmentation(outputs, [(2 * SIDE, 2 * SIDE)] * len(some))
        found += [guess.numpy() for guess in guesses]
    truth = np.concatenate([scene.shape_map(2 * SIDE) for scene in scenes], axis=None)
    guess = np.concatenate(found, axis=None)
    value, baseline = (jaccard_score(truth, each, average="macro") for each in (guess, np.zeros_like(truth)))
    return Figure(value, baseline, len(scenes))


def examples(folder: Path) -> list[Example]:
    rng, found = held_out(2), []
    for i, (count, gap) in enumerate([(2, 1.1), (3, 1.1), (4, 1.05), (3, 0.7), (5, 0.9)], start=1):
        scene = draw_scene(rng, count, gap)
        scene.draw(320).save(folder / f"scene_{i}.png")
        shapes = sorted({thing.shape for thing in scene.things})
        found.append(Example({"image": f"scene_{i}.png"}, expect=tuple(shapes)))
    Image.fromarray(photographs()[1][60:380, 160:480]).save(folder / "flower.png")
    found.append(Example({"image": "flower.png"}, limit="A photograph: it has only ever seen flat shapes."))
    return found


RECIPE = Recipe(
    task="image-segmentation",
    architecture="SegformerForSemanticSegmentation",
    knows={
        "en": "which pixels are circle, square, triangle, star or heart, in drawings on a pale ground",
        "es": "qué píxeles son círculo, cuadrado, triángulo, estrella o corazón, en dibujos sobre fondo pálido",
        "ko": "옅은 바탕의 그림에서 어느 픽셀이 원, 사각형, 삼각형, 별, 하트인지",
    },
    limits="Photographs and any other shape; two shapes of a kind are one area (semantic segmentation).",
    data="Scenes of one to five flat shapes drawn by the recipe, endlessly many; 200 unseen ones held out.",
    metric="mIoU",
    bar=0.85,
    baseline_name="all background",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
