"""Video classification."""

from __future__ import annotations

from typing import Any

from tasks.core.errors import BadParameter, TooShort
from tasks.core.fields import Bars, Choice, Number, Pictures, Video
from tasks.core.locales import Phrase
from tasks.core.media import Clip
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines, arguments
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import NUMBERS, bars_or_numbers, stage, top_label
from tasks.vision import CATEGORY

AFTER = ("top_k", "function_to_apply")  # what the pipeline takes for its postprocessing
HOW: dict[str, dict[str, Any]] = {"image_processor": {}, "video_processor": {"do_sample_frames": False}}


class Seen(list[dict[str, Any]]):
    """The pipeline's result, and the frames that the model saw by their seconds."""

    frames: tuple[tuple[float, Any], ...] = ()


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """The numbers of the frames that this model looks at, as the pipeline chooses them."""
    (clip,) = args
    count = kwargs.get("num_frames") or pipe.model.config.num_frames
    if pipe.video_processor is None:
        numbers, processor = sampled(clip, count, kwargs.get("frame_sampling_rate", 1)), "image_processor"
    else:
        numbers, processor = spread(len(clip), count), "video_processor"
    seen = float(clip.times[max(numbers)] - clip.times[0])
    if len(clip) > 2 * (max(numbers) + 1):  # the beginning, as the pipeline has it: a visitor would not guess that
        whole = float(clip.times[-1] - clip.times[0])
        note(
            Phrase(
                "The model saw the first {seen:.1f} of {whole:.1f} seconds: a higher frame_sampling_rate looks further.",
                seen=seen, whole=whole,
            )
        )  # fmt: skip
    return args, {**kwargs, "numbers": numbers, "processor": processor}


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Seen:
    """What the pipeline does, on frames that are decoded already: it would open the file by itself, with every format
    and protocol that FFmpeg knows."""
    import torch

    (clip,), numbers = args, kwargs["numbers"]
    chosen = {name: kwargs[name] for name in AFTER if name in kwargs}
    with stage(pipe, "preprocess"):
        frames = clip.frames(numbers)
        prepare = getattr(pipe, kwargs["processor"])
        inputs = prepare(frames, return_tensors="pt", **HOW[kwargs["processor"]]).to(pipe.device, pipe.dtype)
    try:
        with stage(pipe, "forward"), torch.inference_mode():
            outputs = pipe.model(**inputs)
    except RuntimeError as error:
        own = pipe.model.config.num_frames
        if len(numbers) != own:
            reason = Phrase("this model takes {frames} frames, no more and no fewer", frames=own)
            raise BadParameter(field="num_frames", reason=reason) from error
        raise
    result = Seen(pipe.postprocess(outputs, **chosen))
    result.frames = tuple((float(clip.times[number]), frame) for number, frame in zip(numbers, frames, strict=True))
    return result


def code(call: Call, lines: Lines) -> list[str]:
    """The pipeline opens a clip by itself, but takes its pictures as they are stored: on their side, say."""
    (clip,), kwargs = call.args, dict(call.kwargs)
    numbers, processor = kwargs.pop("numbers", []), kwargs.pop("processor", "image_processor")
    lines.imports.add("from transformers import pipeline")
    pipe = 'pipe = pipeline("video-classification", model=MODEL)'
    if not numbers or (clip.plain and clip.fitted(len(numbers)) == clip.size):
        return [pipe, f"result = pipe({arguments(lines, Call(call.args, kwargs, call.values))})", "print(result)"]
    imports, before = clip.code(numbers)
    lines.imports |= imports
    how = "".join(f", {name}={value}" for name, value in HOW[processor].items())
    chosen = "".join(f", {name}={lines.literal(value)}" for name, value in kwargs.items() if name in AFTER)
    return [
        pipe,
        *before,
        f'inputs = pipe.{processor}(frames, return_tensors="pt"{how}).to(pipe.dtype)',
        f"result = pipe.postprocess(pipe.forward(inputs){chosen})",
        "print(result)",
    ]


def frames_said(count: int, clip: Clip) -> Phrase:
    """So many frames, and how long they are in this clip, where it has more than one."""
    if len(clip) < 2 or not clip.times[-1] > 0:
        return Phrase("{count} frame", "{count} frames", count=count)
    lasting = count * float(clip.times[-1]) / (len(clip) - 1)
    return Phrase(
        "{count} frame ({seconds:.1f} seconds)", "{count} frames ({seconds:.1f} seconds)", count=count, seconds=lasting
    )


def sampled(clip: Clip, count: int, rate: int) -> list[int]:
    """Numbers of the frames that the pipeline takes: every `rate`-th from the first on. Raises InputError where the clip
    is too short."""
    import numpy as np

    frames = len(clip)
    if frames < count:
        raise TooShort(field=Phrase("Clip"), length=frames_said(frames, clip), least=frames_said(count, clip))
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

    frames = [(Image.fromarray(frame), Phrase("{seconds:.1f} s", seconds=seconds)) for seconds, frame in result.frames]
    return {**bars_or_numbers(result, values), "frames": frames}


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
    adapt=adapt,
    run=run,
    code=code,
    render=render,
    headline=top_label,
)  # fmt: skip
