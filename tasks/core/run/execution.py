"""One call on one loaded pipeline: adapted to the model, listened to while it writes, timed by its stages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tasks.core.limits import LIMITS
from tasks.core.run.jobs import Outcome
from tasks.core.run.loading import Loaded
from tasks.core.spec import Arguments, Call, TaskSpec


def adapted(loaded: Loaded, spec: TaskSpec, call: Call) -> Arguments:
    """The arguments of the pipeline for this model: sampling rate, spelling of the mask and the like."""
    args, kwargs = call.args, dict(call.kwargs)
    return spec.adapt(loaded.pipe, args, kwargs) if spec.adapt else (args, kwargs)


def execute(loaded: Loaded, spec: TaskSpec, call: Call, stop: threading.Event, wrote: Callable[[str], None]) -> Outcome:
    """Runs a call by itself. `wrote` hears the text so far, `stop` ends it within a step."""
    loaded.clock.reset()
    args, kwargs = arguments = adapted(loaded, spec, call)
    if spec.generation:
        kwargs = _listening(loaded, spec, kwargs, stop, wrote)
    result = spec.run(loaded.pipe, args, kwargs) if spec.run else loaded.pipe(*args, **kwargs)
    return Outcome(result, dict(loaded.clock.milliseconds), loaded.device, loaded.dtype, adapted=arguments)


def _listening(
    loaded: Loaded, spec: TaskSpec, kwargs: dict[str, Any], stop: threading.Event, wrote: Callable[[str], None]
) -> dict[str, Any]:
    """Adds the stream and the stop to the arguments of `generate`, where the model generates."""
    pipe = loaded.pipe
    if not pipe.model.can_generate():
        return kwargs
    from transformers import StoppingCriteriaList

    from tasks.core.run.streaming import StopOnEvent, TokenStream

    inner = kwargs.get("generate_kwargs", {}) if spec.generation == "generate_kwargs" else kwargs
    extra: dict[str, Any] = {"stopping_criteria": StoppingCriteriaList([StopOnEvent(stop, LIMITS.new_tokens)])}
    beams = inner.get("num_beams") or pipe.model.generation_config.num_beams or 1
    if spec.streams and beams == 1 and pipe.tokenizer is not None:
        extra["streamer"] = TokenStream(pipe.tokenizer, wrote, skip_prompt=True)
    if spec.generation == "generate_kwargs":
        return {**kwargs, "generate_kwargs": {**inner, **extra}}
    return {**kwargs, **extra}
