"""The row of a task's examples: what it shows, and what a click fills in."""

from __future__ import annotations

from typing import Any

import gradio as gr

from tasks.core.examples import examples
from tasks.core.fields import File, Input, Parameter
from tasks.core.locales import text
from tasks.core.spec import TaskSpec
from tasks.ui import messages
from tasks.ui.addresses import as_served
from tasks.ui.kinds import component_on_page, kind_of
from tasks.ui.quiet import QUIET
from tasks.ui.tab.panel import Panel


def first_values(spec: TaskSpec) -> dict[str, Any]:
    """The first example's values: one is chosen already when the page opens."""
    return next(({**each.inputs, **each.params} for each in examples(spec.id)), {})


def filling(spec: TaskSpec, index: int) -> dict[str, Any]:
    """What a click on an example fills in: every input, and every parameter that any example sets, as components take
    it."""
    chosen = examples(spec.id)[index]
    given = {**chosen.inputs, **chosen.params}
    used = {name for each in examples(spec.id) for name in each.params}
    takes: list[Input | Parameter] = [*spec.inputs, *(each for each in spec.params if each.name in used)]
    return {
        each.name: as_served(kind_of(each).fill(given.get(each.name, getattr(each, "default", None)))) for each in takes
    }


def dataset(spec: TaskSpec, language: str) -> gr.Dataset | None:
    """The row of examples, with the inputs that are worth seeing; None where a task has no examples."""
    offered = examples(spec.id)
    if not offered:
        return None
    filled = [filling(spec, index) for index in range(len(offered))]
    shown = [
        each
        for each in spec.inputs
        if kind_of(each).in_examples and any(each.name in example.inputs for example in offered)
    ]
    return gr.Dataset(
        label=text("Examples", language),
        components=[component_on_page(each, language, render=False) for each in shown],
        samples=[[values[each.name] for each in shown] for values in filled],
        type="index",
        samples_per_page=len(offered),  # beyond it Gradio counts pages, in English
        elem_classes="atlas-examples",
    )


def wire_examples(panel: Panel) -> None:
    """A click on an example fills in its values; one that is beyond the model says so where the answer will be."""
    if panel.examples is None:
        return
    offered, spec, language, added = examples(panel.spec.id), panel.spec, panel.language, panel.added.filled
    boxes = [panel.given[name] for name in filling(spec, 0)]
    files = {each.name: panel.inputs[each.name] for each in spec.inputs if added and isinstance(each, File)}

    def fill(index: int, *before: Any) -> list[Any]:
        example, standing = offered[index], dict(zip(files, before, strict=True))
        said = messages.limit(text(example.limit, language), language) if example.limit else gr.skip()
        return [*filling(spec, index).values(), said, *(change(example, standing) for change in added.values())]

    panel.examples.click(
        fill,
        [panel.examples, *files.values()],
        [*boxes, panel.answer, *added],
        queue=False,
        **QUIET,
    )
