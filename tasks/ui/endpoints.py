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
from tasks.core.examples import examples
from tasks.core.locales import SOURCE, say
from tasks.core.registry import registry
from tasks.core.run.devices import DTYPES
from tasks.core.service import Answer, Ask, Service
from tasks.core.session import Choice
from tasks.core.spec import Alias, TaskSpec, endpoint_name
from tasks.ui.addresses import example_file
from tasks.ui.kinds import component, kind_of, shown
from tasks.ui.results import for_clients
from tasks.ui.visitor import client_of, language_of, token_of

MODEL_HELP = {
    "model": "model id: embedded/<name>, local/<name> or owner/name of the Hub; empty for the task's embedded model",
    "revision": "branch, tag or commit of the model; empty for its main branch",
    "device": "where to run: cpu, cuda:0, mps, auto; empty for this server's best",
    "dtype": f"number format: {', '.join(DTYPES)}",
}

FILE_HELP = "a file: uploaded to /gradio_api/upload, by its address here, or as a data: address; others are not fetched"


def help_of(each: fields.Field) -> str:
    """One line about an input or a parameter, for people and for language models that call tools."""
    text = each.help or each.label
    if isinstance(each, fields.Parameter) and each.default is not None:
        text += f" (default {each.default})"
    if isinstance(each, fields.File):
        text += f" ({FILE_HELP})"
    if getattr(each, "optional", False):
        text += " (optional)"
    return text


def sample(spec: TaskSpec, each: fields.Field) -> Any:
    """What the API's page shows for an input: that of the task's first example, files by an address that may be sent. A
    parameter stands at its default."""
    if isinstance(each, fields.Parameter):
        return each.default
    value = next((example.inputs.get(each.name) for example in examples(spec.id)), None)
    if value is None or isinstance(each, fields.Chat):
        return value
    if isinstance(each, fields.File):
        return [example_file(path) for path in value] if isinstance(value, list) else example_file(value)
    return kind_of(each).fill(value)


def with_sample(made: Component, value: Any) -> Component:
    """The component with `value` as its example in the description of the API; Gradio's are files of other places, and
    words that are no model."""
    made.example_payload = lambda: value  # type: ignore[method-assign]
    return made


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
        name: with_sample(gr.Textbox(label=name, value=value), value or "")
        for name, value in {"model": None, "revision": None, "device": None, "dtype": "auto"}.items()
    }
    result = gr.JSON(label="Result")
    trigger = gr.Button(visible=False)  # an event needs one; nobody sees or presses it
    for spec in registry().values():
        own = {each.name: with_sample(component(each), sample(spec, each)) for each in (*spec.inputs, *spec.params)}
        inputs = own | common
        outputs = [*(component(each) for each in spec.outputs), result]
        for alias in (None, *spec.aliases):
            _add_endpoint(service, spec, alias, trigger, inputs, outputs)


async def given(spec: TaskSpec, answer: Answer, tool: bool = False) -> list[Any]:
    """The outputs of an answer as their components take them, and last the pipeline's own result: whole for a program, for a
    `tool` as short as people read it, since a language model reads all of it. In one language, whoever asks. Drawn off the
    event loop, which others' requests wait for."""

    def draw() -> list[Any]:
        outputs = [shown(each, answer.outputs.get(each.name), SOURCE)["value"] for each in spec.outputs]
        return [*outputs, answer.result if tool else for_clients(answer.raw)]

    return await anyio.to_thread.run_sync(draw)


def is_tool(request: gr.Request) -> bool:
    """Whether MCP calls, which says so as it calls the app."""
    return bool(request.headers.get("x-gradio-user") == "mcp")


def _add_endpoint(
    service: Service,
    spec: TaskSpec,
    alias: Alias | None,
    trigger: gr.Button,
    components: dict[str, Component],
    shown_in: list[Component],
) -> None:
    """One endpoint: a task under its own name, or under an alias with what that presets."""
    presets = alias.presets if alias else {}
    inputs = [each for each in (*spec.inputs, *spec.params) if each.name not in presets]

    async def endpoint(request: gr.Request, **values: Any) -> list[Any]:
        language = language_of(request)
        chosen = Choice(**{each: values.pop(each) or "" for each in MODEL_HELP})
        try:
            ask = Ask(spec.id, {**values, **presets}, chosen)
            answer = await service.answer(ask, token_of(request), client_of(request))
            outputs = await given(spec, answer, is_tool(request))
        except Exception as error:
            ours = translate(error, model=chosen.model, task=spec.id)
            raise gr.Error(ours.message(language), title=ours.code, print_exception=False) from error
        for said in say(answer.notes, SOURCE):
            gr.Info(said)
        return outputs

    name = alias.id if alias else spec.id
    document(endpoint, name, spec, inputs)
    trigger.click(
        endpoint,
        inputs_kwargs={each: component for each, component in components.items() if each not in presets},
        outputs=shown_in,
        api_name=endpoint_name(name),
        concurrency_limit=None,
    )
