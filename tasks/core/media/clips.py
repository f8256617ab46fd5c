"""Clips: frames in RGB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media.containers import VIDEO_FORMATS, open_av
from tasks.core.media.files import Upload, received
from tasks.core.media.sizes import megapixels, seconds

CLIP = Phrase("Clip")


@dataclass(frozen=True, eq=False)
class Clip:
    """Frames, uint8 of shape (frames, height, width, 3), at `fps`; `name` is the file they came from."""

    frames: np.ndarray
    fps: float
    name: str = ""


def read_video(value: Any, field: Phrase = CLIP) -> Clip:
    """A clip's frames in RGB. Long clips are refused; every frame is kept, since models sample by their own rate."""
    if isinstance(value, Clip):
        return value
    import av

    upload: Upload = received(value["video"] if isinstance(value, dict) and "video" in value else value, field)
    try:
        with open_av(upload.data, VIDEO_FORMATS) as container:
            stream = container.streams.video[0]
            fps = float(stream.average_rate or 25)
            if stream.width * stream.height > LIMITS.megapixels * 1e6:
                raise InputTooLarge(
                    field=field,
                    size=megapixels(stream.width * stream.height / 1e6),
                    limit=megapixels(LIMITS.megapixels),
                )
            frames: list[np.ndarray] = []
            for frame in container.decode(stream):
                small = frame.reformat(format="rgb24", **_fit(frame.width, frame.height))
                frames.append(small.to_ndarray())
                if len(frames) / fps > LIMITS.video_seconds:
                    limit = seconds(LIMITS.video_seconds)
                    raise InputTooLarge(field=field, size=Phrase("a longer clip"), limit=limit)
    except (av.FFmpegError, IndexError) as error:
        raise UnreadableInput(field=field, reason=Phrase("it is not a video file, or it is cut off")) from error
    if not frames:
        raise UnreadableInput(field=field, reason=Phrase("it holds no frames"))
    return Clip(np.stack(frames), fps, upload.place)


def _fit(width: int, height: int, longest: int = 448) -> dict[str, int]:
    """Size that models need at most: two minutes of full frames would take gigabytes."""
    scale = min(1.0, longest / max(width, height))
    return {"width": max(2, round(width * scale)), "height": max(2, round(height * scale))}
