"""What the cards say of another hand's inputs is what is measured."""

from __future__ import annotations

from typing import Any

import pytest

from assets.recipes.others import measure, written
from tasks.core.hub.store import card
from tests.test_embedded import MODELS, SHIPPED


def said(task: str) -> list[dict[str, Any]]:
    """The results for a task on another hand's inputs, on the cards of all models."""
    results = [each for name in SHIPPED for each in card(MODELS / name).to_dict()["model-index"][0]["results"][1:]]
    return [each for each in results if each["task"]["type"] == task]


@pytest.mark.parametrize("task", written())
def test_share_of_another_hand_s_inputs(task: str) -> None:
    share, (result,) = measure(task), said(task)
    assert share.count == 20 and result["dataset"]["name"] == "20 inputs by another hand"
    there = result["metrics"][0]["value"]
    assert abs(share.right / share.count - there) <= 1 / share.count + 1e-6, (there, share.wrong)
