"""Puts the page together: tabs from the registry, the sidebar, the search box, the endpoints."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from tasks.core.examples import FOLDER as EXAMPLES
from tasks.core.hub.store import ModelStore
from tasks.core.options import Options
from tasks.core.registry import by_category, registry
from tasks.core.run.jobs import Runner
from tasks.core.service import Desk
from tasks.core.session import Session
from tasks.core.spec import Category, TaskSpec
from tasks.ui.endpoints import add_endpoints
from tasks.ui.factory import build_panel, wire
from tasks.ui.guard import GuardedBlocks
from tasks.ui.sidebar import Sidebar, build_sidebar, follow, watch
from tasks.ui.theme import CSS, HEAD, theme
from tasks.ui.visitor import language_of

TITLE = "Pipeline Atlas"
API_PAGE = "endpoints"
# Asks for a task's panel once, when its tab is first shown. Where the address names another task, the first tab of all
# is passed by, until it is looked at.
OPEN_ONCE = """
window.opened ??= new Set();
const open = () => { if (!window.opened.has('TASK')) { window.opened.add('TASK'); trigger('click'); } };
if (!window.asked || window.asked[1] === 'TASK' || window.opened.size) open();
else new IntersectionObserver((all) => { if (window.opened.size && all.some((each) => each.isIntersecting)) open(); })
    .observe(element.closest('[role=tabpanel]'));
"""
# The task on screen; nothing while the page still turns to the task that its address names.
HERE = """async (session) => {
    await new Promise((done) => setTimeout(done));
    const chosen = (tabs) => [...document.querySelectorAll(`#${tabs} [role=tab][aria-selected=true]`)]
        .find((tab) => tab.closest('.tabs').id === tabs)?.dataset.tabId;
    const category = chosen('atlas-tabs');
    return [session, window.asked && !window.turned ? '' : (chosen(`atlas-${category}`) ?? category ?? '')];
}"""
# Turns the tabs to the task that the address names (?task=ner), as soon as they are there.
TURN = """<script>
window.asked = PLACES[new URLSearchParams(location.search).get('task')];
if (window.asked) {
    const steps = [...window.asked];
    const turning = new MutationObserver(() => {
        for (let tab; steps.length && (tab = document.querySelector(`[role=tab][data-tab-id="${steps[0]}"]`)); steps.shift()) {
            if (steps.length === 1) window.turned = true;
            tab.click();
        }
        if (!steps.length) turning.disconnect();
    });
    turning.observe(document.documentElement, { childList: true, subtree: true });
}
</script>"""


def turn() -> str:
    """The script that turns to the task of the address, by its id or an alias."""
    places = {
        name: [spec.category.id, spec.id]
        for spec in registry().values()
        for name in (spec.id, *(alias.id for alias in spec.aliases))
    }
    return TURN.replace("PLACES", json.dumps(places))


class Page:
    """The tabs of the app and the way between them. A task's panel is made when it is opened for the first time."""

    def __init__(self, desk: Desk, app: gr.Blocks) -> None:
        self.desk = desk
        self.session = gr.State(Session(), time_to_live=24 * 3600)
        self.side: Sidebar = build_sidebar(desk, self.session)
        self.inner: dict[Category, gr.Tabs] = {}
        self.search = self._build_head()
        with gr.Tabs(elem_id="atlas-tabs") as self.outer:
            for category, specs in by_category().items():
                if specs:
                    self._build_category(category, specs)
        self._follow_moves(app)

    def _build_head(self) -> gr.Dropdown:
        with gr.Row(elem_classes="atlas-top", equal_height=True):
            gr.HTML(
                f'<div class="atlas-head"><h1>{TITLE}</h1>'
                "<p>Every task of the transformers pipelines, alive in a browser tab · "
                f'<a href="{API_PAGE}?view=api">API and MCP</a></p></div>',
                padding=False,
            )
            names = [
                (" · ".join([spec.title, *(alias.id for alias in spec.aliases)]), spec.id)
                for spec in registry().values()
            ]
            return gr.Dropdown(
                names, value=None, show_label=False, label="Search a task", container=False, scale=0, min_width=260,
                elem_id="atlas-search", elem_classes="atlas-search",
            )  # fmt: skip

    def _build_category(self, category: Category, specs: list[TaskSpec]) -> None:
        with (
            gr.Tab(category.title, id=category.id),
            gr.Tabs(elem_id=f"atlas-{category.id}", overflow_behavior="wrap") as inner,
        ):
            for spec in specs:
                with gr.Tab(spec.title, id=spec.id):
                    self._build_task(spec)
        self.inner[category] = inner

    def _build_task(self, spec: TaskSpec) -> None:
        """The panel comes when its tab is shown for the first time: what nobody opens costs nothing.

        A tab's select event comes at every visit, and a State reports a change whenever it is an output: both would draw
        the panel anew and lose what stands in it. So the browser itself asks for the panel, once.
        """
        opener = gr.HTML(js_on_load=OPEN_ONCE.replace("TASK", spec.id), elem_classes="atlas-opener", padding=False)

        @gr.render(triggers=[opener.click], concurrency_limit=None, show_progress="hidden")
        def panel(request: gr.Request) -> None:
            wire(self.desk, spec, build_panel(self.desk, spec, language_of(request)), self.side, self.session)

    def _follow_moves(self, app: gr.Blocks) -> None:
        """Tabs turn in the browser; the sidebar follows, and then the model while it loads.

        Which task is on screen is read from the page when the event is sent: an event that waits for an earlier one
        then speaks of the page as it is, and the last answer that comes is the true one. (The data of an event is that
        of the first when Gradio sends a waiting one.)
        """
        self._on([app.load, self.outer.change, *(inner.change for inner in self.inner.values())], self.follow, js=HERE)
        self._on([self.search.input], self.go, self.search, moves=True)

    def _on(self, triggers: list[Any], function: Any, *inputs: Any, moves: bool = False, js: str | None = None) -> None:
        moved = gr.on(
            triggers,
            function,
            [self.session, *(inputs or [self.side.task])],
            [self.outer, *self.inner.values(), *self.side.following] if moves else self.side.following,
            js=js,
            show_progress="hidden",
            concurrency_limit=None,
            trigger_mode="always_last",
            api_visibility="private",
        )

        async def look(session: Session, request: gr.Request) -> AsyncIterator[str]:
            async for html in watch(self.desk, session, language_of(request)):
                yield html

        moved.then(
            look,
            self.session,
            self.side.status,
            show_progress="hidden",
            concurrency_limit=None,
            trigger_mode="always_last",
            api_visibility="private",
        )

    def follow(self, session: Session, place: str | None, request: gr.Request) -> dict[Any, Any]:
        """Turns the sidebar to the task on screen: `place` is its id, or its category's where no task is shown yet."""
        known = registry()
        spec = known.get(place or "") or next((each for each in known.values() if each.category.id == place), None)
        if spec is None or spec.id == session.task:  # it stands there, perhaps with a model half written
            return {self.side.task: gr.skip()}
        return self._shown(spec, session, request)

    def go(self, session: Session, found: str | None, request: gr.Request) -> dict[Any, Any]:
        """Brings the task on screen that was searched."""
        if not found:
            return {self.side.task: gr.skip()}
        spec = registry()[found]
        return {
            **self._shown(spec, session, request),
            self.outer: gr.Tabs(selected=spec.category.id),
            self.inner[spec.category]: gr.Tabs(selected=spec.id),
        }

    def _shown(self, spec: TaskSpec, session: Session, request: gr.Request) -> dict[Any, Any]:
        """Turns the sidebar to a task, and begins to load its embedded model."""
        self.desk.prepare(spec, session)
        sidebar = follow(self.desk, spec, session, language_of(request))
        return dict(zip(self.side.following, sidebar, strict=True))


def build(runner: Runner, store: ModelStore, waiting: int) -> gr.Blocks:
    """The app, not launched; `waiting` runs stand in its queue at most."""
    desk = Desk(runner, store)
    gr.set_static_paths([EXAMPLES])
    with GuardedBlocks(waiting=waiting, title=TITLE, delete_cache=(3600, 3600), analytics_enabled=False) as app:
        Page(desk, app)
    with app.route("API", API_PAGE, show_in_navbar=False):
        gr.Markdown(f"# {TITLE}: the API\nEvery task is an endpoint and an MCP tool: see “Use via API” below.")
        add_endpoints(desk)
    return app


def launch_arguments(options: Options) -> dict[str, Any]:
    """What `Blocks.launch` takes; settings that hold on a shared host are not options."""
    dark = {"light": "false", "dark": "true"}.get(options.theme)
    return {
        "server_name": options.host,
        "server_port": options.port,
        "share": options.share,
        "auth": options.auth,
        "theme": theme(),
        "css": CSS,
        "head": HEAD + turn(),
        "js": f"() => document.body.classList.toggle('dark', {dark})" if dark else None,
        "mcp_server": True,
        "show_error": False,
        "run_history": False,
        "strict_cors": True,
        "ssr_mode": False,
        "max_file_size": "50mb",
        "state_session_capacity": 2000,
        "footer_links": ["gradio", "settings"],
    }
