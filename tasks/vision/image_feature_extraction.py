"""Image feature extraction: pictures as numbers."""

from __future__ import annotations

from typing import Any

from tasks.core.errors import BadParameter
from tasks.core.fields import Heat, Images, Note, Pictures, Switch
from tasks.core.locales import Phrase
from tasks.core.media import origin_of
from tasks.core.pipe import Pipe
from tasks.core.scale import seen
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.vision import CATEGORY

NUMBERS = 64  # of each vector that the heat map shows


def arrange(values: Values) -> Arguments:
    """Tensors instead of lists of lists: the same numbers, and their shape can be read."""
    return (values["images"],), {**SPEC.chosen(values), "return_tensors": True}


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        return pipe(*args, **kwargs)
    except ValueError as error:
        if "pooler" in str(error):
            raise BadParameter(
                field="pool", reason=Phrase("this model has no layer that pools; run it without")
            ) from error
        raise


def tokens(features: Any) -> tuple[Any, tuple[int, int] | None]:
    """The features of one picture as vectors (count, size), and the rows and columns that they stand for, if they do.

    Transformers give (1, tokens, size) with perhaps a few tokens before those of the patches, convolutional models
    (1, size, rows, columns), pooled features are one vector.
    """
    array = features.detach().float().cpu().numpy()
    if array.ndim == 4 and array.shape[2] * array.shape[3] > 1:
        _, size, rows, columns = array.shape
        return array[0].reshape(size, -1).T, (rows, columns)
    vectors = array.reshape(-1, array.shape[-1]) if array.ndim == 3 else array.reshape(1, -1)
    side = int(len(vectors) ** 0.5)
    extra = len(vectors) - side * side
    return (vectors, (side, side)) if side > 1 and extra <= 5 else (vectors, None)


def vector(features: Any) -> Any:
    """One vector for a picture: the pooled one, or the mean over all places."""
    return tokens(features)[0].mean(axis=0)


def similarities(result: Any) -> Any:
    """Cosine similarity of every picture with every other."""
    import numpy as np

    vectors = np.stack([vector(features) for features in result])
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit @ unit.T


def patch_maps(result: Any, pictures: list[Any]) -> list[Any] | None:
    """Where the model sees alike: the three main directions of all patches' features as red, green and blue."""
    import numpy as np
    from PIL import Image

    grids = [tokens(features) for features in result]
    if any(grid is None for _, grid in grids):
        return None
    patches = [vectors[-grid[0] * grid[1] :] for vectors, grid in grids if grid]
    every = np.concatenate(patches)
    middle = every.mean(axis=0)
    _, _, directions = np.linalg.svd(every - middle, full_matrices=False)
    projected = (every - middle) @ directions[:3].T
    projected = np.pad(projected, ((0, 0), (0, 3 - projected.shape[1])))
    low, high = np.quantile(projected, 0.02, axis=0), np.quantile(projected, 0.98, axis=0)
    colours = (np.clip((projected - low) / np.maximum(high - low, 1e-9), 0, 1) * 255).astype(np.uint8)
    maps, start = [], 0
    for (_, grid), picture in zip(grids, pictures, strict=True):
        rows, columns = grid or (1, 1)
        drawn = Image.fromarray(colours[start : start + rows * columns].reshape(rows, columns, 3))
        maps.append(drawn.resize(picture.size, Image.Resampling.NEAREST))
        start += rows * columns
    return maps


def names(pictures: list[Any]) -> list[str]:
    """Numbered, and with the file's name where it has one."""
    return [f"{i} {origin_of(picture).name}".strip() for i, picture in enumerate(pictures, start=1)]


def render(result: Any, values: Values) -> dict[str, Any]:
    import numpy as np

    pictures = values["images"]
    called = names(pictures)
    maps = patch_maps(result, pictures)
    vectors = np.stack([vector(features) for features in result])
    gallery = None
    if maps:
        both = zip(pictures, maps, called, strict=True)
        gallery = [
            each
            for picture, map_, name in both
            for each in ((picture, name), (map_, Phrase("{number}: patches", number=name.split()[0])))
        ]
    return {
        "similarity": (called, [name.split()[0] for name in called], similarities(result))
        if len(pictures) > 1
        else None,
        "maps": gallery,
        "vectors": (called, [], vectors[:, :NUMBERS]),
        "shape": shape(result),
    }


def shape(result: Any) -> Phrase:
    """What the numbers of a picture stand for."""
    found, grid = tokens(result[0])
    facts: dict[str, Any] = {"shape": sides(result), "vectors": len(found), "numbers": found.shape[1]}
    if len(found) == 1:
        said = Phrase("Each picture became {shape} numbers: one vector of {numbers} numbers.", **facts)
    elif grid is None:
        said = Phrase("Each picture became {shape} numbers: {vectors} vectors of {numbers} numbers.", **facts)
    elif len(found) == grid[0] * grid[1]:
        said = Phrase(
            "Each picture became {shape} numbers: {vectors} vectors of {numbers} numbers, {rows} x {columns} for its "
            "places.",
            **facts, rows=grid[0], columns=grid[1],
        )  # fmt: skip
    else:
        said = Phrase(
            "Each picture became {shape} numbers: {vectors} vectors of {numbers} numbers, {rows} x {columns} for its "
            "patches and {rest} for the whole.",
            **facts, rows=grid[0], columns=grid[1], rest=len(found) - grid[0] * grid[1],
        )  # fmt: skip
    if len(found) > 1:
        said = Phrase("{said} The mean over them is the picture's vector.", said=said)
    if len(result) > 1:
        said = Phrase(
            "{said} Cosine similarity: 1 for vectors of the same direction, 0 for nothing in common.", said=said
        )
    return said


def sides(result: Any) -> str:
    """ "1 x 257 x 384"."""
    return " x ".join(str(side) for side in result[0].shape)


def headline(result: Any, values: Values) -> Phrase:
    """The most alike pair, or the size of the one vector."""
    import numpy as np

    if len(result) == 1:
        return Phrase("{shape} numbers", shape=sides(result))
    alike = similarities(result)
    np.fill_diagonal(alike, -2)
    first, second = sorted(int(i) for i in np.unravel_index(int(alike.argmax()), alike.shape))
    called = names(values["images"])
    return Phrase(
        "Most alike: {first} and {second} (cosine {similarity:.2f})",
        first=called[first], second=called[second], similarity=float(alike[first, second]),
    )  # fmt: skip


SPEC = TaskSpec(
    id="image-feature-extraction",
    category=CATEGORY,
    title="Image feature extraction",
    summary="Turns pictures into vectors of numbers (features), near to each other for pictures that are alike.",
    when="To search by picture, to find doubles, to train a small classifier on top.",
    inputs=(Images("images", "Pictures", "One or several; several are compared"),),
    params=(
        Switch(
            "pool", "pool", "One vector for the picture, by the model's own pooling layer, instead of one for each patch",
            common=True,
        ),
    ),
    outputs=(
        Heat("similarity", "Cosine similarity"),
        Pictures("maps", "Patches alike to the model have like colours"),
        Heat("vectors", f"First {NUMBERS} numbers of each picture's vector"),
        Note("shape", "Shape"),
    ),
    models=("facebook/dinov2-small", "google/vit-base-patch16-224-in21k"),
    bare_models="pixel_values",
    pixels=seen,
    arrange=arrange,
    run=run,
    render=render,
    headline=headline,
)  # fmt: skip
