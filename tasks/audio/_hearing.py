"""What models hear at once: how long a sound may be, and what that costs."""

from __future__ import annotations

from typing import Any

from tasks.core.errors import TooShort
from tasks.core.limits import check_bytes, run_bytes
from tasks.core.locales import Amount, Phrase
from tasks.core.media.sizes import short
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments
from tasks.core.tools import resampled

RATE = 16_000  # Hz, of models of speech
STEP_SECONDS = 0.02  # of one state of an encoder: 50 a second, as Wav2Vec2 and most after it have
PER_PAIR, PER_SAMPLE = 4, 4  # numbers that are held at once, as measured


def whole(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """`adapt` of tasks whose models take a sound whole: at their rate, and not longer than they, or this machine, can take.

    Raises TooShort and RunTooLarge.
    """
    sound, most = args[0], heard_seconds(pipe.feature_extractor)
    if most is None:
        check_least(pipe, sound.seconds, Phrase("Sound"))
        check_seconds(pipe.model.config, sound.seconds, Phrase("cut the sound"))
    elif sound.seconds > most + STEP_SECONDS:
        length = Amount(most, ".1f")
        note(Phrase("This model hears {seconds} seconds at once, and took a piece of this sound.", seconds=length))
    return resampled(pipe, args, kwargs)


def check_least(pipe: Pipe, lasting: float, field: Phrase) -> None:
    """Refuses what is too short for a model whose layers over the samples say how many make one state (Wav2Vec2 and its
    kin). Raises TooShort."""
    kernels, steps = (getattr(pipe.model.config, name, None) for name in ("conv_kernel", "conv_stride"))
    if not (isinstance(kernels, list | tuple) and isinstance(steps, list | tuple)):
        return
    samples = 1
    for kernel, step in zip(reversed(kernels), reversed(steps), strict=False):
        samples = (samples - 1) * step + kernel
    least = samples / pipe.feature_extractor.sampling_rate
    if lasting < least:
        raise TooShort(field=field, length=short(lasting), least=short(least))


def heard_seconds(extractor: Any) -> float | None:
    """What is left of a longer sound by a feature extractor that cuts: those of Whisper, CLAP and AST. None: all."""
    for name in ("n_samples", "nb_max_samples"):
        if samples := getattr(extractor, name, None):
            return float(samples / extractor.sampling_rate)
    if type(extractor).__name__ == "ASTFeatureExtractor":
        return float(extractor.max_length / 100)  # frames of 10 ms
    return None


def check_seconds(config: Any, seconds: float, how: Phrase) -> None:
    """Refuses to hear so much at once where that would take more memory than a run may. Raises RunTooLarge."""
    need = bytes_to_hear(config, seconds)
    fits = seconds * min(1, (run_bytes() / need) ** 0.5)
    check_bytes(need, instead=Phrase("{how}; {seconds:.0f} seconds fit at once", how=how, seconds=fits))


def bytes_to_hear(config: Any, seconds: float) -> float:
    """What an encoder of speech holds at once for so much sound: the first layer of convolutions over the samples, and the
    pairs of all moments in each head of attention, where torch's own does not do without. Estimated from above, by the
    shapes of Wav2Vec2 and its kin."""
    moments = seconds / STEP_SECONDS
    heads = getattr(config, "num_attention_heads", None) or getattr(config, "encoder_attention_heads", None) or 16
    positions = getattr(config, "position_embeddings_type", None)
    pairs = PER_PAIR * (1 if getattr(config, "_attn_implementation", "") == "sdpa" and not positions else heads)
    if positions == "relative_key":  # a vector for each pair
        pairs += 2 * config.hidden_size // heads
    numbers = moments**2 * pairs
    if channels := getattr(config, "conv_dim", None):
        numbers += PER_SAMPLE * seconds * RATE / config.conv_stride[0] * channels[0]
    return 4 * numbers
