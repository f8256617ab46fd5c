"""All events of a panel."""

from __future__ import annotations

import gradio as gr

from tasks.core.service import Service
from tasks.ui.kinds import kind_of
from tasks.ui.sidebar import Sidebar
from tasks.ui.tab.answers import Last
from tasks.ui.tab.examples import wire_examples
from tasks.ui.tab.inside import wire_inside
from tasks.ui.tab.live import wire_live
from tasks.ui.tab.panel import Panel
from tasks.ui.tab.run import wire_run


def wire(service: Service, panel: Panel, side: Sidebar, session: gr.State) -> None:
    """The fields' own events first: they add to what follows."""
    for each in (*panel.spec.inputs, *panel.spec.params, *panel.spec.outputs):
        add = kind_of(each).wire
        if add is not None:
            add(each, panel)
    last = gr.State(Last(), time_to_live=3600)
    wire_examples(panel)
    wire_run(service, panel, side, session, last)
    wire_live(service, panel, last)
    if panel.inside is not None:
        wire_inside(service, panel.inside, panel.language, session, last)
