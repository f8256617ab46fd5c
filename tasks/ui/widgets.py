"""From fields to Gradio components and back: one row per kind of field, and nothing that knows a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from tasks.core import fields
from tasks.ui import chat, views
from tasks.ui.theme import colours

Declared = Callable[[Any], tuple[type[gr.components.Component], dict[str, Any]]]


def _choices(field: fields.Choice) -> list[Any]:
    """The choices, and one to go back to the model's own where that is the default."""
    own = field.default is None and None not in field.values() and "" not in field.values()
    return [*([("default", "")] if own else []), *field.choices]


INPUTS: dict[type[fields.Field], Declared] = {
    fields.Text: lambda f: (gr.Textbox, dict(
        label=f.label, info=f.help or None, lines=f.lines, max_lines=max(f.lines, 12), placeholder=f.placeholder
    )),
    fields.Texts: lambda f: (gr.Textbox, dict(
        label=f.label, info=f.help or None, lines=f.lines, max_lines=12, placeholder=f.placeholder
    )),
    fields.Labels: lambda f: (gr.Textbox, dict(label=f.label, info=f.help or None, placeholder=f.placeholder)),
    fields.Image: lambda f: (gr.Image, dict(
        label=f.label, type="filepath", sources=["upload", "webcam", "clipboard"] if f.camera else ["upload", "clipboard"],
        height=200, buttons=[],
    )),
    fields.Images: lambda f: (gr.File, dict(label=f.label, file_count="multiple", file_types=["image"], height=140)),
    fields.Points: lambda f: (gr.Textbox, dict(label=f.label, info=f.help or None, placeholder="120,45; 200,80")),
    fields.Audio: lambda f: (gr.Audio, dict(label=f.label, type="filepath", sources=["upload", "microphone"], buttons=[])),
    fields.Video: lambda f: (gr.Video, dict(label=f.label, sources=["upload", "webcam"], height=240, buttons=[])),
    fields.Document: lambda f: (gr.File, dict(label=f.label, file_types=["image", ".pdf"], height=140)),
    fields.Table: lambda f: (gr.Dataframe, dict(
        label=f.label, type="pandas", datatype="str", interactive=True, wrap=True, max_height=300
    )),
    fields.TableFile: lambda f: (gr.UploadButton, dict(label=f.label, file_types=[".csv", ".tsv", ".xlsx"], size="sm")),
    fields.Json: lambda f: (gr.Code, dict(label=f.label, language="json", value=f.start or None, wrap_lines=True, lines=6, max_lines=12)),
    fields.Chat: lambda f: (gr.JSON, dict(label=f.label)),
    fields.Switch: lambda f: (gr.Checkbox, dict(label=f.label, info=f.help or None, value=f.default)),
    fields.Choice: lambda f: (gr.Dropdown, dict(
        label=f.label, info=f.help or None, choices=_choices(f), value="" if f.default is None else f.default, allow_custom_value=f.free
    )),
    fields.Words: lambda f: (gr.Textbox, dict(label=f.label, info=f.help or None, value=f.default, placeholder=f.placeholder)),
    fields.WordList: lambda f: (gr.Textbox, dict(label=f.label, info=f.help or None, placeholder=f.placeholder)),
    fields.Number: lambda f: (
        (gr.Slider, {"label": f.label, "info": f.help or None, "minimum": f.least, "maximum": f.most, "step": f.step, "value": f.default})
        if None not in (f.least, f.most, f.default)
        else (gr.Number, {"label": f.label, "info": f.help or None, "placeholder": "default", "minimum": f.least, "maximum": f.most, "step": f.step, "value": f.default})
    ),
}  # fmt: skip

OUTPUTS: dict[type[fields.Field], Declared] = {
    fields.Bars: lambda f: (gr.Label, dict(label=f.label, num_top_classes=12, show_heading=False)),
    fields.BarGroups: lambda f: (gr.HTML, dict(label=f.label, show_label=True, container=True)),
    fields.TokenOdds: lambda f: (gr.HTML, dict(label=f.label, show_label=True, container=True)),
    fields.Written: lambda f: (
        gr.Textbox,
        dict(label=f.label, lines=2, max_lines=24, buttons=["copy"], interactive=False),
    ),
    fields.ChatReply: lambda f: (gr.Chatbot, dict(label=f.label, height=380, buttons=["copy"])),
    fields.Spans: lambda f: (gr.HighlightedText, dict(label=f.label, show_legend=True, combine_adjacent=False)),
    fields.Boxes: lambda f: (gr.AnnotatedImage, dict(label=f.label, height=340, buttons=["fullscreen"])),
    fields.Masks: lambda f: (gr.AnnotatedImage, dict(label=f.label, height=340, buttons=["fullscreen"])),
    fields.Compare: lambda f: (
        gr.ImageSlider,
        dict(label=f.label, height=340, interactive=False, buttons=["download", "fullscreen"]),
    ),
    fields.Points3D: lambda f: (gr.HTML, dict(label=f.label, show_label=True, container=True)),
    fields.Picture: lambda f: (
        gr.Image,
        dict(label=f.label, height=340, interactive=False, buttons=["download", "fullscreen"]),
    ),
    fields.Links: lambda f: (
        gr.Image,
        dict(label=f.label, height=340, interactive=False, buttons=["download", "fullscreen"]),
    ),
    fields.Pictures: lambda f: (
        gr.Gallery,
        dict(label=f.label, height=200, columns=4, object_fit="contain", format="png", interactive=False),
    ),
    fields.Sounds: lambda f: (gr.Audio, dict(label=f.label, interactive=False, buttons=["download"])),
    fields.Transcript: lambda f: (gr.Dataframe, dict(label=f.label, interactive=False, wrap=True, max_height=300)),
    fields.Rows: lambda f: (gr.Dataframe, dict(label=f.label, interactive=False, wrap=True, max_height=300)),
    fields.Cells: lambda f: (gr.HTML, dict(label=f.label, show_label=True, container=True)),
    fields.Heat: lambda f: (gr.HTML, dict(label=f.label, show_label=True, container=True)),
    fields.Note: lambda f: (gr.Markdown, dict(label=f.label)),
    fields.Download: lambda f: (gr.DownloadButton, dict(label=f.label, size="sm")),
}

# How plain data of `render` becomes what its component is given; what is missing here is its value as it comes.
SHOW: dict[type[fields.Field], Callable[[Any], dict[str, Any]]] = {
    fields.Bars: lambda data: {"value": dict(data)},
    fields.Spans: lambda data: {"value": data, "color_map": colours([label for _, label in data if label is not None])},
    fields.Boxes: lambda data: views.annotated(data[0], [(tuple(box), label) for box, label in data[1]]),
    fields.Masks: lambda data: views.annotated(data[0], data[1]),
    fields.Links: lambda data: {"value": views.linked(*data)},
    fields.Points3D: lambda data: {"value": views.point_cloud(*data)},
    fields.TokenOdds: lambda data: {"value": views.token_odds(data)},
    fields.BarGroups: lambda data: {"value": views.bar_groups(data)},
    fields.Sounds: lambda data: {"value": views.playable(data)},
    fields.Transcript: lambda data: {"value": {"headers": ["start", "end", "text"], "data": views.timed_rows(data[1])}},
    fields.Rows: lambda data: {"value": {"headers": data[0], "data": data[1]}},
    fields.Cells: lambda data: {"value": views.lit_table(*data)},
    fields.Heat: lambda data: {"value": views.heat_map(*data)},
    fields.Download: lambda data: {"value": views.saved(*data)},
}


def _row(table: dict[type[fields.Field], Any], field: fields.Field) -> Any:
    """The row of a field's class, or of the nearest ancestor that has one."""
    return next((table[kind] for kind in type(field).__mro__ if kind in table), None)


def on_page(field: fields.Field, **changes: Any) -> gr.components.Component:
    """A component for an input or parameter as a person meets it. It differs from the API's in two kinds: a chat is a
    box for the next message, and a number without a default is a box that may stay empty (Gradio's shows a 0)."""
    # Said outright: Gradio takes what an event fills (an example does) for an output, and locks it.
    changes = {"interactive": True, **changes}
    if isinstance(field, fields.Chat):
        return chat.message_box(field, **changes)
    if isinstance(field, fields.Number) and field.default is None:
        return gr.Textbox(label=field.label, info=field.help or None, placeholder="as the model says", **changes)
    return make(field, **changes)


def make(field: fields.Field, **changes: Any) -> gr.components.Component:
    """A component for a field, with `changes` to its arguments. Raises KeyError for a kind that has no row."""
    row = _row(INPUTS, field) or _row(OUTPUTS, field)
    if row is None:
        raise KeyError(f"No widget is declared for {type(field).__name__}.")
    kind, arguments = row(field)
    component: gr.components.Component = kind(**{**arguments, **changes})
    return component


def show(field: fields.Field, data: Any) -> dict[str, Any]:
    """What a field's component is given for the data of `render`: its value, and colours where it has them."""
    if data is None:
        return {"value": None}
    row = _row(SHOW, field)
    shown: dict[str, Any] = row(data) if row else {"value": data}
    return shown
