"""What the page says: errors, progress, times. Everything that came from a visitor or a model is escaped."""

from __future__ import annotations

import re
from html import escape

from tasks.core.errors import AtlasError
from tasks.core.hub.client import Facts
from tasks.core.hub.fitting import needs
from tasks.core.hub.store import ModelInfo
from tasks.core.locales import compact, megabytes, text
from tasks.core.registry import registry
from tasks.core.run.jobs import Job, Outcome, Status
from tasks.core.spec import TaskSpec

# What a stage of a run (jobs.Progress) is called.
STAGES = {
    "waiting": "Waiting: {before} before you",
    "downloading": "Downloading {model}: {done} of {total}, file {files} of {all_files}, {speed} a second",
    "memory": "Waiting for memory to come free ({seconds} s)",
    "loading": "Loading {model} ({seconds} s)",
    "running": "Running ({seconds} s)",
    "writing": "Writing: {words} words",
}
STATES = {
    "absent": "Not in memory: it loads with the first run",
    "loading": "Loading ({seconds} s)",
    "ready": "In memory: {size} on {device} ({dtype}), loaded in {seconds} s",
}


def empty(language: str, what: str) -> str:
    """Says what will appear where the answer will be."""
    return f'<div class="empty">{escape(text("Press Run: {what} will appear here.", language, what=what))}</div>'


def limit(words: str, language: str) -> str:
    """Says of an example that it is beyond the embedded model, and why."""
    return f'<div class="busy">{escape(text("This example shows a limit of the embedded model: {limit}", language, limit=words))}</div>'


def headline(words: str, heard: bool = False) -> str:
    """The answer in a few words; a screen reader hears it when it changes. `heard`: only that, since it is shown below."""
    kind = "headline heard" if heard else "headline"
    return f'<div class="{kind}" role="status" aria-live="polite">{escape(words)}</div>' if words else ""


def error(problem: AtlasError, language: str) -> str:
    """An error where the answer would have been: the first sentence says what happened, the rest what to do."""
    first, _, rest = problem.message(language).partition(". ")
    said, fits = linked(escape(rest)), str(problem.facts.get("fits", ""))
    links = [task_link(registry()[task]) for task in fits.split(", ") if task in registry()]
    if links:
        before, _, after = said.rpartition(escape(fits))
        said = f"{before}{' · '.join(links)}{after}"
    return (
        f'<div class="error" role="alert" data-code="{problem.code}"><b>{escape(first)}{"." if rest else ""}</b> '
        f"{said}</div>"
    )


def linked(escaped: str) -> str:
    """Makes the addresses of huggingface.co in an escaped text clickable."""
    return re.sub(
        r"https://huggingface\.co/[\w./?=&;-]*[\w]",
        lambda found: f'<a href="{found[0]}" target="_blank" rel="noopener">{found[0]}</a>',
        escaped,
    )


def progress(job: Job, language: str) -> str:
    """Where a run is, in words with a measure."""
    where = job.progress
    facts = {"seconds": f"{job.seconds:.0f}", "model": job.key.model, "before": 0, **where.facts}
    return f'<div class="busy" role="status">{escape(text(STAGES[where.stage], language, **facts))}</div>'


def times(outcome: Outcome, language: str) -> str:
    """Milliseconds per stage, where the model ran, and with how many others it shared the pass."""
    spent = {stage: f"{value:.0f}" for stage, value in outcome.milliseconds.items()}
    line = text(
        "{preprocess} ms preprocess · {forward} ms model · {postprocess} ms postprocess · {device} · {dtype}",
        language,
        **spent,
        device=outcome.device,
        dtype=outcome.dtype,
    )
    if outcome.batch > 1:
        line += " · " + text("shared the forward pass with {count} runs", language, count=outcome.batch)
    return f'<div class="times">{escape(line)}</div>'


def asking(model: str, language: str) -> str:
    """Says that the Hub is being asked about a model."""
    return f'<div class="loading"><span class="dot"></span>{escape(text("Asking the Hub about {model}", language, model=model))}</div>'


def before_loading(facts: Facts, spec: TaskSpec, dtype: str, free: int, language: str) -> str:
    """What is known of a model of the Hub before it is loaded: its size, what it needs, its licence, its own task."""
    parts = [
        text("{count} parameters, {size}", language, count=compact(facts.count), size=megabytes(facts.size))
        if facts.count
        else "",
        text(
            "needs about {needs} of the {free} free",
            language,
            needs=megabytes(needs(facts, dtype)),
            free=megabytes(free),
        )
        if facts.count
        else "",
        text("licence {license}", language, license=facts.license)
        if facts.license
        else text("no licence named", language),
        ", ".join(facts.languages[:4]),
        text("gated: terms to accept", language) if facts.gated else "",
    ]
    line = " · ".join(filter(None, parts))
    other = registry().get(facts.task)
    note = ""
    if facts.task and facts.task not in {spec.id, spec.hub}:
        where = task_link(other) if other else f"<b>{escape(facts.task)}</b>"
        note = f"<div>{escape(text('facts.other_task', language))} {where}</div>"
    address = f"https://huggingface.co/{escape(facts.id)}"
    return (
        f'<div class="absent"><span class="dot"></span>{escape(text("Not in memory: it loads with the first run", language))}'
        f'<div>{escape(line)} · <a href="{address}" target="_blank" rel="noopener">{escape(text("model card", language))}</a></div>{note}</div>'
    )


def task_link(spec: TaskSpec) -> str:
    """A link that turns to a task's tab without leaving the page."""
    return (
        f'<a href="?task={escape(spec.id)}" data-task="{escape(spec.id)}" data-category="{escape(spec.category.id)}">'
        f"{escape(spec.title)}</a>"
    )


def model_status(status: Status, info: ModelInfo | None, language: str) -> str:
    """How the chosen model stands, and what it knows."""
    words = text(
        STATES[status.state],
        language,
        size=megabytes(status.size),
        device=status.device,
        dtype=status.dtype,
        seconds=f"{status.seconds:.1f}",
    )
    line = info.knows_in(language) if info else ""
    knows = f"<div><i>{escape(text('Knows: {knows}', language, knows=line))}</i></div>" if line else ""
    unnamed = f"<div>{escape(text('model.unnamed', language))}</div>" if status.unnamed else ""
    return f'<div class="{status.state}"><span class="dot"></span>{escape(words)}{knows}{unnamed}</div>'
