"""What people say and write down: numbers and accents in a text to be spoken, long recordings, models without a part."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from gradio_client import Client, handle_file

from tasks.audio._spoken import PIECE, pieces, sayable
from tasks.core.errors import UnreadableInput
from tasks.core.notes import noting
from tasks.core.service import Service
from tests import files
from tests.conftest import ROOT, Served
from tests.hub.models import audio
from tests.inputs.conftest import answered, pasted
from tests.test_snippets import alike
from tests.tiny import Build, TinyModels, stored

SPEAKS = ROOT / "assets" / "models" / "text-to-audio"


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


@pytest.fixture(scope="module")
def own(tiny_models: TinyModels) -> Callable[[str, Build], str]:
    """Puts a model among those of the operator and gives its id."""

    def put(name: str, build: Build) -> str:
        if not (tiny_models.folder / name).is_dir():
            shutil.copytree(stored(build), tiny_models.folder / name)
        return f"local/{name}"

    return put


# --- a text to be spoken ------------------------------------------------------------------------------------------


def tokenizer(**changes: Any) -> Any:
    from transformers import VitsTokenizer

    return VitsTokenizer.from_pretrained(SPEAKS, **changes)


@pytest.mark.parametrize(
    ("written", "read", "said"),
    [
        ("3 circles", "three circles", "3 → three"),
        ("1,234.5 apples", "one thousand, two hundred and thirty-four point five apples", "1,234.5 → one"),
        ("12,50 at 3:05, −4", "twelve fifty at three:zero five, minus four", "12,50 → twelve fifty"),
        ("call 0171 23", "call zero one seven one twenty-three", "0171 → zero one seven one"),
        ("a café", "a cafe", "é → e"),
        ("hi 😀 안녕", "hi 😀 안녕", "😀, 안, 녕"),
        ("The red circle.", "The red circle.", ""),
    ],
)
def test_what_a_voice_cannot_read_is_read_otherwise_and_said(
    runs_models: None, written: str, read: str, said: str
) -> None:
    with noting() as notes:
        assert sayable(tokenizer(), written) == read
    assert said in " ".join(map(str, notes)) and bool(notes) == bool(said)


def test_hangul_for_a_voice_of_latin_letters(runs_models: None) -> None:
    """As facebook/mms-tts-kor has it: by uroman, with blanks between its letters; figures are read in Korean."""
    korean = tokenizer(is_uroman=True, add_blank=True, language="kor")
    with noting() as notes:
        assert sayable(korean, "안녕 3") == "annyeong sam"
    assert "annyeong" in str(notes[-1])
    with pytest.raises(UnreadableInput, match="no letter that this model knows"):
        sayable(tokenizer(add_blank=True), "안녕!")


def test_figures_are_heard(client: Client) -> None:
    """The recogniser that ships hears the word that the voice says for a figure."""
    spoken = client.predict(text="the 3 red circles", api_name="/text_to_audio")[0]
    heard = client.predict(audio=handle_file(spoken), api_name="/automatic_speech_recognition")[0]
    assert "three" in heard


def test_the_voice_lies_around_zero(client: Client) -> None:
    """No offset, no clipping, as loud as speech is; through the file that a client gets."""
    text = "The red circle is left of the blue star. What is the weather today? Turn on the light."
    samples, rate = soundfile.read(client.predict(text=text, api_name="/text_to_audio")[0])
    peak, loudness = float(np.abs(samples).max()), float(np.sqrt(np.mean(samples**2)))
    assert rate == 16_000 and abs(samples.mean()) < 0.01
    assert 0.2 < peak < 0.95 and 0.02 < loudness < 0.2 and 4 < peak / loudness < 14


LONG = "The red circle is left of the blue star. What is the weather today? Turn on the light.\n" * 8


def test_a_long_text_is_said_piece_by_piece(client: Client) -> None:
    """Each piece sounds as it does by itself, with a pause between two."""
    parts = pieces(LONG)
    assert len(parts) == 2 and " ".join(parts).split() == LONG.split()
    alone = [soundfile.read(client.predict(text=part, api_name="/text_to_audio")[0])[0] for part in parts]
    samples, rate = soundfile.read(client.predict(text=LONG, api_name="/text_to_audio")[0])
    pause = len(samples) - sum(map(len, alone))
    assert pause == round(0.3 * rate)
    said = [samples[: len(alone[0])], samples[-len(alone[1]) :]]
    for mine, theirs in zip(said, alone, strict=True):
        assert np.allclose(mine / np.abs(mine).max(), theirs / np.abs(theirs).max(), atol=0.02)
    assert not samples[len(alone[0]) : len(alone[0]) + pause].any()


def test_the_code_of_a_long_text_says_the_same(service: Service, student: Path) -> None:
    answer = answered(service, "text-to-audio", {"text": LONG})
    assert "in 2 pieces" in " ".join(map(str, answer.notes))
    assert alike(pasted(answer.code), answer.result)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("word " * 80, 1),
        ("word, " * 200, 4),
        ("a" * 1000, 3),
        ("안녕하세요. 반갑습니다.\n" * 60, 3),
        ("你好。世界！" * 100, 2),
    ],
)
def test_pieces_of_a_text_are_short_and_lose_nothing(text: str, count: int) -> None:
    found = pieces(text)
    assert len(found) == count and max(map(len, found)) <= PIECE
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_piece_that_nobody_can_say_is_left_out(client: Client) -> None:
    text = f"The red circle. {'안녕하세요 ' * 100} The blue star."
    assert client.predict(text=text, api_name="/text_to_audio")[0]


def test_a_missing_vocoder_is_named(client: Client, own: Callable[[str, Build], str]) -> None:
    model = own("speecht5", audio.speecht5)
    with pytest.raises(
        Exception, match=r"needs something more of the Hub, microsoft/speecht5_hifigan.*vocoder"
    ) as raised:
        client.predict(text="a red circle", speaker_embeddings=1, model=model, api_name="/text_to_audio")
    assert "hf download microsoft/speecht5_hifigan" in str(raised.value)


# --- long recordings ----------------------------------------------------------------------------------------------


def no_times(folder: Path) -> None:
    """A Whisper whose generation knows no timestamps."""
    audio.whisper(folder)
    path = folder / "generation_config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    del settings["no_timestamps_token_id"]
    path.write_text(json.dumps(settings), encoding="utf-8")


@pytest.fixture(scope="module")
def long_sound() -> Any:
    return handle_file(files.sound(40, 16_000))


@pytest.mark.parametrize("times", [None, True])
def test_whisper_reads_forty_seconds_at_once(
    client: Client, own: Callable[[str, Build], str], long_sound: Any, times: bool | None
) -> None:
    """Its own way over 30 seconds goes by timestamps, whether somebody wants to see them or not."""
    values = {"chunk_length_s": 0, "max_new_tokens": 8, "model": own("whisper", audio.whisper)}
    given = client.predict(
        audio=long_sound, return_timestamps=times, **values, api_name="/automatic_speech_recognition"
    )
    assert isinstance(given[0], str) and "chunks" in given[-1]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"chunk_length_s": 60}, "Whisper hears 30 seconds at once"),
        ({"max_new_tokens": 1000}, "tokens at once at most"),
    ],
)
def test_what_whisper_cannot_is_said(
    client: Client, own: Callable[[str, Build], str], long_sound: Any, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(Exception, match=said):
        client.predict(
            audio=long_sound, **values, model=own("whisper", audio.whisper), api_name="/automatic_speech_recognition"
        )


def test_a_whisper_without_times_says_what_to_do(
    client: Client, own: Callable[[str, Build], str], long_sound: Any
) -> None:
    with pytest.raises(Exception, match="has no timestamps"):
        client.predict(
            audio=long_sound,
            chunk_length_s=0,
            model=own("no-times", no_times),
            api_name="/automatic_speech_recognition",
        )


@pytest.mark.parametrize("length", [0, 300])
def test_ten_minutes_at_once_are_refused_before_memory_is_spent(client: Client, length: int) -> None:
    sound = handle_file(files.sound(599, 8_000))
    with pytest.raises(Exception, match=r"read in pieces; \d+ seconds fit at once"):
        client.predict(audio=sound, chunk_length_s=length, api_name="/automatic_speech_recognition")


def test_the_cost_of_hearing_grows_with_the_square() -> None:
    from types import SimpleNamespace

    from tasks.audio._hearing import bytes_to_hear

    config = SimpleNamespace(num_attention_heads=12, hidden_size=768)
    assert math.isclose(bytes_to_hear(config, 60), 4 * bytes_to_hear(config, 30))
