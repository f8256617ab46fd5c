"""Text to speech, music and other sounds."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tasks.audio import CATEGORY
from tasks.audio._spoken import note_left_out, pieces, sayable, says
from tasks.core.errors import BadParameter, MissingPart
from tasks.core.fields import Note, Number, Sounds, Text, Words
from tasks.core.generation import GENERATION_NAMES, generation_params
from tasks.core.loaders import FromTransformers, Placement
from tasks.core.locales import Phrase
from tasks.core.media import Sound, seconds_of_sound
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Alias, Arguments, Call, TaskSpec, Values

BARK_TOKENS = 256  # of a text that Bark reads
READERS = ("vits", "speecht5", "fastspeech2_conformer", "fastspeech2_conformer_with_hifigan")  # say what is written
PAUSE = 0.3  # seconds between two pieces of a long text


@dataclass(frozen=True)
class WithVocoder(FromTransformers):
    """transformers' own pipeline, which fetches the vocoder of a model that gives spectrograms (SpeechT5) by itself."""

    def load(self, task: str, folder: Path, where: Placement) -> Pipe:
        """Raises MissingPart where the vocoder is not to be had, and what FromTransformers does."""
        from huggingface_hub import try_to_load_from_cache
        from transformers import AutoConfig
        from transformers.models.auto.modeling_auto import MODEL_FOR_TEXT_TO_SPECTROGRAM_MAPPING_NAMES
        from transformers.pipelines.text_to_audio import DEFAULT_VOCODER_ID

        try:
            return super().load(task, folder, where)
        except OSError as error:
            kind = AutoConfig.from_pretrained(str(folder)).model_type
            stored = isinstance(try_to_load_from_cache(DEFAULT_VOCODER_ID, "config.json"), str)
            if stored or kind not in MODEL_FOR_TEXT_TO_SPECTROGRAM_MAPPING_NAMES:
                raise
            needed_for = Phrase("making sound of its spectrograms (the vocoder)")
            part = DEFAULT_VOCODER_ID
            raise MissingPart(model=where.model, part=part, needed_for=needed_for, fetched=part) from error


@dataclass(frozen=True)
class DrawnVoice:
    """A voice for SpeechT5 that a number draws: a unit vector as long as the model's. Its text is the code that makes it."""

    number: int
    width: int = 512

    def __repr__(self) -> str:
        drawn = f"torch.randn(1, {self.width}, generator=torch.Generator().manual_seed({self.number}))"
        return f"torch.nn.functional.normalize({drawn})"

    def tensor(self) -> Any:
        import torch

        drawn = torch.randn(1, self.width, generator=torch.Generator().manual_seed(self.number))
        return torch.nn.functional.normalize(drawn)


def arrange(values: Values) -> Arguments:
    """The voice goes where its kind of model takes it: into `forward_params` or `preprocess_params`."""
    (text,), chosen = SPEC.arranged(values)
    kwargs = {"generate_kwargs": chosen["generate_kwargs"]} if "generate_kwargs" in chosen else {}
    forward: dict[str, Any] = {}
    if values["speaker_id"] is not None:
        forward["speaker_id"] = values["speaker_id"]
    if values["speaker_embeddings"] is not None:
        forward["speaker_embeddings"] = DrawnVoice(values["speaker_embeddings"])
    if forward:
        kwargs["forward_params"] = forward
    if values["voice_preset"]:
        kwargs["preprocess_params"] = {"voice_preset": values["voice_preset"]}
    return (text,), kwargs


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Checks the voice against those that the model has: a name of none would be looked for on the disk."""
    kind = pipe.model.config.model_type
    chosen = kwargs.get("generate_kwargs", {})
    if chosen and not pipe.model.can_generate():
        reason = Phrase("this kind of model ({kind}) does not write tokens", kind=kind)
        raise BadParameter(field=next(iter(chosen)), reason=reason)
    text = sayable(pipe.tokenizer, args[0]) if kind == "vits" else args[0]
    if kind == "speecht5":
        unknown = pipe.tokenizer.unk_token_id
        note_left_out(text, lambda sign: unknown not in pipe.tokenizer(sign, add_special_tokens=False).input_ids)
    said: str | list[str] = text
    if kind in READERS and len(parts := pieces(text)) > 1:
        said = [part for part in parts if kind != "vits" or says(pipe.tokenizer, part)]
        note(
            Phrase("The text is long: it was said in {count} pieces, with short pauses between them.", count=len(parts))
        )
    elif kind == "bark" and len(pipe.tokenizer(text).input_ids) > BARK_TOKENS:
        note(Phrase("This model reads {tokens} tokens at most: the end of your text was left out.", tokens=BARK_TOKENS))
    forward = dict(kwargs.get("forward_params", {}))
    if "speaker_id" in forward:
        config = pipe.model.config
        speakers = getattr(config, "num_speakers", None) or getattr(config, "vocoder_num_spkrs", None) or 1
        if forward["speaker_id"] >= speakers:
            reason = Phrase(
                "this model has {count} voice, with the number 0", "this model has {count} voices, counted from 0",
                count=speakers,
            )  # fmt: skip
            raise BadParameter(field="speaker_id", reason=reason)
    if "voice_preset" in kwargs.get("preprocess_params", {}):
        voices = [name for name in getattr(pipe.processor, "speaker_embeddings", None) or {} if name != "repo_or_path"]
        if kwargs["preprocess_params"]["voice_preset"] not in voices:
            known = [*voices[:8], *(["…"] if len(voices) > 8 else [])]
            reason = Phrase("this model has {known}", known=known) if known else Phrase("this model has no such voices")
            raise BadParameter(field="voice_preset", reason=reason)
    if kind == "speecht5" and "speaker_embeddings" not in forward:
        raise BadParameter(
            field="speaker_embeddings", reason=Phrase("SpeechT5 has no voice of its own: a number draws one")
        )
    if "speaker_embeddings" in forward:
        if kind != "speecht5":
            raise BadParameter(field="speaker_embeddings", reason=Phrase("only SpeechT5 models take one"))
        width = pipe.model.config.speaker_embedding_dim
        forward["speaker_embeddings"] = replace(forward["speaker_embeddings"], width=width).tensor()
    return (said,), {**kwargs, "forward_params": forward} if forward else kwargs


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The pipeline itself; a long text piece by piece, since what it takes of memory grows by all that is said at once."""
    (text,) = args
    if isinstance(text, str):
        return pipe(text, **kwargs)
    import numpy as np

    spoken = [pipe(piece, **kwargs) for piece in text]
    rate = spoken[0]["sampling_rate"]
    pause = np.zeros_like(spoken[0]["audio"], shape=(*spoken[0]["audio"].shape[:-1], int(PAUSE * rate)))
    joined = [part for each in spoken for part in (pause, each["audio"])]
    return {"audio": np.concatenate(joined[1:], axis=-1), "sampling_rate": rate}


def code(call: Call, lines: Lines) -> list[str]:
    """The pipeline itself, and a player's file."""
    lines.imports |= {"from transformers import pipeline", "import soundfile"}
    if "speaker_embeddings" in call.kwargs.get("forward_params", {}):
        lines.imports.add("import torch")
    given = "".join(f", {name}={lines.literal(value, name)}" for name, value in call.kwargs.items())
    (text,) = call.args
    said = [f"result = pipe({lines.literal(text)}{given})"]
    if isinstance(text, list):
        lines.imports.add("import numpy as np")
        said = [
            "pieces = [  # all at once would need too much memory",
            *(f"    {lines.literal(piece)}," for piece in text),
            "]",
            f"spoken = [pipe(piece{given}) for piece in pieces]",
            'rate = spoken[0]["sampling_rate"]',
            f'pause = np.zeros((*spoken[0]["audio"].shape[:-1], int({PAUSE} * rate)), dtype=np.float32)',
            'joined = [part for each in spoken for part in (pause, each["audio"])]',
            'result = {"audio": np.concatenate(joined[1:], axis=-1), "sampling_rate": rate}',
        ]
    return [
        'pipe = pipeline("text-to-audio", model=MODEL)',
        *said,
        'soundfile.write("sound.wav", result["audio"].T, result["sampling_rate"])',
        "print(result)",
    ]


def sound(result: Any) -> Sound:
    """The result as a mono sound; models of music may give two channels."""
    import numpy as np

    samples = np.asarray(result["audio"], dtype=np.float32)
    samples = samples.mean(axis=0) if samples.ndim > 1 else np.atleast_1d(samples)
    return Sound(np.nan_to_num(samples), int(result["sampling_rate"]))


def headline(result: Any, values: Values) -> Phrase:
    return seconds_of_sound(sound(result))


def facts(result: Any) -> Phrase:
    made = sound(result)
    return Phrase(
        "{rate:,} samples a second (the sampling rate), {samples:,} in all.", rate=made.rate, samples=len(made.samples)
    )


SPEC = TaskSpec(
    id="text-to-audio",
    category=CATEGORY,
    title="Text to speech and audio",
    summary="Reads a text aloud, or makes the music or noise that it describes.",
    when="For voices, announcements, melodies.",
    inputs=(Text("text", "Text", placeholder="The red circle is left of the blue star."),),
    params=(
        Number(
            "speaker_id", "speaker_id", "Number of the voice, for models with several (VITS); left empty: the first",
            least=0, most=10_000,
        ),
        Words("voice_preset", "voice_preset", "Name of the voice, for Bark", placeholder="v2/en_speaker_6"),
        Number(
            "speaker_embeddings", "speaker_embeddings", "For SpeechT5: any number, each draws a voice of its own",
            least=0, most=1_000_000,
        ),
        *generation_params(common=()),
    ),
    outputs=(Sounds("audio", "Sound"), Note("facts", "Facts")),
    hub_task="text-to-speech",
    models=(
        "facebook/mms-tts-eng",
        "facebook/mms-tts-spa",
        "facebook/mms-tts-kor",
        "suno/bark-small",
        "microsoft/speecht5_tts",
        "facebook/musicgen-small",
    ),
    aliases=(Alias("text-to-speech"),),
    loader=WithVocoder(),
    generation="generate_kwargs",
    generation_params=GENERATION_NAMES,
    arrange=arrange,
    adapt=adapt,
    run=run,
    code=code,
    render=lambda result, values: {"audio": sound(result), "facts": facts(result)},
    headline=headline,
)  # fmt: skip
