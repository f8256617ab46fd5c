"""What the page says: errors, progress, times. Everything that came from a visitor or a model is escaped."""

from __future__ import annotations

from html import escape

from tasks.core.errors import AtlasError
from tasks.core.jobs import Job, Outcome, Status
from tasks.core.locales import text
from tasks.core.models import ModelInfo, megabytes


def empty(language: str, what: str) -> str:
    """Says what will appear where the answer will be."""
    return f'<div class="empty">{escape(text("page.empty", language, what=what))}</div>'


def limit(words: str, language: str) -> str:
    """Says of an example that it is beyond the embedded model, and why."""
    return f'<div class="busy">{escape(text("page.limit", language, limit=words))}</div>'


def headline(words: str, heard: bool = False) -> str:
    """The answer in a few words; a screen reader hears it when it changes. `heard`: only that, since it is shown below."""
    kind = "headline heard" if heard else "headline"
    return f'<div class="{kind}" role="status" aria-live="polite">{escape(words)}</div>' if words else ""


def error(problem: AtlasError, language: str) -> str:
    """An error where the answer would have been: the first sentence says what happened, the rest what to do."""
    first, _, rest = problem.message(language).partition(". ")
    return (
        f'<div class="error" role="alert" data-code="{problem.code}"><b>{escape(first)}{"." if rest else ""}</b>'
        f"{escape(rest)}</div>"
    )


def progress(job: Job, language: str) -> str:
    """Where a run is, in words with a measure."""
    where = job.progress
    facts = {"seconds": f"{job.seconds:.0f}", "model": job.key.model, "before": 0, **where.facts}
    return f'<div class="busy" role="status">{escape(text(f"progress.{where.stage}", language, **facts))}</div>'


def times(outcome: Outcome, language: str) -> str:
    """Milliseconds per stage, where the model ran, and with how many others it shared the pass."""
    spent = {stage: f"{value:.0f}" for stage, value in outcome.milliseconds.items()}
    line = text("page.times", language, **spent, device=outcome.device, dtype=outcome.dtype)
    if outcome.batch > 1:
        line += " · " + text("page.batch", language, count=outcome.batch)
    return f'<div class="times">{escape(line)}</div>'


def model_status(status: Status, info: ModelInfo | None, language: str) -> str:
    """How the chosen model stands, and what it knows."""
    words = text(
        f"model.{status.state}",
        language,
        size=megabytes(status.size),
        device=status.device,
        dtype=status.dtype,
        seconds=f"{status.seconds:.1f}",
    )
    knows = (
        f"<div><i>{escape(text('model.knows', language, knows=info.knows))}</i></div>" if info and info.knows else ""
    )
    return f'<div class="{status.state}"><span class="dot"></span>{escape(words)}{knows}</div>'
