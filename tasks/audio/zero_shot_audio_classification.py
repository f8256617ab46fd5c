"""Zero-shot audio classification."""

from tasks.audio import CATEGORY
from tasks.audio._hearing import whole
from tasks.core.fields import Audio, Bars, Labels, Template
from tasks.core.loaders import FromTransformers
from tasks.core.spec import TaskSpec
from tasks.core.tools import by_samples, label_scores, top_label

SPEC = TaskSpec(
    id="zero-shot-audio-classification",
    category=CATEGORY,
    title="Zero-shot audio classification",
    summary="Chooses which of your own labels fits a sound best.",
    when="When no model was trained for your labels: you write them, nothing is trained.",
    inputs=(
        Audio("audio", "Sound"),
        Labels("candidate_labels", "Candidate labels", "Separated by commas", placeholder="a bell, rain, a dog"),
    ),
    params=(
        Template(
            "hypothesis_template",
            "hypothesis_template",
            "The sentence in which each label is shown to the model; the braces are the label's place",
            default="This is a sound of {}.",
            common=True,
        ),
    ),
    outputs=(Bars("labels", "Labels"),),
    models=("laion/clap-htsat-unfused", "laion/larger_clap_general"),
    loader=FromTransformers(only=("ClapModel",)),
    adapt=whole,
    batch=by_samples("audio"),
    render=lambda result, values: {"labels": label_scores(result)},
    headline=top_label,
)
