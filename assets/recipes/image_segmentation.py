"""Which pixels are circle, square, triangle, star, heart: scenes whose masks are known."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import SegformerConfig, SegformerForSemanticSegmentation, SegformerImageProcessorPil

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.photographs import photographs
from assets.recipes.world.pixels import MEAN, STD, jittered, to_pixel_values
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
    size = {"height": SIDE, "width": SIDE}
    SegformerImageProcessorPil(size=size, image_mean=MEAN, image_std=STD).save_pretrained(out)


def mean_iou(confusion: np.ndarray) -> float:
    """Mean over classes of intersection over union, from a (truth, guess) matrix of pixel counts."""
    shared = np.diag(confusion)
    return float((shared / (confusion.sum(0) + confusion.sum(1) - shared)).mean())


def evaluate(model_dir: Path) -> Figure:
    """Whole way of a visitor's picture: drawn at twice the model's size, masks compared at that size."""
    model = SegformerForSemanticSegmentation.from_pretrained(model_dir).eval()
    processor = SegformerImageProcessorPil.from_pretrained(model_dir)
    rng, n = held_out(), len(CLASSES)
    scenes = [draw_scene(rng, (1, 5), gap=0.7) for _ in range(200)]
    confusion, blank = np.zeros((n, n)), np.zeros((n, n))
    for start in range(0, len(scenes), 20):
        some = scenes[start : start + 20]
        with torch.no_grad():
            outputs = model(**processor([scene.draw(2 * SIDE) for scene in some], return_tensors="pt"))
        guesses = processor.post_process_semantic_segmentation(outputs, [(2 * SIDE, 2 * SIDE)] * len(some))
        for scene, guess in zip(some, guesses, strict=True):
            truth = scene.shape_map(2 * SIDE)
            confusion += np.bincount((truth * n + guess.numpy()).ravel(), minlength=n * n).reshape(n, n)
            blank[:, 0] += np.bincount(truth.ravel(), minlength=n)
    return Figure(mean_iou(confusion), mean_iou(blank), len(scenes))


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
    knows="which pixels are circle, square, triangle, star or heart, in drawings on a pale ground",
    limits="Photographs and any other shape; two shapes of a kind are one area (semantic segmentation).",
    data="Scenes of one to five flat shapes drawn by the recipe, endlessly many; 200 unseen ones held out.",
    metric="mIoU",
    bar=0.85,
    baseline_name="all background",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
