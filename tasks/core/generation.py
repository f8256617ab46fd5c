"""The parameters of `model.generate` that every task with a writing model offers, declared once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.core.fields import Choice, Number, Parameter
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.notes import note

if TYPE_CHECKING:
    from tasks.core.spec import TaskSpec, Values

GENERATION_NAMES = (
    "max_new_tokens", "do_sample", "temperature", "top_k", "top_p", "num_beams", "repetition_penalty",
)  # fmt: skip


def generation_params(
    max_new_tokens: int | None = None, common: tuple[str, ...] = ("max_new_tokens",)
) -> tuple[Parameter, ...]:
    """The parameters; what is left empty stays as the checkpoint's generation_config or the pipeline has it.

    `max_new_tokens` is the pipeline's own default where it should stand in its widget. `common` names those that stand
    beside Run.
    """

    def number(name: str, help: str, default: float | None, least: float, most: float, step: float) -> Number:
        return Number(name, name, help, default, common=name in common, least=least, most=most, step=step)

    return (
        number("max_new_tokens", "Longest answer in tokens, which are words or pieces of words",
               max_new_tokens, 1, LIMITS.new_tokens, 1),
        Choice("do_sample", "do_sample", "Draw the next token by chance, or always take the likeliest",
               choices=(("draw by chance", True), ("the likeliest", False)), common="do_sample" in common),
        number("temperature", "When drawing: below 1 plays safe, above 1 takes risks", None, 0.01, 5, 0.05),
        number("top_k", "When drawing: only from this many of the likeliest tokens", None, 1, 1000, 1),
        number("top_p", "When drawing: only from the likeliest tokens that together hold this probability",
               None, 0.01, 1, 0.01),
        number("num_beams", "Beam search: follow this many drafts and keep the best. Above 1 the text comes all at once",
               None, 1, 8, 1),
        number("repetition_penalty", "Above 1 makes tokens that were used before less likely", None, 0.5, 3, 0.05),
    )  # fmt: skip


def generation_chosen(spec: TaskSpec, values: Values, always: tuple[str, ...] = ()) -> dict[str, object]:
    """The parameters that were chosen, under the pipeline's keywords; those named in `always` even at their defaults.

    A checkpoint may have defaults of its own: what stands in a widget holds only if it is passed on.
    """
    return {**spec.chosen(values), **{name: values[name] for name in always if values[name] is not None}}


def with_defaults(pipe: Any, chosen: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `generate` with the length and the beams that the pipeline takes by itself, where neither `chosen` nor the
    checkpoint names them: the code shown has them too, and beams cannot be streamed."""
    prepared = pipe._prepare_generate_kwargs(dict(chosen))
    own = {name: prepared[name] for name in ("max_new_tokens", "num_beams") if prepared.get(name) is not None}
    return {**own, **chosen}


DRAWING = ("temperature", "top_k", "top_p")  # mean something only where the next token is drawn by chance


def drawing(chosen: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `generate` with the drawing by chance that a temperature, top_k or top_p among them asks for; by itself
    `generate` would pass over them in silence."""
    asked = [name for name in DRAWING if chosen.get(name) is not None]
    if not asked or chosen.get("do_sample") is True:
        return chosen
    if chosen.get("do_sample") is False:
        note(Phrase("Without effect, as the likeliest token is always taken (do_sample): {names}.", names=asked))
        return {name: value for name, value in chosen.items() if name not in asked}
    note(Phrase("The next token is drawn by chance (do_sample), as this asks for it: {names}.", names=asked))
    return {**chosen, "do_sample": True}
