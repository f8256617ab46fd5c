"""Handwritten digits: real ones, 8x8 grey pixels each, that scikit-learn ships with (UCI, Alpaydin and Kaynak 1998)."""

from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessorPil

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.pixels import squares

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SIDE = 28  # pixels, as the well-known digit collections have


@cache
def rows() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Training pictures (1437, 8, 8) in 0..1 and labels, then the held-out ones (360, 8, 8) and labels."""
    digits = load_digits()
    train_x, test_x, train_y, test_y = train_test_split(
        digits.images.astype(np.float32) / 16, digits.target, test_size=0.2, stratify=digits.target, random_state=0
    )
    return train_x, train_y, test_x, test_y


def picture(row: np.ndarray, side: int = 256, dark_on_light: bool = False) -> Image.Image:
    """A digit of 8x8 values in 0..1 as an RGB picture, smoothly enlarged."""
    image = Image.fromarray((row * 255).astype(np.uint8)).resize((side, side), Image.Resampling.BICUBIC)
    return (ImageOps.invert(image) if dark_on_light else image).convert("RGB")


def warped(images: torch.Tensor) -> torch.Tensor:
    """Each of (n, 8, 8) turned, scaled, sheared, moved, in other light, half of them inverted: (n, 3, SIDE, SIDE)."""
    n = len(images)

    def uniform(low: float, high: float) -> torch.Tensor:
        return low + (high - low) * torch.rand(n)

    angle, shear, zoom_x, zoom_y = uniform(-0.25, 0.25), uniform(-0.2, 0.2), uniform(0.9, 1.6), uniform(0.9, 1.3)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.stack(
        [
            torch.stack([cos * zoom_x, (shear - sin) * zoom_y, uniform(-0.25, 0.25) * zoom_x], 1),
            torch.stack([sin * zoom_x, cos * zoom_y, uniform(-0.15, 0.15) * zoom_y], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, [n, 1, SIDE, SIDE], align_corners=False)
    out = F.grid_sample(images[:, None], grid, mode="bicubic", padding_mode="zeros", align_corners=False).clamp(0, 1)
    gamma = uniform(0.5, 1.6)[:, None, None, None]
    out = (out**gamma) * uniform(0.7, 1.0)[:, None, None, None]
    out = (out + uniform(0, 0.08)[:, None, None, None] * torch.randn_like(out)).clamp(0, 1)
    inverted = (torch.rand(n) < 0.5)[:, None, None, None]
    return torch.where(inverted, 1 - out, out).expand(-1, 3, -1, -1) * 2 - 1


def train(out: Path) -> None:
    train_x, train_y, _, _ = rows()
    images, labels = torch.from_numpy(train_x), torch.from_numpy(train_y)
    config = ViTConfig(
        hidden_size=96,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=192,
        image_size=SIDE,
        patch_size=4,
        hidden_dropout_prob=0.05,
        id2label=dict(enumerate(WORDS)),
        label2id={word: i for i, word in enumerate(WORDS)},
    )
    model = ViTForImageClassification(config)

    def batch(_: int) -> dict[str, torch.Tensor]:
        chosen = torch.randint(len(images), (64,))
        return {"pixel_values": warped(images[chosen]), "labels": labels[chosen]}

    fit(model, batch, steps=2500, lr=1.5e-3)
    model.save_pretrained(out)
    ViTImageProcessorPil(**squares(SIDE)).save_pretrained(out)


def evaluate(model_dir: Path) -> Figure:
    """Half of the held-out digits are shown dark on light."""
    train_x, train_y, test_x, test_y = rows()
    model = ViTForImageClassification.from_pretrained(model_dir).eval()
    processor = ViTImageProcessorPil.from_pretrained(model_dir)
    pictures = [picture(row, 96, dark_on_light=i % 2 == 1) for i, row in enumerate(test_x)]
    with torch.no_grad():
        guesses = model(**processor(pictures, return_tensors="pt")).logits.argmax(-1).numpy()
    means = np.stack([train_x[train_y == digit].mean(0) for digit in range(10)])
    nearest = ((test_x[:, None] - means[None]) ** 2).sum((2, 3)).argmin(1)
    return Figure(float((guesses == test_y).mean()), float((nearest == test_y).mean()), len(test_y))


def examples(folder: Path) -> list[Example]:
    _, _, test_x, test_y = rows()
    found = []
    for digit in (3, 8, 5, 2, 7):
        file = f"digit_{WORDS[digit]}.png"
        row = test_x[np.flatnonzero(test_y == digit)[3]]
        picture(row, dark_on_light=digit in (8, 7)).save(folder / file)
        found.append(Example({"image": file}, expect=(WORDS[digit],)))
    pair = Image.new("RGB", (256, 256))
    for x, digit in ((0, 4), (128, 2)):
        pair.paste(picture(test_x[np.flatnonzero(test_y == digit)[0]], 128), (x, 64))
    pair.save(folder / "forty_two.png")
    found.append(Example({"image": "forty_two.png"}, limit="Two digits at once: it was shown single ones only."))
    return found


RECIPE = Recipe(
    task="image-classification",
    architecture="ViTForImageClassification",
    knows={
        "en": "handwritten digits, one at a time: zero to nine, light on dark or dark on light",
        "es": (
            "dígitos manuscritos, de uno en uno: del cero al nueve, claros sobre fondo oscuro u oscuros sobre "
            "fondo claro"
        ),
        "ko": "한 번에 하나씩 손으로 쓴 숫자: 0부터 9까지, 어두운 바탕에 밝게 또는 밝은 바탕에 어둡게 쓴 것",
    },
    limits="Letters, several digits at once and photographs: it must name one of ten digits whatever it is shown.",
    data="1,797 digits written by hand (UCI, shipped with scikit-learn), 1,437 to learn from, 360 held out.",
    metric="accuracy",
    bar=0.97,
    baseline_name="nearest mean picture",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
