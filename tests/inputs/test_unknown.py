"""Words that a model's vocabulary lacks are named, through the served endpoint and with their share."""

from __future__ import annotations

import pytest
from gradio_client import Client

from tests.conftest import Served
from tests.inputs.calls import ask


@pytest.mark.parametrize(
    ("task", "text", "said"),
    [
        ("text-classification", "The 집 was lovely, 정말.", ["“집”", "“정말”"]),
        ("token-classification", "Maria Kowalski grew up in 서울.", ["“서울”"]),
        ("text-classification", "The cake was lovely.", []),
    ],
)
def test_unknown_words_are_named(served: Served, task: str, text: str, said: list[str]) -> None:
    notes = [
        each
        for each in ask(Client(served.url, verbose=False), task, text=text).notes
        if "unknown to this model" in each
    ]
    assert len(notes) == bool(said)
    assert all(word in notes[0] for word in said)
