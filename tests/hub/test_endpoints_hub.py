"""Every task through its endpoint with models of the Hub: two repositories each, of different architectures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

from tasks.core.registry import registry
from tests.conftest import Served
from tests.hub.repositories import of_task
from tests.rows import row
from tests.test_endpoints import call, table_or_file

# Instead of the row's parameters, for models that do not take those: one voice only, one direction only.
PARAMETERS: dict[str, dict[str, Any]] = {
    "atlas/text-to-audio-musicgen": {},
    "atlas/translation-marian": {"max_new_tokens": 8},
}


@pytest.fixture(scope="module")
def client(hub_served: Served) -> Client:
    return Client(hub_served.url, verbose=False)


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are of one form, whatever stands in them; models of some kinds say less, or nothing here."""
    if one in (None, [], {}) or other in (None, [], {}):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        both = one.keys() & other.keys()
        return bool(both) and all(alike(one[key], other[key]) for key in both)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return alike(one[0], other[0])
    return type(one) is type(other) or (isinstance(one, int | float) and isinstance(other, int | float))


@pytest.mark.parametrize("task", sorted(registry()))
def test_two_models_of_the_hub(client: Client, task: str) -> None:
    given = row(task)
    values = {name: table_or_file(task, name, str(v) if isinstance(v, Path) else v) for name, v in given.inputs.items()}
    answers = []
    for model in of_task(task)[:2]:
        params = PARAMETERS.get(model, given.params)
        outputs, result = call(client, task, registry()[task].endpoint, {**values, **params, "model": model})
        assert any(outputs.values()), model
        answers.append((outputs, result))
    (first, first_result), *others = answers
    given.check(first, first_result)  # the row's own model: its check knows the labels and words
    assert all(alike(first, second) and alike(first_result, result) for second, result in others)
    json.dumps(answers)
