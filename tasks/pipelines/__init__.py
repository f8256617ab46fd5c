"""The pipelines that transformers 5 dropped, and one `pipeline()` that knows both those and the ones it kept.

    from tasks.pipelines import pipeline

    answer = pipeline("question-answering", model="distilbert/distilbert-base-cased-distilled-squad")
    answer(question="Where?", context="She lives in Berlin.")

Importing this package costs nothing: torch, transformers and the pipeline classes load on the first `pipeline()`.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import Pipeline

__all__ = ["ADAPTED", "ALIASES", "RESTORED", "RestoredTask", "canonical_task", "load_class", "pipeline", "restored"]


@dataclass(frozen=True)
class RestoredTask:
    """What is known about a pipeline class without importing it.

    `impl` is `"module:Class"` in this package, `auto_models` the names of transformers' Auto classes, tried in order,
    `type` transformers' own word for the modality ("text", "image", "multimodal"), `loads` the preprocessors
    that the pipeline needs, `default` the (model id, revision) used where no model is named, None where version 4
    had none, and `generates` whether the pipeline calls `model.generate` (None: it depends on the model).
    """

    impl: str
    auto_models: tuple[str, ...]
    type: str
    loads: tuple[str, ...]
    default: tuple[str, str] | None = None
    generates: bool | None = False


_SEQ2SEQ = ("AutoModelForSeq2SeqLM",)

RESTORED: dict[str, RestoredTask] = {
    "question-answering": RestoredTask(
        impl="question_answering:QuestionAnsweringPipeline",
        auto_models=("AutoModelForQuestionAnswering",),
        type="text",
        loads=("tokenizer",),
        default=("distilbert/distilbert-base-cased-distilled-squad", "564e9b5"),
    ),
    "text2text-generation": RestoredTask(
        impl="text2text_generation:Text2TextGenerationPipeline",
        auto_models=_SEQ2SEQ,
        type="text",
        loads=("tokenizer",),
        default=("google-t5/t5-base", "a9723ea"),
        generates=True,
    ),
    "summarization": RestoredTask(
        impl="summarization:SummarizationPipeline",
        auto_models=_SEQ2SEQ,
        type="text",
        loads=("tokenizer",),
        default=("sshleifer/distilbart-cnn-12-6", "a4f8f3e"),
        generates=True,
    ),
    "translation": RestoredTask(
        impl="translation:TranslationPipeline",
        auto_models=_SEQ2SEQ,
        type="text",
        loads=("tokenizer",),
        default=("google-t5/t5-base", "a9723ea"),
        generates=True,
    ),
    "visual-question-answering": RestoredTask(
        impl="visual_question_answering:VisualQuestionAnsweringPipeline",
        auto_models=("AutoModelForVisualQuestionAnswering",),
        type="multimodal",
        loads=("tokenizer", "image_processor"),
        default=("dandelin/vilt-b32-finetuned-vqa", "d0a1f6a"),
        generates=None,
    ),
    "image-to-text": RestoredTask(
        impl="image_to_text:ImageToTextPipeline",
        # Version 4's AutoModelForVision2Seq goes by this name now, with the same captioning models in it.
        auto_models=("AutoModelForImageTextToText",),
        type="multimodal",
        loads=("tokenizer", "image_processor"),
        default=("ydshieh/vit-gpt2-coco-en", "5bebf1e"),
        generates=True,
    ),
    "image-to-image": RestoredTask(
        impl="image_to_image:ImageToImagePipeline",
        auto_models=("AutoModelForImageToImage",),
        type="image",
        loads=("image_processor",),
        default=("caidas/swin2SR-classical-sr-x2-64", "cee1c92"),
    ),
    "conversational": RestoredTask(
        impl="conversational:ConversationalPipeline",
        auto_models=("AutoModelForSeq2SeqLM", "AutoModelForCausalLM"),
        type="text",
        loads=("tokenizer",),
        generates=True,
    ),
}

ALIASES: dict[str, str] = {"vqa": "visual-question-answering"}

# Tasks that transformers still has, but whose pipeline needs torchvision: the class to use where it is missing.
ADAPTED: dict[str, str] = {
    "mask-generation": "mask_generation:MaskGenerationPipeline",
    "any-to-any": "any_to_any:AnyToAnyPipeline",
}

_DIRECTED_TRANSLATION = re.compile(r"translation_[^_]+_to_[^_]+")
_REGISTER = threading.Lock()


def canonical_task(task: str) -> str:
    """The name under which a task stands in `RESTORED`: resolves `vqa` and `translation_xx_to_yy`, leaves others."""
    if _DIRECTED_TRANSLATION.fullmatch(task):
        return "translation"
    return ALIASES.get(task, task)


def restored(task: str) -> RestoredTask | None:
    """What is known about a restored task, by its name or an alias; None for a task that transformers has itself."""
    return RESTORED.get(canonical_task(task))


def load_class(impl: str) -> type[Pipeline]:
    """Import `"module:Class"` from this package. Takes seconds the first time, as it imports transformers."""
    module, name = impl.split(":")
    loaded: type[Pipeline] = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    return loaded


@cache
def has_torchvision() -> bool:
    """Whether torchvision can be used: one built for another torch is installed but fails when imported."""
    if importlib.util.find_spec("torchvision") is None:
        return False
    try:
        importlib.import_module("torchvision.ops")
    except (ImportError, RuntimeError, OSError, AttributeError):
        return False
    return True


def _register(task: str, spec: RestoredTask) -> str:
    """Make a restored task known to transformers and give its name there.

    transformers refuses the removed names before it looks into its registry, so ours stand under `restored/<task>`.
    """
    import transformers
    from transformers.pipelines import PIPELINE_REGISTRY

    name = f"restored/{task}"
    with _REGISTER:
        if name not in PIPELINE_REGISTRY.supported_tasks:
            cls = load_class(spec.impl)
            PIPELINE_REGISTRY.register_pipeline(
                name,
                pipeline_class=cls,
                pt_model=tuple(getattr(transformers, auto) for auto in spec.auto_models),
                default={"model": spec.default} if spec.default else None,
                type=spec.type,
            )
            # The registry's mark on the class makes `save_pretrained` copy our source file into the model's folder and
            # name it there as custom code: a saved model should stay one that anybody can load.
            del cls._registered_impl  # type: ignore[attr-defined]
    return name


def pipeline(task: str, model: Any = None, **kwargs: Any) -> Pipeline:
    """Build a pipeline as `transformers.pipeline` does, for the tasks it has and the ones it dropped.

    Args:
        task: a task's name, `vqa`, or `translation_xx_to_yy` with two language codes.
        model: a Hub id, a local folder or a loaded model; the task's default model if None.
        kwargs: everything `transformers.pipeline` takes (`config`, `tokenizer`, `image_processor`, `revision`, `token`,
            `device`, `device_map`, `dtype`, `trust_remote_code`, `model_kwargs`, `batch_size`, ...), and defaults for
            the keywords of the pipeline's call.

    Raises:
        ValueError: a task that needs a model named, `device` together with `device_map`.
        KeyError: an unknown task (from transformers). Loading errors are transformers' own.
    """
    if kwargs.get("device") is not None and kwargs.get("device_map") is not None:
        raise ValueError(
            "`device` and `device_map` are both given: the first puts the whole model in one place, the second spreads "
            "it. Pass only one of them."
        )
    spec = restored(task)
    if spec is not None:
        if model is None and spec.default is None:
            raise ValueError(f"The task {task} has no default model. Pass the id of one as `model`.")
        name = _register(canonical_task(task), spec)
        if kwargs.get("pipeline_class") is None:
            # Ours learn the task's own name, so that `translation_en_to_fr` finds its language pair in it.
            kwargs["restored_task"] = ALIASES.get(task, task)
        task = name
    elif task in ADAPTED and kwargs.get("pipeline_class") is None and not has_torchvision():
        kwargs["pipeline_class"] = load_class(ADAPTED[task])

    from transformers import pipeline as build

    built: Pipeline = build(task, model=model, **kwargs)  # type: ignore[call-overload]
    return built
