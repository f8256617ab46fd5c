"""What an answer, a step on the way to it, and an error change on screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from tasks.core.errors import AtlasError
from tasks.core.locales import Phrase, say
from tasks.core.notes import together
from tasks.core.service import Answer, Service
from tasks.ui import messages
from tasks.ui.kinds import kind_of, shown
from tasks.ui.tab.panel import Changes, Panel


@dataclass
class Last:
    """The last answer of a panel, kept for its live parameters and the looks inside."""

    answer: Answer | None = None


def kept(answer: Answer, live: bool) -> Last:
    """What a panel needs of an answer later: what the model gave only where `live` parameters draw it anew."""
    if live:
        return Last(answer)
    outcome = replace(answer.outcome, result=None, adapted=None)
    return Last(replace(answer, outputs={}, raw=None, result=None, outcome=outcome))


def with_notes(answer: Answer, notes: Sequence[Phrase]) -> Answer:
    """The answer with what was noted before it was asked for; a live parameter that draws it anew says it again."""
    outcome = replace(answer.outcome, notes=together(notes, answer.outcome.notes))
    return replace(answer, notes=together(notes, answer.notes), outcome=outcome)


def with_answer(panel: Panel, answer: Answer, service: Service) -> Changes:
    """The outputs that a run gave come on screen, the others go."""
    # What was written stands below: its headline is only for screen readers.
    for_screen_readers = any(each.streams and answer.outputs.get(each.name) for each in panel.spec.outputs)
    changes: Changes = {
        panel.answer: messages.headline(
            say(answer.headline, panel.language),
            say(answer.notes, panel.language),
            messages.world(service.store.find(answer.key.model, panel.spec), panel.language),
            for_screen_readers,
        ),
        panel.times: messages.times(answer.outcome, panel.language),
        panel.code: answer.code,
        panel.result: answer.result,
        panel.code_fold: gr.update(visible=True),
        panel.result_fold: gr.update(visible=True),
    }
    if panel.inside is not None:  # what was looked at belongs to the answer before
        changes[panel.inside.fold] = gr.update(visible=True, open=False)
    for each in panel.spec.outputs:
        data = answer.outputs.get(each.name)
        changes[panel.outputs[each.name]] = gr.update(visible=data is not None, **shown(each, data, panel.language))
    return changes


def under_way(panel: Panel, line: str, text: str, values: Mapping[str, Any], first: bool) -> Changes:
    """The line of progress, and what the model has written so far, in the output that takes it. At the `first` of it
    everything else of the answer before goes, or it would stand beside a text that it is not of."""
    changes: Changes = {panel.answer: line}
    for each in panel.spec.outputs:
        written = kind_of(each).written
        if text and written is not None:
            if first:
                changes |= {panel.times: "", **gone(panel)}
            changes[panel.outputs[each.name]] = gr.update(
                visible=True, value=say(written(text, values), panel.language)
            )
            break
    return changes


def gone(panel: Panel) -> Changes:
    """What an earlier run showed goes, or it would pass for the answer."""
    hidden = [each for each in panel.outputs.values() if each not in panel.added.lasting]
    folds = [panel.code_fold, panel.result_fold, *([panel.inside.fold] if panel.inside else [])]
    return dict.fromkeys((*hidden, *folds), gr.update(visible=False))


def with_error(panel: Panel, error: AtlasError) -> Changes:
    """The error stands where the answer would have been."""
    return {panel.answer: messages.error(error, panel.language), panel.times: "", **gone(panel)}
