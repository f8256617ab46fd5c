"""Image to image: super-resolution and clean-up, as transformers 4 had it."""

from typing import Any

from tasks.core.fields import Compare, Image, Note
from tasks.core.loaders import FromClass
from tasks.core.locales import Phrase
from tasks.core.share.code import Lines
from tasks.core.spec import Call, TaskSpec, Values
from tasks.vision import CATEGORY


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    lines.imports |= {"import numpy as np", "import torch", "from PIL import Image"}
    lines.imports.add("from transformers import AutoImageProcessor, AutoModelForImageToImage")
    image = lines.literal(call.args[0], "image")
    return [
        "processor = AutoImageProcessor.from_pretrained(MODEL)",
        "model = AutoModelForImageToImage.from_pretrained(MODEL)",
        *lines.before,
        f'inputs = processor({image}, return_tensors="pt")',
        "with torch.no_grad():",
        "    pixels = model(**inputs).reconstruction[0]  # values from 0 to 1: channels, height, width",
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
    """The picture enlarged in the plain way (bicubic) beside the model's."""
    before, after = values["image"], without_padding(result.convert("RGB"), values["image"])
    return {
        "compare": (before.resize(after.size), after),
        "note": Phrase(
            "Left: the picture, enlarged without a model. Right: the model's. {sizes}.", sizes=sizes(result, values)
        ),
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
    outputs=(Compare("compare", "Before and after: drag the slider"), Note("note", "Sizes")),
    models=("caidas/swin2SR-classical-sr-x2-64",),
    restored=True,
    loader=FromClass(
        "tasks.pipelines.image_to_image:ImageToImagePipeline", autos=("AutoModelForImageToImage",), modality="image"
    ),
    batch=lambda values: values["image"].size,
    code=code,
    render=render,
    headline=sizes,
)
