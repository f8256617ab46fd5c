"""The restored pipelines answer as version 4's did: recorded by `record_v4.py`, compared here."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.pipelines.cases import CASES, CHAT_CASES, Case, with_pictures
from tests.pipelines.models import V4, built

ANSWERS: dict[str, Any] = {
    **json.loads((V4 / "answers.json").read_text())["answers"],
    **json.loads((V4 / "chats.json").read_text())["answers"],
}


def assert_same(ours: Any, theirs: Any) -> None:
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys()
        for key, value in theirs.items():
            assert_same(ours[key], value)
    elif isinstance(theirs, list):
        ours = ours.tolist() if hasattr(ours, "tolist") else ours
        assert isinstance(ours, list)
        assert len(ours) == len(theirs)
        for mine, value in zip(ours, theirs, strict=True):
            assert_same(mine, value)
    elif isinstance(theirs, str) and theirs.endswith(".png"):
        expected = np.asarray(Image.open(V4 / "images" / theirs)).astype(int)
        assert ours.size == expected.shape[1::-1]
        assert np.abs(np.asarray(ours).astype(int) - expected).max() <= 1  # a value may fall on either side of a half
    elif isinstance(theirs, float):
        assert ours == pytest.approx(theirs, abs=1e-4)
    else:
        assert ours == theirs


@pytest.mark.parametrize("case", [*CASES, *CHAT_CASES], ids=lambda case: case.name)
def test_answers_as_version_4(case: Case) -> None:
    pipe = built(case.task, case.model, tuple(case.init.items()))
    theirs = ANSWERS[case.name]
    if case.name.startswith("qa many"):
        # Asked for more answers than there are, version 4 added impossible spans (end before start) of score 0.
        theirs = [answer for answer in theirs if answer["score"] > 0]
    assert_same(pipe(*with_pictures(case.args), **with_pictures(case.kwargs)), theirs)
