"""Sounds as strangers have them, through the endpoints: any container, any number of channels, any header."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from gradio_client import Client, handle_file

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.media import Sound, read_audio
from tasks.core.notes import noting
from tests.conftest import ROOT, Served
from tests.inputs.recordings import encoded_clip, encoded_sound, samples, with_cover, with_data_size, with_total

WORDS = ROOT / "assets" / "examples" / "audio-classification"


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sounds")


def heard(client: Client, path: Path) -> str:
    """The word that the embedded model hears."""
    return str(client.predict(audio=handle_file(path), api_name="/audio_classification")[-1][0]["label"])


def wav(path: Path, channels: list[np.ndarray], rate: int, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, np.stack(channels, axis=1), rate, subtype=subtype)
    return path


def resampled(word: np.ndarray, rate: int) -> np.ndarray:
    import soxr

    return np.asarray(soxr.resample(word, 16_000, rate), np.float32)


FORMS: dict[str, Callable[[Path, np.ndarray], Path]] = {
    "8-bit": lambda f, x: wav(f / "8.wav", [x], 16_000, "PCM_U8"),
    "24-bit": lambda f, x: wav(f / "24.wav", [x], 16_000, "PCM_24"),
    "float64": lambda f, x: wav(f / "64.wav", [x], 16_000, "DOUBLE"),
    "192 kHz": lambda f, x: wav(f / "192.wav", [resampled(x, 192_000)], 192_000, "PCM_24"),
    "telephone": lambda f, x: wav(f / "telephone.wav", [resampled(x, 8_000)], 8_000, "ULAW"),
    "opposite phases": lambda f, x: wav(f / "phases.wav", [x, -x], 16_000),
    "5.1, all in the middle": lambda f, x: wav(f / "51.wav", [0 * x, 0 * x, x, 0 * x, 0 * x, 0 * x], 16_000),
    "opposite phases in AAC": lambda f, x: encoded_sound(f / "p.m4a", "aac", np.stack([x, -x]), 16_000, "stereo"),
    "AAC": lambda f, x: encoded_sound(f / "a.m4a", "aac", x[None], 16_000),
    "MP3 with a cover": lambda f, x: with_cover(encoded_sound(f / "b.mp3", "libmp3lame", x[None], 16_000)),
    "MP3": lambda f, x: encoded_sound(f / "a.mp3", "libmp3lame", x[None], 16_000),
    "Vorbis": lambda f, x: wav(f / "a.ogg", [x], 16_000, "VORBIS"),
    "Opus": lambda f, x: encoded_sound(f / "a.opus", "libopus", resampled(x, 48_000)[None], 48_000),
    "a browser's recording": lambda f, x: encoded_sound(f / "a.webm", "libopus", resampled(x, 48_000)[None], 48_000),
    "a header without a size": lambda f, x: with_data_size(wav(f / "s.wav", [x], 16_000), 0),
    "a header with a huge size": lambda f, x: with_data_size(wav(f / "s.wav", [x], 16_000), 2**32 - 1),
    "a FLAC without a length": lambda f, x: with_total(wav(f / "s.flac", [x], 16_000), 0),
    "a FLAC with a huge length": lambda f, x: with_total(wav(f / "s.flac", [x], 16_000), 2**36 - 1),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_word_is_heard(client: Client, folder: Path, form: str) -> None:
    word, _ = samples(WORDS / "yes.wav")
    assert heard(client, FORMS[form](folder, word)) == "yes"


@pytest.mark.parametrize("form", FORMS)
def test_the_code_reads_the_same_samples(folder: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    word, _ = samples(WORDS / "yes.wav")
    path = FORMS[form](folder, word)
    sound = read_audio(str(path))
    imports, lines = sound.code("16_000")
    monkeypatch.chdir(folder)
    scope: dict[str, Any] = {}
    exec("\n".join([*imports, *lines]), scope)
    assert np.allclose(scope["samples"], sound.at(16_000), atol=1e-6)


def test_the_track_of_a_clip_is_a_sound(client: Client, folder: Path) -> None:
    word, rate = samples(WORDS / "yes.wav")
    silent = encoded_clip(folder / "silent.mp4", [np.zeros((64, 64, 3), np.uint8)] * 8)
    assert heard(client, encoded_sound(folder / "clip.mp4", "aac", word[None], rate)) == "yes"
    with pytest.raises(Exception, match="it holds no sound"):
        heard(client, silent)


def test_what_was_done_with_the_channels_is_said(folder: Path) -> None:
    word, rate = samples(WORDS / "yes.wav")
    with noting() as said:
        taken = read_audio(str(wav(folder / "quiet.wav", [0.9 * word, -word], rate)))
    assert taken.channel == 1 and "channel 2" in str(said[0])
    with noting() as said:
        mixed = read_audio(str(wav(folder / "both.wav", [word, 0.5 * word], rate)))
    assert mixed.channel is None and not said
    with noting() as said:
        read_audio(str(wav(folder / "nothing.wav", [0 * word], rate)))
    assert "silent" in str(said[0])


TASKS = {
    "/audio_classification": {},
    "/automatic_speech_recognition": {},
    "/zero_shot_audio_classification": {"candidate_labels": "a bell, rain"},
}


@pytest.mark.parametrize("api_name", TASKS)
@pytest.mark.parametrize("milliseconds", [0.1, 5, 24, 26, 40, 110])
def test_a_short_sound_is_answered_or_refused_in_words(
    client: Client, folder: Path, api_name: str, milliseconds: float
) -> None:
    tone = 0.3 * np.sin(np.arange(round(16 * milliseconds)) / 5).astype(np.float32)
    path = wav(folder / f"{milliseconds}.wav", [tone], 16_000)
    try:
        client.predict(audio=handle_file(path), **TASKS[api_name], api_name=api_name)
        assert milliseconds > 25
    except Exception as error:
        assert "at least 0.025 seconds are needed" in str(error) or "too short for this model" in str(error), error


def test_a_file_that_is_none(client: Client, folder: Path) -> None:
    for name, data in (("a.wav", b"hello"), ("b.mp3", b""), ("c.m4a", (WORDS / "yes.wav").read_bytes()[:30])):
        (folder / name).write_bytes(data)
        with pytest.raises(Exception, match=r"could not be read|is still empty"):
            heard(client, folder / name)


def test_a_value_that_is_no_file() -> None:
    for value in (3, [1, 2], {"a": 1}, float("nan"), True):
        with pytest.raises(UnreadableInput):
            read_audio(value)


def test_many_channels_at_a_high_rate_are_refused(folder: Path) -> None:
    """A small file: libsndfile packs what is constant; it would be 1.8 GB of floats."""
    path = folder / "many.flac"
    with soundfile.SoundFile(path, "w", 96_000, 8, format="FLAC", subtype="PCM_16") as file:
        block = np.zeros((96_000, 8), np.float32)
        for _ in range(595):
            file.write(block)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputTooLarge, match="8 channels of 96,000 samples"):
        read_audio(str(path))


def test_more_than_ten_minutes_are_refused(folder: Path) -> None:
    path = folder / "long.flac"
    with soundfile.SoundFile(path, "w", 8_000, 1, format="FLAC") as file:
        file.write(np.zeros(8_000 * 601, np.float32))
    with pytest.raises(InputTooLarge, match="more than 600 seconds"):
        read_audio(str(path))


def test_a_piece_of_a_long_sound_is_said() -> None:
    from types import SimpleNamespace

    from tasks.audio._hearing import whole

    extractor = SimpleNamespace(sampling_rate=16_000, nb_max_samples=32_000)
    pipe: Any = SimpleNamespace(feature_extractor=extractor)
    with noting() as said:
        whole(pipe, (Sound(np.zeros(48_000, np.float32), 16_000),), {})
    assert "hears 2.0 seconds at once" in str(said[0])
