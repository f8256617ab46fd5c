"""Video classification."""

from __future__ import annotations

from typing import Any

from tasks.core.errors import BadParameter, UnreadableInput
from tasks.core.fields import Bars, Choice, Number, Pictures, Video
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.spec import TaskSpec, Values
from tasks.core.tools import NUMBERS, bars_or_numbers, stage, top_label
from tasks.vision import CATEGORY


class Seen(list[dict[str, Any]]):
    """The pipeline's result, and the numbers of the frames that the model saw."""

    frames: tuple[int, ...] = ()


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Seen:
    """What the pipeline does, on frames that are decoded already: it would open the file by itself, with every format
    and protocol that FFmpeg knows."""
    import torch

    clip = args[0]
    count = kwargs.pop("num_frames", None) or pipe.model.config.num_frames
    rate = kwargs.pop("frame_sampling_rate", 1)
    with stage(pipe, "preprocess"):
        processor = pipe.video_processor or pipe.image_processor
        if pipe.video_processor is None:
            seen = sampled(len(clip.frames), count, rate)
            inputs = processor(list(clip.frames[seen]), return_tensors="pt")
        else:
            seen = spread(len(clip.frames), count)
            inputs = processor(clip.frames[seen], do_sample_frames=False, return_tensors="pt")
        inputs = inputs.to(pipe.device, pipe.dtype)
    try:
        with stage(pipe, "forward"), torch.inference_mode():
            outputs = pipe.model(**inputs)
    except RuntimeError as error:
        own = pipe.model.config.num_frames
        if count != own:
            reason = Phrase("this model takes {frames} frames, no more and no fewer", frames=own)
            raise BadParameter(field="num_frames", reason=reason) from error
        raise
    result = Seen(pipe.postprocess(outputs, **kwargs))
    result.frames = tuple(seen)
    return result


def sampled(frames: int, count: int, rate: int) -> list[int]:
    """Numbers of the frames that the pipeline takes: every `rate`-th from the first on. Raises InputError where the clip
    is too short."""
    import numpy as np

    if frames < count:
        reason = Phrase("it has {frames} frames, and this model looks at {wanted}", frames=frames, wanted=count)
        raise UnreadableInput(field=Phrase("Clip"), reason=reason)
    if frames < count * rate:
        reason = Phrase(
            "the clip has {frames} frames, so for {wanted} of them it can be {most} at most",
            frames=frames, wanted=count, most=frames // count,
        )  # fmt: skip
        raise BadParameter(field="frame_sampling_rate", reason=reason)
    last = count * rate - 1
    return [int(i) for i in np.linspace(0, last, num=count, dtype=np.int64)]


def spread(frames: int, count: int) -> list[int]:
    """Numbers of frames at even steps over the whole clip, as video processors take them."""
    return [i * frames // count for i in range(count)]


def render(result: Seen, values: Values) -> dict[str, Any]:
    from PIL import Image

    clip = values["video"]
    return {
        **bars_or_numbers(result, values),
        "frames": [
            (Image.fromarray(clip.frames[i]), Phrase("{seconds:.1f} s", seconds=i / clip.fps)) for i in result.frames
        ],
    }


def subset(result: Seen, values: Values) -> Seen:
    shorter = Seen(result[: values["top_k"]])
    shorter.frames = result.frames
    return shorter


SPEC = TaskSpec(
    id="video-classification",
    category=CATEGORY,
    title="Video classification",
    summary="Says what happens in a clip, from a few of its frames.",
    when="To find out which action or event a clip shows.",
    inputs=(Video("video", "Clip"),),
    params=(
        Number("top_k", "top_k", "How many labels to show", default=5, least=1, most=50, live=True, common=True),
        Number(
            "frame_sampling_rate", "frame_sampling_rate",
            "Look at every n-th frame: a higher number sees further into the clip", default=1, least=1, most=60, common=True,
        ),
        Number(
            "num_frames", "num_frames", "How many frames to look at; empty: as many as the model was trained with",
            least=1, most=64,
        ),
        Choice(
            "function_to_apply", "function_to_apply", "How scores come from logits, the model's raw numbers",
            choices=("softmax", "sigmoid", "none"),
        ),
    ),
    outputs=(Bars("labels", "Labels"), NUMBERS, Pictures("frames", "The frames it saw")),
    models=("MCG-NJU/videomae-base-finetuned-kinetics", "facebook/timesformer-base-finetuned-k400"),
    superset={"top_k": 50},
    subset=subset,
    run=run,
    render=render,
    headline=top_label,
)  # fmt: skip
