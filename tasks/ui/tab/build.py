"""The components of a task's panel from its spec, the first example filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gradio as gr
from gradio.components import Component

from tasks.core.fields import Field
from tasks.core.locales import text
from tasks.core.service import Service
from tasks.core.spec import TaskSpec
from tasks.ui import messages
from tasks.ui.addresses import as_served
from tasks.ui.kinds import component_below, component_on_page, kind_of, output_on_page
from tasks.ui.tab.examples import dataset, first_values
from tasks.ui.tab.inside import build_inside
from tasks.ui.tab.panel import Panel
from tasks.ui.templates import html

FEW = 3  # other names of a task that stand in its line; more are folded away


def about(spec: TaskSpec, ships: bool, language: str) -> str:
    """The line under the title: what the task does, when to use it, where to learn more, its other names; and a line
    more where no model ships for it."""
    restored = text("dropped by transformers 5, restored here", language)
    missing = text(
        "No model ships with this task yet. It runs with any model id of the Hub, typed in the sidebar, or with a folder given by --models-dir.",
        language,
    )
    names = [alias.id for alias in spec.aliases]
    many = text("{count} other names for programs", language, count=len(names)) if len(names) > FEW else ""
    return html(
        "about.html",
        title=text(spec.title, language),
        summary=text(spec.summary, language),
        when=text(spec.when, language),
        address=spec.learn_more,
        learn_more=text("learn more", language),
        also=text("also", language),
        names=names,
        folded=many,
        restored=restored if spec.restored else "",
        missing="" if ships else missing,
    )


def build_panel(service: Service, spec: TaskSpec, language: str) -> Panel:
    """The components of a task. Call it where they shall stand."""
    ships = service.store.embedded(spec)
    gr.HTML(about(spec, bool(ships), language), padding=False)
    chosen = first_values(spec)
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=300, elem_classes="atlas-asked"):
            below: dict[str, Component] = {}
            inputs = _inputs(spec, chosen, language, below)
            params = _given([each for each in spec.params if each.common], chosen, language, below)
            with gr.Row():
                run = gr.Button(
                    text("Run", language), variant="primary", elem_classes="atlas-run", scale=3, min_width=120
                )
                stop = gr.Button(text("Stop", language), elem_classes="atlas-stop", scale=1, min_width=80)
            examples = dataset(spec, language)  # under Run, which many examples would push below the fold
            folded = [each for each in spec.params if not each.common]
            if folded:
                with gr.Accordion(text("Parameters", language), open=False):
                    params |= _given(folded, chosen, language, below)
        with gr.Column(scale=1, min_width=300):
            what = ", ".join(_in_a_sentence(text(each.label, language)) for each in spec.outputs if not each.instead)
            answer = gr.HTML(
                messages.empty(language, what, next(iter(ships), None)),
                elem_classes="atlas-answer",
                padding=False,
            )
            outputs = {each.name: output_on_page(each, language, visible=False) for each in spec.outputs}
            times = gr.HTML(elem_classes="atlas-time", padding=False)
            with gr.Accordion(text("Code", language), open=False, visible=False) as code_fold:
                code = gr.Code(language="python", show_label=False, interactive=False, wrap_lines=True)
            with gr.Accordion(
                text("JSON: the pipeline's own result", language), open=False, visible=False
            ) as result_fold:
                result = gr.JSON(show_label=False, max_height=400)
            inside = build_inside(language) if "inside" in service.runner.can else None
    return Panel(
        spec, language, inputs, params, below, run, stop, examples, answer, outputs, times, code, result, code_fold, result_fold,
        inside,
    )  # fmt: skip


def _in_a_sentence(label: str) -> str:
    """A label in the middle of a sentence: small at first, unless it begins with initials (CSV)."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _inputs(spec: TaskSpec, chosen: dict[str, Any], language: str, below: dict[str, Component]) -> dict[str, Component]:
    """The inputs in their order, and into `below` what stands under one; pictures that belong together stand side by
    side, several files that may all be left out share one place, a tab each."""
    if all(kind_of(each).side_by_side for each in spec.inputs):
        with gr.Row():
            return _given(spec.inputs, chosen, language, below)
    files = [each for each in spec.inputs if each.optional and kind_of(each).shares_tabs]
    if len(files) < 2:
        return _given(spec.inputs, chosen, language, below)
    inputs = _given([each for each in spec.inputs if each not in files], chosen, language, below)
    with gr.Tabs():
        for each in files:
            with gr.Tab(text(each.label, language)):
                inputs |= _given([each], chosen, language, below)
    return inputs


def _given(
    fields: Iterable[Field], chosen: dict[str, Any], language: str, below: dict[str, Component]
) -> dict[str, Component]:
    """The components of inputs or parameters, with an example's value where there is one."""
    made: dict[str, Component] = {}
    for each in fields:
        value = chosen.get(each.name)
        filled = {} if value is None else {"value": as_served(kind_of(each).fill(value))}
        made[each.name] = component_on_page(each, language, **filled)
        if (under := component_below(each, language)) is not None:
            below[each.name] = under
    return made
