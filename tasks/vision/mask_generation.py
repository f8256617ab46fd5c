"""Mask generation: cut out what was clicked, or everything (segment anything)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from tasks.core.fields import Download, Image, Masks, Number, Pictures, Points
from tasks.core.limits import run_bytes
from tasks.core.loaders import FromTransformers
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.scale import Enlarge, Later, Size, is_copy, on_screen, seen, times, whole
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import percent, stage
from tasks.vision import CATEGORY

PER_BATCH = 64  # points of the grid that the pipeline puts into a forward pass by itself
SHOWN = 40  # masks that are drawn; the download holds all
LIGHTLY = 3  # how hard cut-outs are compressed, of 9: a photo of 12 megapixels takes seconds at most
THUMBNAIL = 640  # pixels along the longer side of a cut-out as it is shown
DECODER_BYTES = 1e9  # of the decoder's numbers for the points that share a forward pass


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Points on the copy that the model gets, and only so many of the grid at once as fit into memory: the masks are the
    same."""
    points = kwargs.get("input_points")
    if points:
        across, down = times(args[0])
        return args, {**kwargs, "input_points": [[x / across, y / down] for x, y in points]}
    fits = max(1, int(min(DECODER_BYTES, run_bytes() / 2) / decoder_bytes(pipe)))
    asked = kwargs.get("points_per_batch", PER_BATCH)
    return args, {**kwargs, "points_per_batch": fits} if fits < asked else kwargs


def decoder_bytes(pipe: Pipe) -> float:
    """What the decoder holds for a point: the picture's features of its own, and those that it enlarges twice by two."""
    prompts = pipe.model.config.prompt_encoder_config
    places = (prompts.image_size // prompts.patch_size) ** 2
    return float(4 * prompts.hidden_size * places * (2 + 2 + 4))


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The pipeline knows no points: with some, the same model is asked for the thing under them."""
    points = kwargs.get("input_points")
    return prompted(pipe, args[0], points, kwargs.get("mask_threshold", 0.0)) if points else pipe(*args, **kwargs)


def prompted(pipe: Pipe, image: Any, points: list[tuple[float, float]], mask_threshold: float) -> dict[str, Any]:
    """Masks and scores in the pipeline's form, the best first: models offer the thing, its part, and the whole."""
    import torch
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING

    with stage(pipe, "preprocess"):
        kind: Any = PROCESSOR_MAPPING[type(pipe.model.config)]
        processor = kind(pipe.image_processor)
        # Levels: pictures, things, the points of a thing.
        inputs = processor(images=image, input_points=[[[list(point) for point in points]]], return_tensors="pt")
        inputs = inputs.to(pipe.device)
    with stage(pipe, "forward"), torch.inference_mode():
        floats = {name: value.to(pipe.dtype) for name, value in inputs.items() if value.is_floating_point()}
        outputs = pipe.model(**{**inputs, **floats})
    with stage(pipe, "postprocess"):
        sizes = [inputs[name].cpu() for name in ("original_sizes", "reshaped_input_sizes") if name in inputs]
        masks = processor.post_process_masks(outputs.pred_masks.float().cpu(), *sizes, mask_threshold=mask_threshold)[0]
        scores = outputs.iou_scores.float().cpu().flatten()
        order = scores.argsort(descending=True)
        return {"masks": list(masks.flatten(0, 1)[order].numpy()), "scores": scores[order]}


def code(call: Call, lines: Lines) -> list[str] | None:
    """With points: the model and its processor. Without: the pipeline itself."""
    if "input_points" not in call.kwargs:
        return None
    lines.imports |= {"import torch", "from transformers import AutoModelForMaskGeneration, AutoProcessor"}
    image = lines.literal(call.args[0], "image")
    points = [list(point) for point in call.kwargs["input_points"]]
    threshold = call.kwargs.get("mask_threshold", 0.0)
    return [
        "processor = AutoProcessor.from_pretrained(MODEL)",
        "model = AutoModelForMaskGeneration.from_pretrained(MODEL)",
        *lines.before,
        f"points = [[{points}]]  # pictures, things, the points of a thing, x and y in pixels",
        f'inputs = processor(images={image}, input_points=points, return_tensors="pt")',
        'inputs["input_points"] = inputs["input_points"].to(model.dtype)',
        "with torch.no_grad():",
        "    outputs = model(**inputs)",
        'sizes = [inputs[name] for name in ("original_sizes", "reshaped_input_sizes") if name in inputs]',
        f"masks = processor.post_process_masks(outputs.pred_masks, *sizes, mask_threshold={threshold!r})[0][0]",
        "scores = outputs.iou_scores.flatten()",
        "order = scores.argsort(descending=True)",
        'result = {"masks": list(masks[order].numpy()), "scores": scores[order]}',
        *(code_whole(call.args) if is_copy(call.args[0]) else []),
        "print(result)",
    ]


class Enlarged(Later[Any]):
    """Masks as large as the visitor's picture; `small` are those that the model gave."""

    def __init__(self, small: Sequence[Any], size: Size) -> None:
        self.small = small
        super().__init__([partial(self._whole, place, size) for place in range(len(small))])

    def _whole(self, place: int, size: Size) -> Any:
        return fitted(self.small[place], size)


def fitted(mask: Any, size: Size) -> Any:
    """A mask of bools in another size (width, height); its edge lies where it lay."""
    import numpy as np
    from PIL import Image as Pillow

    if mask.shape == size[::-1]:
        return mask
    grey = Pillow.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(grey.resize(size, Pillow.Resampling.BILINEAR)) > 127


def enlarged(result: dict[str, Any], args: tuple[Any, ...]) -> dict[str, Any]:
    return {**result, "masks": Enlarged(result["masks"], whole(args[0]))}


def code_whole(args: tuple[Any, ...]) -> list[str]:
    return [
        "import numpy as np",
        'greys = [Image.fromarray(mask.astype(np.uint8) * 255) for mask in result["masks"]]  # of the whole picture',
        f'result["masks"] = [np.asarray(grey.resize({whole(args[0])}, Image.Resampling.BILINEAR)) > 127 for grey in greys]',
    ]


def small(result: Any) -> Sequence[Any]:
    """The masks as the model gave them, before they became as large as the picture."""
    masks: Sequence[Any] = result["masks"]
    return masks.small if isinstance(masks, Enlarged) else masks


def ranked(result: Any) -> list[tuple[int, float, float]]:
    """(place in the result, score, share of the picture) of every mask that holds a pixel, the best first."""
    import numpy as np

    shares = (float(np.asarray(mask, dtype=bool).mean()) for mask in small(result))
    found = [
        (place, float(score), share) for place, (share, score) in enumerate(zip(shares, result["scores"], strict=True))
    ]
    return sorted((each for each in found if each[2]), key=lambda each: -each[1])


def cut_out(image: Any, mask: Any, longest: int = 0) -> Any:
    """What lies under a mask, on a transparent ground, no larger than it must be: in the picture's own pixels, or at most
    `longest` of them along a side. The mask may be smaller than the picture."""
    import numpy as np
    from PIL import Image as Pillow

    mask = np.asarray(mask, dtype=bool)
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    across, down = image.width / mask.shape[1], image.height / mask.shape[0]
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    piece = image.crop((round(left * across), round(top * down), round(right * across), round(bottom * down)))
    if longest and max(piece.size) > longest:
        piece = piece.resize(on_screen(piece.size, longest))
    piece = piece.convert("RGBA")
    piece.putalpha(Pillow.fromarray(fitted(mask[top:bottom, left:right], piece.size).astype(np.uint8) * 255))
    return piece


def dotted(image: Any, points: list[tuple[float, float]], size: Size) -> Any:
    """The picture in the size that it is shown in, with the clicked points on it."""
    from PIL import ImageDraw

    copy = image.copy() if size == image.size else image.resize(size)
    draw = ImageDraw.Draw(copy)
    radius = max(2, max(size) // 100)
    for x, y in points:
        x, y = x * size[0] / image.width, y * size[1] / image.height
        draw.ellipse(
            [x - radius, y - radius, x + radius, y + radius], fill="black", outline="white", width=max(1, radius // 3)
        )
    return copy


def png(picture: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=LIGHTLY)
    return file.getvalue()


def download(cuts: Iterable[Any], count: int) -> tuple[str, bytes] | None:
    """One cut-out as PNG, several as a ZIP of them."""
    if count < 2:
        return next((("cut-out.png", png(cut)) for cut in cuts), None)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, cut in enumerate(cuts, start=1):
            archive.writestr(f"cut-out-{number}.png", png(cut))
    return "cut-outs.zip", file.getvalue()


def render(result: Any, values: Values) -> dict[str, Any]:
    """Masks numbered from the best; of the masks under clicked points, which lie over each other, the best is drawn."""
    found, masks, image = ranked(result), small(result), values["image"]
    drawn = found[:1] if values["points"] else found[:SHOWN]
    size = on_screen(image.size)
    # The large ones first, so that the small ones lie on top and can be pointed at.
    numbered = sorted(
        ((fitted(masks[place], size), str(i), share) for i, (place, _, share) in enumerate(drawn, start=1)),
        key=lambda each: -each[2],
    )
    captions = [
        Phrase("{number}: {share}, score {score:.2f}", number=i, share=percent(share), score=score)
        for i, (_, score, share) in enumerate(found[:SHOWN], start=1)
    ]
    shown = [cut_out(image, masks[place], THUMBNAIL) for place, _, _ in found[:SHOWN]]
    kept = found[:1] if values["points"] else found
    return {
        "masks": (dotted(image, values["points"] or [], size), [(mask, label) for mask, label, _ in numbered]),
        "cuts": list(zip(shown, captions, strict=True)) or None,
        "file": download((cut_out(image, masks[place]) for place, _, _ in kept), len(kept)),
    }


def headline(result: Any, values: Values) -> Phrase:
    found = ranked(result)
    if not found:
        return Phrase("No mask is good enough: lower pred_iou_thresh or stability_score_thresh")
    if values["points"]:
        _, score, share = found[0]
        return Phrase("{share} of the picture (score {score:.2f})", share=percent(share), score=score)
    return Phrase("{count} mask", "{count} masks", count=len(found))


def arrange(values: Values) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Clicked points go along as `input_points`, the name that the models have for them."""
    chosen = SPEC.chosen(values)
    if not values["points"]:
        return (values["image"],), chosen
    return (values["image"],), {**chosen, "input_points": values["points"]}


SPEC = TaskSpec(
    id="mask-generation",
    category=CATEGORY,
    title="Mask generation",
    summary="Cuts out the thing that you click, or everything in the picture, without knowing its name.",
    when="To cut things out, and to label training data by clicks.",
    inputs=(
        Image("image", "Picture"),
        Points("points", "Points", "Click the picture on the thing to cut out; left empty, everything is cut out"),
    ),
    params=(
        Number(
            "points_per_crop", "points_per_crop",
            "Everything: how many rows and columns of points are tried. Fewer are faster and miss small things",
            default=32, least=2, most=64, common=True,
        ),
        Number(
            "pred_iou_thresh", "pred_iou_thresh", "Everything: drop masks that the model itself scores lower than this",
            default=0.88, least=0, most=1, step=0.01,
        ),
        Number(
            "stability_score_thresh", "stability_score_thresh",
            "Everything: drop masks whose edge moves much when the cut between in and out moves a little",
            default=0.95, least=0, most=1, step=0.01,
        ),
        Number(
            "mask_threshold", "mask_threshold", "Where the model's number for a pixel (logit) counts as inside the mask",
            default=0.0, least=-5, most=5, step=0.1,
        ),
        Number(
            "crops_n_layers", "crops_n_layers",
            "Everything: look at 4 parts of the picture too (1), or at 20 (2): slower, finds smaller things",
            default=0, least=0, most=2,
        ),
        Number(
            "points_per_batch", "points_per_batch",
            "Everything: how many points share a forward pass: more need more memory",
            default=PER_BATCH, least=1, most=256,
        ),
    ),
    outputs=(Masks("masks", "Masks"), Pictures("cuts", "Cut-outs"), Download("file", "Cut-out as PNG")),
    loader=FromTransformers(without_torchvision="tasks.pipelines.mask_generation:MaskGenerationPipeline"),
    models=("facebook/sam-vit-base", "Zigeng/SlimSAM-uniform-77"),
    pixels=seen,
    enlarge=Enlarge(enlarged, code_whole),
    arrange=arrange,
    adapt=adapt,
    run=run,
    code=code,
    render=render,
    headline=headline,
)  # fmt: skip
