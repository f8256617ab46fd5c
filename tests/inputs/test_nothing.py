"""Sounds in which next to nothing is heard and pictures on which nothing is seen: said under the answer, by every task."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from gradio_client import Client, handle_file
from PIL import Image

from tasks.core.media import read_audio
from tasks.core.media.pictures import read_image
from tasks.core.notes import noting
from tests.conftest import Served
from tests.inputs.calls import ask

HEARING: dict[str, dict[str, Any]] = {
    "audio-classification": {},
    "automatic-speech-recognition": {},
    "zero-shot-audio-classification": {"candidate_labels": ["rain", "a bell"]},
}
SEEING: dict[str, dict[str, Any]] = {
    "image-classification": {},
    "image-to-text": {},
    "visual-question-answering": {"question": "How many shapes are there?"},
}


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


def hum(path: Path, peak: float, offset: float = 0.0) -> Path:
    """A second of noise that reaches this peak around an offset."""
    noise = np.random.default_rng(0).uniform(-1, 1, 16_000)
    soundfile.write(path, offset + noise * peak / np.abs(noise).max(), 16_000, subtype="FLOAT")
    return path


@pytest.mark.parametrize(
    ("peak", "offset", "said"),
    [
        (1e-6, 0.0, "is silent"),
        (1e-6, 0.2, "is silent"),
        (5e-4, 0.0, "at -66 dB"),
        (5e-4, 0.3, "at -66 dB"),
        (0.01, 0.0, ""),
    ],
)
def test_the_level_of_what_is_next_to_silent_is_said(tmp_path: Path, peak: float, offset: float, said: str) -> None:
    with noting() as noted:
        read_audio(str(hum(tmp_path / "hum.wav", peak, offset)))
    assert [said in str(each) for each in noted] == ([True] if said else [])


@pytest.mark.parametrize("quality", [0, 60])
def test_a_picture_of_one_colour_is_said(tmp_path: Path, quality: int) -> None:
    path = tmp_path / ("plain.jpg" if quality else "plain.png")
    Image.new("RGB", (640, 480), (40, 120, 200)).save(path, **({"quality": quality} if quality else {}))
    with noting() as noted:
        read_image(str(path))
    assert ["one colour" in str(each) for each in noted] == [True]
    drawn = Image.new("L", (640, 480), 250)
    drawn.paste(240, (300, 200, 304, 204))
    drawn.save(path)
    with noting() as noted:
        read_image(str(path))
    assert not noted


@pytest.mark.parametrize("name", HEARING)
def test_every_task_that_hears_says_so(client: Client, tmp_path: Path, name: str) -> None:
    reply = ask(client, name, audio=handle_file(str(hum(tmp_path / "hum.wav", 5e-4))), **HEARING[name])
    assert any("nearly silent" in said for said in reply.notes)


@pytest.mark.parametrize("name", SEEING)
def test_every_task_that_sees_says_so(client: Client, tmp_path: Path, name: str) -> None:
    Image.new("RGB", (64, 64), "white").save(tmp_path / "white.png")
    reply = ask(client, name, image=handle_file(str(tmp_path / "white.png")), **SEEING[name])
    assert any("one colour" in said for said in reply.notes)
