"""Speech recognition, with the time of each piece."""

from pathlib import Path
from typing import Any, Protocol, cast

from tasks.audio import CATEGORY
from tasks.audio._hearing import check_least, check_seconds, heard_seconds
from tasks.audio._subtitles import Piece, as_srt, as_vtt, cues
from tasks.core.errors import BadParameter, TooShortForModel
from tasks.core.fields import Audio, Choice, Download, Number, Switch, Transcript, Words, Written
from tasks.core.generation import GENERATION_NAMES, generation_params
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import resampled, shortened

PIECE_SECONDS = 30  # what Whisper hears at once; longer sounds cost CTC models memory by the square of their length
SHORT_SECONDS = 0.2  # of a sound in which some models find nothing to hear
WHISPER_STARTS = 4  # tokens that Whisper begins with: start, language, task, no times
GENERATED = ("language", "task", *GENERATION_NAMES)


class SpeechPipe(Pipe, Protocol):
    """transformers' pipeline for speech, which tells kinds of models apart: "ctc", "seq2seq_whisper" and others."""

    type: str


def arrange(values: Values) -> Arguments:
    """Long sounds are read in pieces, unless somebody chose otherwise."""
    args, kwargs = SPEC.arranged(values)
    if values["chunk_length_s"] is None and values["audio"].seconds > PIECE_SECONDS:
        kwargs["chunk_length_s"] = PIECE_SECONDS
    length, stride = kwargs.get("chunk_length_s"), kwargs.get("stride_length_s")
    if stride is not None and length and 2 * stride >= length:
        raise BadParameter(field="stride_length_s", reason=Phrase("pieces must be longer than twice their overlap"))
    return args, kwargs


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Says which choices the loaded kind of model does not know, before it runs."""
    check_least(pipe, args[0].seconds, Phrase("Speech"))
    kind, chosen = cast(SpeechPipe, pipe).type, kwargs.get("generate_kwargs", {})
    times = kwargs.get("return_timestamps")
    if times == "char" and kind != "ctc":
        raise BadParameter(field="return_timestamps", reason=Phrase("only CTC models know the time of every letter"))
    if times is True and kind != "seq2seq_whisper":
        raise BadParameter(field="return_timestamps", reason=Phrase("only Whisper models time sentences; choose words"))
    if times and kind == "seq2seq":
        raise BadParameter(field="return_timestamps", reason=Phrase("this kind of model does not tell times"))
    if kind == "seq2seq_whisper":
        _check_whisper(pipe.model.generation_config, times, chosen)
        most = pipe.model.config.max_target_positions - WHISPER_STARTS
        if chosen.get("max_new_tokens", 0) > most:
            reason = Phrase("this model writes {most} tokens at once at most", most=most)
            raise BadParameter(field="max_new_tokens", reason=reason)
    else:
        for name in ("language", "task", "return_language"):
            if name in chosen or name in kwargs:
                raise BadParameter(field=name, reason=Phrase("only Whisper models know languages and tasks"))
    if chosen and not pipe.model.can_generate():
        raise BadParameter(field=next(iter(chosen)), reason=Phrase("this model (CTC) spells what it hears, without it"))
    kwargs = at_once(pipe, kind, args[0].seconds, kwargs)
    if pipe.model.can_generate():
        # The pipeline's own number of beams: who streams must know it, as beams cannot be streamed.
        beams = getattr(pipe, "_generation_defaults", {}).get("num_beams")
        if beams and "num_beams" not in chosen and (pipe.model.generation_config.num_beams or 1) == 1:
            kwargs = {**kwargs, "generate_kwargs": {**chosen, "num_beams": beams}}
    return resampled(pipe, args, kwargs)


def at_once(pipe: Pipe, kind: str, seconds: float, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The keywords for a piece that is longer than usual: Whisper hears more than 30 seconds only by its own timestamps, and
    others as much as memory takes. Raises BadParameter and RunTooLarge."""
    length = kwargs.get("chunk_length_s")
    piece = min(length, seconds) if length else seconds
    if kind != "seq2seq_whisper":
        if piece > PIECE_SECONDS:
            check_seconds(
                pipe.model.config, piece, Phrase("leave chunk_length_s empty: the sound is then read in pieces")
            )
        return kwargs
    most = heard_seconds(pipe.feature_extractor) or PIECE_SECONDS
    if length and length > most:
        reason = Phrase(
            "Whisper hears {most} seconds at once; 0 reads longer sounds by its timestamps", most=Amount(most)
        )
        raise BadParameter(field="chunk_length_s", reason=reason)
    if piece <= most or kwargs.get("return_timestamps"):
        return kwargs
    if getattr(pipe.model.generation_config, "no_timestamps_token_id", None) is None:
        reason = Phrase(
            "this checkpoint has no timestamps, by which Whisper reads long sounds all at once; leave it empty"
        )
        raise BadParameter(field="chunk_length_s", reason=reason)
    note(
        Phrase(
            "Whisper reads more than {most} seconds at once by its timestamps, so these were asked for.",
            most=Amount(most),
        )
    )
    return {**kwargs, "return_timestamps": True}


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The pipeline itself; where it breaks over a piece of unusual length, that is named as the cause."""
    try:
        return pipe(*args, **kwargs)
    except (IndexError, RuntimeError, ValueError) as error:
        whole = len(args[0]) / pipe.feature_extractor.sampling_rate
        if whole < SHORT_SECONDS:
            raise TooShortForModel(field=Phrase("Speech")) from error
        length = kwargs.get("chunk_length_s") or whole
        if length <= PIECE_SECONDS:
            raise
        reason = Phrase(
            "this model cannot hear {seconds} seconds at once; leave it empty", seconds=Amount(length, ".0f")
        )
        raise BadParameter(field="chunk_length_s", reason=reason) from error


def _check_whisper(config: Any, times: Any, chosen: dict[str, Any]) -> None:
    """What a Whisper checkpoint can do stands in its generation config. Raises BadParameter."""
    needed = {"word": "alignment_heads", True: "no_timestamps_token_id"}.get(times)
    if needed and getattr(config, needed, None) is None:
        raise BadParameter(
            field="return_timestamps", reason=Phrase("this checkpoint lacks what they need ({needed})", needed=needed)
        )
    if not getattr(config, "is_multilingual", False):
        for name in ("language", "task"):
            if name in chosen:
                raise BadParameter(field=name, reason=Phrase("this model knows one language and one task"))
    if "language" in chosen:
        from transformers.models.whisper.tokenization_whisper import LANGUAGES, TO_LANGUAGE_CODE

        language = chosen["language"].strip().lower()
        code = language if language in LANGUAGES else TO_LANGUAGE_CODE.get(language)
        if f"<|{code}|>" not in config.lang_to_id:
            raise BadParameter(
                field="language", reason=Phrase("it must be one that the model knows, such as english or en")
            )


def pieces(result: Any, values: Values) -> list[Piece]:
    """(start, end, text) of the timed pieces, texts with the space that belongs before them."""
    chunks = result.get("chunks") or []
    # Whisper's pieces and single letters bring their spaces along, words of CTC models do not.
    bare = values["return_timestamps"] == "word" and not any(chunk["text"].startswith(" ") for chunk in chunks)
    found: list[Piece] = []
    last, whole = 0.0, values["audio"].seconds
    for chunk in chunks:
        start, end = chunk["timestamp"]
        start = last if start is None else start
        end = whole if end is None else end  # cut off at the end of the sound
        # Whisper hears 30 seconds always, and may place words in the silence that fills them up.
        start, end = min(float(start), whole), min(float(max(start, end)), whole)
        found.append((start, end, f" {chunk['text']}" if bare else chunk["text"]))
        last = end
    return found


def render(result: Any, values: Values) -> dict[str, Any]:
    timed = pieces(result, values)
    shown: dict[str, Any] = {"text": result["text"].strip()}
    if timed:
        name = Path(values["audio"].name or "speech").stem
        lines = cues(timed, together=values["return_timestamps"] in ("word", "char"))
        shown["chunks"] = (values["audio"], [(start, end, text.strip()) for start, end, text in timed])
        shown["srt"] = (f"{name}.srt", as_srt(lines))
        shown["vtt"] = (f"{name}.vtt", as_vtt(lines))
    return shown


def headline(result: Any, values: Values) -> str | Phrase:
    languages = list(dict.fromkeys(chunk["language"] for chunk in result.get("chunks") or [] if chunk.get("language")))
    said = shortened(result["text"]) or Phrase("no words were heard")
    return Phrase("{said} ({languages})", said=said, languages=languages) if languages else said


SPEC = TaskSpec(
    id="automatic-speech-recognition",
    category=CATEGORY,
    title="Speech recognition",
    summary="Writes down what somebody says.",
    when="For transcripts, subtitles, dictation.",
    inputs=(Audio("audio", "Speech"),),
    params=(
        Choice(
            "return_timestamps", "return_timestamps", "Times for each piece of text: click a row to hear it",
            choices=(("words", "word"), ("letters (CTC models)", "char"), ("sentences (Whisper models)", True)),
            common=True,
        ),
        Number(
            "chunk_length_s", "chunk_length_s",
            "Read long sounds in pieces of so many seconds; 0: all at once. Left empty: 30 for what is longer",
            least=0, most=300,
        ),
        Number(
            "stride_length_s", "stride_length_s", "Seconds that pieces overlap on each side; left empty: a sixth",
            least=0, most=60, step=0.5,
        ),
        Words(
            "language", "language", "Language that is spoken, for Whisper; left empty, it listens for it",
            placeholder="english",
        ),
        Choice(
            "task", "task", "Whisper can translate into English while it listens",
            choices=("transcribe", "translate"),
        ),
        Switch("return_language", "return_language", "Also say which language Whisper heard"),
        *generation_params(common=()),
    ),
    outputs=(
        Written("text", "Text"),
        Transcript("chunks", "Timed pieces", "Click a row to hear it"),
        Download("srt", "Download subtitles as SRT"),
        Download("vtt", "Download subtitles as WebVTT"),
    ),
    models=(
        "openai/whisper-tiny",
        "openai/whisper-small",
        "openai/whisper-large-v3-turbo",
        "distil-whisper/distil-small.en",
        "facebook/wav2vec2-base-960h",
        "UsefulSensors/moonshine-tiny",
    ),
    generation="generate_kwargs",
    generation_params=GENERATED,
    arrange=arrange,
    adapt=adapt,
    run=run,
    render=render,
    headline=headline,
)  # fmt: skip
