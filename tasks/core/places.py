"""Where in a model an exception was raised, read off the frames that it came through."""

from __future__ import annotations

import inspect
import linecache
import re
from types import FrameType
from typing import Literal

# `reading`: a model at work on the tokens of a text; `writing`: the same while it writes an answer; `looking up`: it looks
# up the words themselves; `model`: anywhere else in a model. Empty: not in a model, or nobody knows any more.
Place = Literal["reading", "writing", "looking up", "model", ""]

MODELING = re.compile(r"modeling_\w+\.py$")
WRITES = {"_sample", "_beam_search", "_assisted_decoding"}  # the loops of transformers' `generate`
LOOKS_UP = re.compile(r"\((?:input|decoder_input)_ids\)")  # an embedding called with tokens, not with positions


def place_of(error: BaseException) -> Place:
    """Where an exception was raised, by the innermost function of a model that it came through.

    Functions that take tokens, and no pixels beside them, are at work on a text: encoders of pictures take none. Modules
    of positions say by their names what they are, and those of texts are named so.
    """
    frames = _frames(error)
    inner = next((frame for frame in reversed(frames) if MODELING.search(frame.f_code.co_filename)), None)
    if inner is None:
        return ""
    takes = set(inspect.getargs(inner.f_code).args)
    positions = "Positional" in type(inner.f_locals.get("self")).__name__
    if "pixel_values" in takes or not (positions or takes & {"input_ids", "inputs_embeds"}):
        return "model"
    if not positions and LOOKS_UP.search(linecache.getline(inner.f_code.co_filename, _line(error, inner))):
        return "looking up"
    return "writing" if any(frame.f_code.co_name in WRITES for frame in frames) else "reading"


def _frames(error: BaseException) -> list[FrameType]:
    """The frames of an exception, the innermost last; none once they were taken off."""
    frames, step = [], error.__traceback__
    while step is not None:
        frames.append(step.tb_frame)
        step = step.tb_next
    return frames


def _line(error: BaseException, frame: FrameType) -> int:
    """The line at which an exception left a frame."""
    step = error.__traceback__
    while step is not None and step.tb_frame is not frame:
        step = step.tb_next
    return 0 if step is None else step.tb_lineno
