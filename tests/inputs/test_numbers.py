"""Files of floats, in which anything can stand: what is no number, and numbers beyond those of any sound or picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from tasks.core.errors import UnreadableInput
from tasks.core.media import origin_of, read_audio, read_image
from tasks.core.notes import noting
from tasks.core.registry import registry
from tasks.core.share.code import Lines
from tasks.core.share.opening import open_picture
from tests.conftest import ROOT
from tests.inputs.calls import ask

RATE = 16_000
WORD, _ = soundfile.read(ROOT / "assets" / "examples" / "audio-classification" / "yes.wav", dtype="float32")
DIGIT = np.asarray(Image.open(ROOT / "assets" / "examples" / "image-classification" / "digit_eight.png").convert("L"))
HEARING: dict[str, dict[str, Any]] = {
    "audio-classification": {},
    "automatic-speech-recognition": {},
    "zero-shot-audio-classification": {"candidate_labels": ["a bell", "rain"]},
}


def wav(path: Path, samples: np.ndarray, at: int | None = None, value: float = 0.0, subtype: str = "FLOAT") -> Path:
    """A WAV of floats with one of them another one."""
    samples = samples.astype(np.float64)
    if at is not None:
        samples[at] = value
    soundfile.write(path, samples if subtype == "DOUBLE" else samples.astype(np.float32), RATE, subtype=subtype)
    return path


@pytest.mark.parametrize("task", HEARING)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38, -3e38, 1e300])
def test_samples_that_are_no_sound_are_refused(client: Client, tmp_path: Path, task: str, value: float) -> None:
    path = wav(tmp_path / "broken.wav", WORD, 100, value, "DOUBLE" if value == 1e300 else "FLOAT")
    with pytest.raises(AppError, match=r"not finite|3e\+38, and the samples of a sound lie between"):
        ask(client, task, audio=handle_file(path), **HEARING[task])


def test_every_task_that_hears_is_among_them() -> None:
    assert set(HEARING) == {
        spec.id for spec in registry().values() if any(type(each).__name__ == "Audio" and not each.optional for each in spec.inputs)
    }  # fmt: skip


@pytest.mark.parametrize("times", [8, 32_768, 2e8])
def test_a_sound_in_other_units_is_heard(client: Client, tmp_path: Path, times: float) -> None:
    """Floats of a recorder beyond 0 dB, and those of 16 or 32 bits that a program wrote as they were."""
    reply = ask(client, "audio-classification", audio=handle_file(wav(tmp_path / "loud.wav", WORD * times)))
    assert reply.result[0]["label"] == "yes"
    assert any("where 1 is the loudest there is" in each for each in reply.notes)


@pytest.mark.parametrize("rate", [RATE, 96_000])
def test_the_code_makes_it_as_quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: int) -> None:
    monkeypatch.chdir(tmp_path)
    soundfile.write("loud.wav", WORD * 1000, rate, subtype="FLOAT")
    sound = read_audio("loud.wav")
    assert np.abs(sound.samples).max() <= 1
    imports, lines = sound.code("16_000")
    scope: dict[str, Any] = {}
    exec("\n".join([*imports, *lines]), scope)
    assert np.allclose(scope["samples"], sound.at(16_000), atol=1e-5)


def test_a_sound_as_it_should_be_stays_as_it_is(tmp_path: Path) -> None:
    with noting() as notes:
        sound = read_audio(str(wav(tmp_path / "good.wav", WORD)))
    assert np.array_equal(sound.samples, WORD) and not notes


def tiff(path: Path, values: np.ndarray) -> str:
    Image.fromarray(values.astype(np.float32)).save(path)
    return str(path)


def floats(corner: float) -> np.ndarray:
    values = DIGIT.astype(np.float32)
    values[0, 0] = corner
    return values


@pytest.mark.parametrize("corner", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_in_a_picture_is_said(client: Client, tmp_path: Path, corner: float) -> None:
    reply = ask(client, "image-classification", image=handle_file(tiff(tmp_path / "a.tif", floats(corner))))
    assert reply.result[0]["label"] == "eight"
    assert any("NaN was taken as black" in each for each in reply.notes)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_picture_without_a_number_is_refused(client: Client, tmp_path: Path, value: float) -> None:
    path = tiff(tmp_path / "none.tif", np.full_like(DIGIT, value, dtype=np.float32))
    with pytest.raises(AppError, match="none of its values is a finite number"):
        ask(client, "image-classification", image=handle_file(path))
    with pytest.raises(AppError, match="none of its values is a finite number"):
        ask(client, "document-question-answering", document=handle_file(path), question="Who?")
    with pytest.raises(UnreadableInput):
        read_image(path)


@pytest.mark.parametrize("values", [floats(-3e38), np.array([[-3e38, 0, 3e38]] * 2), np.full((2, 2), -3e38)])
def test_the_code_opens_numbers_of_any_size_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: np.ndarray
) -> None:
    monkeypatch.chdir(tmp_path)
    picture = read_image(tiff(Path("wide.tif"), values))
    lines = Lines()
    written = open_picture(lines, "image", origin_of(picture))
    scope: dict[str, Any] = {}
    exec("\n".join([*lines.imports, *written]), scope)
    assert np.abs(np.asarray(scope["image"], int) - np.asarray(picture, int)).max() <= 1
