"""The one factory of tabs: a task's panel from its spec, made when somebody opens it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from tasks.core import fields
from tasks.core.errors import AtlasError, Cancelled
from tasks.core.examples import examples
from tasks.core.locales import say, text
from tasks.core.service import Answer, Ask, Progress, Service
from tasks.core.session import Session
from tasks.core.spec import TaskSpec
from tasks.ui import chat, messages, widgets
from tasks.ui.sidebar import Sidebar, remember, status_html
from tasks.ui.visitor import client_of, language_of

Component = Any  # Gradio's components, whose events are added to their classes at run time


@dataclass
class Last:
    """The last finished run of a panel, kept for live parameters."""

    answer: Answer | None = None


@dataclass(frozen=True)
class Panel:
    """The components of a task on screen."""

    inputs: dict[str, Component]
    params: dict[str, Component]
    answer: gr.HTML
    outputs: dict[str, Component]
    times: gr.HTML
    code: gr.Code
    result: gr.JSON
    details: gr.Accordion
    raw: gr.Accordion
    run: gr.Button
    stop: gr.Button
    last: gr.State

    @property
    def given(self) -> dict[str, Component]:
        return {**self.inputs, **self.params}


def about(spec: TaskSpec, ships: bool, language: str) -> str:
    """The line under the title: what the task does, when to use it, where to learn more, its other names; and a line
    more where no model ships for it."""
    names = (
        f" · also <code>{'</code> <code>'.join(escape(alias.id) for alias in spec.aliases)}</code>"
        if spec.aliases
        else ""
    )
    dropped = ' · <span class="chip">dropped by transformers 5, restored here</span>' if spec.restored else ""
    missing = (
        ""
        if ships
        else f'<div class="missing">{escape(text("No model ships with this task yet. It runs with any model id of the Hub, typed in the sidebar, or with a folder given by --models-dir.", language))}</div>'
    )
    when = f' <span class="when">{escape(spec.when)}</span>' if spec.when else ""
    return (
        f'<div class="atlas-about">{escape(spec.summary)}{when} '
        f'<a href="{spec.learn_more}" target="_blank" rel="noopener">learn more</a>{names}{dropped}{missing}</div>'
    )


def first_values(spec: TaskSpec) -> dict[str, Any]:
    """The first example's values: one is chosen already when the page opens."""
    return next(({**each.inputs, **each.params} for each in examples(spec.id)), {})


def prefilled(each: fields.Field, value: Any) -> Any:
    """An example's value as its widget takes it: lists of texts are typed with separators."""
    if isinstance(each, fields.Labels | fields.WordList) and isinstance(value, list):
        return ", ".join(value)
    if isinstance(each, fields.Texts) and isinstance(value, list):
        return "\n".join(value)
    if isinstance(each, fields.Table) and value is not None:
        from tasks.core.media import read_table

        table = read_table(value)
        return {"headers": list(table), "data": [list(row) for row in zip(*table.values(), strict=True)]}
    if isinstance(each, fields.Chat):
        return chat.last_words(value)
    return value


def build_panel(service: Service, spec: TaskSpec, language: str = "en") -> Panel:
    """The components of a task, the first example filled in."""
    gr.HTML(about(spec, bool(service.store.embedded(spec)), language), padding=False)
    chosen = first_values(spec)
    with gr.Row(equal_height=False):
        with gr.Column(scale=1, min_width=300):
            inputs = _inputs(spec, chosen)
            common = {each.name: _input(each, chosen.get(each.name)) for each in spec.params if each.common}
            with gr.Row():
                run = gr.Button("Run", variant="primary", elem_classes="atlas-run", scale=3, min_width=120)
                stop = gr.Button("Stop", elem_classes="atlas-stop", scale=1, min_width=80)
            listed = _examples(spec)  # under Run, which many examples would push below the fold
            folded = [each for each in spec.params if not each.common]
            params = dict(common)
            if folded:
                with gr.Accordion("Parameters", open=False):
                    params |= {each.name: _input(each, chosen.get(each.name)) for each in folded}
        with gr.Column(scale=1, min_width=300):
            what = ", ".join(each.label.lower() for each in spec.outputs) or "the answer"
            answer = gr.HTML(messages.empty(language, what), elem_classes="atlas-answer", padding=False)
            outputs = {each.name: widgets.make(each, visible=False) for each in spec.outputs}
            _wire_examples(spec, listed, {**inputs, **params}, answer, outputs)
            times = gr.HTML(elem_classes="atlas-time", padding=False)
            with gr.Accordion("Code", open=False, visible=False) as details:
                code = gr.Code(language="python", show_label=False, interactive=False, wrap_lines=True)
            with gr.Accordion("JSON: the pipeline's own result", open=False, visible=False) as raw:
                result = gr.JSON(show_label=False, max_height=400)
    return Panel(
        inputs,
        params,
        answer,
        outputs,
        times,
        code,
        result,
        details,
        raw,
        run,
        stop,
        gr.State(Last(), time_to_live=3600),
    )


def _inputs(spec: TaskSpec, chosen: dict[str, Any]) -> dict[str, Component]:
    """The inputs in their order; pictures that belong together stand side by side, several files that may all be left
    out share one place, a tab each."""
    if all(isinstance(each, fields.Image) for each in spec.inputs):
        with gr.Row():
            return {each.name: _input(each, chosen.get(each.name)) for each in spec.inputs}
    files = [
        each for each in spec.inputs if each.optional and isinstance(each, fields.Image | fields.Audio | fields.Video)
    ]
    if len(files) < 2:
        return {each.name: _input(each, chosen.get(each.name)) for each in spec.inputs}
    inputs = {each.name: _input(each, chosen.get(each.name)) for each in spec.inputs if each not in files}
    with gr.Tabs():
        for each in files:
            with gr.Tab(each.label):
                inputs[each.name] = _input(each, chosen.get(each.name))
    return inputs


def _input(each: fields.Field, value: Any) -> Component:
    """The widget of an input or parameter, with an example's value where there is one."""
    given = {} if value is None else {"value": prefilled(each, value)}
    return widgets.on_page(each, **given)


def _example_values(spec: TaskSpec, index: int) -> dict[str, Any]:
    """What a click on an example fills in: every input, and every parameter that any example sets, as widgets take it."""
    each = examples(spec.id)[index]
    given = {**each.inputs, **each.params}
    used = {name for other in examples(spec.id) for name in other.params}
    return {
        field.name: prefilled(field, given.get(field.name, getattr(field, "default", None)))
        for field in (*spec.inputs, *spec.params)
        if isinstance(field, fields.Input) or field.name in used
    }


def _examples(spec: TaskSpec) -> gr.Dataset | None:
    """The row of examples, with the inputs that are worth seeing."""
    listed = examples(spec.id)
    if not listed:
        return None
    shown = [
        each
        for each in spec.inputs
        if not isinstance(each, fields.Json) and any(each.name in example.inputs for example in listed)
    ]
    return gr.Dataset(
        label="Examples",
        components=[widgets.on_page(each, render=False) for each in shown],
        samples=[[_example_values(spec, index)[each.name] for each in shown] for index in range(len(listed))],
        type="index",
        samples_per_page=8,
        elem_classes="atlas-examples",
    )


def _wire_examples(
    spec: TaskSpec,
    listed: gr.Dataset | None,
    given: dict[str, Component],
    answer: gr.HTML,
    outputs: dict[str, Component],
) -> None:
    """A click on an example fills in its values; one that is beyond the model says so where the answer will be."""
    if listed is None:
        return
    names = list(_example_values(spec, 0))
    talk = next((each.name for each in spec.inputs if isinstance(each, fields.Chat)), "")
    bubbles = next((outputs[each.name] for each in spec.outputs if isinstance(each, fields.ChatReply)), None)

    def fill(index: int, request: gr.Request) -> list[Any]:
        limit = examples(spec.id)[index].limit
        filled = [*_example_values(spec, index).values()]
        filled.append(messages.limit(limit, language_of(request)) if limit else gr.skip())
        if bubbles is not None:
            earlier = chat.before_last(examples(spec.id)[index].inputs.get(talk))
            filled.append(gr.update(value=earlier, visible=bool(earlier)))
        return filled

    listed.click(
        fill,
        listed,
        [*(given[name] for name in names), answer, *([bubbles] if bubbles is not None else [])],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


def wire(service: Service, spec: TaskSpec, panel: Panel, side: Sidebar, session: gr.State) -> None:
    """The events of a panel."""
    declared = {each.name: each for each in spec.outputs}
    streamed = next((each.name for each in spec.outputs if each.streams), "")
    talk = next((each.name for each in spec.inputs if isinstance(each, fields.Chat)), "")
    history = {"chat_history": panel.outputs[streamed]} if talk else {}

    def shown(answer: Answer, language: str) -> dict[Component, Any]:
        outputs = say(answer.outputs, language)
        fill = {
            panel.outputs[name]: gr.update(
                visible=outputs.get(name) is not None, **widgets.show(each, outputs.get(name))
            )
            for name, each in declared.items()
        }
        headline = say(answer.headline, language)
        return {
            panel.answer: messages.headline(headline, for_screen_readers=bool(streamed and outputs.get(streamed))),
            **fill,
            panel.times: messages.times(answer.outcome, language),
            panel.code: answer.code,
            panel.result: answer.result,
            panel.details: gr.update(visible=True),
            panel.raw: gr.update(visible=True),
        }

    async def run(
        session: Session, sidebar_task: str, request: gr.Request, **values: Any
    ) -> AsyncIterator[dict[Component, Any]]:
        language = language_of(request)
        chosen = {name: values.pop(name) for name in side.choosing if name != "sidebar_task"}
        if sidebar_task == spec.id:
            remember(session, spec.id, chosen)
        choice = service.choice(spec, session.choices.get(spec.id))
        before = values.pop("chat_history", None)
        if talk:
            values[talk] = chat.compose(before, values[talk])
        try:
            if service.from_hub(spec, choice):
                yield {panel.answer: messages.asking(choice.model, language)}
            stop = session.stops[spec.id] = threading.Event()
            said = ("", "")
            async for event in service.run(Ask(spec.id, values, choice), session.token, client_of(request), stop):
                if isinstance(event, Progress):
                    if said != (said := (messages.progress(event.phrase, language), event.text)):
                        yield _under_way(panel, spec, values, *said)
                else:
                    answer = event
            session.used(spec.id, answer.key.model)
            yield {
                **shown(answer, language),
                panel.last: Last(answer if spec.subset else None),
                side.status: status_html(service, spec, session, language),
                **({panel.inputs[talk]: ""} if talk else {}),
            }
        except (AtlasError, CancelledError) as error:
            problem = error if isinstance(error, AtlasError) else Cancelled()
            # What an earlier run showed goes, or it would pass for the answer; a conversation stays.
            hidden = [panel.outputs[name] for name in declared if not (talk and name == streamed)]
            yield {
                panel.answer: messages.error(problem, language),
                **{each: gr.update(visible=False) for each in (*hidden, panel.details, panel.raw)},
                panel.times: "",
            }

    outputs = [
        panel.answer, *panel.outputs.values(), panel.times, panel.code, panel.result, panel.details, panel.raw, panel.last,
        side.status, *([panel.inputs[talk]] if talk else []),
    ]  # fmt: skip
    started = [panel.run.click]
    started += [panel.inputs[each.name].submit for each in spec.inputs if isinstance(each, fields.Chat)]
    running: dict[str, Any] = {
        "inputs_kwargs": {"session": session, **side.choosing, **panel.given, **history},
        "outputs": outputs, "show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private",
    }  # fmt: skip
    gr.on(started, run, trigger_mode="once", **running)
    if talk:
        bubbles, box = panel.outputs[streamed], panel.inputs[talk]

        def rewind(said: list[dict[str, Any]], event: gr.RetryData) -> tuple[list[dict[str, Any]], str]:
            place = event.index[0] if isinstance(event.index, tuple | list) else event.index
            return chat.again(said, place)

        bubbles.retry(
            rewind, bubbles, [bubbles, box], queue=False, show_progress="hidden", api_visibility="private"
        ).then(run, **running)

    def stop(session: Session) -> None:
        if (event := session.stops.get(spec.id)) is not None:
            event.set()

    panel.stop.click(stop, session, None, queue=False, show_progress="hidden", api_visibility="private")

    live = [each for each in spec.params if each.live]
    if live:

        async def redraw(last: Last, request: gr.Request, **values: Any) -> dict[Component, Any]:
            if last.answer is None:
                return {panel.times: gr.update()}
            try:
                return shown(service.redraw(last.answer, values), language_of(request))
            except AtlasError as error:
                return {panel.answer: messages.error(error, language_of(request))}

        gr.on(
            [panel.params[each.name].change for each in live], redraw,
            inputs_kwargs={"last": panel.last, **{each.name: panel.params[each.name] for each in live}},
            outputs=[panel.answer, *panel.outputs.values(), panel.times, panel.code, panel.result, panel.details, panel.raw],
            queue=False, show_progress="hidden", trigger_mode="always_last", api_visibility="private",
        )  # fmt: skip
    _wire_seeking(spec, panel)
    _wire_points(spec, panel)
    _wire_table_files(spec, panel)


def _under_way(panel: Panel, spec: TaskSpec, values: dict[str, Any], words: str, written: str) -> dict[Component, Any]:
    """What changes while a run is under way: the line of progress, and the text written so far."""
    update: dict[Component, Any] = {panel.answer: words}
    field = next((each for each in spec.outputs if each.streams), None)
    if field is not None and written:
        value = chat.with_reply(values, written) if isinstance(field, fields.ChatReply) else written
        update[panel.outputs[field.name]] = gr.update(visible=True, value=value)
    return update


def _wire_seeking(spec: TaskSpec, panel: Panel) -> None:
    """A click on a row of a transcript moves the player of the sound to that moment."""
    player = next((panel.inputs[each.name] for each in spec.inputs if isinstance(each, fields.Audio)), None)
    for each in spec.outputs:
        if isinstance(each, fields.Transcript) and player is not None:

            def seek(event: gr.SelectData) -> Any:
                minutes, _, seconds = str(event.row_value[0]).partition(":")
                return gr.update(playback_position=int(minutes) * 60 + float(seconds))

            panel.outputs[each.name].select(
                seek, None, player, queue=False, show_progress="hidden", api_visibility="private"
            )


def _wire_points(spec: TaskSpec, panel: Panel) -> None:
    """A click on the picture adds a point; another picture forgets the points."""
    for each in spec.inputs:
        if isinstance(each, fields.Points):
            box, picture = panel.inputs[each.name], panel.inputs[each.of]

            def add(points: str, event: gr.SelectData) -> str:
                x, y = event.index
                return "; ".join(part for part in (points.strip().rstrip(";"), f"{x},{y}") if part)

            picture.select(add, box, box, queue=False, show_progress="hidden", api_visibility="private")
            picture.upload(lambda: "", None, box, queue=False, show_progress="hidden", api_visibility="private")


def _wire_table_files(spec: TaskSpec, panel: Panel) -> None:
    """An uploaded table appears in the table's own widget, where it can be looked at and changed."""
    for each in spec.inputs:
        if isinstance(each, fields.TableFile):
            box, table = panel.inputs[each.name], panel.inputs[each.of]
            field = next(other for other in spec.inputs if other.name == each.of)

            def fill(
                path: str,
                request: gr.Request,
                field: fields.Field = field,
                box: Component = box,
                table: Component = table,
            ) -> dict[Component, Any]:
                try:
                    return {table: gr.update(value=prefilled(field, path)), box: None}
                except AtlasError as error:
                    return {panel.answer: messages.error(error, language_of(request))}

            box.upload(
                fill, box, [box, table, panel.answer], queue=False, show_progress="hidden", api_visibility="private"
            )
