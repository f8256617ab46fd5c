"""Zero-shot object detection, or visual grounding."""

from typing import Any

from tasks.core.fields import Image, Labels, Number
from tasks.core.spec import TaskSpec, Values
from tasks.vision import CATEGORY, _boxes


def subset(result: Any, values: Values) -> Any:
    """What the pipeline gives for this threshold and this top_k: its list is sorted, the best first."""
    return _boxes.above(result, values)[: values["top_k"]]


SPEC = TaskSpec(
    id="zero-shot-object-detection",
    category=CATEGORY,
    title="Zero-shot object detection",
    summary="Finds things that you name in your own words: a box around each.",
    when="When no detector was trained on your kinds of things, or to find what a sentence speaks of (visual grounding).",
    inputs=(
        Image("image", "Picture"),
        Labels(
            "candidate_labels", "What to look for", "Separated by commas; a sentence works too",
            placeholder="red circle, a blue star", rivals=False,
        ),
    ),
    params=(
        Number(
            "threshold", "threshold", "How sure the model must be (0 to 1) for a box to be shown",
            default=0.1, least=0.01, most=1, step=0.01, live=True, common=True,
        ),
        Number("top_k", "top_k", "Show at most so many boxes; empty: all", least=1, live=True),
    ),
    outputs=_boxes.OUTPUTS,
    models=("google/owlv2-base-patch16-ensemble", "IDEA-Research/grounding-dino-tiny"),
    superset={"threshold": 0.01, "top_k": None},
    subset=subset,
    render=_boxes.render,
    headline=_boxes.headline,
)  # fmt: skip
