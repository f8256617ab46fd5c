"""Live parameters: they draw the last result anew, without a run."""

from __future__ import annotations

from typing import Any

import gradio as gr

from tasks.core.errors import translate
from tasks.core.service import Service
from tasks.ui import messages
from tasks.ui.quiet import QUIET
from tasks.ui.tab.answers import Last, with_answer
from tasks.ui.tab.panel import Changes, Panel


def wire_live(service: Service, panel: Panel, last: gr.State) -> None:
    live = {each.name: panel.params[each.name] for each in panel.spec.params if each.live}
    if not live:
        return

    def redraw(last: Last, **values: Any) -> Changes:
        if last.answer is None:
            return {panel.times: gr.update()}
        try:
            return with_answer(panel, service.redraw(last.answer, values), service)
        except Exception as error:
            return {panel.answer: messages.error(translate(error, task=panel.spec.id), panel.language)}

    gr.on(
        [each.change for each in live.values()],  # type: ignore[attr-defined]
        redraw,
        inputs_kwargs={"last": last, **live},
        outputs=panel.answering,
        queue=False,
        trigger_mode="always_last",
        **QUIET,
    )
