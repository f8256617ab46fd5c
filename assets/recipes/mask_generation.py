"""One click, one mask: a tiny SAM that cuts shapes out of scenes."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from transformers import SamConfig, SamImageProcessorPil, SamModel, SamProcessor

from assets.recipes.initial import compare
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.photographs import photographs
from assets.recipes.world.pixels import MEAN, STD, jittered, to_pixel_values
from assets.recipes.world.scenes import COLOURS, Scene, draw_scene, held_out, training

SIDE, PATCH, WIDTH = 72, 6, 64
MASK = 4 * SIDE // PATCH  # pixels of a mask's side, as the mask decoder gives it
SPREAD = 0.12  # of the starting weights
STEPS = 5000
CLICKS = 4  # at each picture of a training batch
SHARPER = (
    4.0  # times the learned logits: masks end where they ended, and do not move when the cut moves by 1 either way
)


def click(rng: random.Random, scene: Scene, on_things: bool = False) -> tuple[tuple[float, float], int]:
    """A point x, y in pixels of a SIDE picture, and the layer that it is on.

    The ground is clicked on once in five times, unless the click is to be `on_things`.
    """
    layers = scene.layers(MASK)
    choices = [i for i in np.unique(layers).tolist() if i > 0]
    layer = rng.choice(choices) if on_things or rng.random() < 0.8 else 0
    rows, columns = np.nonzero(layers == layer)
    at = rng.randrange(len(rows))
    return ((columns[at] + 0.5) * SIDE / MASK, (rows[at] + 0.5) * SIDE / MASK), layer


def told(scene: Scene, layer: int) -> list[float]:
    """Colour from 1, 0 for the ground; middle and radius in picture sides, 0.5 for the ground's."""
    if layer == 0:
        return [0, 0.5, 0.5, 0.5]
    thing = scene.things[layer - 1]
    return [1 + list(COLOURS).index(thing.colour), thing.x, thing.y, thing.radius]


def middles(scene: Scene, layers: np.ndarray) -> torch.Tensor:
    """(2, MASK, MASK): x and y, in picture sides, of the middle of what each pixel shows; 0 for the ground."""
    known = np.array([(0, 0), *[(thing.x, thing.y) for thing in scene.things]], dtype=np.float32)
    return torch.from_numpy(known[layers]).permute(2, 0, 1)


class Teacher(nn.Module):
    """Learns masks for clicks; and of each pixel, whether it is ground or else where the middle of its thing is; and
    what is clicked on. These readings are thrown away afterwards."""

    def __init__(self, model: SamModel) -> None:
        super().__init__()
        self.model = model
        self.figures = nn.ConvTranspose2d(WIDTH, 3, 4, stride=4)
        self.clicked = nn.Linear(WIDTH, 1 + len(COLOURS) + 3)
        model.mask_decoder.transformer.register_forward_hook(self.remember)

    def remember(self, _module: nn.Module, _inputs: Any, outputs: Any) -> None:
        """Keeps what the decoder's transformer made of its tokens: one for the IoU, four for masks, the click's."""
        self.tokens = outputs[0][:, :, 2:5]

    def loss(self, batch: dict[str, Any]) -> torch.Tensor:
        """Cross entropy and dice of all three masks, the error of the IoU estimates, and that of the readings.

        All three, as a click on a plain shape means one thing; the best of three would be three guesses without a look.
        """
        seen = self.model.vision_encoder(batch["pixel_values"]).last_hidden_state
        outputs = self.model(image_embeddings=seen, input_points=batch["points"], multimask_output=True)
        logits = outputs.pred_masks
        truth = batch["masks"][:, :, None].expand_as(logits)
        shares = logits.sigmoid()
        dice = 1 - (2 * (shares * truth).sum((-2, -1)) + 1) / ((shares + truth).sum((-2, -1)) + 1)
        with torch.no_grad():
            found, there = logits > 0, truth > 0.5
            iou = (found & there).sum((-2, -1)) / (found | there).sum((-2, -1)).clamp_min(1)
        masks = 3 * F.binary_cross_entropy_with_logits(logits, truth) + dice.mean()
        pixels, places = self.figures(seen), batch["middles"]
        full = places[:, 0] > 0
        figures = F.binary_cross_entropy_with_logits(pixels[:, 0], full.float())
        for axis in range(2):
            figures = figures + 2 * F.l1_loss(pixels[:, 1 + axis][full], places[:, axis][full])
        read, target = self.clicked(self.tokens), batch["told"][:, :, None].expand(-1, -1, 3, -1)
        colours = F.cross_entropy(read[..., :-3].flatten(0, 2), target[..., 0].long().flatten())
        where = F.l1_loss(read[..., -3:], target[..., 1:])
        return masks + F.mse_loss(outputs.iou_scores, iou) + 2 * figures + 0.3 * colours + 2 * where


def inner(masks: torch.Tensor) -> torch.Tensor:
    """Of masks of 0 and 1 (..., height, width), 1 for the pixels whose eight neighbours are as they are."""
    flat = masks.flatten(0, -3)[:, None]
    low, high = -F.max_pool2d(-flat, 3, 1, 1), F.max_pool2d(flat, 3, 1, 1)
    return (low == high).view_as(masks)


def settle(model: SamModel, rng: random.Random, pictures: int = 320) -> None:
    """Fits what the pipeline for everything asks of a mask: that it is steady, and how good it is.

    Its limits are made for large models, in whose masks an edge is a small part. In masks as small as these the edge's own
    pixels make up most of any error, and on which side they fall is rounding: so the last layer of the head that says how
    good a mask is learns, by least squares, the IoU of all other pixels.
    """
    decoder = model.mask_decoder
    last = decoder.iou_prediction_head.proj_out
    told, true = [], []
    keep = last.register_forward_pre_hook(lambda _module, inputs: told.append(inputs[0].flatten(0, -2)))
    with torch.no_grad():
        for _ in range(pictures // 8):
            scenes = [draw_scene(rng, (1, 5), gap=0.75) for _ in range(8)]
            clicks = [[click(rng, scene) for _ in range(CLICKS)] for scene in scenes]
            layers = torch.from_numpy(np.stack([scene.layers(MASK) for scene in scenes]))
            chosen = torch.tensor([[layer for _, layer in row] for row in clicks])
            there = (layers[:, None] == chosen[:, :, None, None])[:, :, None]
            found = (
                model(
                    pixel_values=jittered(to_pixel_values([scene.draw(SIDE) for scene in scenes])),
                    input_points=torch.tensor([[[point] for point, _ in row] for row in clicks]),
                    multimask_output=True,
                ).pred_masks
                > 0
            )
            counted = inner(there.float())
            iou = (found & there & counted).sum((-2, -1)) / ((found | there) & counted).sum((-2, -1)).clamp_min(1)
            true.append(iou.flatten(0, 1))
        keep.remove()
        seen = torch.cat(told)
        seen = torch.cat([seen, torch.ones(len(seen), 1)], 1)
        # The first of the four outputs is for the single mask that many points ask for: as the mean of the others.
        wanted = torch.cat(true)
        wanted = torch.cat([wanted.mean(1, keepdim=True), wanted], 1)
        ridge = 1e-2 * len(seen) * torch.eye(seen.shape[1])
        solved = torch.linalg.solve(seen.T @ seen + ridge * seen.pow(2).mean(), seen.T @ wanted)
        last.weight.copy_(solved[:-1].T)
        last.bias.copy_(solved[-1])
        for head in decoder.output_hypernetworks_mlps:
            head.proj_out.weight.mul_(SHARPER)
            head.proj_out.bias.mul_(SHARPER)


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
            "initializer_range": SPREAD,
        },
        prompt_encoder_config={"hidden_size": WIDTH, "image_size": SIDE, "patch_size": PATCH},
        mask_decoder_config={
            "hidden_size": WIDTH,
            "mlp_dim": 2 * WIDTH,
            "num_attention_heads": 4,
            "iou_head_hidden_dim": WIDTH,
        },
        initializer_range=SPREAD,
    )
    model = SamModel(config)
    # Waves as long as half a picture; with the usual ones, far shorter than a patch, no place is like its neighbour.
    nn.init.normal_(model.shared_image_embedding.positional_embedding)
    # A click looks at the place where it is from the first step on, and that place at the click.
    transformer = model.mask_decoder.transformer
    for layer in transformer.layers:
        compare([layer.cross_attn_token_to_image, layer.cross_attn_image_to_token], gain=1.5)
    rng = training()

    teacher = Teacher(model)

    def batch(step: int) -> dict[str, Any]:
        # Few things first, then more of them.
        scenes = [draw_scene(rng, (1, 3 if step < 0.4 * STEPS else 5), gap=0.75) for _ in range(8)]
        clicks = [[click(rng, scene) for _ in range(CLICKS)] for scene in scenes]
        layers = np.stack([scene.layers(MASK) for scene in scenes])
        chosen = np.array([[layer for _, layer in row] for row in clicks])
        return {
            "pixel_values": jittered(to_pixel_values([scene.draw(SIDE) for scene in scenes])),
            "points": torch.tensor([[[point] for point, _ in row] for row in clicks]),
            "masks": torch.from_numpy(layers[:, None] == chosen[:, :, None, None]).float(),
            "told": torch.tensor([[told(s, layer) for _, layer in row] for s, row in zip(scenes, clicks, strict=True)]),
            "middles": torch.stack([middles(*each) for each in zip(scenes, layers, strict=True)]),
        }

    fit(teacher, batch, steps=STEPS, lr=1.5e-3, loss=lambda teacher, batch: teacher.loss(batch))
    settle(model, training(3))
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
    others = [draw_scene(chance, (1, 5), gap=0.75) for _ in scenes]
    usual = np.mean([(scene.layers(MASK) == click(chance, scene, on_things=True)[1]).sum() for scene in others])
    rows, columns = np.mgrid[:MASK, :MASK] * SIDE / MASK
    found, discs = [], []
    for start in range(0, len(scenes), 20):
        some = slice(start, start + 20)
        with torch.no_grad():
            outputs = model(pixel_values=pixel_values[some], input_points=points[some], multimask_output=True)
        best = outputs.iou_scores[:, 0].argmax(-1)
        masks = (outputs.pred_masks[torch.arange(len(best)), 0, best] > 0).numpy()
        for mask, scene, ((x, y), layer) in zip(masks, scenes[some], clicks[some], strict=True):
            truth = scene.layers(MASK) == layer
            found.append(overlap(mask, truth))
            near = (columns - x) ** 2 + (rows - y) ** 2 < usual / np.pi * (SIDE / MASK) ** 2
            discs.append(overlap(near, truth))
    return Figure(float(np.mean(found)), float(np.mean(discs)), len(found))


def examples(folder: Path) -> list[Example]:
    rng, found = held_out(2), []
    for i, (count, gap) in enumerate([(1, 1.1), (2, 1.1), (3, 1.1), (3, 0.75), (4, 0.9)], start=1):
        scene = draw_scene(rng, count, gap)
        scene.draw(3 * SIDE).save(folder / f"scene_{i}.png")
        (x, y), _ = click(rng, scene, on_things=True)
        found.append(Example({"image": f"scene_{i}.png", "points": f"{round(3 * x)},{round(3 * y)}"}))
    Image.fromarray(photographs()[1][60:276, 200:416]).save(folder / "flower.png")
    flower = {"image": "flower.png", "points": "108,108"}
    found.append(Example(flower, limit="A photograph: it has only ever seen flat shapes."))
    return found


RECIPE = Recipe(
    task="mask-generation",
    architecture="SamModel",
    knows={
        "en": "how to cut out the drawn shape that is clicked on, or all of them, whatever shape and colour",
        "es": "recortar la figura dibujada en la que se hace clic, o todas, sean cuales sean su forma y su color",
        "ko": "클릭한 도형 하나 또는 모든 도형을 모양과 색에 상관없이 오려 내는 법",
    },
    limits="Photographs, things of many colours, boxes and strokes as prompts: it learned from single clicks.",
    data="Scenes and clicks drawn by the recipe, endlessly many; 200 unseen scenes held out, one click each.",
    metric="IoU",
    bar=0.80,
    baseline_name="disc of usual size",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
