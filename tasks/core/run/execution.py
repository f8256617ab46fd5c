"""One call on one loaded pipeline: adapted to the model, listened to while it writes, timed by its stages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from tasks.core.errors import TextTooLong, rule_of
from tasks.core.lengths import longest_text, writable
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note, noting
from tasks.core.run.loading import Loaded
from tasks.core.run.runner import Outcome
from tasks.core.run.unknown import note_unknown
from tasks.core.scale import holds_copies, scaled
from tasks.core.spec import Arguments, Call, TaskSpec

BATCH = 32_000  # characters that share a forward pass, each text as long as the longest: 16 of 2,000


def adapted_arguments(loaded: Loaded, spec: TaskSpec, call: Call) -> Arguments:
    """The arguments of the pipeline for this model: size of pictures, sampling rate, spelling of the mask and the like."""
    args, kwargs = call.args, dict(call.kwargs)
    if spec.pixels:
        args, kwargs = scaled(args, kwargs, spec.pixels(loaded.pipe, kwargs))
    args, kwargs = spec.adapt(loaded.pipe, args, kwargs) if spec.adapt else (args, kwargs)
    note_unknown(getattr(loaded.pipe, "tokenizer", None), args)
    return args, kwargs


def enlarged(spec: TaskSpec, result: Any, args: tuple[Any, ...]) -> Any:
    """The result for the visitor's pictures, where `args` hold smaller copies of them."""
    return spec.enlarge.result(result, args) if spec.enlarge and holds_copies(args) else result


def execute(loaded: Loaded, spec: TaskSpec, call: Call, stop: threading.Event, wrote: Callable[[str], None]) -> Outcome:
    """Runs a call by itself. `wrote` hears the text so far, `stop` ends it within a step."""
    loaded.clock.reset()
    with noting() as notes:
        arguments = adapted_arguments(loaded, spec, call)
        try:
            result = _run(loaded, spec, arguments, stop, wrote)
        except (RuntimeError, ValueError, IndexError) as error:
            named = _named(error, loaded, spec, call)
            if named is None:
                raise
            raise named from error
        result = enlarged(spec, result, arguments[0])
    spent = dict(loaded.clock.milliseconds)
    return Outcome(result, spent, loaded.device, loaded.dtype, adapted=arguments, notes=tuple(notes))


def characters_of(call: Call) -> int:
    """The length of all texts that a call gives."""
    given = [*call.args, *call.kwargs.values()]
    return sum(
        len(text) for each in given for text in (each if isinstance(each, list) else [each]) if isinstance(text, str)
    )


def _run(
    loaded: Loaded, spec: TaskSpec, arguments: Arguments, stop: threading.Event, wrote: Callable[[str], None]
) -> Any:
    """What the pipeline gives. Where it writes, it is listened to, and an answer that a limit ended is said."""
    args, kwargs = arguments
    pipe = loaded.pipe
    if not spec.generation or not pipe.model.can_generate():
        return spec.run(pipe, args, kwargs) if spec.run else pipe(*args, **kwargs)
    from tasks.core.run.streaming import Answers, StopOnEvent

    ends = StopOnEvent(stop, LIMITS.new_tokens, writable(pipe.model))
    kwargs = _listening(loaded, spec, kwargs, ends, wrote)
    with Answers(pipe.model) as answers:
        result = spec.run(pipe, args, kwargs) if spec.run else pipe(*args, **kwargs)
    cut = None if stop.is_set() else answers.cut(ends.full)
    if cut is not None:
        number, name = Amount(cut[0], ",.0f"), cut[1]
        if ends.full:
            note(
                Phrase(
                    "The answer was cut off after {number} tokens: this model has no place for more here.",
                    number=number,
                )
            )
        else:
            note(Phrase("The answer was cut off after {number} tokens, as {name} says.", number=number, name=name))
    return result


def _named(error: Exception, loaded: Loaded, spec: TaskSpec, call: Call) -> TextTooLong | None:
    """For a text that is too long for the model, which text that is, where it can be told; it was not found before."""
    rule = rule_of(error)
    if rule is None or rule.becomes is not TextTooLong:
        return None
    return longest_text(loaded.pipe, {each.label: call.values.get(each.name) for each in spec.inputs})


def execute_together(loaded: Loaded, spec: TaskSpec, calls: Sequence[Call]) -> list[Outcome] | None:
    """Runs calls of equal keywords in one forward pass.

    None where they cannot be put together. Raises what the pipeline does: one bad sample fails all of them.
    """
    pipe, clock = loaded.pipe, loaded.clock
    tokenizer = getattr(pipe, "tokenizer", None)
    if tokenizer is not None and tokenizer.pad_token_id is None:  # texts of different length could not be put together
        return None
    if len(calls) * max(characters_of(call) for call in calls) > BATCH:
        return None
    clock.reset()
    arguments, notes = [], []
    for call in calls:
        with noting() as said:
            arguments.append(adapted_arguments(loaded, spec, call))
        notes.append(tuple(said))
    keywords = arguments[0][1]
    if any(kwargs != keywords for _, kwargs in arguments[1:]):
        return None
    results = pipe([args[0] for args, _ in arguments], batch_size=len(calls), **keywords)
    if len(results) != len(calls):
        return None
    share = {stage: spent / len(calls) for stage, spent in clock.milliseconds.items()}
    return [
        Outcome(enlarged(spec, result, given[0]), share, loaded.device, loaded.dtype, len(calls), given, said)
        for result, given, said in zip(results, arguments, notes, strict=True)
    ]


def _listening(
    loaded: Loaded, spec: TaskSpec, kwargs: dict[str, Any], ends: Any, wrote: Callable[[str], None]
) -> dict[str, Any]:
    """Adds the stream, and what `ends` the text, to the arguments of `generate`."""
    from transformers import StoppingCriteriaList

    from tasks.core.run.streaming import TokenStream

    pipe = loaded.pipe
    inner = kwargs.get("generate_kwargs", {}) if spec.generation == "generate_kwargs" else kwargs
    extra: dict[str, Any] = {"stopping_criteria": StoppingCriteriaList([ends])}
    beams = inner.get("num_beams") or pipe.model.generation_config.num_beams or 1
    if spec.streams and beams == 1 and pipe.tokenizer is not None:
        extra["streamer"] = TokenStream(pipe.tokenizer, wrote, skip_prompt=True)
    if spec.generation == "generate_kwargs":
        return {**kwargs, "generate_kwargs": {**inner, **extra}}
    return {**kwargs, **extra}
