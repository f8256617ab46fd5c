"""The components of a task on screen, and what its fields add to a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr
from gradio.blocks import Block, BlockContext
from gradio.components import Component
from gradio.events import Dependency

if TYPE_CHECKING:
    from tasks.core.examples import Example
    from tasks.core.spec import TaskSpec
    from tasks.ui.tab.inside import Inside

C = TypeVar("C", bound=Component)
Trigger = Callable[..., Dependency]  # an event of a component, `box.submit`
Changes = dict[Block, Any]  # what an event changes on screen: a new value or an update for each component


@dataclass
class Additions:
    """What the fields of a panel add to its runs and examples; each does so when it is wired (Kind.wire)."""

    starts: list[Trigger] = field(default_factory=list)  # start a run as its button does
    after: list[Dependency] = field(default_factory=list)  # a run follows them
    sent: dict[str, Component] = field(default_factory=dict)  # sent with a run beside the fields, by names of their own
    arrange: list[Callable[[dict[str, Any]], None]] = field(
        default_factory=list
    )  # change what was sent before the run, and may note
    emptied: list[Component] = field(default_factory=list)  # emptied once the answer is there
    lasting: list[Component] = field(default_factory=list)  # outputs that stay in sight when a later run fails
    # Changed by a click on an example, by it and by the files that stand in the panel until then.
    filled: dict[Component, Callable[[Example, Mapping[str, Any]], Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A task's components in the language in which they were drawn."""

    spec: TaskSpec
    language: str
    inputs: dict[str, Component]
    params: dict[str, Component]
    below: dict[str, Component]  # what stands under an input, by the input's name
    run: gr.Button
    stop: gr.Button
    examples: gr.Dataset | None
    answer: gr.HTML
    outputs: dict[str, Component]
    times: gr.HTML
    code: gr.Code
    result: gr.JSON
    code_fold: gr.Accordion
    result_fold: gr.Accordion
    inside: Inside | None  # where the runner can look inside
    added: Additions = field(default_factory=Additions)

    @property
    def given(self) -> dict[str, Component]:
        return {**self.inputs, **self.params}

    @property
    def answering(self) -> list[Component | BlockContext]:
        """Everything that an answer changes."""
        folds = [self.code_fold, self.result_fold, *([self.inside.fold] if self.inside else [])]
        return [self.answer, *self.outputs.values(), self.times, self.code, self.result, *folds]

    def input(self, name: str, kind: type[C]) -> C:
        """The component of an input, which must be of that class. Raises TypeError where it is not."""
        return _checked(self.inputs[name], name, kind)

    def output(self, name: str, kind: type[C]) -> C:
        """The component of an output, which must be of that class. Raises TypeError where it is not."""
        return _checked(self.outputs[name], name, kind)

    def first_input(self, kind: type[C]) -> C | None:
        """The first input that has a component of that class."""
        return _first(self.inputs.values(), kind)

    def first_output(self, kind: type[C]) -> C | None:
        """The first output that has a component of that class."""
        return _first(self.outputs.values(), kind)


def _checked(component: Component, name: str, kind: type[C]) -> C:
    if not isinstance(component, kind):
        raise TypeError(f"{name} is drawn as a {type(component).__name__}, where a {kind.__name__} is needed.")
    return component


def _first(components: Iterable[Component], kind: type[C]) -> C | None:
    return next((each for each in components if isinstance(each, kind)), None)
