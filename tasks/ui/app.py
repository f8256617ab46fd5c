"""Puts the page together: tabs from the registry, the sidebar, the search box, the endpoints."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from markupsafe import Markup
from starlette.middleware import Middleware

from tasks.core.hub.store import ModelStore
from tasks.core.locales import OWN_NAMES
from tasks.core.options import Options
from tasks.core.registry import by_category, registry
from tasks.core.run.runner import Runner
from tasks.core.service import Service
from tasks.core.session import Session
from tasks.core.spec import Category, TaskSpec
from tasks.ui.addresses import OwnAddress, examples_folder
from tasks.ui.door import Bodies, Door, not_understood, policy
from tasks.ui.endpoints import add_endpoints
from tasks.ui.gradio_patches import PatchedBlocks
from tasks.ui.hosts import Hosts
from tasks.ui.language import ServedInLanguage, static, translations
from tasks.ui.login import Login
from tasks.ui.quiet import QUIET
from tasks.ui.sidebar import Sidebar, build_sidebar, follow, watch
from tasks.ui.tab.build import build_panel
from tasks.ui.tab.events import wire
from tasks.ui.tab.panel import Changes
from tasks.ui.templates import html
from tasks.ui.theme import css, head, theme
from tasks.ui.visitor import language_of

TITLE = "Pipeline Atlas"
API_PAGE = "endpoints"
SESSIONS = 2000  # visits whose state is kept; beyond that the oldest goes
HERE = "async (session) => [session, await window.atlas.here()]"


def places() -> dict[str, tuple[str, str]]:
    """The tabs that each task stands under, by its id and its aliases."""
    return {
        name: (spec.category.id, spec.id)
        for spec in registry().values()
        for name in (spec.id, *(alias.id for alias in spec.aliases))
    }


class Page:
    """The tabs of the app and the way between them. A task's panel is made when it is opened for the first time."""

    def __init__(self, service: Service, app: gr.Blocks) -> None:
        self.service = service
        self.session = gr.State(Session(), time_to_live=24 * 3600)
        self.inner: dict[Category, gr.Tabs] = {}
        self._build_head()
        with gr.Tabs(elem_id="atlas-tabs") as self.outer:
            for category, specs in by_category().items():
                if specs:
                    self._build_category(category, specs)
        # Last for the keyboard and for who listens to the page; for the eye it stands on the left.
        self.side: Sidebar = build_sidebar(service, self.session)
        self._follow_moves(app)

    def _build_head(self) -> None:
        with gr.Row(elem_classes="atlas-top", equal_height=True):
            line = Markup(static("Every task of the transformers pipelines, alive in a browser tab"))
            gr.HTML(html("title.html", title=TITLE, line=line, api=API_PAGE), padding=False)
            gr.HTML(html("search.html"), padding=False, elem_classes="atlas-search")
            tools = html("tools.html", languages=OWN_NAMES.items())
            gr.HTML(tools, padding=False, elem_classes="atlas-tools-box")

    def _build_category(self, category: Category, specs: list[TaskSpec]) -> None:
        with (
            gr.Tab(static(category.title), id=category.id),
            gr.Tabs(elem_id=f"atlas-{category.id}", overflow_behavior="wrap") as inner,
        ):
            for spec in specs:
                with gr.Tab(static(spec.title), id=spec.id):
                    self._build_task(spec)
        self.inner[category] = inner

    def _build_task(self, spec: TaskSpec) -> None:
        """The panel comes when its tab is shown for the first time: what nobody opens costs nothing.

        A tab's select event comes at every visit, and a State reports a change whenever it is an output: both would draw
        the panel anew and lose what stands in it. So the browser itself asks for the panel, once.
        """
        opens = f"window.atlas.open({json.dumps(spec.id)}, element, trigger)"
        opener = gr.HTML(js_on_load=opens, elem_classes="atlas-opener", padding=False)

        @gr.render(triggers=[opener.click], concurrency_limit=None, show_progress="hidden")
        def panel(request: gr.Request) -> None:
            wire(self.service, build_panel(self.service, spec, language_of(request)), self.side, self.session)

    def _follow_moves(self, app: gr.Blocks) -> None:
        """Tabs turn in the browser; the sidebar follows, and then the model while it loads.

        Which task is on screen is read from the page when the event is sent: an event that waits for an earlier one
        then speaks of the page as it is, and the last answer that comes is the true one. (The data of an event is that
        of the first when Gradio sends a waiting one.)
        """
        moved = gr.on(
            [app.load, self.outer.change, *(inner.change for inner in self.inner.values())],
            self.follow,
            [self.session, self.side.task],
            self.side.following,
            js=HERE,
            concurrency_limit=None,
            trigger_mode="always_last",
            **QUIET,
        )

        async def look(session: Session, request: gr.Request) -> AsyncIterator[str]:
            async for status in watch(self.service, session, language_of(request)):
                yield status

        moved.then(
            look,
            self.session,
            self.side.status,
            concurrency_limit=None,
            trigger_mode="always_last",
            **QUIET,
        )

    def follow(self, session: Session, place: str | None, request: gr.Request) -> Changes:
        """Turns the sidebar to the task on screen, and begins to load its embedded model: `place` is the task's id, or
        its category's where no task is shown yet."""
        known = registry()
        spec = known.get(place or "") or next((each for each in known.values() if each.category.id == place), None)
        if spec is None or spec.id == session.task:  # it stands there, perhaps with a model half written
            return {self.side.task: gr.skip()}
        self.service.prepare(spec, session.choices.get(spec.id))
        sidebar = follow(self.service, spec, session, language_of(request))
        return dict(zip(self.side.following, sidebar, strict=True))


def build(runner: Runner, store: ModelStore, waiting: int) -> PatchedBlocks:
    """The app, neither launched nor mounted; `waiting` runs stand in its queue at most."""
    service = Service(runner, store)
    gr.set_static_paths([examples_folder()])
    app = PatchedBlocks(waiting=waiting, title=TITLE, delete_cache=(3600, 3600), analytics_enabled=False)
    with app:
        Page(service, app)
    with app.route("API", API_PAGE, show_in_navbar=False):
        gr.Markdown(f"# {TITLE}: API\n" + static("Every task is an endpoint and an MCP tool: see “Use via API” below."))
        add_endpoints(service)
    app.built = True
    return app


def serving(options: Options, hosts: Hosts) -> dict[str, Any]:
    """How a built app is served, launched or mounted alike; settings that hold on a shared host are not options."""
    rules = policy(hosts, space="SPACE_ID" in os.environ, share=options.share)
    middleware = [Middleware(Door, hosts=hosts, policy=rules), Middleware(ServedInLanguage), Middleware(OwnAddress)]
    if options.auth:
        user, password = options.auth
        middleware.append(Middleware(Login, user=user, password=password))
    middleware.append(Middleware(Bodies))
    return {
        "auth": options.auth,
        "theme": theme(),
        "css": css(),
        "head": head(places(), options.theme if options.theme != "system" else "", TITLE),
        "js": "() => window.atlas.paint()",
        "i18n": translations(),
        "app_kwargs": {"middleware": middleware, "exception_handlers": {RequestValidationError: not_understood}},
        "mcp_server": True,
        "show_error": False,
        "run_history": False,
        "ssr_mode": False,
        "max_file_size": "50mb",
        "footer_links": ["gradio", "settings"],
    }


def launch(app: PatchedBlocks, options: Options) -> None:
    """Serves the app at the host and port of the options, in threads of its own.

    Gradio would ask its own page whether it answers, give up after three seconds on a busy machine, and advise to share
    the app with the world: what it says and what it asks are left out.
    """
    app.launch(
        **serving(options, Hosts.of(options, lambda: app.share_url)),
        server_name=options.host,
        server_port=options.port,
        share=options.share,
        strict_cors=True,
        state_session_capacity=SESSIONS,
        prevent_thread_lock=True,
        quiet=True,
        _frontend=False,
    )
    shared = f", and for everybody at {app.share_url}" if app.share_url else ""
    print(f"{TITLE} is at {app.local_url}{shared}", flush=True)


def mount(host: FastAPI, app: PatchedBlocks, path: str, options: Options) -> None:
    """Puts the app into a web application of somebody's own, under `path`; its server, host and port are theirs."""
    app.state_session_capacity = SESSIONS
    gr.mount_gradio_app(host, app, path, **serving(options, Hosts.of(options, mounted=True)))
