"""Models as strangers choose them: what cannot serve is said at once and with the right reason, through every face."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tasks.core.run.libraries import import_libraries
from tasks.core.run.local import Runtime
from tasks.core.service import Service
from tasks.core.session import Choice, Session
from tasks.ui.picker import model_list
from tasks.ui.sidebar import watch
from tests import files
from tests.architectures.pictures import sam2
from tests.conftest import Served
from tests.hub.calls import Visitor
from tests.hub.declared import Repository
from tests.hub.server import LoopbackHub
from tests.rows import row
from tests.tiny import TinyModels

CLASSIFY = "text-classification"


# --- the sidebar says it as soon as a model is chosen -----------------------------------------------------------------


@pytest.fixture
def folders(tiny_models: TinyModels, tmp_path: Path) -> Path:
    for task in ("fill-mask", CLASSIFY, "zero-shot-object-detection"):
        shutil.copytree(tiny_models(task) / task, tmp_path / task)
    return tmp_path


def said(folders: Path, task: str, model: str, revision: str = "") -> str:
    """The last that the sidebar says of a model without internet, once it was chosen."""
    import_libraries()
    store = ModelStore(folders, Hub(offline=True))
    service = Service(Runtime(store), store)
    session = Session(task=task, choices={task: Choice(model, revision=revision)})

    async def watched() -> list[str]:
        return [str(html) async for html in watch(service, session, "en")]

    return asyncio.run(watched())[-1]


@pytest.mark.parametrize(
    ("model", "code", "words"),
    [
        ("local/fill-mask", "WrongTask", "Fill-mask"),
        ("local/none", "NoSuchFolder", "no model “local/none” on this server"),
        ("embedded/none", "NoSuchFolder", "no model “embedded/none” on this server"),
        ("someone/something", "Offline", "“someone/something” is not stored here"),
        ("../../etc", "InvalidModelId", "is not a model id"),
    ],
)
def test_what_cannot_serve_is_said_when_it_is_chosen(folders: Path, model: str, code: str, words: str) -> None:
    html = said(folders, CLASSIFY, model)
    assert f'data-code="{code}"' in html and words in html


def test_a_folder_that_is_no_checkpoint_is_said_and_hides_no_other(folders: Path) -> None:
    (folders / "broken").mkdir()
    (folders / "broken" / "config.json").write_text("{not JSON", encoding="utf-8")
    assert "the file config.json in" in said(folders, CLASSIFY, "local/broken")
    store = ModelStore(folders, Hub(offline=True))
    listed = str(model_list(Service(Runtime(store), store), registry()[CLASSIFY], Session(), "", "en", ask=False))
    assert "local/text-classification" in listed and "local/broken" not in listed


def test_a_revision_of_a_folder_is_said_to_be_of_no_use(folders: Path) -> None:
    html = said(folders, CLASSIFY, f"local/{CLASSIFY}", "v9")
    assert "only models of the Hub have revisions, so “v9” is not used" in html
    assert "revisions" not in said(folders, CLASSIFY, f"local/{CLASSIFY}")


def test_nonsense_as_a_revision_of_the_hub(hub: LoopbackHub, hub_served: Served) -> None:
    """By API as on the page: the Hub is asked before anything is loaded."""
    hub.reset()
    refused = Visitor(hub_served.url).classify("atlas/text-classification-bert", revision="no such thing")
    assert refused.code == "ModelNotFound"


# --- labels -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "warned"), [("zero-shot-object-detection", False), ("zero-shot-classification", False), (CLASSIFY, True)]
)
def test_labels_that_the_visitor_writes_need_no_names(
    tiny_models: TinyModels, tmp_path: Path, task: str, warned: bool
) -> None:
    import json

    from tasks.core.run.loading import load
    from tasks.core.run.runner import ModelKey

    folder = tmp_path / task
    shutil.copytree(tiny_models(task) / task, folder)
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    if "id2label" in config and task != "zero-shot-classification":
        config["id2label"] = {name: f"LABEL_{name}" for name in config["id2label"]}
    path.write_text(json.dumps(config), encoding="utf-8")
    assert load(folder, ModelKey(task, f"local/{task}"), trust_remote_code=False).unnamed is warned


# --- the reason is the right one --------------------------------------------------------------------------------------


def test_numbers_of_another_shape_are_no_long_text(served: Served, tiny_models: TinyModels) -> None:
    """A picture of another size than the model's, in the way that a folder saved with another processor has it."""
    import json

    tiny_models("image-classification")
    folder = tiny_models.folder / "of-another-size"
    shutil.copytree(tiny_models.folder / "image-classification", folder)
    path = folder / "preprocessor_config.json"
    settings = {**json.loads(path.read_text(encoding="utf-8")), "size": {"height": 48, "width": 48}}
    path.write_text(json.dumps(settings), encoding="utf-8")
    title, message = refusal(
        served, "image_classification", image=handle_file(str(files.picture())), model="local/of-another-size"
    )
    assert title == "DoesNotFit" and "local/of-another-size" in message


def refusal(served: Served, endpoint: str, **values: Any) -> tuple[str, str]:
    """The code and the message of the error that a client is told."""
    with pytest.raises(AppError) as refused:
        Client(served.url, verbose=False).predict(api_name=f"/{endpoint}", **values)
    return str(refused.value.title), str(refused.value)


def test_a_missing_package_is_named_before_the_download(hub: LoopbackHub, hub_served: Served) -> None:
    hub.reset()
    hub.put(Repository("atlas/sam2", sam2, "mask-generation", model_type="sam2"))
    picture = handle_file(str(files.picture()))
    title, message = refusal(hub_served, "mask_generation", image=picture, points="36,32", model="atlas/sam2")
    assert title == "MissingPackage" and "torchvision" in message
    assert not hub.log.downloads("atlas/sam2", "*.safetensors")


def test_a_model_that_talks_is_sent_to_the_tab_that_fits(hub: LoopbackHub, hub_served: Served) -> None:
    hub.reset()
    picture = handle_file(str(files.picture()))
    title, message = refusal(hub_served, "image_to_text", image=picture, model="atlas/image-text-to-text-llava")
    assert title == "OtherUse" and "It fits: any-to-any, decision, image-text-to-text." in message
    assert not hub.log.downloads("atlas/image-text-to-text-llava", "*.safetensors")


@pytest.mark.parametrize("task", [task for task, spec in registry().items() if spec.chats])
def test_a_model_that_does_not_chat_is_told_before_the_download(
    hub: LoopbackHub, hub_served: Served, task: str
) -> None:
    hub.reset()
    words = {name: value for name, value in row(task).inputs.items() if not isinstance(value, Path)}
    refused = Visitor(hub_served.url).ask(task, "atlas/text-generation-gpt_neo", **words)
    assert refused.code in ("NoChatTemplate", "WrongTask") and "text-generation" in refused.message
    assert not hub.log.downloads("atlas/text-generation-gpt_neo", "*.safetensors")


def test_a_long_text_is_one(served: Served, tiny_models: TinyModels) -> None:
    tiny_models("feature-extraction")
    refused = Visitor(served.url).ask("feature-extraction", "local/feature-extraction", text="good " * 2000)
    assert refused.code in ("TextTooLong", ""), refused
