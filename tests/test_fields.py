"""What fields refuse before a model sees it."""

from __future__ import annotations

import pytest

from tasks.core.errors import AtlasError
from tasks.core.fields import Chat, Field, Input, Labels, Number, Parameter, Text, WordList
from tasks.core.limits import LIMITS

HALF = "a \ud800"  # JSON can hold it, UTF-8 cannot


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Number("top_k", "top_k"), 1.5, "BadParameter"),
        (Number("top_k", "top_k"), float("inf"), "BadParameter"),
        (Text("text", "Text"), HALF, "UnusableText"),
        (Labels("labels", "Labels"), HALF, "UnusableText"),
        (Labels("labels", "Labels"), "x" * (LIMITS.characters + 1), "InputTooLarge"),
        (WordList("targets", "targets"), HALF, "UnusableText"),
        (Chat("messages", "Messages"), HALF, "UnusableText"),
    ],
)
def test_refused(field: Field, value: object, code: str) -> None:
    assert isinstance(field, Input | Parameter)
    with pytest.raises(AtlasError) as raised:
        field.clean(value)
    assert raised.value.code == code


def test_a_number_may_have_a_fraction_where_its_steps_have_one() -> None:
    assert Number("threshold", "threshold", step=0.1).clean("0.55") == 0.55
    assert Number("top_k", "top_k").clean("3.0") == 3
