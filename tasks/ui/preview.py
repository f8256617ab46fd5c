"""What a picture that was uploaded looks like on the page: as the model will see it.

The upload itself stays what a run is given: only the address that the browser shows is another one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components import Component

from tasks.core.errors import AtlasError
from tasks.core.media import read_image, shown_by_browsers
from tasks.core.registry import with_tasks
from tasks.ui import messages
from tasks.ui.quiet import QUIET

if TYPE_CHECKING:
    from tasks.ui.tab.panel import Panel

# The upload with the address of what is shown in its place, where there is such a file.
SHOW = "(sent, instead) => (sent && instead ? { ...sent, url: instead.url } : sent)"
REFUSED = ".refused.png"  # how the name of what stands in a refused file's place ends


def preview(path: str) -> str | None:
    """A file to show in place of an upload, of the same size in pixels, so that clicks hit the same points; None where the
    browser shows the upload itself as it is read. Raises AtlasError for what is not read."""
    if shown_by_browsers(path):
        return None
    place = Path(path).with_name(f"{Path(path).stem}.shown.jpg")
    read_image(path).save(place, quality=90)
    return str(place)


def refused(path: str) -> str:
    """A crossed frame to show in place of a file that is no picture, for which browsers have a sign of their own."""
    from PIL import Image, ImageDraw

    drawn = Image.new("RGB", (320, 200), "#e4e4e7")
    draw = ImageDraw.Draw(drawn)
    for line in ((8, 8, 311, 191), (8, 191, 311, 8)):
        draw.line(line, fill="#a1a1aa", width=3)
    draw.rectangle((8, 8, 311, 191), outline="#a1a1aa", width=3)
    place = Path(path).with_name(Path(path).stem + REFUSED)
    drawn.save(place)
    return str(place)


def wire_preview(picture: gr.Image, panel: Panel) -> None:
    """Call it where components may be made: it needs one that nobody sees. What cannot be read is said at once, where the
    answer would be, and said no more once there is another picture."""
    instead = gr.File(visible="hidden")

    def look(path: str | None, before: str | None) -> dict[Component, Any]:
        said = "" if before and before.endswith(REFUSED) else gr.skip()
        try:
            return {instead: preview(path) if path else None, panel.answer: said}
        except AtlasError as error:
            words = messages.error(with_tasks(error), panel.language)
            return {instead: refused(str(path)), panel.answer: words}

    picture.upload(look, [picture, instead], [instead, panel.answer], queue=False, **QUIET).then(
        None, [picture, instead], picture, js=SHOW, queue=False, **QUIET
    )
