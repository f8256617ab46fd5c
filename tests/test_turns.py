"""Visitors take turns in a model's line."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.core.run.turns import Turns

CLIENTS = ["a/1", "a/2", "b/1", "c"]


@dataclass(frozen=True)
class Asked:
    client: str
    number: int = 0


def test_one_with_many_does_not_stop_the_others() -> None:
    turns: Turns[Asked] = Turns()
    for number in range(1000):
        turns.add(Asked("busy", number))
    turns.add(Asked("another"))
    assert [turns.next().client for _ in range(3)] == ["busy", "another", "busy"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CLIENTS), st.booleans())))
def test_the_line_is_served_as_it_says(steps: list[tuple[str, bool]]) -> None:
    """Whatever is put in and taken out: what stands first is served first, nothing is lost, own order is kept."""
    turns: Turns[Asked] = Turns()
    served: list[Asked] = []
    for number, (client, takes) in enumerate(steps):
        if takes and len(turns):
            first = next(iter(turns))
            served.append(turns.next())
            assert served[-1] is first
        else:
            turns.add(Asked(client, number))
    rest = list(turns)
    assert len(rest) == len(turns)
    assert [turns.next() for _ in rest] == rest and not len(turns)
    for client in CLIENTS:
        numbers = [each.number for each in (*served, *rest) if each.client == client]
        assert numbers == sorted(numbers)


def test_many_visits_from_one_place_take_its_turns() -> None:
    """A program whose every call is a visit of its own does not stop somebody elsewhere."""
    turns: Turns[Asked] = Turns()
    for number in range(60):
        turns.add(Asked(f"here/{number}"))
    turns.add(Asked("there/1"))
    assert [turns.next().client.split("/")[0] for _ in range(3)] == ["here", "there", "here"]


def test_something_can_be_taken_out() -> None:
    turns: Turns[Asked] = Turns()
    first, second = Asked("a", 1), Asked("b", 2)
    turns.add(first)
    turns.add(second)
    turns.remove(first)
    assert turns.clear() == [second] and not len(turns)
    with pytest.raises(ValueError, match="wait"):
        turns.remove(first)
    with pytest.raises(IndexError):
        turns.next()
