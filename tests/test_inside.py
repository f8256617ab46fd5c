"""Looks inside, on tiny models of every task."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.locales import say
from tasks.core.registry import registry
from tasks.core.run.local import Runtime
from tasks.core.run.runner import Work
from tasks.core.service import Ask, Service
from tasks.core.session import Choice
from tasks.inside import Look, views
from tests.rows import row
from tests.test_ask import raw
from tests.tiny import TinyModels


def looked(service: Service, view: str, task: str, values: dict[str, Any]) -> dict[str, Any]:
    spec = registry()[task]

    def make(key: object) -> Work:
        return Look(view, task, spec.clean(values))

    found = asyncio.run(service.work(spec, Choice(f"local/{task}"), make, None, ""))
    shown: dict[str, Any] = say(found, "en")
    return shown


def service_of(folder: Path) -> Service:
    store = ModelStore(folder, Hub(offline=True))
    return Service(Runtime(store), store)


@pytest.mark.parametrize("task", sorted(registry()))
def test_what_the_model_gets(tiny_models: TinyModels, task: str) -> None:
    given = row(task)
    values = {name: raw(value) for name, value in {**given.inputs, **given.params}.items()}
    service = service_of(tiny_models(task))
    ask = Ask(task, values, Choice(f"local/{task}"))
    before = asyncio.run(service.answer(ask)).result
    shown = looked(service, "preprocess", task, values)
    assert set(shown) == {each.name for each in views()["preprocess"].outputs}
    _, tensors = shown["tensors"]
    assert tensors and all(name and shape and dtype for name, shape, dtype, _, _ in tensors)
    if not given.by_chance:
        assert asyncio.run(service.answer(ask)).result == before, "a look changes nothing"


def test_tokens_are_those_of_the_tokenizer(tiny_models: TinyModels) -> None:
    from transformers import AutoTokenizer

    folder = tiny_models("text-classification")
    _, tokens = looked(service_of(folder), "preprocess", "text-classification", {"text": "a red cat"})["tokens"]
    tokenizer = AutoTokenizer.from_pretrained(folder / "text-classification")
    ids = tokenizer("a red cat")["input_ids"]
    assert [id for _, _, id, _ in tokens] == ids
    assert [piece for _, piece, _, _ in tokens] == tokenizer.convert_ids_to_tokens(ids)
    assert [bool(special) for *_, special in tokens] == [id in tokenizer.all_special_ids for id in ids]
