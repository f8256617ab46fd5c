"""A question is JSON by nature: written down and read again, it gets the same answer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tasks.core.errors import BadParameter, UnreadableInput
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.media import encoded
from tasks.core.registry import registry
from tasks.core.run.local import Runtime
from tasks.core.service import Ask, Service
from tasks.core.session import Choice
from tests.rows import row
from tests.tiny import TinyModels

EVERY_KIND = [
    "text-classification", "feature-extraction", "zero-shot-classification", "conversational", "image-classification",
    "mask-generation", "image-feature-extraction", "audio-classification", "video-classification",
    "document-question-answering", "table-question-answering", "decision", "image-text-to-text",
]  # fmt: skip


def raw(value: Any) -> Any:
    return (
        [raw(item) for item in value] if isinstance(value, list) else str(value) if isinstance(value, Path) else value
    )


@pytest.mark.parametrize("task", EVERY_KIND)
def test_written_and_read_again(tiny_models: TinyModels, task: str) -> None:
    given = row(task)
    values = {name: raw(value) for name, value in {**given.inputs, **given.params}.items()}
    ask = Ask(task, values, Choice(f"local/{task}"))
    again = Ask.from_json(json.loads(json.dumps(ask.to_json())))
    store = ModelStore(tiny_models(task), Hub(offline=True))
    service = Service(Runtime(store), store)
    answers = [asyncio.run(service.answer(each)) for each in (ask, again)]
    assert answers[0].result == answers[1].result


def test_fields_that_are_not_there_are_refused() -> None:
    with pytest.raises(BadParameter):
        Ask("text-classification", {"no_such": 1}).to_json()
    with pytest.raises(BadParameter):
        Ask("no-such-task", {}).to_json()


def test_a_file_that_is_no_base64_is_refused() -> None:
    spec = registry()["image-classification"]
    with pytest.raises(UnreadableInput):
        spec.clean({"image": {"name": "a.png", "data": "not base64!"}})
    with pytest.raises(UnreadableInput):
        spec.clean({"image": {"name": "../../etc/passwd", "data": "cm9vdDp4"}})


def test_a_path_in_a_chat_is_never_opened(tmp_path: Path) -> None:
    """What a visitor writes into a message is not a file of the server."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    messages = [{"role": "user", "content": [{"type": "image", "image": str(secret)}]}]
    written = json.dumps(Ask("image-text-to-text", {"messages": messages}).to_json())
    assert str(encoded(secret)["data"]) not in written


def test_what_comes_from_anybody_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"secret")
    for values in ({"image": str(tmp_path / "a.png")}, {"no_such": 1}):
        with pytest.raises(BadParameter):
            Ask.from_json({"task": "image-classification", "values": values, "choice": {"model": ""}})
    for written in ({}, {"task": "image-classification", "values": 3, "choice": {"model": ""}}, {"task": 1}):
        with pytest.raises(BadParameter):
            Ask.from_json(written)
