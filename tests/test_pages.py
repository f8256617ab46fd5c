"""A page that a visitor gave is read and forgotten."""

from __future__ import annotations

import gc
import weakref

from PIL import Image, ImageDraw, ImageFont

from tasks.documents._upright import read_upright


def test_nothing_of_a_page_stays_in_the_process(runs_models: None) -> None:
    """Neither its pixels nor its words are held by anything once the run that read them is over."""
    word = "".join(["Quixo", "tical"])  # put together here, so that no constant of this file holds it
    page = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(page).text((60, 60), f"{word} matters", fill="black", font=ImageFont.load_default(64))
    _, words = read_upright(page, None, "")
    assert word in [text for text, _ in words]

    seen = weakref.ref(page)
    del page, words
    gc.collect()
    assert seen() is None
    held = [each for each in gc.get_objects() if type(each) in (list, tuple, dict)]
    inside = (item for each in held for item in (each.values() if type(each) is dict else each))
    # What this test itself holds is the frame's own variable, which is no container.
    assert not [item for item in inside if type(item) is str and item == word and item is not word]
