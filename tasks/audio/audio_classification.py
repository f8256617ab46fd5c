"""Audio classification."""

from tasks.audio import CATEGORY
from tasks.audio._hearing import whole
from tasks.core.fields import Audio, Bars, Choice, Number
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import NUMBERS, bars_or_numbers, by_samples, top_label


def arrange(values: Values) -> Arguments:
    """A call that names no top_k gets all labels, whatever the pipeline was built with."""
    return (values["audio"],), {**SPEC.chosen(values), "top_k": values["top_k"]}


SPEC = TaskSpec(
    id="audio-classification",
    category=CATEGORY,
    title="Audio classification",
    summary="Says what is heard in a sound, with a score for each label.",
    when="For command words, emotions, languages, everyday sounds.",
    inputs=(Audio("audio", "Sound"),),
    params=(
        Number("top_k", "top_k", "How many labels to show", default=5, least=1, most=50, live=True, common=True),
        Choice(
            "function_to_apply",
            "function_to_apply",
            "How scores come from logits, the model's raw numbers; left empty, the model's own way",
            choices=("softmax", "sigmoid", "none"),
        ),
    ),
    outputs=(Bars("labels", "Labels"), NUMBERS),
    models=(
        "MIT/ast-finetuned-audioset-10-10-0.4593",
        "superb/wav2vec2-base-superb-ks",
        "superb/hubert-large-superb-er",
        "facebook/mms-lid-126",
    ),
    superset={"top_k": 50},
    subset=lambda result, values: result[: values["top_k"]],
    arrange=arrange,
    adapt=whole,
    batch=by_samples("audio"),
    render=bars_or_numbers,
    headline=top_label,
)
