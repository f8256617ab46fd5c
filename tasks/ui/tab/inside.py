"""Inside: looks at what happened in the model, folded away under the answer, made when somebody opens them."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
import gradio as gr
from gradio.components import Component

from tasks.core.errors import translate
from tasks.core.locales import Phrase, text
from tasks.core.registry import registry
from tasks.core.run.runner import ModelKey
from tasks.core.service import Answer, Service
from tasks.core.session import Choice, Session
from tasks.inside import Look, View, views
from tasks.ui import messages
from tasks.ui.kinds import component, shown
from tasks.ui.quiet import QUIET
from tasks.ui.tab.answers import Last
from tasks.ui.tab.panel import Changes
from tasks.ui.visitor import client_of


@dataclass(frozen=True)
class Inside:
    """The components of the looks: a line that says where they are, and the outputs of each by its id and name."""

    fold: gr.Accordion
    line: gr.HTML
    outputs: dict[tuple[str, str], Component]


def build_inside(language: str) -> Inside:
    """The fold and all looks in it. Call it where it shall stand."""
    outputs: dict[tuple[str, str], Component] = {}
    with gr.Accordion(text("Inside", language), open=False, visible=False, elem_classes="atlas-inside") as fold:
        line = gr.HTML(padding=False)
        for view in views().values():
            gr.Markdown(f"**{text(view.title, language)}** · {text(view.summary, language)}")
            for each in view.outputs:
                outputs[view.id, each.name] = component(each, language, visible=False)
    return Inside(fold, line, outputs)


def wire_inside(service: Service, inside: Inside, language: str, session: gr.State, last: gr.State) -> None:
    """Opening the fold looks at the last answer."""

    async def look(session: Session, last: Last, request: gr.Request) -> AsyncIterator[Changes]:
        answer: Answer | None = last.answer
        if answer is None:
            yield {inside.line: ""}
            return
        # Of an earlier answer nothing stays that would pass for this one's.
        hidden: Changes = dict.fromkeys(inside.outputs.values(), gr.update(visible=False))
        yield {inside.line: messages.progress(Phrase("Looking inside"), language), **hidden}
        for view in views().values():
            try:
                found = await _found(service, view, answer, session, client_of(request))
                changes = await anyio.to_thread.run_sync(_changes, inside, view, found, language)
            except Exception as error:
                ours = translate(error, model=answer.key.model, task=answer.key.task)
                yield {inside.line: messages.error(ours, language)}
                return
            yield {inside.line: "", **changes}

    inside.fold.expand(
        look,
        [session, last],
        [inside.line, *inside.outputs.values()],
        concurrency_limit=None,
        trigger_mode="once",
        **QUIET,
    )


def _changes(inside: Inside, view: View, found: dict[str, Any], language: str) -> Changes:
    """What a look gave comes on screen."""
    changes: Changes = {}
    for each in view.outputs:
        data = found.get(each.name)
        changes[inside.outputs[view.id, each.name]] = gr.update(visible=data is not None, **shown(each, data, language))
    return changes


async def _found(service: Service, view: View, answer: Answer, session: Session, client: str) -> dict[str, Any]:
    """What a look gives for the values and the model of an answer. Raises AtlasError."""
    key = answer.key
    choice = Choice(key.model, key.revision, key.device, key.dtype, key.attention)

    def make(key: ModelKey) -> Look:
        return Look(view.id, key.task, answer.values)

    stop = session.stops[key.task] = threading.Event()
    found: dict[str, Any] = await service.work(registry()[key.task], choice, make, session.token, client, stop)
    return found
