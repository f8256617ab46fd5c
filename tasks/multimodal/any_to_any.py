"""Any to any: text, pictures, sounds and clips in; text, a picture or a sound out, as the model can."""

from dataclasses import dataclass
from typing import Any

from tasks.core import talk
from tasks.core.errors import BadParameter
from tasks.core.fields import Audio, Choice, Image, Picture, Sounds, Text, Video, Written
from tasks.core.generation import GENERATION_NAMES, generation_params
from tasks.core.loaders import FromTransformers
from tasks.core.locales import Phrase
from tasks.core.media import Clip, Sound, seconds_of_sound
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.scale import seen
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import shortened
from tasks.multimodal import CATEGORY, _talk, _writes

SPOKEN_RATE = 24_000  # Hz; the result does not name it, and the Qwen-Omni models, which speak, all use it
FRAMES, LONGEST = (
    16,
    448,
)  # of a clip that a model is shown: each costs it as many tokens as a picture of this longer side


@dataclass(frozen=True)
class Source:
    """An expression that stands in the code as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text


def arrange(values: Values) -> Arguments:
    """One message of the user's with everything in it."""
    generate = _writes.generate_kwargs(SPEC, values, "max_new_tokens")
    mode = {} if values["generation_mode"] == "text" else {"generation_mode": values["generation_mode"]}
    things = {"image": values["image"], "video": values["video"], "audio": values["audio"]}
    messages = _talk.with_things([{"role": "user", "content": values["text"]}], things)
    return (), {"text": messages, **mode, "generate_kwargs": generate}


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Checks what the loaded model takes and gives; sounds come at its rate, clips as a few frames."""
    kwargs = _talk.adapted(pipe, kwargs)
    takes = {part["type"] for message in kwargs["text"] for part in message["content"]}
    for kind in sorted(takes - set(pipe.model.input_modalities)):
        known = list(pipe.model.input_modalities)
        raise BadParameter(field=kind, reason=Phrase("this model takes {known} and nothing else", known=known))
    wanted = kwargs.get("generation_mode", "text")
    if wanted not in pipe.model.output_modalities:
        reason = Phrase("this model gives {known} and nothing else", known=list(pipe.model.output_modalities))
        raise BadParameter(field="generation_mode", reason=reason)

    def at_rate(sound: Sound) -> Any:
        return sound.at(pipe.feature_extractor.sampling_rate)

    messages = _talk.changed(_talk.changed(kwargs["text"], "audio", at_rate), "video", frames)
    return args, {**kwargs, "text": messages}


def frames(clip: Clip) -> Any:
    """The frames of a clip that a model is shown, of shape (frames, height, width, 3)."""
    import numpy as np

    return np.stack(clip.frames(shown(clip), LONGEST))


def shown(clip: Clip) -> list[int]:
    """Their numbers, at even distances."""
    count = min(FRAMES, len(clip))
    return [round(i * (len(clip) - 1) / max(1, count - 1)) for i in range(count)]


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Only text can be shown while it is being written."""
    if kwargs.get("generation_mode", "text") != "text":
        generate = {name: value for name, value in kwargs["generate_kwargs"].items() if name != "streamer"}
        return pipe(*args, **{**kwargs, "generate_kwargs": generate})
    return _talk.run(pipe, args, kwargs)


def code(call: Call, lines: Lines) -> list[str] | None:
    """By the model's own classes where it writes: transformers' pipeline asks for torchvision, the model does not."""
    if "generation_mode" in call.kwargs:
        return None
    lines.imports.add("from transformers import AutoModelForMultimodalLM, AutoProcessor")

    def read(clip: Clip) -> Source:
        imports, before = clip.code(shown(clip), LONGEST)
        lines.imports |= {*imports, "import numpy as np"}
        lines.before += before
        return Source("np.stack(frames)")

    messages = lines.literal(_talk.changed(call.kwargs["text"], "video", read))
    before = [line.replace("pipe.feature_extractor", "processor.feature_extractor") for line in lines.before]
    return [
        "processor = AutoProcessor.from_pretrained(MODEL)",
        "model = AutoModelForMultimodalLM.from_pretrained(MODEL)",
        *before,
        f"messages = {messages}",
        "inputs = processor.apply_chat_template(",
        '    messages, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"',
        ").to(model.device)",
        f"output = model.generate(**inputs{_writes.asked(lines, call.kwargs['generate_kwargs'])})",
        'answer = processor.decode(output[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)',
        'said = [*messages, {"role": "assistant", "content": answer}]',
        'result = [{"input_text": messages, "generated_text": said}]',
        "print(result)",
    ]


def spoken(result: Any) -> Sound:
    import numpy as np

    samples = np.asarray(result[0]["generated_audio"], dtype=np.float32)
    return Sound(samples.reshape(-1), SPOKEN_RATE)


def answer(result: Any) -> str:
    """What the model answers; what it thought before stays in the pipeline's own result, unless it came no further."""
    thought, answered = talk.thought_and_answer(_talk.reply(result))
    talk.say_unfinished(_talk.reply(result))
    if thought and answered:
        note(Phrase("The model thought before it answered; its thinking stands in the result as JSON."))
    return answered or thought


def render(result: Any, values: Values) -> dict[str, Any]:
    row = result[0]
    return {
        "text": answer(result) if "generated_text" in row else None,
        "picture": row.get("generated_image"),
        "sound": spoken(result) if "generated_audio" in row else None,
    }


def headline(result: Any, values: Values) -> str | Phrase:
    if "generated_text" in result[0]:
        return shortened(answer(result)) or Phrase("the model said nothing")
    return Phrase("a picture") if "generated_image" in result[0] else seconds_of_sound(spoken(result))


SPEC = TaskSpec(
    id="any-to-any",
    category=CATEGORY,
    title="Any to any",
    summary="Takes words together with a picture, a sound or a clip, and answers in words, a picture or speech.",
    when="For models of many senses. What goes in and comes out depends on the model.",
    inputs=(
        Text("text", "Text", lines=2, placeholder="What is in the picture?"),
        Image("image", "Picture", optional=True),
        Audio("audio", "Sound", optional=True),
        Video("video", "Clip", optional=True),
    ),
    params=(
        *generation_params(max_new_tokens=256),
        Choice(
            "generation_mode", "generation_mode", "What the model shall give back", default="text",
            choices=(("text", "text"), ("a picture", "image"), ("speech", "audio")),
        ),
    ),
    chats=True,
    outputs=(Written("text", "Text"), Picture("picture", "Picture"), Sounds("sound", "Sound")),
    loader=FromTransformers(without_torchvision="tasks.pipelines.any_to_any:AnyToAnyPipeline"),
    models=("deepseek-community/Janus-Pro-1B",),
    embedded=("any-to-any", "image-text-to-text"),
    generation="generate_kwargs",
    generation_params=GENERATION_NAMES,
    arrange=arrange,
    code=code,
    adapt=adapt,
    run=run,
    pixels=seen,
    render=render,
    headline=headline,
)  # fmt: skip
