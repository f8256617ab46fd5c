"""The pipelines that transformers 5 dropped, and one `pipeline()` that knows both those and the ones it kept.

    from tasks.pipelines import pipeline

    answer = pipeline("question-answering", model="distilbert/distilbert-base-cased-distilled-squad")
    answer(question="Where?", context="She lives in Berlin.")

Importing this package costs nothing: torch, transformers and the pipeline classes load on the first `pipeline()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import Pipeline

__all__ = ["pipeline"]


def pipeline(task: str, model: Any = None, **kwargs: Any) -> Pipeline:
    """Build a pipeline as `transformers.pipeline` does, for the tasks it has and those that bring a class of their own.

    Args:
        task: a task's name, an alias such as `vqa`, or `translation_xx_to_yy` with two language codes.
        model: a Hub id, a local folder or a loaded model; the task's default model if None.
        kwargs: everything `transformers.pipeline` takes (`config`, `tokenizer`, `image_processor`, `revision`, `token`,
            `device`, `device_map`, `dtype`, `trust_remote_code`, `model_kwargs`, `batch_size`, ...), version 4's
            `framework="pt"`, and defaults for the keywords of the pipeline's call.

    Raises:
        ValueError: a task that needs a model named, `device` together with `device_map`, another framework.
        KeyError: an unknown task (from transformers). Loading errors are transformers' own.
    """
    from tasks.core.loaders import FromClass, FromTransformers
    from tasks.core.registry import named

    if kwargs.get("device") is not None and kwargs.get("device_map") is not None:
        raise ValueError(
            "`device` and `device_map` are both given: the first puts the whole model in one place, the second spreads "
            "it. Pass only one of them."
        )
    framework = kwargs.pop("framework", None)  # version 4's word for the library below, of which one is left
    if framework not in (None, "pt"):
        raise ValueError(
            f"The framework {framework!r} is not here: transformers 5 runs on PyTorch alone. Leave it out."
        )
    spec = named(task)
    loader = spec.loader if spec else None
    if spec is not None and isinstance(loader, FromClass):
        cls = loader.pipeline_class()
        if model is None:
            default = cls.default_for(task) if hasattr(cls, "default_for") else None
            if default is None:
                raise ValueError(f"The task {task} has no default model. Pass the id of one as `model`.")
            model, revision = default
            kwargs.setdefault("revision", revision)
        if spec.restored and kwargs.get("pipeline_class") is None:
            # Ours learn the task's own name, so that `translation_en_to_fr` finds its language pair in it.
            kwargs["restored_task"] = task if spec.says_more(task) else spec.id
        task = loader.registered(spec.id)
    elif isinstance(loader, FromTransformers) and kwargs.get("pipeline_class") is None:
        kwargs["pipeline_class"] = loader.pipeline_class()

    from transformers import pipeline as build

    built: Pipeline = build(task, model=model, **kwargs)
    return built
