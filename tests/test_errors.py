"""Every error provoked for real, and its message: what happened, why, what to do next."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tasks.core import errors
from tasks.core.errors import AtlasError, translate
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.limits import LIMITS
from tasks.core.locales import catalog, languages
from tasks.core.options import Options
from tasks.core.run.local import Runtime, RuntimeOptions
from tasks.core.service import Ask, Service
from tasks.core.session import Choice
from tasks.ui import messages
from tests import files
from tests.tiny import TinyModels

TREE = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, AtlasError)]


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_every_error_has_a_text_in_every_language(kind: type[AtlasError]) -> None:
    for language in languages()[1:]:
        assert kind.says in catalog(language)


@pytest.mark.parametrize("language", languages()[1:])
def test_translations_keep_their_facts(language: str) -> None:
    for english, template in catalog(language).items():
        forms = [template] if isinstance(template, str) else template.values()
        for form in forms:
            assert set(re.findall(r"{(\w+)}", form)) == set(re.findall(r"{(\w+)}", english)), english


def run(
    task: str, values: dict[str, Any], store: ModelStore, model: str = "", device: str = "cpu", **options: Any
) -> Any:
    """A run as the page does it; gives the error it ends in, or the outcome."""
    service = Service(Runtime(store, RuntimeOptions(**options)), store)

    ask = Ask(task, values, Choice(model or f"local/{task}", device=device))
    try:
        return asyncio.run(service.answer(ask))
    except AtlasError as error:
        return error


@pytest.fixture
def store(tiny_models: TinyModels) -> ModelStore:
    tasks = {task for _, task, _ in INPUTS.values()} | {task for task, *_ in FILES.values()}
    return ModelStore(tiny_models("table-question-answering", *sorted(tasks)), Hub(offline=True))


def bad_file(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


INPUTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "empty text": ("EmptyInput", "text-classification", {"text": "  "}),
    "no picture": ("EmptyInput", "image-classification", {"image": None}),
    "no labels": ("NoLabels", "zero-shot-classification", {"text": "good film", "candidate_labels": " , "}),
    "no mask": ("NoMaskToken", "fill-mask", {"text": "a good film"}),
    "too many characters": ("InputTooLarge", "text-classification", {"text": "a" * (LIMITS.characters + 1)}),
    "too many tokens": ("LongText", "text-generation", {"text": "good " * 3000}),
    "a parameter out of range": ("BadParameter", "text-classification", {"text": "good", "top_k": -3}),
    "an unknown parameter": ("BadParameter", "text-classification", {"text": "good", "no_such": 1}),
    "a choice that is none": ("BadParameter", "text-classification", {"text": "good", "function_to_apply": "magic"}),
}


@pytest.mark.parametrize("case", INPUTS)
def test_bad_input(store: ModelStore, case: str) -> None:
    code, task, values = INPUTS[case]
    assert run(task, values, store).code == code


FILES: dict[str, tuple[str, str, str, bytes]] = {
    "an empty picture": ("image-classification", "image", "empty.png", b""),
    "a text as picture": ("image-classification", "image", "text.png", b"this is not a picture"),
    "an empty sound": ("audio-classification", "audio", "empty.wav", b""),
    "a text as sound": ("audio-classification", "audio", "text.mp3", b"this is not a sound"),
    "a playlist as sound": ("audio-classification", "audio", "list.mp3", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
    "a concat script as sound": ("audio-classification", "audio", "c.wav", b"ffconcat version 1.0\nfile /etc/passwd\n"),
    "an empty clip": ("video-classification", "video", "empty.mp4", b""),
    "a playlist as clip": ("video-classification", "video", "list.mp4", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"),
    "an empty page": ("document-question-answering", "document", "empty.pdf", b"%PDF-1.7\n"),
    "a text as page": ("document-question-answering", "document", "text.pdf", b"no pdf"),
}


@pytest.mark.parametrize("case", FILES)
def test_unreadable_files(store: ModelStore, tmp_path: Path, case: str) -> None:
    task, field, name, content = FILES[case]
    values = {field: bad_file(tmp_path, name, content), **({"question": "What?"} if "document" in task else {})}
    assert run(task, values, store).code == "UnreadableInput"


def test_a_picture_cut_off(store: ModelStore, tmp_path: Path) -> None:
    whole = files.picture().read_bytes()
    values = {"image": bad_file(tmp_path, "cut.png", whole[: len(whole) // 2])}
    assert run("image-classification", values, store).code == "UnreadableInput"


def test_a_bomb_of_pixels(store: ModelStore, tmp_path: Path) -> None:
    """100 megapixels in a few kilobytes: refused before they are decoded."""
    path = tmp_path / "bomb.png"
    Image.new("L", (10_000, 10_000)).save(path)
    assert run("image-classification", {"image": str(path)}, store).code == "InputTooLarge"


def test_hours_of_silence(store: ModelStore, tmp_path: Path) -> None:
    import soundfile

    path = tmp_path / "long.flac"
    soundfile.write(path, np.zeros(8000 * int(LIMITS.audio_seconds + 5), np.int16), 8000)
    assert run("audio-classification", {"audio": str(path)}, store).code == "InputTooLarge"


def test_a_broken_table(store: ModelStore, tmp_path: Path) -> None:
    values = {"table": bad_file(tmp_path, "t.csv", b"\x00\xff\xfe\x00broken"), "question": "how many?"}
    assert run("table-question-answering", values, store).code in {"UnreadableInput", "EmptyInput"}


# --- models -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def copies(tiny_models: TinyModels, tmp_path: Path) -> Path:
    """A folder of models of one's own, to break."""
    for name in ("text-classification", "text-generation"):
        shutil.copytree(tiny_models(name) / name, tmp_path / "models" / name)
    return tmp_path / "models"


GOOD = {"text": "a good film"}


def test_wrong_task_names_the_tasks_that_fit(copies: Path) -> None:
    error = run(
        "fill-mask", {"text": "a [MASK] film"}, ModelStore(copies, Hub(offline=True)), "local/text-classification"
    )
    assert error.code == "WrongTask"
    assert "text-classification" in error.message()
    assert f'data-task="{error.facts["fits"][0]}"' in messages.error(error, "en")


def test_a_classifier_without_entailment(copies: Path) -> None:
    values = {"text": "a good film", "candidate_labels": "film, food"}
    error = run("zero-shot-classification", values, ModelStore(copies, Hub(offline=True)), "local/text-classification")
    assert error.code == "WrongTask" and error.facts["fits"] == ["text-classification"]
    assert error.message().startswith(
        "“local/text-classification” was not trained for zero-shot-classification: it holds"
    )


def test_what_fits_is_linked_in_every_language() -> None:
    """The message says the same for programs, by the tasks' ids."""
    two = ["fill-mask", "text-classification"]
    error = errors.WrongTask(model="<b>", task="decision", found="a <model>", fits=two)
    assert error.message().endswith("It fits: fill-mask, text-classification.")
    for language in languages():
        said = messages.error(error, language)
        assert [task for task in two if f'data-task="{task}"' in said] == two
        assert messages.HERE not in said and "<b>”" not in said
    alone = errors.WrongTask(model="a/b", task="decision", found="a model", fits=errors.NO_OTHER_TASK)
    assert "no task here with a head of its own" in messages.error(alone, "en")


def test_corrupt_weights(copies: Path) -> None:
    weights = copies / "text-classification" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    assert run("text-classification", GOOD, ModelStore(copies, Hub(offline=True))).code == "BrokenFile"


def test_a_pointer_instead_of_weights(copies: Path) -> None:
    (copies / "text-classification" / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\n")
    assert run("text-classification", GOOD, ModelStore(copies, Hub(offline=True))).code == "BrokenFile"


def test_missing_weights(copies: Path) -> None:
    (copies / "text-classification" / "model.safetensors").unlink()
    assert run("text-classification", GOOD, ModelStore(copies, Hub(offline=True))).code in {
        "BrokenModel",
        "UnsafeWeights",
    }


def change_config(folder: Path, **changes: Any) -> None:
    path = folder / "config.json"
    config = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))


def test_unknown_architecture(copies: Path) -> None:
    change_config(copies / "text-classification", model_type="never-heard-of", architectures=None)
    assert run("text-classification", GOOD, ModelStore(copies, Hub(offline=True))).code == "UnknownArchitecture"


def test_custom_code_is_not_run_and_nobody_is_asked(copies: Path, tmp_path: Path) -> None:
    folder = copies / "text-classification"
    proof = tmp_path / "ran"
    (folder / "evil.py").write_text(f"open({str(proof)!r}, 'w')\n")
    change_config(
        folder,
        model_type="never-heard-of",
        auto_map={"AutoConfig": "evil.Config", "AutoModelForSequenceClassification": "evil.M"},
    )
    assert run("text-classification", GOOD, ModelStore(copies, Hub(offline=True))).code == "CustomCode"
    assert not proof.exists()


def test_offline(store: ModelStore) -> None:
    error = run("text-classification", GOOD, store, "someone/something")
    assert error.code in {"Offline", "HubUnreachable"}
    assert "embedded" in error.message()


def test_no_such_local_or_embedded_model(store: ModelStore) -> None:
    assert run("text-classification", GOOD, store, "local/nothing").code == "NoSuchFolder"
    assert run("text-classification", GOOD, store, "embedded/nothing").code == "NoSuchFolder"


def test_out_of_memory(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real allocation that fails, inside the model's forward pass; afterwards the same model answers again."""
    import torch
    from transformers import BertForSequenceClassification

    forward = BertForSequenceClassification.forward
    monkeypatch.setattr(BertForSequenceClassification, "forward", lambda self, **inputs: torch.empty(2**52))
    assert run("text-classification", GOOD, store).code == "OutOfMemory"
    monkeypatch.setattr(BertForSequenceClassification, "forward", forward)
    assert run("text-classification", GOOD, store).outcome.result


def test_a_device_that_is_not_here(store: ModelStore) -> None:
    error = run("text-classification", GOOD, store, device="cuda:7")
    assert error.code == "MissingDevice" and "cuda:7" in error.message()


def test_no_tesseract(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    error = run("document-question-answering", {"document": str(files.page()), "question": "What is the total?"}, store)
    assert error.code == "MissingProgram"
    assert "apt install tesseract" in error.message()


def test_too_many_waiting(store: ModelStore) -> None:
    error = run("text-classification", GOOD, store, max_waiting=0)
    assert error.code == "Busy"


# --- foreign exceptions -----------------------------------------------------------------------------------------------


def test_facts_of_foreign_exceptions_never_hold_their_text() -> None:
    secret = "hf_abcdefghijklmnop"
    for kind in (ValueError, RuntimeError, OSError, KeyError):
        message = translate(kind(f"failed with {secret} at /home/someone")).message()
        assert secret not in message and "/home" not in message


def test_the_innermost_cause_decides() -> None:
    from httpx import Request, Response
    from huggingface_hub.errors import GatedRepoError

    response = Response(401, request=Request("GET", "http://127.0.0.1"))
    try:
        try:
            raise GatedRepoError("gated", response=response)
        except GatedRepoError as inner:
            raise OSError("We couldn't connect") from inner
    except OSError as outer:
        assert translate(outer, model="a/b").code == "GatedModel"


def test_refused_token() -> None:
    from httpx import Request, Response
    from huggingface_hub.errors import HfHubHTTPError

    response = Response(401, request=Request("GET", "http://127.0.0.1"))
    assert translate(HfHubHTTPError("401 Client Error", response=response)).code == "TokenRefused"


def test_defaults_are_in_the_messages() -> None:
    assert "?" not in errors.MissingProgram(program="x", needed_for="y", install="z").message()
    assert Options().host == "127.0.0.1"
