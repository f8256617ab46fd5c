"""The picker of models: a box for any id, and under it what fits the task, searched as one types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import gradio as gr
from markupsafe import Markup

from tasks.core.errors import AtlasError, HubUnreachable, Offline
from tasks.core.hub import cache
from tasks.core.hub.architectures import fits
from tasks.core.hub.client import Facts
from tasks.core.hub.store import HUB_URL
from tasks.core.locales import Amount, say, text
from tasks.core.service import Service
from tasks.core.session import Session
from tasks.core.spec import TaskSpec
from tasks.ui.language import static
from tasks.ui.templates import html


@dataclass(frozen=True)
class Row:
    """One model of the list. `note` is what is known of it; `delete` says what a button beside it does, where it has one."""

    id: str
    note: str = ""
    delete: str = ""


def build_box() -> tuple[gr.Textbox, gr.HTML]:
    """The box and its list."""
    with gr.Group(elem_classes="atlas-picker"):
        box = gr.Textbox(
            label=static("Model"),
            placeholder=static("an id, or words to search the Hub"),
            max_lines=3,  # a long name is never cut
            elem_id="atlas-model",
        )
        found = gr.HTML(elem_classes="atlas-found", js_on_load="window.atlas.list(element, trigger)", padding=False)
    return box, found


def model_list(
    service: Service, spec: TaskSpec, session: Session, words: str, language: str, *, ask: bool = True
) -> Markup:
    """The list: what ships, what is on this machine, what was used, and with `ask` what the Hub has."""
    wanted = words.lower().split()

    def matches(model: str) -> bool:
        return all(word in model.lower() for word in wanted)

    own = [
        Row(info.id, " · ".join(filter(None, [size_of(info.size, language), info.license])))
        for info in service.store.offered(spec)
        if info.source != "hub" and matches(info.id)
    ]
    recent = [Row(model) for model in session.recent.get(spec.id, []) if matches(model)]
    stored = [
        Row(
            each.id,
            text("stored, {size}", language, size=Amount(each.size, "bytes")),
            text("Delete {model} from this machine's cache", language, model=each.id),
        )
        for each in (cache.cached() if service.store.hub.personal or service.store.hub.offline else [])
        if matches(each.id) and fits(spec.id, each.folder)
    ]
    groups = [
        (text("On this server", language), own),
        (text("Used in this visit", language), recent),
        (text("In this machine's cache", language), stored),
    ]
    if not ask:
        return drawn(groups, text("Asking the Hub …", language), language)
    line = ""
    try:
        found = [
            Row(each.id, facts_line(each, language))
            for each in service.store.hub.search(spec.hub, words, session.token)
        ]
        suggested = [Row(model) for model in spec.models if not wanted]
        groups += [
            (text("Suggested", language), suggested),
            (text("Hugging Face Hub, most downloaded first", language), found),
        ]
        if wanted and not found and not HUB_URL.match(words):
            line = text(
                "The Hub has no model of this task named “{words}”. Press Enter to use the id as it stands.",
                language,
                words=words,
            )
    except AtlasError as error:
        away = isinstance(error, HubUnreachable | Offline)
        line = (
            text("The Hugging Face Hub is not reached from here. Only models of this server are listed.", language)
            if away
            else error.message(language)
        )
    return drawn(groups, line, language)


def drawn(groups: Iterable[tuple[str, list[Row]]], line: str, language: str) -> Markup:
    """Rows under their headings, each model once, and a line under them all."""
    seen: set[str] = set()
    shown = []
    for heading, rows in groups:
        new = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in new)
        if new:
            shown.append((heading, new))
    return html("models.html", label=text("Models", language), groups=shown, line=line)


def facts_line(facts: Facts, language: str) -> str:
    """What the Hub says of a model, in one line: size, licence, languages, downloads, whether it is gated."""
    downloads = Amount(facts.downloads, "compact")
    return " · ".join(
        filter(
            None,
            [
                text("gated: terms to accept", language) if facts.gated else "",
                text("private", language) if facts.private else "",
                size_of(facts.size, language),
                facts.license,
                ", ".join(facts.languages[:3]) + (" …" if len(facts.languages) > 3 else ""),
                text("{count} downloads", language, count=downloads) if facts.downloads else "",
            ],
        )
    )


def size_of(size: int, language: str) -> str:
    """Bytes in words; nothing where they are not known."""
    return str(say(Amount(size, "bytes"), language)) if size else ""
