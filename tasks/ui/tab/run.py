"""Run and Stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any

import gradio as gr

from tasks.core.errors import AtlasError, Cancelled
from tasks.core.run.jobs import Job
from tasks.core.service import Desk
from tasks.core.session import Session
from tasks.ui import messages
from tasks.ui.sidebar import Sidebar, remember, status_html
from tasks.ui.tab.answers import under_way, with_answer, with_error
from tasks.ui.tab.panel import Changes, Panel


@dataclass
class Last:
    """The last finished run of a panel, kept for live parameters."""

    job: Job | None = None


def wire_run(desk: Desk, panel: Panel, side: Sidebar, session: gr.State, last: gr.State) -> None:
    """The button, and what the fields add to it, start a run; Stop ends it."""
    spec, added = panel.spec, panel.added

    async def run(session: Session, sidebar_task: str, **values: Any) -> AsyncIterator[Changes]:
        chosen = {name: values.pop(name) for name in side.choosing if name != "sidebar_task"}
        if sidebar_task == spec.id:
            remember(session, spec.id, chosen)
        choice = desk.choice(spec, session.choices.get(spec.id))
        for change in added.arrange:
            change(values)
        try:
            if desk.of_hub(spec, choice):
                yield {panel.answer: messages.asking(choice.model, panel.language)}
            job = await desk.submit(spec, values, choice, session.token)
            session.jobs[spec.id] = job
            before = ""
            async for _ in desk.wait(job):
                if job.stop.is_set() and not job.progress.text:
                    raise Cancelled()
                line = messages.progress(job, panel.language)
                if line != before:
                    before = line
                    yield under_way(panel, line, job.progress.text, job.call.values)
            answer = desk.answer(spec, job, job.future.result())
            session.used(spec.id, job.key.model)
            yield {
                **with_answer(panel, answer),
                last: Last(job if spec.subset else None),
                side.status: status_html(desk, spec, session, panel.language),
                **dict.fromkeys(added.emptied, ""),
            }
        except (AtlasError, CancelledError) as error:
            yield with_error(panel, error if isinstance(error, AtlasError) else Cancelled())

    running: dict[str, Any] = {
        "inputs_kwargs": {"session": session, **side.choosing, **panel.given, **added.sent},
        "outputs": [*panel.answering, last, side.status, *added.emptied],
        "show_progress": "hidden",
        "concurrency_limit": None,
        "api_visibility": "private",
    }
    gr.on([panel.run.click, *added.starts], run, trigger_mode="once", **running)
    for event in added.after:
        event.then(run, **running)

    def stop(session: Session) -> None:
        if (job := session.jobs.get(spec.id)) is not None:
            job.cancel()

    panel.stop.click(stop, session, None, queue=False, show_progress="hidden", api_visibility="private")
