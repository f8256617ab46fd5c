"""Image classification."""

from tasks.core.fields import Bars, Choice, Image, Number
from tasks.core.spec import TaskSpec
from tasks.core.tools import NUMBERS, bars_or_numbers, by_size, top_label
from tasks.vision import CATEGORY

SPEC = TaskSpec(
    id="image-classification",
    category=CATEGORY,
    title="Image classification",
    summary="Says what a whole picture shows, with a score for each label.",
    when="To sort pictures into fixed classes.",
    inputs=(Image("image", "Picture"),),
    params=(
        Number("top_k", "top_k", "How many labels to show", default=5, least=1, most=50, live=True, common=True),
        Choice(
            "function_to_apply",
            "function_to_apply",
            "How scores come from logits",
            choices=("softmax", "sigmoid", "none"),
        ),
    ),
    outputs=(Bars("labels", "Labels"), NUMBERS),
    models=("google/vit-base-patch16-224", "microsoft/resnet-50", "apple/mobilevit-small"),
    superset={"top_k": 50},
    subset=lambda result, values: result[: values["top_k"]],
    batch=by_size("image"),
    render=bars_or_numbers,
    headline=top_label,
)
