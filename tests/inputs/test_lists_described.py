"""Parameters that take several texts say so, to clients and to language models, and take both forms."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from gradio_client import Client

from tasks.core import fields
from tasks.core.registry import registry
from tests.conftest import Served
from tests.inputs.calls import ask
from tests.test_mcp import ask as ask_mcp

LISTS = {
    (spec.endpoint, each.name) for spec in registry().values() for each in (*spec.inputs, *spec.params)
    if isinstance(each, fields.Texts | fields.Labels | fields.WordList)
}  # fmt: skip
CALLS: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("zero-shot-classification", "candidate_labels", {"text": "We flew to Rome."}, ["travel", "cooking, at home"]),
    ("fill-mask", "targets", {"text": "The sky is [MASK]."}, ["blue", "green"]),
    ("feature-extraction", "text", {}, ["a cat", "a dog"]),
    ("token-classification", "ignore_labels", {"text": "Maria Kowalski grew up in Oslo."}, ["O", "PER"]),
]


def test_the_description_names_both_forms(served: Served) -> None:
    described = httpx.get(f"{served.url}/gradio_api/info", timeout=60).json()["named_endpoints"]
    for endpoint, name in LISTS:
        given = next(each for each in described[f"/{endpoint}"]["parameters"] if each["parameter_name"] == name)
        assert given["type"]["anyOf"] == [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
        assert given["python_type"]["type"] == "str | list[str]"
    points = next(each for each in described["/mask_generation"]["parameters"] if each["parameter_name"] == "points")
    assert points["python_type"]["type"] == "str | list[list[float]]"


def test_tools_name_both_forms(served: Served) -> None:
    tools = {tool.name: tool.inputSchema["properties"] for tool in ask_mcp(served, lambda it: it.list_tools()).tools}
    for endpoint, name in LISTS:
        assert [each["type"] for each in tools[endpoint][name]["anyOf"]] == ["string", "array"]
        assert tools[endpoint][name]["description"] and "additional_description" not in tools[endpoint][name]


def as_text(words: list[str]) -> str:
    return ", ".join(f'"{each}"' if "," in each else each for each in words)


@pytest.mark.parametrize(("task", "name", "values", "words"), CALLS, ids=[call[0] for call in CALLS])
def test_both_forms_are_taken_alike(
    client: Client, served: Served, task: str, name: str, values: dict[str, Any], words: list[str]
) -> None:
    written = "\n".join(words) if name == "text" else as_text(words)
    assert ask(client, task, **values, **{name: words}).result == ask(client, task, **values, **{name: written}).result
    for form in (words, written):
        called = ask_mcp(served, lambda it, form=form: it.call_tool(registry()[task].endpoint, {**values, name: form}))
        assert not called.isError, called.content


def test_points_are_taken_as_numbers(client: Client) -> None:
    from gradio_client import handle_file

    from tests import files

    picture = handle_file(str(files.picture()))
    as_numbers, as_words = (
        ask(client, "mask-generation", image=picture, points=points).result for points in ([[30, 20]], "30,20")
    )
    assert as_numbers == as_words
