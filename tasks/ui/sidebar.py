"""The sidebar: which model, where it runs, who is signed in. It follows the task on screen."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from tasks.core import locales
from tasks.core.devices import DTYPES, default_device, devices
from tasks.core.errors import AtlasError, translate
from tasks.core.models import megabytes
from tasks.core.registry import registry
from tasks.core.session import Choice, Session, Token
from tasks.core.spec import TaskSpec
from tasks.ui import messages
from tasks.ui.runs import Desk


def language_of(request: gr.Request | None) -> str:
    return locales.choose(request.headers.get("accept-language") if request else None)


@dataclass(frozen=True)
class Sidebar:
    """The components of the sidebar. `task` is hidden and says for which task the others stand: they change together."""

    task: gr.Textbox
    title: gr.Markdown
    model: gr.Dropdown
    status: gr.HTML
    device: gr.Dropdown
    revision: gr.Textbox
    dtype: gr.Dropdown
    unload: gr.Button

    @property
    def following(self) -> list[gr.components.Component]:
        """What changes with the task on screen."""
        return [self.task, self.title, self.model, self.status, self.device, self.revision, self.dtype]

    @property
    def choosing(self) -> dict[str, gr.components.Component]:
        """What a run reads."""
        return {
            "sidebar_task": self.task,
            "model": self.model,
            "revision": self.revision,
            "device": self.device,
            "dtype": self.dtype,
        }


def device_choices() -> list[tuple[str, str]]:
    """Devices of this machine with their free memory; `auto` spreads a model over them (accelerate's device map)."""
    known = [(f"{each.id} · {megabytes(each.free)} free", each.id) for each in devices()]
    return [*known, ("auto · accelerate's device map", "auto")]


def model_choices(desk: Desk, spec: TaskSpec) -> list[tuple[str, str]]:
    return [(info.title, info.id) for info in desk.store.offered(spec)]


def status_html(desk: Desk, spec: TaskSpec, session: Session, language: str) -> str:
    """The status of the chosen model, or why it cannot be one."""
    choice = desk.choice(spec, session.choices.get(spec.id))
    try:
        key = desk.key(spec, choice, session.token)
        info = desk.store.find(choice.model, spec)
    except AtlasError as error:
        return messages.error(error, language)
    return messages.model_status(desk.runner.status(key), info, language)


async def watch(desk: Desk, session: Session, language: str, patience: float = 60.0) -> AsyncIterator[str]:
    """The status of the model on screen, again and again while it loads, until it is ready."""
    spec = registry().get(session.task)
    if spec is None:
        return
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and session.task == spec.id:
        html = status_html(desk, spec, session, language)
        yield html
        if 'class="loading"' not in html:
            return
        await asyncio.sleep(0.4)


def follow(desk: Desk, spec: TaskSpec, session: Session, language: str) -> list[Any]:
    """Values for `Sidebar.following` when `spec` comes on screen."""
    session.task = spec.id
    choice = desk.choice(spec, session.choices.get(spec.id))
    listed = model_choices(desk, spec)
    if choice.model and choice.model not in {id for _, id in listed}:
        listed = [(choice.model, choice.model), *listed]
    return [
        spec.id,
        f"### {spec.title}",
        gr.update(choices=listed, value=choice.model or None),
        status_html(desk, spec, session, language),
        gr.update(choices=device_choices(), value=choice.device),
        choice.revision,
        choice.dtype,
    ]


def remember(session: Session, task: str, model: str | None, revision: str, device: str, dtype: str) -> Choice:
    """Keeps what stands in the sidebar as the choice for the task it stands for."""
    choice = Choice((model or "").strip(), (revision or "").strip(), device or default_device(), dtype or "auto")
    if task:
        session.choices[task] = choice
    return choice


def build_sidebar(desk: Desk, session: gr.State) -> Sidebar:
    """The sidebar and its events."""
    with gr.Sidebar(width=300):
        side = Sidebar(
            task=gr.Textbox(visible=False),
            title=gr.Markdown("### Pipeline Atlas"),
            model=gr.Dropdown(
                label="Model", info="Choose one, or type any id of huggingface.co", choices=[], allow_custom_value=True,
                elem_id="atlas-model",
            ),
            status=gr.HTML(elem_classes="atlas-model"),
            device=gr.Dropdown(label="Device", choices=device_choices(), value=default_device()),
            **_more(),
            unload=gr.Button("Unload from memory", size="sm", elem_classes="atlas-small"),
        )  # fmt: skip
        _build_account(desk, session)

    def changed(
        session: Session, sidebar_task: str, model: str, revision: str, device: str, dtype: str, request: gr.Request
    ) -> str:
        if sidebar_task not in registry():
            return ""
        remember(session, sidebar_task, model, revision, device, dtype)
        return status_html(desk, registry()[sidebar_task], session, language_of(request))

    def unload(
        session: Session, sidebar_task: str, model: str, revision: str, device: str, dtype: str, request: gr.Request
    ) -> str:
        spec = registry().get(sidebar_task)
        if spec is None:
            return ""
        choice = desk.choice(spec, remember(session, sidebar_task, model, revision, device, dtype))
        try:
            desk.runner.unload(desk.key(spec, choice, session.token))
        except AtlasError as error:
            return messages.error(error, language_of(request))
        return status_html(desk, spec, session, language_of(request))

    inputs: dict[str, Any] = {"session": session, **side.choosing}
    for event in (side.model.input, side.revision.input, side.device.input, side.dtype.input):
        event(
            changed,
            inputs_kwargs=inputs,
            outputs=side.status,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
    side.unload.click(
        unload, inputs_kwargs=inputs, outputs=side.status, queue=False, show_progress="hidden", api_visibility="private"
    )
    return side


def _more() -> dict[str, Any]:
    """Revision and dtype, folded away."""
    with gr.Accordion("Revision and number format", open=False):
        return {
            "revision": gr.Textbox(label="Revision", placeholder="main", info="Branch, tag or commit"),
            "dtype": gr.Dropdown(
                label="dtype", choices=list(DTYPES), value="auto", info="auto: as the checkpoint says"
            ),
        }


def _build_account(desk: Desk, session: gr.State) -> None:
    """Sign-in. On Spaces Hugging Face's own button; elsewhere a box for a token that is emptied at once."""
    gr.Markdown("### Hugging Face")
    account = gr.Markdown("Not signed in. Embedded and public models need no account.")
    if os.environ.get("SPACE_ID"):
        gr.LoginButton(size="sm")

        def signed_in(session: Session, profile: gr.OAuthProfile | None, token: gr.OAuthToken | None) -> str:
            if profile is None or token is None:
                session.sign_out()
                return "Not signed in. Embedded and public models need no account."
            session.token, session.account = Token(token.token), profile.username
            return f"Signed in as **{session.account}**"

        gr.on(None, signed_in, session, account, queue=False, api_visibility="private")
        return
    box = gr.Textbox(
        label="Token", type="password", placeholder="hf_…", info="For gated and private models; a read token is enough"
    )
    with gr.Row():
        enter = gr.Button("Sign in", size="sm", variant="secondary")
        leave = gr.Button("Sign out", size="sm", visible=False)

    def sign_in(session: Session, secret: str, request: gr.Request) -> tuple[Any, ...]:
        if not secret or not secret.strip():
            return (
                "",
                "Paste a token first: [make one](https://huggingface.co/settings/tokens).",
                gr.update(),
                gr.update(),
            )
        from huggingface_hub import HfApi

        token = Token(secret.strip())
        try:
            name = HfApi().whoami(token=token.reveal())["name"]
        except Exception as error:
            problem = translate(error, model="huggingface.co")
            return "", problem.message(language_of(request)), gr.update(), gr.update()
        session.token, session.account = token, name
        return "", f"Signed in as **{name}**", gr.update(visible=False), gr.update(visible=True)

    def sign_out(session: Session) -> tuple[Any, ...]:
        if session.token is not None:
            desk.runner.forget(session.token.owner)
        session.sign_out()
        return "Signed out. The token is forgotten.", gr.update(visible=True), gr.update(visible=False)

    gr.on(
        [enter.click, box.submit], sign_in, [session, box], [box, account, enter, leave],
        queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    leave.click(
        sign_out, session, [account, enter, leave], queue=False, show_progress="hidden", api_visibility="private"
    )
