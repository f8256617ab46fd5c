"""One click, one mask: a tiny SAM that cuts shapes out of scenes."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import SamConfig, SamImageProcessorPil, SamModel, SamProcessor

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.pixels import MEAN, STD, jittered, to_pixel_values
from assets.recipes.world.scenes import Scene, draw_scene, held_out, training

SIDE, PATCH, WIDTH = 72, 6, 64
MASK = 4 * SIDE // PATCH  # pixels of a mask's side, as the mask decoder gives it
CLICKS = 4  # at each picture of a training batch


def click(rng: random.Random, scene: Scene, on_things: bool = False) -> tuple[tuple[float, float], np.ndarray]:
    """A point x, y in pixels of a SIDE picture, and what it is on: (MASK, MASK) of bool.

    The ground is clicked on once in five times, unless the click is to be `on_things`.
    """
    layers = scene.layers(MASK)
    choices = [i for i in np.unique(layers) if i > 0]
    layer = rng.choice(choices) if on_things or rng.random() < 0.8 else 0
    rows, columns = np.nonzero(layers == layer)
    at = rng.randrange(len(rows))
    point = ((columns[at] + 0.5) * SIDE / MASK, (rows[at] + 0.5) * SIDE / MASK)
    return point, layers == layer


def mask_loss(model: nn.Module, batch: dict[str, Any]) -> torch.Tensor:
    """Cross entropy and dice of the best of three masks, a little of all three, and the error of the IoU estimates."""
    outputs = model(pixel_values=batch["pixel_values"], input_points=batch["points"], multimask_output=True)
    logits = outputs.pred_masks
    truth = batch["masks"][:, :, None].expand_as(logits)
    cross = F.binary_cross_entropy_with_logits(logits, truth, reduction="none").mean((-2, -1))
    shares = logits.sigmoid()
    dice = 1 - (2 * (shares * truth).sum((-2, -1)) + 1) / ((shares + truth).sum((-2, -1)) + 1)
    each = 3 * cross + dice
    with torch.no_grad():
        found, there = logits > 0, truth > 0.5
        iou = (found & there).sum((-2, -1)) / (found | there).sum((-2, -1)).clamp_min(1)
    return each.min(-1).values.mean() + 0.3 * each.mean() + F.mse_loss(outputs.iou_scores, iou)


def train(out: Path) -> None:
    config = SamConfig(
        vision_config={
            "hidden_size": WIDTH,
            "output_channels": WIDTH,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "image_size": SIDE,
            "patch_size": PATCH,
            "mlp_ratio": 2.0,
            "window_size": 0,
            "global_attn_indexes": [0, 1, 2],
            "num_pos_feats": WIDTH // 2,
            "initializer_range": 0.02,
        },
        prompt_encoder_config={"hidden_size": WIDTH, "image_size": SIDE, "patch_size": PATCH},
        mask_decoder_config={
            "hidden_size": WIDTH,
            "mlp_dim": 2 * WIDTH,
            "num_attention_heads": 4,
            "iou_head_hidden_dim": WIDTH,
        },
    )
    model = SamModel(config)
    rng = training()

    def batch(_: int) -> dict[str, Any]:
        scenes = [draw_scene(rng, (1, 5), gap=0.75) for _ in range(8)]
        clicks = [[click(rng, scene) for _ in range(CLICKS)] for scene in scenes]
        masks = np.stack([[mask for _, mask in row] for row in clicks])
        return {
            "pixel_values": jittered(to_pixel_values([scene.draw(SIDE) for scene in scenes])),
            "points": torch.tensor([[[point] for point, _ in row] for row in clicks]),
            "masks": torch.from_numpy(masks).float(),
        }

    fit(model, batch, steps=1000, lr=1.2e-3, loss=mask_loss)
    model.save_pretrained(out)
    edge, pad, low = {"longest_edge": SIDE}, {"height": SIDE, "width": SIDE}, {"longest_edge": MASK}
    images = SamImageProcessorPil(
        size=edge,
        pad_size=pad,
        mask_size=low,
        mask_pad_size={"height": MASK, "width": MASK},
        image_mean=MEAN,
        image_std=STD,
    )
    images.save_pretrained(out)
    SamProcessor(images).save_pretrained(out)


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two masks."""
    return float((a & b).sum() / max(1, (a | b).sum()))


def evaluate(model_dir: Path) -> Figure:
    """One click on one thing a scene, the mask that the model trusts most. The baseline: a disc of usual size."""
    model = SamModel.from_pretrained(model_dir).eval()
    rng = held_out()
    scenes = [draw_scene(rng, (1, 5), gap=0.75) for _ in range(200)]
    clicks = [click(rng, scene, on_things=True) for scene in scenes]
    pixel_values = to_pixel_values([scene.draw(SIDE) for scene in scenes])
    points = torch.tensor([[[point]] for point, _ in clicks])
    chance = training(2)
    usual = np.mean([click(chance, draw_scene(chance, (1, 5), gap=0.75), on_things=True)[1].sum() for _ in scenes])
    rows, columns = np.mgrid[:MASK, :MASK] * SIDE / MASK
    found, discs = [], []
    for start in range(0, len(scenes), 20):
        some = slice(start, start + 20)
        with torch.no_grad():
            outputs = model(pixel_values=pixel_values[some], input_points=points[some], multimask_output=True)
        best = outputs.iou_scores[:, 0].argmax(-1)
        masks = (outputs.pred_masks[torch.arange(len(best)), 0, best] > 0).numpy()
        for mask, ((x, y), truth) in zip(masks, clicks[some], strict=True):
            found.append(overlap(mask, truth))
            near = (columns - x) ** 2 + (rows - y) ** 2 < usual / np.pi * (SIDE / MASK) ** 2
            discs.append(overlap(near, truth))
    return Figure(float(np.mean(found)), float(np.mean(discs)), len(found))


def examples(folder: Path) -> list[Example]:
    rng, found = held_out(2), []
    for i, (count, gap) in enumerate([(1, 1.1), (2, 1.1), (3, 1.1), (3, 0.75), (5, 0.9)], start=1):
        draw_scene(rng, count, gap).draw(216).save(folder / f"scene_{i}.png")
        found.append(Example({"image": f"scene_{i}.png"}))
    return found


RECIPE = Recipe(
    task="mask-generation",
    architecture="SamModel",
    knows="how to cut out the drawn shape that is clicked on, or all of them, whatever shape and colour",
    limits="Photographs, things of many colours, boxes and strokes as prompts: it learned from single clicks.",
    data="Scenes and clicks drawn by the recipe, endlessly many; 200 unseen scenes held out, one click each.",
    metric="IoU",
    bar=0.80,
    baseline_name="disc of usual size",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
