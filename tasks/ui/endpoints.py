"""Every task as an endpoint and an MCP tool: named parameters in, the declared outputs and the raw result out.

The endpoints stand on a page of their own, so that their components cost the main page nothing.
"""

from __future__ import annotations

import inspect
from typing import Any

import anyio.to_thread
import gradio as gr
from gradio.components import Component

from tasks.core import fields
from tasks.core.errors import translate
from tasks.core.locales import SOURCE, say
from tasks.core.registry import registry
from tasks.core.run.devices import DTYPES
from tasks.core.service import Answer, Ask, Service
from tasks.core.session import Choice
from tasks.core.spec import Alias, TaskSpec, endpoint_name
from tasks.ui.kinds import component, shown
from tasks.ui.visitor import client_of, language_of, token_of

MODEL_HELP = {
    "model": "model id: embedded/<name>, local/<name> or owner/name of the Hub; empty for the task's embedded model",
    "revision": "branch, tag or commit of the model; empty for its main branch",
    "device": "where to run: cpu, cuda:0, mps, auto; empty for this server's best",
    "dtype": f"number format: {', '.join(DTYPES)}",
}


def help_of(each: fields.Field) -> str:
    """One line about an input or a parameter, for people and for language models that call tools."""
    text = each.help or each.label
    if isinstance(each, fields.Parameter) and each.default is not None:
        text += f" (default {each.default})"
    if getattr(each, "optional", False):
        text += " (optional)"
    return text


def document(function: Any, name: str, spec: TaskSpec, inputs: list[fields.Field]) -> None:
    """Gives a function the name, signature and docstring that Gradio reads for the API and MCP."""
    rows = {each.name: help_of(each) for each in inputs} | MODEL_HELP
    required = {each.name for each in spec.inputs if not each.optional}
    function.__name__ = endpoint_name(name)
    function.__doc__ = "\n".join(
        [
            f"{spec.title}: {spec.summary} {spec.when}".strip(),
            "",
            "Args:",
            *(f"    {name}: {text}" for name, text in rows.items()),
            "",
            "Returns:",
            *(f"    {each.label}" for each in spec.outputs),
            "    The pipeline's own result as JSON",
        ]
    )
    keyword = inspect.Parameter.KEYWORD_ONLY
    function.__signature__ = inspect.Signature(
        [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)]
        + [
            inspect.Parameter(name, keyword, default=inspect.Parameter.empty if name in required else None)
            for name in rows
        ]
    )
    function.__annotations__ = {"request": gr.Request}


def add_endpoints(service: Service) -> None:
    """All endpoints. Call inside their page. They share the components that say the same: each costs every page load."""
    common = {
        "model": gr.Textbox(label="model"),
        "revision": gr.Textbox(label="revision"),
        "device": gr.Textbox(label="device"),
        "dtype": gr.Textbox(label="dtype", value="auto"),
    }
    result = gr.JSON(label="Result")
    trigger = gr.Button(visible=False)  # an event needs one; nobody sees or presses it
    for spec in registry().values():
        inputs = {each.name: component(each) for each in (*spec.inputs, *spec.params)} | common
        outputs = [*(component(each) for each in spec.outputs), result]
        for alias in (None, *spec.aliases):
            _add_endpoint(service, spec, alias, trigger, inputs, outputs)


async def given(spec: TaskSpec, answer: Answer) -> list[Any]:
    """The outputs of an answer as their components take them. Programs read these: in one language, whoever asks. Drawn
    off the event loop, which others' requests wait for."""

    def draw() -> list[Any]:
        return [shown(each, answer.outputs.get(each.name), SOURCE)["value"] for each in spec.outputs]

    return await anyio.to_thread.run_sync(draw)


def _add_endpoint(
    service: Service,
    spec: TaskSpec,
    alias: Alias | None,
    trigger: gr.Button,
    components: dict[str, Component],
    outputs: list[Component],
) -> None:
    """One endpoint: a task under its own name, or under an alias with what that presets."""
    presets = alias.presets if alias else {}
    inputs = [each for each in (*spec.inputs, *spec.params) if each.name not in presets]

    async def endpoint(request: gr.Request, **values: Any) -> list[Any]:
        language = language_of(request)
        chosen = Choice(*(values.pop(name) or "" for name in ("model", "revision", "device", "dtype")))
        try:
            ask = Ask(spec.id, {**values, **presets}, chosen)
            answer = await service.answer(ask, token_of(request), client_of(request))
            values_shown = await given(spec, answer)
        except Exception as error:
            ours = translate(error, model=chosen.model, task=spec.id)
            raise gr.Error(ours.message(language), title=ours.code, print_exception=False) from error
        for said in say(answer.notes, SOURCE):
            gr.Info(said)
        return [*values_shown, answer.result]

    name = alias.id if alias else spec.id
    document(endpoint, name, spec, inputs)
    trigger.click(
        endpoint,
        inputs_kwargs={each: component for each, component in components.items() if each not in presets},
        outputs=outputs,
        api_name=endpoint_name(name),
        concurrency_limit=None,
    )
