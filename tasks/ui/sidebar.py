"""The sidebar: which model, where it runs, who is signed in. It follows the task on screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio.to_thread
import gradio as gr
from gradio.events import Dependency

from tasks.core.errors import AtlasError
from tasks.core.hub.architectures import check_head
from tasks.core.locales import SOURCE, Amount, text
from tasks.core.registry import registry
from tasks.core.run.devices import DTYPES, attentions, default_device, devices, dtypes
from tasks.core.run.libraries import imported
from tasks.core.service import Service
from tasks.core.session import Choice, Session, Token
from tasks.core.spec import TaskSpec
from tasks.ui import messages
from tasks.ui.account import build_account
from tasks.ui.language import static
from tasks.ui.picker import build_box, model_list
from tasks.ui.quiet import QUIET
from tasks.ui.visitor import client_of, language_of


@dataclass(frozen=True)
class Sidebar:
    """The components of the sidebar. `task` is hidden and says for which task the others stand: they change together."""

    task: gr.Textbox
    title: gr.Markdown
    model: gr.Textbox
    found: gr.HTML
    status: gr.HTML
    device: gr.Dropdown
    revision: gr.Textbox
    dtype: gr.Dropdown
    attention: gr.Dropdown
    unload: gr.Button
    save: gr.Button
    saved: gr.DownloadButton

    @property
    def following(self) -> list[gr.components.Component]:
        """What changes with the task on screen."""
        return [self.task, self.title, self.model, self.status, self.device, self.revision, self.dtype, self.attention]

    @property
    def choosing(self) -> dict[str, gr.components.Component]:
        """What a run reads."""
        return {
            "sidebar_task": self.task,
            "model": self.model,
            "revision": self.revision,
            "device": self.device,
            "dtype": self.dtype,
            "attention": self.attention,
        }


@dataclass(frozen=True)
class Standing:
    """How the chosen model stands, as HTML, and whether that will soon be different."""

    html: str
    under_way: bool = False


def device_choices(language: str) -> list[tuple[str, str]]:
    """Devices of this machine with their free memory; `auto` spreads a model over them (accelerate's device map)."""
    known = [
        (text("{device} · {size} free", language, device=each.id, size=Amount(each.free, "bytes")), each.id)
        for each in devices()
    ]
    return [*known, (text("auto · accelerate's device map", language), "auto")]


def status_html(service: Service, spec: TaskSpec, session: Session, language: str) -> str:
    """The status of the chosen model, or why it cannot be one."""
    return standing(service, spec, session, language).html


def standing(service: Service, spec: TaskSpec, session: Session, language: str) -> Standing:
    """The status of the chosen model, or why it cannot be one."""
    choice = service.choice(spec, session.choices.get(spec.id))
    try:
        info = service.store.find(choice.model, spec)
        key = service.key(spec, choice, session.token)
        if info.source == "local" and info.path and imported():
            check_head(spec.id, info.path, info.id)
    except AtlasError as error:
        return Standing(messages.error(error, language))
    status = service.runner.status(key)
    facts = service.store.hub.known(info.id, choice.revision, session.token) if info.source == "hub" else None
    if facts is not None and status.state == "absent":
        return Standing(messages.before_loading(facts, spec, choice.dtype, free_on(choice.device), language))
    unused = choice.revision if info.source != "hub" else ""
    said = messages.model_status(status, info, language, unused)
    return Standing(said, under_way=status.state == "loading")


def free_on(device: str) -> int:
    """Bytes free on a device; of all together for `auto`."""
    known = devices()
    return next((each.free for each in known if each.id == device), sum(each.free for each in known))


async def watch(service: Service, session: Session, language: str, patience: float = 60.0) -> AsyncIterator[str]:
    """The status of the model on screen: what the Hub says of it first, then again and again while it loads."""
    spec = registry().get(session.task)
    if spec is None:
        return
    choice = service.choice(spec, session.choices.get(spec.id))
    if not known_here(service, spec, choice, session.token):
        if service.from_hub(spec, choice):
            yield messages.asking(choice.model, language)
        try:
            await anyio.to_thread.run_sync(service.examine, spec, choice, session.token)
        except AtlasError as error:
            if session.task == spec.id:
                yield messages.error(error, language)
            return
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and session.task == spec.id:
        now = standing(service, spec, session, language)
        yield now.html
        if not now.under_way:
            return
        await asyncio.sleep(0.4)


def known_here(service: Service, spec: TaskSpec, choice: Choice, token: Token | None) -> bool:
    """Whether a choice needs no look: its model is in memory, or cannot be one and `standing` says why."""
    try:
        return service.in_memory(spec, choice, token)
    except AtlasError:
        return True


def follow(service: Service, spec: TaskSpec, session: Session, language: str) -> list[Any]:
    """Values for `Sidebar.following` when `spec` comes on screen."""
    session.task = spec.id
    choice = service.choice(spec, session.choices.get(spec.id))
    return [
        spec.id,
        f"### {text(spec.title, language)}",
        choice.model,
        status_html(service, spec, session, language),
        gr.update(choices=device_choices(language), value=choice.device),
        choice.revision,
        gr.update(choices=list(dtypes()), value=choice.dtype),
        choice.attention,
    ]


def remember(session: Session, task: str, chosen: Mapping[str, str | None]) -> Choice:
    """Keeps what stands in the sidebar (`Sidebar.choosing`) as the choice for the task it stands for."""
    choice = Choice(**{name: (value or "").strip() for name, value in chosen.items()})
    if task:
        session.choices[task] = choice
    return choice


def build_sidebar(service: Service, session: gr.State) -> Sidebar:
    """The sidebar and its events."""
    with gr.Sidebar(width=300):
        task, title = gr.Textbox(visible=False), gr.Markdown("### Pipeline Atlas")
        model, found = build_box()
        side = Sidebar(
            task=task,
            title=title,
            model=model,
            found=found,
            status=gr.HTML(elem_classes="atlas-model"),
            device=gr.Dropdown(label=static("Device"), choices=device_choices(SOURCE), value=default_device()),
            **_more(),
            **_buttons(service.runner.can),
        )
        signed = build_account(service, session)
    _wire_choices(service, session, side, signed)
    _wire_picker(service, session, side)
    return side


def _wire_choices(service: Service, session: gr.State, side: Sidebar, signed: list[Dependency]) -> None:
    """What stands in the sidebar is remembered; then the status says what it means, to whoever has `signed` in or out."""

    async def changed(session: Session, sidebar_task: str, request: gr.Request, **chosen: str) -> AsyncIterator[str]:
        if sidebar_task in registry():
            remember(session, sidebar_task, chosen)
            service.prepare(registry()[sidebar_task], session.choices.get(sidebar_task))
            async for html in watch(service, session, language_of(request)):
                yield html

    def unload(session: Session, sidebar_task: str, request: gr.Request, **chosen: str) -> str:
        spec = registry().get(sidebar_task)
        if spec is None:
            return ""
        choice = service.choice(spec, remember(session, sidebar_task, chosen))
        try:
            service.unload(spec, choice, session.token)
        except AtlasError as error:
            return messages.error(error, language_of(request))
        return status_html(service, spec, session, language_of(request))

    async def save(session: Session, sidebar_task: str, request: gr.Request, **chosen: str) -> tuple[Any, str]:
        spec, language = registry()[sidebar_task or session.task], language_of(request)
        choice = service.choice(spec, remember(session, spec.id, chosen))
        try:
            # In Gradio's cache, where it cleans up: a checkpoint may be gigabytes.
            place = Path(gr.utils.get_upload_folder())
            path = await service.save(spec, choice, place, session.token, client_of(request))
        except AtlasError as error:
            return gr.skip(), messages.error(error, language)
        return str(path), status_html(service, spec, session, language)

    def choose(event: gr.EventData) -> str:
        """A row of the list was pressed."""
        return str(event.model)

    inputs: dict[str, Any] = {"session": session, **side.choosing}
    watching: dict[str, Any] = {
        "inputs_kwargs": inputs, "outputs": side.status, "concurrency_limit": None, "trigger_mode": "multiple", **QUIET,
    }  # fmt: skip
    gr.on(
        [side.model.submit, side.revision.submit, side.device.input, side.dtype.input, side.attention.input],
        changed,
        **watching,
    )
    side.found.option_select(choose, None, side.model, queue=False, **QUIET).then(changed, **watching)
    for event in signed:
        event.then(changed, **watching)
    side.save.click(
        save, inputs_kwargs=inputs, outputs=[side.saved, side.status], concurrency_limit=None, **QUIET
    ).success(None, js="() => window.atlas.download()")
    side.unload.click(unload, inputs_kwargs=inputs, outputs=side.status, queue=False, **QUIET)


def _wire_picker(service: Service, session: gr.State, side: Sidebar) -> None:
    """The list under the box: all that fits when it is entered, then what fits the words in it."""

    def listing(session: Session, words: str, request: gr.Request) -> Iterator[str]:
        """For the chosen model as it stands all that fits: what is here at once, then with what the Hub has."""
        spec, language = registry().get(session.task), language_of(request)
        if spec is None:
            return
        if words.strip() == service.choice(spec, session.choices.get(spec.id)).model:
            words = ""
            yield model_list(service, spec, session, words, language, ask=False)
        yield model_list(service, spec, session, words.strip(), language)

    def delete(session: Session, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        service.delete(str(event.model))
        yield from listing(session, "", request)

    # One event for both, so that the list for what was typed last is the one that stays.
    gr.on(
        [side.model.focus, side.model.input],
        listing,
        [session, side.model],
        side.found,
        concurrency_limit=None,
        trigger_mode="always_last",
        **QUIET,
    )
    side.found.delete(delete, session, side.found, concurrency_limit=None, **QUIET)


def _buttons(can: frozenset[str]) -> dict[str, Any]:
    """What the runner can do with the model in memory. The download button is pressed by the page, once its file is
    there."""
    with gr.Row(elem_classes="atlas-buttons"):
        return {
            "unload": gr.Button(static("Unload"), size="sm", min_width=90, visible="unload" in can),
            "save": gr.Button(static("Save checkpoint"), size="sm", min_width=90, visible="checkpoint" in can),
            "saved": gr.DownloadButton(visible="hidden", elem_id="atlas-saved"),
        }


def _more() -> dict[str, Any]:
    """Revision, dtype and attention, folded away."""
    with gr.Accordion(static("Revision, dtype, attention"), open=False, elem_classes="atlas-more"):
        return {
            "revision": gr.Textbox(label=static("Revision"), placeholder="main", info=static("Branch, tag or commit")),
            "dtype": gr.Dropdown(
                label="dtype", choices=list(DTYPES), value="auto", info=static("auto: as the checkpoint says")
            ),
            "attention": gr.Dropdown(
                label=static("Attention"),
                choices=list(attentions()),
                value="auto",
                info=static("eager shows its weights; sdpa is fast"),
            ),
        }
