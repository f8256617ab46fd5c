"""Sounds and clips that are too short for a model: the advice fits, with the least length where it can be told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests import files
from tests.inputs.calls import ask, local
from tests.rows._audio import WAV2VEC2, extractor
from tests.tiny import TinyModels


def refused(client: Client, task: str, **values: object) -> str:
    with pytest.raises(AppError) as raised:
        ask(client, task, **values)
    assert "common format" not in str(raised.value), "no other format would make it longer"
    return str(raised.value)


def tone(path: Path, milliseconds: float) -> object:
    times = np.arange(round(16 * milliseconds)) / 16_000
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 440 * times), 16_000)
    return handle_file(str(path))


def deep(folder: Path) -> None:
    """A Wav2Vec2 whose layers over the samples look at 100 ms for one state."""
    import transformers as t

    config = t.Wav2Vec2Config(**{**WAV2VEC2, "conv_kernel": [400, 5, 1], "conv_stride": [300, 4, 1]})
    t.Wav2Vec2ForSequenceClassification(config).save_pretrained(folder)
    extractor().save_pretrained(folder)


TASKS: dict[str, dict[str, object]] = {
    "audio-classification": {},
    "automatic-speech-recognition": {},
    "zero-shot-audio-classification": {"candidate_labels": ["a bell", "rain"]},
}


@pytest.mark.parametrize("task", TASKS)
def test_the_least_that_can_be_heard_is_said(client: Client, tmp_path: Path, task: str) -> None:
    said = refused(client, task, audio=tone(tmp_path / "short.wav", 5), **TASKS[task])
    assert "is too short: 0.005 seconds, and at least 0.025 seconds are needed. Use a longer one." in said


def test_the_least_of_a_model_is_said(client: Client, tiny_models: TinyModels, tmp_path: Path) -> None:
    model = local(tiny_models, "deep-wav2vec2", deep)
    said = refused(client, "audio-classification", audio=tone(tmp_path / "short.wav", 60), model=model)
    assert "0.060 seconds, and at least 0.100 seconds are needed" in said
    assert ask(client, "audio-classification", audio=tone(tmp_path / "enough.wav", 101), model=model).result


def test_a_model_that_does_not_say_its_least(client: Client, tmp_path: Path) -> None:
    said = refused(client, "automatic-speech-recognition", audio=tone(tmp_path / "short.wav", 31))
    assert "too short for this model" in said and "Use a longer one, or another model." in said


def test_the_frames_of_a_clip_are_said_in_seconds(client: Client, tiny_models: TinyModels) -> None:
    tiny_models("video-classification")
    values = {"video": handle_file(str(files.clip(4))), "model": "local/video-classification"}
    said = refused(client, "video-classification", num_frames=16, **values)
    assert "“Clip” is too short: 4 frames (0.5 seconds), and at least 16 frames (2.0 seconds) are needed." in said
