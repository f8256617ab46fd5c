"""Image to text: captions, and reading (OCR with TrOCR), as transformers 4 had it."""

from typing import Any

from tasks.core.errors import BadParameter
from tasks.core.fields import Image, Text, Written
from tasks.core.generation import GENERATION_NAMES, generation_params, with_defaults
from tasks.core.loaders import FromClass
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.scale import seen
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import generated_text
from tasks.multimodal import CATEGORY, _writes


def arrange(values: Values) -> Arguments:
    prompt = {"prompt": values["prompt"]} if values["prompt"] else {}
    return (values["image"],), {**prompt, "generate_kwargs": _writes.generate_kwargs(SPEC, values)}


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Some models read nothing but the picture. Raises BadParameter."""
    if kwargs.get("prompt") and pipe.model.config.model_type == "vision-encoder-decoder":
        raise BadParameter(field="prompt", reason=Phrase("this model reads the picture alone; leave the prompt empty"))
    return args, {**kwargs, "generate_kwargs": with_defaults(pipe, kwargs["generate_kwargs"])}


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    prompt = call.kwargs.get("prompt")
    return [
        *_writes.prepared(lines, "AutoModelForImageTextToText", call.args[0], prompt),
        *(['inputs.pop("token_type_ids", None)  # some tokenizers give them, no model reads them'] if prompt else []),
        f"output = model.generate(**inputs{_writes.asked(lines, call.kwargs['generate_kwargs'])})",
        'result = [{"generated_text": tokenizer.decode(output[0], skip_special_tokens=True)}]',
        "print(result)",
    ]


SPEC = TaskSpec(
    id="image-to-text",
    category=CATEGORY,
    title="Image to text",
    summary="Describes a picture in words, or reads the line of text that it shows.",
    when="For captions; for OCR, reading printed or handwritten lines, take a TrOCR model.",
    inputs=(
        Image("image", "Picture"),
        Text("prompt", "Prompt", "How the text begins, for models that take one (BLIP)", optional=True, lines=1,
             placeholder="a photo of"),
    ),
    params=generation_params(),
    outputs=(Written("text", "Text"),),
    models=(
        "Salesforce/blip-image-captioning-base",
        "nlpconnect/vit-gpt2-image-captioning",
        "microsoft/trocr-small-printed",
    ),
    restored=True,
    loader=FromClass(
        "tasks.pipelines.image_to_text:ImageToTextPipeline",
        autos=("AutoModelForImageTextToText",),
        only=(  # which write about a picture that stands alone; the others want it among the words of a question
            "Blip2ForConditionalGeneration",
            "BlipForConditionalGeneration",
            "GitForCausalLM",
            "Pix2StructForConditionalGeneration",
            "VisionEncoderDecoderModel",
        ),
        others=Phrase("it answers words about a picture, and here it would get the picture alone"),
    ),
    generation="generate_kwargs",
    generation_params=GENERATION_NAMES,
    arrange=arrange,
    adapt=adapt,
    code=code,
    pixels=seen,
    render=lambda result, values: {"text": generated_text(result)},
    headline=lambda result, values: generated_text(result) or Phrase("the model wrote nothing"),
)  # fmt: skip
