"""Every family through the endpoint: its answer is that of plain transformers, or it is refused with the right reason."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tasks.core.run.local import Runtime
from tasks.core.service import Service
from tasks.core.wire import plain
from tests.architectures import Case, cases
from tests.conftest import ROOT, Served
from tests.rows import row
from tests.test_endpoints import call, table_or_file
from tests.test_snippets import alike, answer, leaves, paste, same_answer
from tests.tiny import TinyModels, stored


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


@pytest.fixture(scope="module")
def service(tiny_models: TinyModels) -> Service:
    store = ModelStore(tiny_models.folder, Hub(offline=True))
    return Service(Runtime(store), store)


@pytest.fixture
def student(tmp_path: Path, tiny_models: TinyModels, case: Case) -> Iterator[Path]:
    """A student's folder with the case's model in it, which the operator has too while the test runs."""
    model, link = stored(case.build), tiny_models.folder / case.name
    link.symlink_to(model)
    (tmp_path / case.name).symlink_to(model)
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)
    link.unlink()


def given(case: Case) -> dict[str, Any]:
    """What is put to the model: the row's inputs and parameters, and the case's own; files by their paths."""
    known = row(case.task)
    values = {**known.inputs, **known.params, **case.values}
    return {name: path(value) for name, value in values.items() if value is not None}


def path(value: Any) -> Any:
    if isinstance(value, list):
        return [path(each) for each in value]
    return str(value) if isinstance(value, Path) else value


@pytest.mark.parametrize("case", [each for each in cases() if not each.refused], ids=lambda case: case.name)
def test_it_answers_as_plain_transformers_does(client: Client, service: Service, student: Path, case: Case) -> None:
    values, model = given(case), f"local/{case.name}"
    sent = {name: table_or_file(case.task, name, value) for name, value in values.items()}
    call(client, case.task, registry()[case.task].endpoint, {**sent, "model": model})
    got = answer(service, case.task, values, model)  # what the endpoint sends of it holds whole arrays, and files
    if case.plain:
        theirs = leaves(plain(case.plain(student / case.name, values)))
        assert all(any(alike(leaf, other) for other in leaves(got.result)) for leaf in theirs)
        return
    pasted = paste(got.code, student, values)
    assert case.by_chance or same_answer(case.task, pasted, got.result), got.code


@pytest.mark.parametrize("case", [each for each in cases() if each.refused], ids=lambda case: case.name)
def test_it_is_refused_with_the_reason(served: Served, client: Client, student: Path, case: Case) -> None:
    from gradio_client.exceptions import AppError

    values = {name: table_or_file(case.task, name, value) for name, value in given(case).items()}
    with pytest.raises(AppError) as refused:
        call(client, case.task, registry()[case.task].endpoint, {**values, "model": f"local/{case.name}"})
    assert getattr(refused.value, "title", "") == case.refused, refused.value
    assert case.says in str(refused.value)


def test_every_task_has_two_families() -> None:
    """Beyond those of its row and of the stand-in for the Hub, and unless transformers has no more of them."""
    count = Counter(case.task for case in cases())
    assert not {task: count[task] for task in registry() if count[task] < 2}


def test_names_are_told_apart() -> None:
    assert len({case.name for case in cases()}) == len(cases())
