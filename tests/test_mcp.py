"""Every task as a tool for language models: an MCP client against the running app, over streamable HTTP."""

from __future__ import annotations

import ast
import asyncio
import base64
import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from gradio_client import Client

from tasks.core import fields
from tasks.core.registry import registry
from tests.conftest import Served
from tests.rows import row, rows
from tests.test_endpoints import call, table_or_file
from tests.tiny import TinyModels

if TYPE_CHECKING:  # the client takes seconds to import
    from mcp import ClientSession
    from mcp.types import CallToolResult, Tool

# Text in, a picture in, a table or a passage to ask about: of each kind, the first task that is there is called.
KINDS = (
    ("text-classification",),
    ("image-classification",),
    ("table-question-answering", "question-answering"),
)


def ask(served: Served, question: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    """Opens a session, asks one thing, closes it."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def session() -> Any:
        async with (
            streamablehttp_client(f"{served.url}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            return await question(client)

    return asyncio.run(session())


@pytest.fixture(scope="module")
def tools(served: Served) -> dict[str, Tool]:
    listed = ask(served, lambda client: client.list_tools())
    return {tool.name: tool for tool in listed.tools}


def as_tool_takes_it(task: str, name: str, value: Any) -> Any:
    """A row's value as an MCP client sends it: a file as a data URL, a table as headers and rows."""
    if isinstance(value, list):
        return [as_tool_takes_it(task, name, item) for item in value]
    if not isinstance(value, Path):
        return value
    field = next(each for each in registry()[task].inputs if each.name == name)
    if isinstance(field, fields.Table):
        return table_or_file(task, name, str(value))
    kind = mimetypes.guess_type(value.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(value.read_bytes()).decode('ascii')}"


def names() -> list[tuple[str, str]]:
    """Every task and alias, with the task that answers."""
    return [
        (name, spec.id) for spec in registry().values() for name in (spec.id, *(alias.id for alias in spec.aliases))
    ]


@pytest.mark.parametrize(("name", "task"), names(), ids=[name for name, _ in names()])
def test_every_task_and_alias_is_a_documented_tool(tools: dict[str, Tool], name: str, task: str) -> None:
    spec = registry()[task]
    tool = tools.get(name.replace("-", "_"))
    assert tool is not None, f"no tool is called {name.replace('-', '_')}, of {', '.join(sorted(tools))}"
    assert spec.summary in (tool.description or "")
    presets = next((alias.presets for alias in spec.aliases if alias.id == name), {})
    given = tool.inputSchema["properties"]
    expected = {each.name for each in (*spec.inputs, *spec.params) if each.name not in presets}
    assert set(given) == expected | {"model", "revision", "device", "dtype"}
    for parameter, schema in given.items():
        assert schema.get("description"), f"{parameter} has no description"
        assert not parameter.startswith("param_")
    # What must be given is an input; one whose widget holds a value from the start may be left out.
    assert set(tool.inputSchema.get("required", [])) <= {each.name for each in spec.inputs if not each.optional}


def test_nothing_but_tasks_is_a_tool(tools: dict[str, Tool]) -> None:
    """Whatever touches a token or the page is no tool."""
    assert set(tools) == {name.replace("-", "_") for name, _ in names()}


@pytest.mark.parametrize("kind", KINDS, ids=[kind[0] for kind in KINDS])
def test_a_tool_answers_as_the_endpoint_does(served: Served, tiny_models: TinyModels, kind: tuple[str, ...]) -> None:
    task = next(task for task in kind if task in registry() and task in rows())
    tiny_models(task)
    given, model = row(task), f"local/{task}"
    arguments = {name: as_tool_takes_it(task, name, value) for name, value in given.inputs.items()}
    answer: CallToolResult = ask(
        served,
        lambda client: client.call_tool(registry()[task].endpoint, {**arguments, **given.params, "model": model}),
    )
    assert not answer.isError, answer.content
    files = {
        name: table_or_file(task, name, str(value)) for name, value in given.inputs.items() if isinstance(value, Path)
    }
    values = {**given.inputs, **files, **given.params, "model": model}
    _, result = call(Client(served.url, verbose=False), task, registry()[task].endpoint, values)
    # Gradio writes all outputs as one text, as Python would; the pipeline's own result is the last of them.
    assert answer.content[-1].type == "text"
    assert ast.literal_eval(answer.content[-1].text)[-1] == result


def test_an_error_says_what_to_do(served: Served) -> None:
    """The model of a tool learns why a call failed."""
    answer: CallToolResult = ask(
        served, lambda client: client.call_tool("text_classification", {"text": "good", "model": "../../etc"})
    )
    assert answer.isError
    assert "InvalidModelId" in str(answer.content) or "../../etc" in str(answer.content)
