"""Run and Stop."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from typing import Any

import anyio.to_thread
import gradio as gr

from tasks.core.errors import translate
from tasks.core.notes import noting
from tasks.core.service import Answer, Ask, Service
from tasks.core.session import Session
from tasks.ui import messages
from tasks.ui.quiet import QUIET
from tasks.ui.sidebar import Sidebar, remember, status_html
from tasks.ui.tab.answers import kept, under_way, with_answer, with_error, with_notes
from tasks.ui.tab.panel import Changes, Panel
from tasks.ui.visitor import client_of


def wire_run(service: Service, panel: Panel, side: Sidebar, session: gr.State, last: gr.State) -> None:
    """The button, and what the fields add to it, start a run; Stop ends it."""
    spec, language, added = panel.spec, panel.language, panel.added

    async def run(session: Session, sidebar_task: str, request: gr.Request, **values: Any) -> AsyncIterator[Changes]:
        chosen = {name: values.pop(name) for name in side.choosing if name != "sidebar_task"}
        if sidebar_task == spec.id:
            remember(session, spec.id, chosen)
        choice = service.choice(spec, session.choices.get(spec.id))
        stop = session.stops[spec.id] = threading.Event()
        try:
            with noting() as notes:
                for change in added.arrange:
                    change(values)
            if service.from_hub(spec, choice):
                yield {panel.answer: messages.asking(choice.model, language)}
            before = ("", "")
            async for event in service.run(Ask(spec.id, values, choice), session.token, client_of(request), stop):
                if isinstance(event, Answer):
                    event = with_notes(event, notes)
                    session.used(spec.id, event.key.model)
                    here = session.task in ("", spec.id)  # the sidebar may stand for another task by now
                    yield {
                        **await anyio.to_thread.run_sync(with_answer, panel, event, service),
                        last: kept(event, spec.subset is not None),
                        **({side.status: status_html(service, spec, session, language)} if here else {}),
                        **dict.fromkeys(added.emptied, ""),
                    }
                elif before != (now := (messages.progress(event.phrase, language), event.text)):
                    first, before = not before[1], now
                    yield under_way(panel, *now, values, first)
        except Exception as error:
            yield with_error(panel, translate(error, model=choice.model, task=spec.id))

    running: dict[str, Any] = {
        "inputs_kwargs": {"session": session, **side.choosing, **panel.given, **added.sent},
        "outputs": [*panel.answering, last, side.status, *added.emptied],
        "concurrency_limit": None,
        **QUIET,
    }
    gr.on([panel.run.click, *added.starts], run, trigger_mode="once", **running)
    for event in added.after:
        event.then(run, **running)

    def press_stop(session: Session) -> None:
        if (begun := session.stops.get(spec.id)) is not None:
            begun.set()

    panel.stop.click(press_stop, session, None, queue=False, **QUIET)
