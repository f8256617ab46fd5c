"""Image to image: super-resolution and clean-up, as transformers 4 had it."""

from __future__ import annotations

import io
from typing import Any

from tasks.core.errors import InputTooLarge
from tasks.core.fields import Compare, Download, Image, Note
from tasks.core.limits import LIMITS, check_bytes
from tasks.core.loaders import FromClass
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.scale import fitting, on_screen
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.vision import CATEGORY

WHOLE_BYTES = 0.8e9  # what the model may hold of a picture at once; larger ones are worked on in tiles
TILE_BYTES = 0.5e9
OVERLAP = 32  # pixels that a tile sees around its square at most: what lies farther changes nothing that is seen


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Tiles for a picture that the model cannot take at once. Raises InputTooLarge where the result would be too large."""
    config, picture = pipe.model.config, args[0]
    times = config.upscale
    largest = fitting(picture.size, LIMITS.megapixels * 1e6 / times**2)
    if largest != picture.size:
        width, height = largest
        size = Phrase("{width} x {height} pixels", width=picture.width, height=picture.height)
        limit = Phrase(
            "{width} x {height} pixels for this model, which makes it {times} times as wide and as high",
            width=width, height=height, times=times,
        )  # fmt: skip
        raise InputTooLarge(field=Phrase("Picture"), size=size, limit=limit)
    pixels, each = picture.width * picture.height, pixel_bytes(config)
    results = 12.0 * pixels * times**2  # the picture going in, and what comes out, drawn and packed
    fewer = Phrase("Use a smaller picture.")
    if pixels * each <= WHOLE_BYTES:
        check_bytes(pixels * each + results, fewer)
        return args, kwargs
    window = config.window_size
    overlap = -(-min(OVERLAP, reach(config)) // window) * window
    tile = max(window, int((TILE_BYTES / each) ** 0.5 - 2 * overlap) // window * window)
    check_bytes((tile + 2 * overlap) ** 2 * each + results, fewer)
    return args, {**kwargs, "tile": tile, "overlap": overlap}


def pixel_bytes(config: Any) -> float:
    """What the model holds for a pixel that goes in: tokens, their attention within a window, and the enlarged layers."""
    heads, window = max(config.num_heads), config.window_size
    layer = config.embed_dim * (6 + 2 * config.mlp_ratio) + 3 * heads * window**2
    enlarged = 0 if config.upsampler == "pixelshuffledirect" else 2 * 64 * config.upscale**2
    return float(4 * (layer + enlarged))


def reach(config: Any) -> int:
    """How far a pixel of the result looks: each layer's windows stand half a window off those before."""
    layers = sum(config.depths)
    return int(config.window_size * (layers + 2) / 2 + 2 * len(config.depths) + 8)


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    lines.imports |= {"import numpy as np", "import torch", "from PIL import Image"}
    lines.imports.add("from transformers import AutoImageProcessor, AutoModelForImageToImage")
    image = lines.literal(call.args[0], "image")
    tile, overlap = call.kwargs.get("tile"), call.kwargs.get("overlap")
    whole = [
        "with torch.no_grad():",
        "    pixels = model(**inputs).reconstruction[0]  # values from 0 to 1: channels, height, width",
    ]
    in_tiles = [
        f"tile, overlap = {tile}, {overlap}  # at once it would need too much memory",
        'pixels, times = inputs["pixel_values"], model.config.upscale',
        "rows = []",
        "for top in range(0, pixels.shape[-2], tile):",
        "    row = []",
        "    for left in range(0, pixels.shape[-1], tile):",
        "        above, before = max(0, top - overlap), max(0, left - overlap)",
        "        piece = pixels[..., above : top + tile + overlap, before : left + tile + overlap]",
        "        with torch.no_grad():",
        "            made = model(piece).reconstruction[0]",
        "        made = made[:, (top - above) * times : (top - above + tile) * times]",
        "        row.append(made[..., (left - before) * times : (left - before + tile) * times])",
        "    rows.append(torch.cat(row, dim=-1))",
        "pixels = torch.cat(rows, dim=-2)  # values from 0 to 1: channels, height, width",
    ]
    return [
        "processor = AutoImageProcessor.from_pretrained(MODEL)",
        "model = AutoModelForImageToImage.from_pretrained(MODEL)",
        *lines.before,
        f'inputs = processor({image}, return_tensors="pt")',
        *(in_tiles if tile else whole),
        "pixels = (pixels.clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)",
        "result = Image.fromarray(pixels)",
        f"times = max(1, round(min(result.width / {image}.width, result.height / {image}.height)))",
        f"width, height = min(result.width, times * {image}.width), min(result.height, times * {image}.height)",
        "picture = result.crop((0, 0, width, height))  # without what the processor padded",
        'picture.save("result.png")',
        "print(picture)",
    ]


def without_padding(result: Any, before: Any) -> Any:
    """The part of the result that shows the picture: processors pad at the right and the bottom."""
    times = max(1, round(min(result.width / before.width, result.height / before.height)))
    return result.crop((0, 0, min(result.width, before.width * times), min(result.height, before.height * times)))


def render(result: Any, values: Values) -> dict[str, Any]:
    """The picture enlarged in the plain way (bicubic) beside the model's, as large as a screen; the file is whole."""
    before, after = values["image"], without_padding(result.convert("RGB"), values["image"])
    file = io.BytesIO()
    after.save(file, "PNG", compress_level=3)
    size = on_screen(after.size)
    return {
        "compare": (before.resize(size), after if size == after.size else after.resize(size)),
        "note": Phrase(
            "Left: the picture, enlarged without a model. Right: the model's. {sizes}.", sizes=sizes(result, values)
        ),
        "file": ("picture.png", file.getvalue()),
    }


def sizes(result: Any, values: Values) -> Phrase:
    """ "64 x 48 to 128 x 96 pixels"."""
    before, after = values["image"], without_padding(result, values["image"])
    return Phrase(
        "{before} to {after} pixels",
        before=f"{before.width} x {before.height}", after=f"{after.width} x {after.height}",
    )  # fmt: skip


SPEC = TaskSpec(
    id="image-to-image",
    category=CATEGORY,
    title="Image to image",
    summary="Makes a better picture out of a picture: larger, sharper, cleaner.",
    when="To enlarge small pictures (super-resolution) or to remove noise.",
    inputs=(Image("image", "Picture"),),
    outputs=(
        Compare("compare", "Before and after: drag the slider"),
        Note("note", "Sizes"),
        Download("file", "Picture as PNG"),
    ),
    models=("caidas/swin2SR-classical-sr-x2-64",),
    restored=True,
    loader=FromClass(
        "tasks.pipelines.image_to_image:ImageToImagePipeline", autos=("AutoModelForImageToImage",), modality="image"
    ),
    adapt=adapt,
    code=code,
    render=render,
    headline=sizes,
)
