"""How the page looks: Gradio's default theme with a little CSS, and the script of the page (both in assets/page)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import gradio as gr
from markupsafe import Markup

from tasks.ui.templates import FOLDER, html

# One colour per label, in picture, legend and table alike. Chosen to tell apart with colour-blind eyes and to hold
# against light and dark (Okabe and Ito, "Color Universal Design", 2008, without black, then lighter and darker kin).
PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#8C6BB1", "#B8A800",
    "#4C78A8", "#9C755F", "#00857C", "#E45756", "#7F7F7F", "#5F9E3F", "#A0439B", "#2F6690",
)  # fmt: skip


def colours(labels: list[str]) -> dict[str, str]:
    """A colour for each label, in the order of first sight."""
    return {label: PALETTE[i % len(PALETTE)] for i, label in enumerate(dict.fromkeys(labels))}


def theme() -> gr.themes.Base:
    """System fonts: a page without internet cannot fetch others, and would log an error for each."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans CJK KR", "sans-serif"]
    made = gr.themes.Default(
        primary_hue="blue", secondary_hue="amber", neutral_hue="slate", radius_size="md", spacing_size="sm",
        font=fonts, font_mono=["ui-monospace", "Menlo", "DejaVu Sans Mono", "monospace"],
    )  # fmt: skip
    return made.set(
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_text_color="white",
        # What reads or is found by the keyboard holds 4.5:1 and 3:1 against its ground, in light and dark.
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_400",
        link_text_color="*primary_700",
        link_text_color_hover="*primary_800",
        link_text_color_dark="*primary_300",
    )


def css() -> str:
    """Gradio's elements, then the page's, then the views'."""
    return "\n".join(
        (FOLDER / name).read_text(encoding="utf-8") for name in ("gradio.css", "page.css", "chat.css", "views.css")
    )


def head(places: Mapping[str, Sequence[str]], lights: str, title: str) -> str:
    """The page's scripts. `places` say under which tabs each task's name stands; `lights` is the operator's choice of
    light or dark, empty where it is the device's."""
    parts = ("page.js", "address.js", "chat.js", "search.js", "tables.js", "access.js")
    scripts = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in parts)
    return html("head.html", atlas={"places": places, "theme": lights, "title": title}, script=Markup(scripts))
