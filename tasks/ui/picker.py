"""The picker of models: a box for any id, and under it what fits the task, searched as one types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import gradio as gr

from tasks.core.errors import AtlasError, HubUnreachable, Offline
from tasks.core.hub import cache
from tasks.core.hub.architectures import fits
from tasks.core.hub.client import Facts
from tasks.core.hub.store import HUB_URL
from tasks.core.locales import compact, megabytes, text
from tasks.core.service import Service
from tasks.core.session import Session
from tasks.core.spec import TaskSpec

# The list closes when the box loses its focus: a press on a row must not take it away before the click is through.
LIST_JS = """
element.addEventListener('mousedown', (event) => event.preventDefault());
element.addEventListener('click', (event) => {
    const remove = event.target.closest('[data-delete]');
    const row = event.target.closest('[data-model]');
    if (remove) trigger('delete', { model: remove.dataset.delete });
    else if (row) {
        // The box has it at once: whoever presses Run right away runs what they chose.
        const box = element.closest('.atlas-picker').querySelector('input');
        box.value = row.dataset.model;
        box.dispatchEvent(new Event('input', { bubbles: true }));
        trigger('option_select', { model: row.dataset.model });
        document.activeElement?.blur();
    }
});
"""


GROUPS = {
    "embedded": "On this server",
    "recent": "Used in this visit",
    "stored": "In this machine's cache",
    "suggested": "Suggested",
    "hub": "Hugging Face Hub, most downloaded first",
}


@dataclass(frozen=True)
class Row:
    """One model of the list. `note` is what is known of it; `deletable` puts a button beside it."""

    id: str
    note: str = ""
    deletable: bool = False


def build_box() -> tuple[gr.Textbox, gr.HTML]:
    """The box and its list."""
    with gr.Group(elem_classes="atlas-picker"):
        box = gr.Textbox(
            label="Model",
            placeholder="an id, or words to search the Hub",
            max_lines=1,
            elem_id="atlas-model",
        )
        found = gr.HTML(elem_classes="atlas-found", js_on_load=LIST_JS, padding=False)
    return box, found


def listed(service: Service, spec: TaskSpec, session: Session, words: str, language: str, *, ask: bool = True) -> str:
    """The list as HTML: what ships, what is on this machine, what was used, and with `ask` what the Hub has."""
    wanted = words.lower().split()

    def matches(model: str) -> bool:
        return all(word in model.lower() for word in wanted)

    own = [
        Row(info.id, " · ".join(filter(None, [megabytes(info.size), info.license])))
        for info in service.store.offered(spec)
        if info.source != "hub" and matches(info.id)
    ]
    recent = [Row(model) for model in session.recent.get(spec.id, []) if matches(model)]
    stored = [
        Row(each.id, text("stored, {size}", language, size=megabytes(each.size)), deletable=True)
        for each in (cache.cached() if service.store.hub.personal or service.store.hub.offline else [])
        if matches(each.id) and fits(spec.id, each.folder)
    ]
    groups = [("embedded", own), ("recent", recent), ("stored", stored)]
    if not ask:
        return drawn(groups, text("Asking the Hub …", language), language)
    line = ""
    try:
        found = [
            Row(each.id, facts_line(each, language))
            for each in service.store.hub.search(spec.hub, words, session.token)
        ]
        suggested = [Row(model) for model in spec.models if not wanted]
        groups += [("suggested", suggested), ("hub", found)]
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


def drawn(groups: Iterable[tuple[str, list[Row]]], line: str, language: str) -> str:
    """Rows under their headings, each model once."""
    seen: set[str] = set()
    parts = []
    for name, rows in groups:
        new = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in new)
        if new:
            parts.append(f'<div class="group">{escape(text(GROUPS[name], language))}</div>')
            parts += [_drawn_row(row, language) for row in new]
    if line:
        parts.append(f'<div class="line" role="status">{escape(line)}</div>')
    return f'<div role="listbox" aria-label="{escape(text("Models", language))}">{"".join(parts)}</div>'


def _drawn_row(row: Row, language: str) -> str:
    note = f"<span>{escape(row.note)}</span>" if row.note else ""
    button = f'<button type="button" role="option" data-model="{escape(row.id)}"><b>{escape(row.id)}</b>{note}</button>'
    if not row.deletable:
        return button
    label = escape(text("Delete {model} from this machine's cache", language, model=row.id))
    return (
        f'<div class="pair">{button}<button type="button" class="bin" data-delete="{escape(row.id)}" '
        f'title="{label}" aria-label="{label}">✕</button></div>'
    )


def facts_line(facts: Facts, language: str) -> str:
    """What the Hub says of a model, in one line: size, licence, languages, downloads, whether it is gated."""
    return " · ".join(
        filter(
            None,
            [
                text("gated: terms to accept", language) if facts.gated else "",
                text("private", language) if facts.private else "",
                megabytes(facts.size) if facts.size else "",
                facts.license,
                ", ".join(facts.languages[:3]) + (" …" if len(facts.languages) > 3 else ""),
                text("{count} downloads", language, count=compact(facts.downloads)) if facts.downloads else "",
            ],
        )
    )
