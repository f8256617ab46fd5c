"""Every rule of the table of foreign exceptions, provoked: the library's own exception, as it arrives, meets that rule.

A full card, a full Apple chip, and a torch without CUDA where it has it cannot be had on every machine: there the library's
own class is raised with its own text.
"""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tasks.core.errors import FOREIGN, Rule, chain, rule_of, translate
from tests.tiny import TinyModels

if TYPE_CHECKING:
    from tests.hub.server import LoopbackHub

GOOD = "atlas/text-classification-bert"


class Place:
    """What a provocation may use: the stand-in for the Hub, tiny models, an empty folder, and changes that are undone."""

    def __init__(
        self, hub: LoopbackHub, tiny_models: TinyModels, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.hub, self.folder, self.monkeypatch, self._tiny = hub, folder, monkeypatch, tiny_models

    def api(self, token: str | bool = False, endpoint: str = "") -> Any:
        from huggingface_hub import HfApi

        return HfApi(endpoint=endpoint or self.hub.url, token=token)

    def model(self, task: str, **config: Any) -> Path:
        """A copy of a tiny model, with other values in its config.json; None takes a key out."""
        copy = self.folder / task
        shutil.copytree(self._tiny(task) / task, copy)
        path = copy / "config.json"
        changed = {**json.loads(path.read_text(encoding="utf-8")), **config}
        path.write_text(
            json.dumps({key: value for key, value in changed.items() if value is not None}), encoding="utf-8"
        )
        return copy

    def file(self, name: str, content: bytes = b"neither one nor the other") -> Path:
        (self.folder / name).write_bytes(content)
        return self.folder / name


def pipe(task: str, model: Path, **settings: Any) -> Any:
    from transformers import pipeline

    return pipeline(task, model=str(model), device="cpu", **settings)


# --- the Hub ----------------------------------------------------------------------------------------------------------


def gated(place: Place) -> None:
    place.api().auth_check("school/gated")


def missing(place: Place) -> None:
    place.api().model_info("nobody/nothing")


def no_revision(place: Place) -> None:
    place.api().model_info(GOOD, revision="v9")


def not_stored(place: Place) -> None:
    from huggingface_hub import hf_hub_download

    hf_hub_download(GOOD, "config.json", cache_dir=place.folder, local_files_only=True)


def no_such_file(place: Place) -> None:
    from huggingface_hub import hf_hub_download

    hf_hub_download(GOOD, "nowhere.txt", endpoint=place.hub.url, cache_dir=place.folder)


def malformed_id(place: Place) -> None:
    from huggingface_hub import hf_hub_download

    hf_hub_download("no/such/model!", "config.json", cache_dir=place.folder)


def offline(place: Place) -> None:
    from huggingface_hub import constants

    place.monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    place.api().model_info(GOOD)


def refused(status: int) -> Callable[[Place], None]:
    def provoke(place: Place) -> None:
        place.hub.refuse("*", status, retry_after=0)
        place.api().model_info(GOOD)

    return provoke


def unknown_token(place: Place) -> None:
    place.api("hf_nobody").whoami()


def nobody_listens(place: Place) -> None:
    place.api(endpoint="http://127.0.0.1:9").model_info(GOOD)


def hangs_up(place: Place) -> None:
    """A server that closes the connection without a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        place.api(endpoint=f"http://127.0.0.1:{server.getsockname()[1]}").model_info(GOOD)


# --- memory and disk --------------------------------------------------------------------------------------------------


def card_is_full(place: Place) -> None:
    import torch

    raise torch.OutOfMemoryError(
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 3.94 GiB."
    )


def chip_is_full(place: Place) -> None:
    raise RuntimeError(
        "MPS backend out of memory (MPS allocated: 8.00 GB, other allocations: 1.00 GB, max allowed: 9 GB)."
    )


def python_is_full(place: Place) -> None:
    bytearray(2**62)


def torch_is_full(place: Place) -> None:
    import torch

    torch.empty(2**50)


def disk_is_full(place: Place) -> None:
    with open("/dev/full", "wb", buffering=0) as file:
        file.write(b"x")


# --- checkpoints ------------------------------------------------------------------------------------------------------


def corrupt(place: Place) -> None:
    from safetensors import safe_open

    safe_open(place.file("model.safetensors"), "pt")


def pickle_with_code(place: Place) -> None:
    import pickle

    import torch

    torch.load(place.file("model.bin", pickle.dumps(print)), weights_only=True)


def custom_code(place: Place) -> None:
    from transformers import AutoConfig

    model = place.model("text-classification", model_type="own", auto_map={"AutoConfig": "own.Config"})
    (model / "own.py").write_text("")
    AutoConfig.from_pretrained(model, trust_remote_code=False)


def unknown_architecture(place: Place) -> None:
    from transformers import AutoConfig

    AutoConfig.from_pretrained(place.model("text-classification", model_type="never-heard-of"))


def no_chat_template(place: Place) -> None:
    pipe("text-generation", place.model("text-generation"))([{"role": "user", "content": "Hello"}])


def template_refuses(place: Place) -> None:
    talks = pipe("text-generation", place.model("text-generation"))
    talks.tokenizer.chat_template = "{{ raise_exception('only tools may speak') }}"
    talks([{"role": "user", "content": "Hello"}])


def no_such_head(place: Place) -> None:
    from transformers import AutoModelForObjectDetection

    AutoModelForObjectDetection.from_pretrained(place.model("text-classification"))


def other_shapes(place: Place) -> None:
    from transformers import AutoModel

    AutoModel.from_pretrained(place.model("text-classification", hidden_size=32))


def no_image_processor(place: Place) -> None:
    from transformers import AutoImageProcessor

    model = place.model("image-classification")
    for path in (*model.glob("preprocessor_config.json"), *model.glob("processor_config.json")):
        path.unlink()
    AutoImageProcessor.from_pretrained(model)


def no_weights(place: Place) -> None:
    from transformers import AutoModel

    model = place.model("text-classification")
    (model / "model.safetensors").unlink()
    AutoModel.from_pretrained(model)


# --- inputs -----------------------------------------------------------------------------------------------------------


def no_padding(place: Place) -> None:
    writer = pipe("text-generation", place.model("text-generation"))
    writer.tokenizer.pad_token = None
    writer(["one", "two and three"], batch_size=2)


def no_mask(place: Place) -> None:
    pipe("fill-mask", place.model("fill-mask"))("nothing to fill")


def text_too_long(place: Place) -> None:
    model = pipe("text-classification", place.model("text-classification"))
    model.tokenizer.model_max_length = 10_000
    model("good " * 2000)


def caption_too_long(place: Place) -> None:
    model = pipe("zero-shot-image-classification", place.model("zero-shot-image-classification"))
    model.tokenizer.model_max_length = 10_000
    from tests import files

    model(str(files.picture()), candidate_labels=["circle " * 200, "b"])


def gpt2(kind: str) -> Any:
    """A GPT-2 of eight positions and eleven words."""
    import transformers

    config = transformers.GPT2Config(n_embd=8, n_layer=1, n_head=1, n_positions=8, vocab_size=11, eos_token_id=None)
    return getattr(transformers, kind)(config)


def tokens(*ids: int) -> Any:
    import torch

    return torch.tensor([ids])


def position_too_high(place: Place) -> None:
    gpt2("GPT2Model")(tokens(*range(9)))


def answer_beyond_the_last_position(place: Place) -> None:
    gpt2("GPT2LMHeadModel").generate(tokens(*range(8)), max_new_tokens=2, do_sample=False)


def word_unknown_to_the_weights(place: Place) -> None:
    gpt2("GPT2Model")(tokens(99))


def number_out_of_a_table(place: Place) -> None:
    import torch

    torch.nn.Embedding(4, 2)(torch.tensor([9]))


def too_few_frames(place: Place) -> None:
    import torch
    from transformers import VideoMAEForVideoClassification

    model = VideoMAEForVideoClassification.from_pretrained(place.model("video-classification"))
    model(torch.zeros(1, 4, 3, 32, 32))


def picture_of_another_size(place: Place) -> None:
    import torch
    from transformers import ViTForImageClassification

    ViTForImageClassification.from_pretrained(place.model("image-classification"))(torch.zeros(1, 3, 48, 48))


def too_many_columns(place: Place) -> None:
    reader = pipe("table-question-answering", place.model("table-question-answering"))
    reader(table={f"Column {i}": ["1"] for i in range(200)}, query="How many?")


def no_room_beside_the_question(place: Place) -> None:
    reader = pipe("text-classification", place.model("text-classification"))
    reader.tokenizer("word " * 200, "word", truncation="only_second", max_length=20)


def no_labels(place: Place) -> None:
    pipe("zero-shot-classification", place.model("zero-shot-classification"))("text", candidate_labels=[])


def no_package(place: Place) -> None:
    from transformers.utils import requires_backends

    place.monkeypatch.setattr("transformers.utils.import_utils.is_detectron2_available", lambda: False)
    requires_backends(place, ["detectron2"])


def no_picture(place: Place) -> None:
    from PIL import Image

    Image.open(place.file("picture.png"))


def bomb(place: Place) -> None:
    from PIL import Image

    place.monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    Image.new("L", (100, 100)).save(place.folder / "bomb.png")
    Image.open(place.folder / "bomb.png")


def no_sound(place: Place) -> None:
    from transformers.pipelines.audio_utils import ffmpeg_read

    ffmpeg_read(b"this is not a sound", 16_000)


def sound_too_short(place: Place) -> None:
    import numpy as np

    pipe("audio-classification", place.model("audio-classification"))(np.zeros(8, np.float32))


# --- programs and devices ---------------------------------------------------------------------------------------------


def no_tesseract(place: Place) -> None:
    import pytesseract
    from PIL import Image

    place.monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    pytesseract.image_to_string(Image.new("L", (8, 8)))


def no_language_data(place: Place) -> None:
    import pytesseract
    from PIL import Image

    pytesseract.image_to_string(Image.new("L", (8, 8)), lang="xxx")


def no_pytesseract(place: Place) -> None:
    from tests import files

    reader = pipe("document-question-answering", place.model("document-question-answering"))
    place.monkeypatch.setattr("transformers.pipelines.document_question_answering.TESSERACT_LOADED", False)
    reader(str(files.page()), "What is the total?")


def no_ffmpeg(place: Place) -> None:
    from transformers.pipelines.audio_utils import ffmpeg_read

    place.monkeypatch.setenv("PATH", "/nowhere")
    ffmpeg_read(b"a sound", 16_000)


def no_cuda(place: Place) -> None:
    import torch

    if torch.version.cuda:
        raise AssertionError("Torch not compiled with CUDA enabled")
    torch.empty(1, device="cuda")


def no_such_device(place: Place) -> None:
    import torch

    torch.device("cuda:x")


# By the class that a rule names, a part of its pattern and its place in a model; an empty part is an empty pattern.
PROVOCATIONS: dict[tuple[str, ...], Callable[[Place], None]] = {
    ("GatedRepoError", ""): gated,
    ("RepositoryNotFoundError", ""): missing,
    ("RevisionNotFoundError", ""): no_revision,
    ("LocalEntryNotFoundError", ""): not_stored,
    ("EntryNotFoundError", ""): no_such_file,
    ("HFValidationError", ""): malformed_id,
    ("OfflineModeIsEnabled", ""): offline,
    ("HfHubHTTPError", "429"): refused(429),
    ("HfHubHTTPError", "401"): unknown_token,
    ("HfHubHTTPError", "403"): refused(403),
    ("HfHubHTTPError", ""): refused(503),
    ("ConnectError", ""): nobody_listens,
    ("TransportError", ""): hangs_up,
    ("OutOfMemoryError", ""): card_is_full,
    ("MemoryError", ""): python_is_full,
    ("RuntimeError", "DefaultCPUAllocator"): torch_is_full,
    ("RuntimeError", "out of memory"): chip_is_full,
    ("OSError", "No space left"): disk_is_full,
    ("SafetensorError", ""): corrupt,
    ("UnpicklingError", ""): pickle_with_code,
    ("TesseractNotFoundError", ""): no_tesseract,
    ("TesseractError", "failed loading language"): no_language_data,
    ("ValueError", "pytesseract"): no_pytesseract,
    ("FileNotFoundError", "ffmpeg"): no_ffmpeg,
    ("ValueError", "contains custom code"): custom_code,
    ("ValueError", "model type"): unknown_architecture,
    ("ValueError", "no chat template"): no_chat_template,
    ("TemplateError", ""): template_refuses,
    ("ValueError", "Unrecognized configuration class"): no_such_head,
    ("RuntimeError", "size mismatch"): other_shapes,
    ("OSError", "image processor"): no_image_processor,
    ("OSError", "no file named"): no_weights,
    ("ValueError", "without pad_token"): no_padding,
    ("PipelineException", "mask_token"): no_mask,
    ("RuntimeError", "expanded size of the tensor", "reading"): text_too_long,
    ("RuntimeError", "expanded size of the tensor", ""): too_few_frames,
    ("ValueError", "max_position_embeddings"): caption_too_long,
    ("IndexError", "index out of range", "reading"): position_too_high,
    ("IndexError", "index out of range", "writing"): answer_beyond_the_last_position,
    ("IndexError", "index out of range", "looking up"): word_unknown_to_the_weights,
    ("IndexError", "index out of range", ""): number_out_of_a_table,
    ("ValueError", "image size"): picture_of_another_size,
    ("ValueError", "Too many columns"): too_many_columns,
    ("Exception", "Truncation error"): no_room_beside_the_question,
    ("ValueError", "at least one label"): no_labels,
    ("ImportError", ""): no_package,
    ("UnidentifiedImageError", ""): no_picture,
    ("DecompressionBombError", ""): bomb,
    ("ValueError", "malformed soundfile"): no_sound,
    ("RuntimeError", r"per channel: \(\d+\)"): sound_too_short,
    ("AssertionError", "not compiled with CUDA"): no_cuda,
    ("RuntimeError", "Invalid device"): no_such_device,
}


def met(error: BaseException) -> Rule | None:
    """The rule that `translate` follows for an exception."""
    return next((rule for rule in map(rule_of, chain(error)) if rule), None)


@pytest.fixture
def place(hub: LoopbackHub, tiny_models: TinyModels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    hub.reset()
    return Place(hub, tiny_models, tmp_path, monkeypatch)


def provokes(key: tuple[str, ...], rule: Rule) -> bool:
    """Whether a key of PROVOCATIONS names a rule."""
    kind, part, place = (*key, "")[:3]
    return kind == rule.kind and place == rule.place and (part in rule.pattern if part else not rule.pattern)


@pytest.mark.parametrize("rule", FOREIGN, ids=lambda rule: f"{rule.kind} {rule.pattern} {rule.place}".strip())
def test_every_rule_is_met_by_what_the_library_raises(place: Place, rule: Rule) -> None:
    """A rule that nothing here provokes has no place in the table."""
    provoke = [each for key, each in PROVOCATIONS.items() if provokes(key, rule)]
    assert len(provoke) == 1, "each rule has one provocation"
    with pytest.raises(BaseException) as raised:
        provoke[0](place)
    assert met(raised.value) is rule
    assert isinstance(translate(raised.value, model="a/b", task="x", fits=["y"], found="z"), rule.becomes)


def test_every_provocation_has_its_rule() -> None:
    assert not [key for key in PROVOCATIONS if not any(provokes(key, rule) for rule in FOREIGN)]
