"""Twice as large, sharper than bicubic: photographs that scikit-learn ships with, and drawn scenes."""

import random
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import Swin2SRConfig, Swin2SRForImageSuperResolution, Swin2SRImageProcessorPil

from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.photographs import photographs
from assets.recipes.world.scenes import draw_scene, held_out, training

CROP = 48  # pixels of the large picture in training
WIDTH, WINDOW = 32, 4
MAGNIFIED = 4.0  # how much larger the network sees the differences between neighbours
TILE_WIDTH, TILE_HEIGHT = 160, 142
"""The photographs, 640 wide and 427 high, lie in 4 x 3 tiles; every fourth is held out, so that both sides see as much
roof, petal, sky and blur as the other."""
UNSEEN_TILES = [(1, 0), (3, 1), (1, 2)]
"""Column and row of the tiles that are held out."""


def _touches(x: int, y: int, side: int, column: int, row: int) -> bool:
    across, down = x - column * TILE_WIDTH, y - row * TILE_HEIGHT
    return -side < across < TILE_WIDTH and -side < down < TILE_HEIGHT


def crop(rng: random.Random, side: int, unseen: bool) -> Image.Image:
    """A square of a photograph: inside a held-out tile, or clear of all of them."""
    photograph = rng.choice(photographs())
    if unseen:
        column, row = rng.choice(UNSEEN_TILES)
        x = column * TILE_WIDTH + rng.randint(0, TILE_WIDTH - side)
        y = row * TILE_HEIGHT + rng.randint(0, TILE_HEIGHT - side)
    else:
        x, y = rng.randint(0, 640 - side), rng.randint(0, 427 - side)
        while any(_touches(x, y, side, *tile) for tile in UNSEEN_TILES):
            x, y = rng.randint(0, 640 - side), rng.randint(0, 427 - side)
    return Image.fromarray(photograph[y : y + side, x : x + side])


def halved(image: Image.Image) -> Image.Image:
    """Half the width and height, as cameras and programs make small pictures: bicubic with antialiasing."""
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC)


def pixels(images: list[Image.Image]) -> torch.Tensor:
    """(pictures, 3, height, width) in 0..1."""
    return torch.from_numpy(np.stack([np.asarray(image) for image in images])).permute(0, 3, 1, 2).float() / 255


def start_as_best_filter(model: Swin2SRForImageSuperResolution, small: torch.Tensor, large: torch.Tensor) -> None:
    """Sets the way past the transformer to the best linear filter of 5 x 5 pixels, and the transformer to add nothing yet.

    By least squares over the pictures `small` (n, 3, side, side) and `large` (n, 3, 2 side, 2 side), in 0..1.
    The first convolution spreads out how the 3 x 3 pixels around each one differ from it, the last adds them up once
    more. What is left to learn is where another filter is better: the differences, magnified, and some constants beside
    them say how much goes on at a place even after the transformer has normalised them.
    """
    entry, body, end = model.swin2sr.first_convolution, model.swin2sr.conv_after_body, model.upsample.conv
    seen = torch.nn.functional.unfold(small, 5).unflatten(1, (3, 25)).permute(0, 1, 3, 2)
    wanted = torch.nn.functional.pixel_unshuffle(large, 2)[:, :, 2:-2, 2:-2].flatten(2).unflatten(1, (3, 4))
    middle = seen[..., 12:13]  # what differs from it is filtered, so that an even area comes out as it is
    beside, change = seen - middle, wanted.permute(0, 1, 3, 2) - middle
    # As the loss has it: a picture counts by how much of its error is left.
    near = (change.square().mean((1, 2, 3), keepdim=True) + 1e-5).sqrt()
    inputs, outputs = ((each / near).flatten(0, 2).double() for each in (beside, change))
    taps = torch.linalg.solve(inputs.T @ inputs + 1e-3 * torch.eye(25), inputs.T @ outputs).float().T
    taps[:, 12] += 1 - taps.sum(1)
    taps = taps.reshape(4, 5, 5)
    ways = torch.tensor([1.0, 2, 3, 2, 1])  # in which the two convolutions reach a pixel
    taps = taps / torch.outer(ways, ways)
    with torch.no_grad():
        for each in (body.weight, body.bias, entry.bias, end.bias):
            each.zero_()
        entry.bias[27:] = torch.linspace(-1, 1, WIDTH - 27)
        end.weight.zero_()
        for colour in range(3):
            own, out = 9 * colour + 4, slice(4 * colour, 4 * colour + 4)
            entry.weight[9 * colour : 9 * colour + 9] = 0
            for shift in range(9):
                place = taps[:, shift // 3 : shift // 3 + 3, shift % 3 : shift % 3 + 3]
                end.weight[out, own] += place
                entry.weight[9 * colour + shift, colour, shift // 3, shift % 3] = 1 if shift == 4 else MAGNIFIED
                if shift != 4:
                    entry.weight[9 * colour + shift, colour, 1, 1] = -MAGNIFIED
                    end.weight[out, 9 * colour + shift] = place / MAGNIFIED


def train(out: Path) -> None:
    config = Swin2SRConfig(
        image_size=CROP // 2,
        embed_dim=WIDTH,
        depths=[1, 1, 1, 1],
        num_heads=[2, 2, 2, 2],
        window_size=WINDOW,
        mlp_ratio=2.0,
        upscale=2,
        upsampler="pixelshuffledirect",
        drop_path_rate=0.0,
    )
    model = Swin2SRForImageSuperResolution(config)
    rng = training()

    def batch(step: int) -> dict[str, torch.Tensor]:
        large = [crop(rng, CROP, unseen=False) for _ in range(6)]
        for _ in range(2):
            scene = draw_scene(rng, (2, 5), gap=0.7).draw(2 * CROP)
            x, y = rng.randint(0, CROP), rng.randint(0, CROP)
            large.append(scene.crop((x, y, x + CROP, y + CROP)))
        turns, mirror = rng.randrange(4), rng.random() < 0.5
        large = [image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirror else image for image in large]
        large = [image.rotate(90 * turns) for image in large]
        return {"pixel_values": pixels([halved(image) for image in large]), "large": pixels(large)}

    def loss(model: torch.nn.Module, batch: dict[str, torch.Tensor], edge: int = 2) -> torch.Tensor:
        error = model(pixel_values=batch["pixel_values"]).reconstruction - batch["large"]
        error = error[:, :, edge : CROP - edge, edge : CROP - edge]
        return (error.square().mean((1, 2, 3)) + 1e-5).log().mean()  # as PSNR has it: a factor is worth the same in all

    first = [batch(0) for _ in range(60)]
    start_as_best_filter(model, *(torch.cat([each[key] for each in first]) for key in ("pixel_values", "large")))
    fit(model, batch, steps=5000, lr=3e-3, loss=loss)
    # The outermost pixels last: their neighbours are missing, and would be all that the network looks at.
    fit(model, batch, steps=500, lr=1e-3, loss=partial(loss, edge=0))
    model.save_pretrained(out)
    Swin2SRImageProcessorPil(size_divisor=WINDOW).save_pretrained(out)


def psnr(guess: torch.Tensor, truth: torch.Tensor) -> float:
    """Peak signal-to-noise ratio in dB of pictures in 0..1, mean over pictures.

    As is usual for super-resolution, the outermost pixels, as many as the factor, do not count.
    """
    error = ((guess.clamp(0, 1) - truth)[:, :, 2:-2, 2:-2] ** 2).flatten(1).mean(1).clamp_min(1e-8)
    return float((-10 * error.log10()).mean())


def evaluate(model_dir: Path) -> Figure:
    """The smaller of two gains over bicubic: on unseen parts of the photographs, and on unseen scenes."""
    model = Swin2SRForImageSuperResolution.from_pretrained(model_dir).eval()
    rng = held_out()
    gains = []
    for large in (
        [crop(rng, 96, unseen=True) for _ in range(60)],
        [draw_scene(rng, (2, 5), gap=0.7).draw(96) for _ in range(60)],
    ):
        small = [halved(image) for image in large]
        with torch.no_grad():
            guess = torch.cat([model(pixel_values=part).reconstruction for part in pixels(small).split(10)])
        bicubic = pixels([image.resize((96, 96), Image.Resampling.BICUBIC) for image in small])
        gains.append(psnr(guess, pixels(large)) - psnr(bicubic, pixels(large)))
    return Figure(min(gains), 0.0, 120)


def examples(folder: Path) -> list[Example]:
    found = []
    for name, photograph in zip(("palace", "flower"), photographs(), strict=True):
        for part, (column, row) in zip(("top", "bottom"), UNSEEN_TILES[::2], strict=True):
            x, y = column * TILE_WIDTH, row * TILE_HEIGHT
            large = Image.fromarray(photograph[y : y + TILE_HEIGHT, x : x + TILE_WIDTH])
            halved(large).save(folder / f"{name}_{part}.png")
            found.append(Example({"image": f"{name}_{part}.png"}))
    halved(draw_scene(held_out(2), 4, 0.7).draw(192)).save(folder / "scene.png")
    found.append(Example({"image": "scene.png"}))
    tiny = Image.fromarray(photographs()[1][100:292, 448:640]).resize((24, 24))
    tiny.save(folder / "tiny.png")
    found.append(Example({"image": "tiny.png"}, limit="24 pixels hold too little: it invents nothing."))
    return found


RECIPE = Recipe(
    task="image-to-image",
    architecture="Swin2SRForImageSuperResolution",
    knows={
        "en": "how to make a small picture twice as large with sharper edges than bicubic interpolation",
        "es": "ampliar al doble una imagen pequeña, con bordes más nítidos que la interpolación bicúbica",
        "ko": "작은 이미지를 바이큐빅 보간보다 선명한 윤곽으로 두 배 키우는 법",
    },
    limits="It does not invent what is not there, and does not repair compression or noise.",
    data="Two photographs shipped with scikit-learn (every fourth of 12 tiles held out) and drawn scenes.",
    metric="PSNR gain in dB",
    bar=1.0,
    baseline_name="bicubic",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
