"""What the page says: errors, progress, times. Templates escape everything that came from a visitor or a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from tasks.core.errors import AtlasError
from tasks.core.hub.client import Facts
from tasks.core.hub.fitting import needs
from tasks.core.hub.store import ModelInfo
from tasks.core.locales import Amount, Phrase, say, text
from tasks.core.registry import registry
from tasks.core.run.runner import Outcome, Status
from tasks.core.spec import TaskSpec
from tasks.ui.templates import html

HERE = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: where links to tasks stand in a message


def empty(language: str, what: str, model: ModelInfo | None) -> Markup:
    """Says what will appear where the answer will be, and what the embedded model of the task knows, if it has one."""
    words = text("Press Run, and the answer will appear here: {what}.", language, what=what)
    line = model.knows_in(language) if model else ""
    knows = text("The embedded model knows: {knows}", language, knows=line) if line else ""
    return html("messages/empty.html", words=words, knows=knows)


def world(model: ModelInfo | None, language: str) -> str:
    """What an embedded model knows, for the line under its answers: it answers everything, and beyond its small world
    with no less confidence. Empty for other models."""
    line = model.knows_in(language) if model and model.source == "embedded" else ""
    if not line:
        return ""
    return text("This small model knows: {knows}. Beyond that its answers mean little.", language, knows=line)


def limit(words: str, language: str) -> Markup:
    """Says of an example that it is beyond the embedded model, and why."""
    said = text("This example shows a limit of the embedded model: {limit}", language, limit=words)
    return html("messages/busy.html", words=said, under_way=False)


def headline(words: str, notes: Sequence[str] = (), knows: str = "", for_screen_readers: bool = False) -> Markup:
    """The answer in a few words, how the input was taken, and what the model `knows`. `for_screen_readers`: the words
    only for those, since the same stands below for the eye. (What is new is said to them by assets/page/access.js.)"""
    if not words and not notes and not knows:
        return Markup("")
    return html("messages/headline.html", words=words, notes=notes, knows=knows, for_screen_readers=for_screen_readers)


def error(problem: AtlasError, language: str) -> Markup:
    """An error where the answer would have been: the first sentence says what happened, the rest what to do."""
    fits = problem.facts.get("fits")
    facts = {**problem.facts, "fits": HERE} if isinstance(fits, list) else problem.facts
    first, full_stop, rest = text(problem.says, language, **facts).partition(". ")
    before, _, after = rest.partition(HERE)
    links = [task_link(registry()[task], language) for task in fits] if isinstance(fits, list) else []
    said = with_links(before) + Markup(" · ").join(links) + with_links(after)
    happened = first + full_stop.rstrip()
    return html("messages/error.html", code=problem.code, happened=happened, rest=said)


def with_links(words: str) -> Markup:
    """A text whose addresses of huggingface.co can be clicked."""
    parts = re.split(r"(https://huggingface\.co/[\w./?=&;-]*\w)", words)
    return Markup("").join(
        html("messages/link.html", address=part) if place % 2 else part for place, part in enumerate(parts)
    )


def progress(phrase: Phrase, language: str) -> Markup:
    """Where a run is, in words with a measure."""
    return html("messages/busy.html", words=say(phrase, language), under_way=True)


def times(outcome: Outcome, language: str) -> Markup:
    """Milliseconds per stage, where the model ran, and with how many others it shared the pass."""
    spent = {stage: Amount(value, ",.0f") for stage, value in outcome.milliseconds.items()}
    line = text(
        "{preprocess} ms preprocess · {forward} ms model · {postprocess} ms postprocess · {device} · {dtype}",
        language,
        **spent,
        device=outcome.device,
        dtype=outcome.dtype,
    )
    if outcome.batch > 1:
        line += " · " + text("shared the forward pass with {count} runs", language, count=outcome.batch)
    return html("messages/times.html", words=line)


def asking(model: str, language: str) -> Markup:
    """Says that the Hub is being asked about a model."""
    words = text("Asking the Hub about {model}", language, model=model)
    return html("messages/status.html", state="loading", words=words, knows="", unnamed="")


def before_loading(facts: Facts, spec: TaskSpec, dtype: str, free: int, language: str) -> Markup:
    """What is known of a model of the Hub before it is loaded: its size, what it needs, its licence, its own task."""
    parts = []
    if facts.count:
        count, size = Amount(facts.count, "compact"), Amount(facts.size, "bytes")
        need, room = Amount(needs(facts, dtype), "bytes"), Amount(free, "bytes")
        parts.append(text("{count} parameters, {size}", language, count=count, size=size))
        parts.append(text("needs about {needs} of the {free} free", language, needs=need, free=room))
    if facts.license:
        parts.append(text("licence {license}", language, license=facts.license))
    else:
        parts.append(text("no licence named", language))
    if facts.languages:
        parts.append(", ".join(facts.languages[:4]))
    if facts.gated:
        parts.append(text("gated: terms to accept", language))
    other: Markup | str = ""
    if facts.task and facts.task not in {spec.id, spec.hub}:
        known = registry().get(facts.task)
        other = task_link(known, language) if known else facts.task
    return html(
        "messages/before_loading.html",
        words=text("Not in memory: it loads with the first run", language),
        facts=" · ".join(parts),
        address=f"https://huggingface.co/{facts.id}",
        card=text("model card", language),
        other_task=text("Its repository names another task:", language),
        other=other,
    )


def task_link(spec: TaskSpec, language: str) -> Markup:
    """A link that turns to a task's tab without leaving the page."""
    return html("messages/task_link.html", id=spec.id, category=spec.category.id, title=text(spec.title, language))


def model_status(status: Status, info: ModelInfo | None, language: str, unused: str = "") -> Markup:
    """How the chosen model stands, and what it knows. `unused` is a revision that was typed for a model that has none."""
    if status.state == "ready":
        words = text(
            "In memory: {size} on {device} ({dtype}), loaded in {seconds} s",
            language,
            size=Amount(status.size, "bytes"),
            device=status.device,
            dtype=status.dtype,
            seconds=Amount(status.seconds, ".1f"),
        )
    elif status.state == "loading":
        words = text("Loading ({seconds} s)", language, seconds=Amount(status.seconds, ".1f"))
    else:
        words = text("Not in memory: it loads with the first run", language)
    if unused:
        words += " · " + text(
            "only models of the Hub have revisions, so “{revision}” is not used", language, revision=unused[:60]
        )
    line = info.knows_in(language) if info else ""
    knows = text("Knows: {knows}", language, knows=line) if line else ""
    unnamed = ""
    if status.unnamed:
        unnamed = text(
            "Its labels have no names: LABEL_0 and so on are numbers of classes, and the model card may say what they mean.",
            language,
        )
    return html("messages/status.html", state=status.state, words=words, knows=knows, unnamed=unnamed)
