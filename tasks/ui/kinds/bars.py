"""Scores as bars, of one question or of several."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.components.label import LabelConfidence, LabelData

from tasks.core import fields
from tasks.core.locales import Amount, say
from tasks.ui.kinds import Kind, Made, Update, framed_html, label
from tasks.ui.templates import html

MOST = 12  # bars that are drawn


def bars(field: fields.Bars, language: str) -> Made:
    return gr.Label, {**label(field, language), "num_top_classes": MOST, "show_heading": False}


def by_label(data: list[tuple[str, float]], language: str) -> Update:
    """A bar for each pair: two classes of one name are two bars, which a dictionary could not hold."""
    best = sorted(data, key=lambda pair: -pair[1])[:MOST]
    confidences = [LabelConfidence(label=name, confidence=score) for name, score in best]
    return {"value": LabelData(label=best[0][0], confidences=confidences) if best else None}


def groups(data: list[tuple[str, list[tuple[str, float]]]], language: str) -> Update:
    """A heading and a bar per label, the best in bold; the number stands beside each bar."""
    drawn = []
    for heading, scored in data:
        best = max((score for _, score in scored), default=0.0)
        drawn.append((heading, [bar(name, score, score == best, language) for name, score in scored]))
    return {"value": str(html("views/bars.html", groups=drawn))}


def bar(name: str, score: float, bold: bool, language: str) -> dict[str, Any]:
    """What views/bar.html draws: a name, a length in percent, and the number in words."""
    number = say(Amount(score, ".1%"), language)
    return {"name": name, "bold": bold, "percent": f"{100 * min(max(score, 0.0), 1.0):.1f}", "number": number}


KINDS = (Kind(fields.Bars, bars, show=by_label), Kind(fields.BarGroups, framed_html, show=groups))
