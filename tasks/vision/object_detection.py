"""Object detection."""

from tasks.core.fields import Image, Number
from tasks.core.scale import seen
from tasks.core.spec import TaskSpec
from tasks.core.tools import by_size
from tasks.vision import CATEGORY, _boxes

SPEC = TaskSpec(
    id="object-detection",
    category=CATEGORY,
    title="Object detection",
    summary="Finds things in a picture: a box around each, with its label.",
    when="To count and to locate, when the things are of kinds that the model was trained on.",
    inputs=(Image("image", "Picture"),),
    params=(
        Number(
            "threshold", "threshold", "How sure the model must be (0 to 1) for a box to be shown",
            default=0.5, least=0, most=1, step=0.01, live=True, common=True,
        ),
    ),
    outputs=_boxes.OUTPUTS,
    models=("PekingU/rtdetr_r18vd", "hustvl/yolos-tiny", "ustc-community/dfine-small-coco"),
    pixels=seen,
    enlarge=_boxes.ENLARGE,
    superset={"threshold": 0.0},
    subset=_boxes.above,
    batch=by_size("image"),
    render=_boxes.render,
    headline=_boxes.headline,
)  # fmt: skip
