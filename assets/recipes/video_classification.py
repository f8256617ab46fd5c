"""Which way a shape moves, or whether it grows or shrinks."""

import random
from pathlib import Path

import numpy as np
import torch
from transformers import VideoMAEConfig, VideoMAEForVideoClassification, VideoMAEImageProcessorPil

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.clips import FRAMES, MOTIONS, Clip, draw_clip, write_mp4
from assets.recipes.world.pixels import MEAN, STD, jittered, to_pixel_values
from assets.recipes.world.scenes import held_out, training

SIDE = 32  # pixels


def clips(rng: random.Random, count: int) -> list[Clip]:
    """So many clips of all motions by turns."""
    return [draw_clip(rng, MOTIONS[i % len(MOTIONS)]) for i in range(count)]


def train(out: Path) -> None:
    config = VideoMAEConfig(
        image_size=SIDE,
        patch_size=16,
        num_frames=FRAMES,
        tubelet_size=2,
        hidden_size=64,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=128,
        id2label=dict(enumerate(MOTIONS)),
        label2id={motion: i for i, motion in enumerate(MOTIONS)},
    )
    model = VideoMAEForVideoClassification(config)
    rng = training()

    def batch(_: int) -> dict[str, torch.Tensor]:
        some = clips(rng, 24)
        pixel_values = torch.stack([to_pixel_values(clip.frames(SIDE)) for clip in some])
        return {
            "pixel_values": jittered(pixel_values.flatten(1, 2)).view_as(pixel_values),
            "labels": torch.tensor([MOTIONS.index(clip.motion) for clip in some]),
        }

    fit(model, batch, steps=900, lr=1.5e-3)
    model.save_pretrained(out)
    size, crop = {"shortest_edge": SIDE}, {"height": SIDE, "width": SIDE}
    VideoMAEImageProcessorPil(size=size, crop_size=crop, image_mean=MEAN, image_std=STD).save_pretrained(out)


def evaluate(model_dir: Path) -> Figure:
    """The baseline sees one picture, the middle one, by the nearest of 600 training clips: motion is not in it."""
    model = VideoMAEForVideoClassification.from_pretrained(model_dir).eval()
    rows = clips(held_out(), 240)
    frames = torch.stack([to_pixel_values(clip.frames(SIDE)) for clip in rows])
    truth = np.array([MOTIONS.index(clip.motion) for clip in rows])
    with torch.no_grad():
        guess = torch.cat([model(pixel_values=part).logits.argmax(-1) for part in frames.split(40)]).numpy()
    known = clips(training(2), 600)
    middles = to_pixel_values([clip.frames(SIDE)[FRAMES // 2] for clip in known]).flatten(1)
    nearest = torch.cdist(frames[:, FRAMES // 2].flatten(1), middles).argmin(1).tolist()
    still = np.array([MOTIONS.index(known[i].motion) for i in nearest])
    return Figure(float((guess == truth).mean()), float((still == truth).mean()), len(rows))


def examples(folder: Path) -> list[Example]:
    rng, found = held_out(2), []
    for motion in MOTIONS:
        clip = draw_clip(rng, motion)
        file = f"{clip.thing.colour}_{clip.thing.shape}_{motion.split()[-1]}.mp4"
        write_mp4(clip.frames(128), folder / file)
        found.append(Example({"video": file}, expect=(motion,)))
    there = draw_clip(rng, "moving right").frames(128)
    write_mp4(there[::2] + there[::-2], folder / "there_and_back.mp4")
    found.append(Example({"video": "there_and_back.mp4"}, limit="There and back: the model must choose one way."))
    return found


RECIPE = Recipe(
    task="video-classification",
    architecture="VideoMAEForVideoClassification",
    knows={
        "en": "what a drawn shape does: moving left, right, up or down, growing or shrinking",
        "es": (
            "qué hace una figura dibujada: moverse a la izquierda, a la derecha, arriba o abajo, crecer o encogerse"
        ),
        "ko": "그려진 도형이 무엇을 하는지: 왼쪽, 오른쪽, 위, 아래로 움직이거나 커지거나 작아지는 것",
    },
    limits="Filmed clips, two things that move, a motion after the first sixteen frames.",
    data="Clips of 16 frames drawn by the recipe, endlessly many; 240 unseen ones held out.",
    metric="accuracy",
    bar=0.95,
    baseline_name="nearest still picture",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
