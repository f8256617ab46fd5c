"""Zero-shot image classification, or how well texts fit a picture."""

from tasks.core.fields import Bars, Image, Labels, Template
from tasks.core.scale import seen
from tasks.core.spec import TaskSpec
from tasks.core.tools import by_size, label_scores, top_label
from tasks.vision import CATEGORY

SPEC = TaskSpec(
    id="zero-shot-image-classification",
    category=CATEGORY,
    title="Zero-shot image classification",
    summary="Chooses which of your own labels or captions fits a picture best.",
    when="To sort pictures into classes that you make up on the spot, or to match texts and pictures (retrieval).",
    inputs=(
        Image("image", "Picture"),
        Labels("candidate_labels", "Candidate labels", "Separated by commas", placeholder="cat, dog, red car"),
    ),
    params=(
        Template(
            "hypothesis_template", "hypothesis_template",
            "The sentence in which each label is shown to the model; the braces are the label's place",
            default="This is a photo of {}.", common=True,
        ),
    ),
    outputs=(Bars("labels", "Labels"),),
    models=("openai/clip-vit-base-patch32", "google/siglip2-base-patch16-224"),
    pixels=seen,
    batch=by_size("image"),
    render=lambda result, values: {"labels": label_scores(result)},
    headline=top_label,
)  # fmt: skip
