"""Every task through its real endpoint: with a tiny model of a real class, with the embedded model, by its aliases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file

from tasks.core import fields
from tasks.core.examples import Example, examples
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tests.conftest import Served
from tests.rows import row, rows
from tests.tiny import TinyModels

STORE = ModelStore()
EMBEDDED = [
    (task, index)
    for task, spec in registry().items()
    if STORE.embedded(spec)
    for index, example in enumerate(examples(task))
    if not example.limit
]

# Outputs of tasks whose pipelines give pictures, sounds or arrays.
NOT_PLAIN = (fields.Masks, fields.Compare, fields.Picture, fields.Sounds, fields.Points3D, fields.Heat)


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


def upload(value: Any) -> Any:
    """Paths become uploads, lists of them too."""
    if isinstance(value, list):
        return [upload(item) for item in value]
    return handle_file(str(value)) if isinstance(value, Path) else value


def table_or_file(task: str, name: str, value: Any) -> Any:
    """An example's value as a client sends it: files as uploads, tables as headers and rows, labels with commas."""
    from tasks.core.media import read_table

    each = next(each for each in (*registry()[task].inputs, *registry()[task].params) if each.name == name)
    if isinstance(each, fields.Table) and isinstance(value, str):
        table = read_table(value)
        return {"headers": list(table), "data": [list(row) for row in zip(*table.values(), strict=True)]}
    if isinstance(each, fields.Texts) and isinstance(value, list):
        return "\n".join(value)
    if isinstance(each, fields.Labels | fields.WordList) and isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, list):
        return [table_or_file(task, name, item) for item in value]
    if isinstance(value, str) and value.startswith("/") and Path(value).is_file():
        return handle_file(value)
    return value


def call(client: Client, task: str, endpoint: str, values: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """Outputs by name, and the pipeline's own result."""
    *shown, result = client.predict(api_name=f"/{endpoint}", **values)
    return dict(zip([each.name for each in registry()[task].outputs], shown, strict=True)), result


def answer(task: str, example: Example, outputs: dict[str, Any], result: Any) -> str:
    """What the expected words must stand in: the page's headline, where the pipeline's result is plain data; else all."""
    spec = registry()[task]
    if any(isinstance(each, NOT_PLAIN) for each in spec.outputs):
        return json.dumps([outputs, result], ensure_ascii=False)
    return str(spec.headline(result, spec.clean({**example.inputs, **example.params})))


def test_every_task_has_a_row() -> None:
    assert set(rows()) == set(registry())


@pytest.mark.parametrize("task", sorted(registry()))
def test_tiny_model(client: Client, tiny_models: TinyModels, task: str) -> None:
    tiny_models(task)
    given = row(task)
    values = {name: table_or_file(task, name, str(v) if isinstance(v, Path) else v) for name, v in given.inputs.items()}
    values = {**values, **given.params, "model": f"local/{task}"}
    outputs, result = call(client, task, registry()[task].endpoint, values)
    given.check(outputs, result)
    json.dumps(result)


@pytest.mark.parametrize(("task", "index"), EMBEDDED, ids=[f"{task}-{index}" for task, index in EMBEDDED])
def test_embedded_model(client: Client, task: str, index: int) -> None:
    example: Example = examples(task)[index]
    values = {name: table_or_file(task, name, v) for name, v in {**example.inputs, **example.params}.items()}
    outputs, result = call(client, task, registry()[task].endpoint, values)
    said = answer(task, example, outputs, result).lower()
    for word in example.expect:
        assert word.lower() in said


@pytest.mark.parametrize("alias", sorted(alias.id for spec in registry().values() for alias in spec.aliases))
def test_alias_is_an_endpoint(client: Client, alias: str) -> None:
    info = client.view_api(return_format="dict", print_info=False)
    assert f"/{alias.replace('-', '_')}" in info["named_endpoints"]
