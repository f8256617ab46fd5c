"""Depth estimation."""

from typing import Any

from tasks.core.fields import Compare, Image, Note, Points3D
from tasks.core.locales import Amount, Phrase
from tasks.core.pipe import Pipe
from tasks.core.scale import Enlarge, Size, on_screen, seen, whole
from tasks.core.spec import TaskSpec, Values
from tasks.vision import CATEGORY

# Model types that always give metres; others say so in their configuration.
METRIC_TYPES = ("glpn", "zoedepth", "depth_pro")
UNFITTED = 1_000_000  # pixels for a model that sees the picture in its own size


class Depth(dict[str, Any]):
    """The pipeline's result, and whether its numbers are metres (`metric`) or only an order from far to near."""

    metric = False


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Depth:
    config = pipe.model.config
    depth = Depth(pipe(*args, **kwargs))
    kind = getattr(config, "depth_estimation_type", "")
    depth.metric = kind == "metric" if kind else config.model_type in METRIC_TYPES
    return depth


def pixels(pipe: Pipe, kwargs: dict[str, Any]) -> float:
    """Some image processors (GLPN's) leave pictures as large as they are; then the model sees every pixel."""
    return seen(pipe, kwargs) if getattr(pipe.image_processor, "size", None) else UNFITTED


def enlarged(result: Depth, args: tuple[Any, ...]) -> Depth:
    """Depth for every pixel of the visitor's picture."""
    from PIL import Image as Pillow

    depth = Depth(result)
    depth.metric = result.metric
    depth["predicted_depth"] = resized(result["predicted_depth"], whole(args[0]))
    depth["depth"] = result["depth"].resize(whole(args[0]), Pillow.Resampling.BILINEAR)
    return depth


def resized(depth: Any, size: Size) -> Any:
    """A tensor of depth in another size of the picture."""
    from torch.nn.functional import interpolate

    return interpolate(depth.reshape(1, 1, *depth.shape[-2:]).float(), size[::-1], mode="bilinear")[0, 0]


def code(args: tuple[Any, ...]) -> list[str]:
    width, height = whole(args[0])
    return [
        f'result["depth"] = result["depth"].resize(({width}, {height}), Image.Resampling.BILINEAR)',
        "import torch",
        'depth = result["predicted_depth"]',
        "depth = depth.reshape(1, 1, *depth.shape[-2:]).float()",
        f'depth = torch.nn.functional.interpolate(depth, ({height}, {width}), mode="bilinear")',
        'result["predicted_depth"] = depth[0, 0]  # of the whole picture',
    ]


def numbers(result: Depth) -> Any:
    """The predicted depth as an array of the picture's height and width, at most as large as it is looked at."""
    depth = result["predicted_depth"].detach().float().cpu().squeeze()
    size = on_screen((depth.shape[1], depth.shape[0]))
    return (depth if size[::-1] == tuple(depth.shape) else resized(depth, size)).numpy()


def render(result: Depth, values: Values) -> dict[str, Any]:
    import numpy as np

    from tasks.vision._colour_map import coloured

    depth = numbers(result)
    # Relative models give inverse depth: larger is nearer. Metres grow with the distance, and what differs by a factor
    # looks as different near as far on a scale of logarithms.
    near = -np.log(np.maximum(depth, 1e-3)) if result.metric else depth
    if result.metric:
        near_m, middle_m, far_m = (Amount(float(each), ".2f") for each in (depth.min(), np.median(depth), depth.max()))
        note = Phrase(
            "Bright is near. In metres: nearest {nearest}, middle {middle}, farthest {farthest}.",
            nearest=near_m, middle=middle_m, farthest=far_m,
        )  # fmt: skip
    else:
        note = Phrase("Bright is near. This model tells the order from near to far, not metres (relative depth).")
    return {
        "compare": (values["image"], coloured(near).resize(on_screen(values["image"].size))),
        "cloud": (values["image"], -depth if result.metric else depth),
        "note": note,
    }


def headline(result: Depth, values: Values) -> Phrase:
    """The metric range, and where the nearest and the farthest thing is."""
    import numpy as np

    depth = numbers(result)
    near, far = (depth, -depth) if result.metric else (-depth, depth)
    nearest, farthest = place(near), place(far)
    if result.metric:
        low, high = np.quantile(depth, (0.01, 0.99))
        return Phrase(
            "From {low:.1f} m ({nearest}) to {high:.1f} m ({farthest})",
            low=float(low), high=float(high), nearest=nearest, farthest=farthest,
        )  # fmt: skip
    return Phrase("Nearest: {nearest}; farthest: {farthest}", nearest=nearest, farthest=farthest)


PLACES = (
    (Phrase("top left"), Phrase("top middle"), Phrase("top right")),
    (Phrase("middle left"), Phrase("middle"), Phrase("middle right")),
    (Phrase("bottom left"), Phrase("bottom middle"), Phrase("bottom right")),
)


def place(values: Any) -> Phrase:
    """Which of nine parts of the picture holds the smallest values: "bottom left"."""
    import numpy as np

    parts = [[part.mean() for part in np.array_split(band, 3, axis=1)] for band in np.array_split(values, 3, axis=0)]
    row, column = np.unravel_index(int(np.argmin(parts)), (3, 3))
    return PLACES[row][column]


SPEC = TaskSpec(
    id="depth-estimation",
    category=CATEGORY,
    title="Depth estimation",
    summary="Guesses how far away every pixel is, from a single picture.",
    when="For robots, for blurring a background, for turning a photo into 3D.",
    inputs=(Image("image", "Picture"),),
    outputs=(
        Compare("compare", "Picture and depth: drag the slider"),
        Points3D("cloud", "The picture in 3D: drag to turn, scroll to come nearer"),
        Note("note", "Range"),
    ),
    models=("depth-anything/Depth-Anything-V2-Small-hf", "Intel/dpt-large", "vinvino02/glpn-nyu"),
    pixels=pixels,
    enlarge=Enlarge(enlarged, code),
    run=run,
    render=render,
    headline=headline,
)
