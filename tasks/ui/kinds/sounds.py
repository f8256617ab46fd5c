"""Sounds, and the transcript whose rows seek their player."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from tasks.core import fields
from tasks.core.locales import text
from tasks.ui.kinds import Kind, Made, Update, label
from tasks.ui.quiet import QUIET

if TYPE_CHECKING:
    import numpy as np

    from tasks.core.media import Sound
    from tasks.ui.tab.panel import Panel


def taken(field: fields.Audio, language: str) -> Made:
    return gr.Audio, {
        **label(field, language), "type": "filepath", "sources": ["upload", "microphone"], "buttons": [],
    }  # fmt: skip


def played(field: fields.Sounds, language: str) -> Made:
    return gr.Audio, {**label(field, language), "interactive": False, "buttons": ["download"]}


def playable(sound: Sound, language: str) -> Update:
    """A sound as 16 bits: given floats, Gradio would stretch the loudest sample of each to full scale."""
    import numpy as np

    samples: np.ndarray = (np.clip(sound.samples, -1, 1) * 32767).astype(np.int16)
    return {"value": (sound.rate, samples)}


def transcript(field: fields.Transcript, language: str) -> Made:
    return gr.Dataframe, {**label(field, language), "interactive": False, "wrap": True, "max_height": 300}


def timed_rows(data: tuple[Any, list[tuple[float, float | None, str]]], language: str) -> Update:
    """Pieces of a transcript with their times as minutes and seconds."""
    headers = [text("start", language), text("end", language), text("text", language)]
    rows = [[clock(start), "" if end is None else clock(end), said] for start, end, said in data[1]]
    return {"value": {"headers": headers, "data": rows}}


def clock(seconds: float) -> str:
    """Seconds as 1:05.20."""
    return f"{int(seconds // 60)}:{seconds % 60:05.2f}"


def seek_by_rows(field: fields.Transcript, panel: Panel) -> None:
    """A click on a row moves the player of the panel's sound to that moment."""
    player = panel.first_input(gr.Audio)
    if player is None:
        return

    def seek(event: gr.SelectData) -> Any:
        minutes, _, seconds = str(event.row_value[0]).partition(":")
        return gr.update(playback_position=int(minutes) * 60 + float(seconds))

    rows = panel.output(field.name, gr.Dataframe)
    rows.select(seek, None, player, queue=False, **QUIET)


KINDS = (
    Kind(fields.Audio, taken, shares_tabs=True),
    Kind(fields.Sounds, played, show=playable),
    Kind(fields.Transcript, transcript, show=timed_rows, wire=seek_by_rows),
)
