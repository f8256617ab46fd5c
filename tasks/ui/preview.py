"""A picture that no browser shows (HEIC, TIFF, grey of 16 bits), shown after its upload as the model will see it.

The upload itself stays what a run is given: only the address that the browser shows is another one.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from tasks.core.errors import AtlasError
from tasks.core.media import read_image, shown_by_browsers
from tasks.ui.quiet import QUIET

# The upload with the address of what is shown in its place, where there is such a file.
SHOW = "(sent, instead) => (sent && instead ? { ...sent, url: instead.url } : sent)"


def preview(path: str | None) -> str | None:
    """A file to show in place of an upload, of the same size in pixels, so that clicks hit the same points; None where the
    browser shows the upload itself, or where nobody can."""
    try:
        if path is None or shown_by_browsers(path):
            return None
        picture = read_image(path)
    except AtlasError:  # said with the run, where the answer would be
        return None
    place = Path(path).with_name(f"{Path(path).stem}.shown.jpg")
    picture.save(place, quality=90)
    return str(place)


def wire_preview(picture: gr.Image) -> None:
    """Call it where components may be made: it needs one that nobody sees."""
    instead = gr.File(visible="hidden")
    picture.upload(preview, picture, instead, queue=False, **QUIET).then(
        None, [picture, instead], picture, js=SHOW, queue=False, **QUIET
    )
