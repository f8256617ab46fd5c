"""Large photos: the cost of a run grows by what the model sees, and the answer is for the whole picture."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from tasks.core.limits import LIMITS
from tasks.core.registry import registry
from tasks.core.scale import ENOUGH
from tests.conftest import Served
from tests.rows import row
from tests.test_endpoints import call, upload
from tests.test_snippets import alike
from tests.tiny import TinyModels

PHOTO = 3000, 2000  # pixels: three times what a pipeline is given


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.benchmarks.largest import photo as made

    return made(6.0, 0, tmp_path_factory.mktemp("photo"))


@pytest.fixture(scope="module")
def small(photo: Path) -> Path:
    """The copy of the photo that pipelines are given, made by hand."""
    path = photo.parent / "small.png"
    with Image.open(photo) as opened:
        opened.resize((1732, 1154)).save(path)
    return path


def asked(client: Client, models: TinyModels, task: str, photo: Path, **changes: Any) -> tuple[dict[str, Any], Any]:
    """What the endpoint answers on the photo, with the tiny model of a task."""
    models(task)
    mine = row(task)
    inputs = {name: photo if isinstance(value, Path) else value for name, value in mine.inputs.items()}
    values = {**inputs, **mine.params, **changes, "model": f"local/{task}"}
    return call(client, task, registry()[task].endpoint, {name: upload(value) for name, value in values.items()})


def test_boxes_are_on_the_whole_photo(client: Client, tiny_models: TinyModels, photo: Path, small: Path) -> None:
    """The same boxes as of a small copy, times the scale: within two pixels of the copy."""
    for task in ("object-detection", "zero-shot-object-detection"):
        (_, whole), (_, scaled) = (asked(client, tiny_models, task, each) for each in (photo, small))
        assert len(whole) == len(scaled) > 0
        for found, other in zip(whole, scaled, strict=True):
            for side, edge in found["box"].items():
                assert abs(edge - other["box"][side] * 3000 / 1732) < 6, (task, side)


def test_masks_are_of_the_whole_photo(client: Client, tiny_models: TinyModels, photo: Path) -> None:
    outputs, result = asked(client, tiny_models, "image-segmentation", photo)
    assert {(each["mask"]["width"], each["mask"]["height"]) for each in result} == {PHOTO}
    with Image.open(outputs["masks"]["image"]) as shown:
        assert max(shown.size) == 1024
    shares = [each[1] for each in outputs["areas"]["data"]]
    assert abs(sum(float(str(share).rstrip("%")) for share in shares) - 100) < len(shares)


def test_a_point_is_in_the_photos_own_pixels(client: Client, tiny_models: TinyModels, photo: Path) -> None:
    outputs, result = asked(client, tiny_models, "mask-generation", photo, points="2500,1500")
    assert [each["shape"] for each in result["masks"]] == [[2000, 3000]] * 3
    with Image.open(outputs["file"]) as cut:
        assert cut.mode == "RGBA" and max(cut.size) <= 3000
    with Image.open(outputs["masks"]["image"]) as shown:
        # The dot is where it was clicked: black, 5/6 across and 3/4 down.
        x, y = shown.width * 2500 // 3000, shown.height * 1500 // 2000
        assert max(shown.convert("RGB").getpixel((x, y))) < 60  # type: ignore[type-var,arg-type]


def test_everything_in_a_photo_is_cut_out_in_its_own_pixels(
    served: Served, tiny_models: TinyModels, photo: Path
) -> None:
    import zipfile

    client = Client(served.url, verbose=False)
    tiny_models("mask-generation")
    outputs, result = call(
        client, "mask-generation", "mask_generation",
        {"image": handle_file(photo), "points_per_crop": 2, "pred_iou_thresh": 0, "stability_score_thresh": 0,
         "model": "local/mask-generation"},
    )  # fmt: skip
    assert {tuple(each["shape"]) for each in result["masks"]} == {(2000, 3000)}
    if len(result["masks"]) > 1:
        with zipfile.ZipFile(outputs["file"]) as archive:
            assert len(archive.namelist()) == len(result["masks"])


def test_depth_is_of_the_whole_photo(client: Client, tiny_models: TinyModels, photo: Path) -> None:
    outputs, result = asked(client, tiny_models, "depth-estimation", photo)
    assert result["predicted_depth"]["shape"] == [2000, 3000]
    assert (result["depth"]["width"], result["depth"]["height"]) == PHOTO
    for path in outputs["compare"]:
        with Image.open(path) as shown:
            assert max(shown.size) == 2048


def test_matches_are_on_the_whole_photos(client: Client, tiny_models: TinyModels, photo: Path, small: Path) -> None:
    (_, whole), (_, scaled) = (asked(client, tiny_models, "keypoint-matching", each) for each in (photo, small))
    assert len(whole) == len(scaled) > 0
    for match, other in zip(whole, scaled, strict=True):
        for side in ("keypoint_image_0", "keypoint_image_1"):
            assert abs(match[side]["x"] - other[side]["x"] * 3000 / 1732) < 6
            assert abs(match[side]["y"] - other[side]["y"] * 2000 / 1154) < 6


def test_a_picture_that_would_come_out_too_large_is_refused_with_the_size_that_fits(
    client: Client, tmp_path: Path
) -> None:
    from tests.benchmarks.largest import photo as made

    with pytest.raises(AppError) as raised:
        client.predict(image=handle_file(made(12.0, 0, tmp_path)), api_name="/image_to_image")
    said = re.search(r"(\d+) x (\d+) pixels for this model", str(raised.value))
    most = LIMITS.megapixels * 1e6 / 4  # twice as wide and as high
    assert said and 0.98 * most < int(said[1]) * int(said[2]) <= most, str(raised.value)


def test_tiles_give_what_the_whole_gives(tiny_models: TinyModels) -> None:
    """Where the overlap is as wide as the layers look, no seam is seen: at most one of 255 anywhere."""
    from tasks.pipelines import pipeline
    from tasks.vision.image_to_image import reach

    for model in (tiny_models("image-to-image") / "image-to-image", Path("assets/models/image-to-image")):
        pipe = pipeline("image-to-image", model=str(model), device="cpu")
        config = pipe.model.config
        chance = np.random.default_rng(0)
        small = Image.fromarray(chance.integers(0, 256, (23, 31, 3), dtype=np.uint8))
        picture = small.resize((150, 110))
        overlap = -(-min(32, reach(config)) // config.window_size) * config.window_size
        whole, tiled = pipe(picture), pipe(picture, tile=10 * config.window_size, overlap=overlap)
        assert whole.size == tiled.size
        difference = np.abs(np.asarray(whole, dtype=int) - np.asarray(tiled, dtype=int))
        assert difference.max() <= 1


def test_the_code_gives_the_answer_for_a_photo(
    tiny_models: TinyModels, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines scale the picture, and the answer back, as the page does."""
    import asyncio

    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.run.local import Runtime
    from tasks.core.service import Ask, Service
    from tasks.core.session import Choice
    from tasks.core.wire import plain

    tasks = ("object-detection", "image-segmentation", "depth-estimation", "keypoint-matching", "mask-generation")
    store = ModelStore(tiny_models(*tasks), Hub(offline=True))
    service = Service(Runtime(store), store)
    for task in tasks:
        mine = row(task)
        inputs = {name: str(photo) if isinstance(value, Path) else value for name, value in mine.inputs.items()}
        answer = asyncio.run(service.answer(Ask(task, {**inputs, **mine.params}, Choice(f"local/{task}"))))
        assert any("scaled to" in note.text for note in answer.notes)
        assert ".resize((" in answer.code
        shutil.copy(photo, tiny_models.folder)
        monkeypatch.chdir(tiny_models.folder)
        names: dict[str, Any] = {"print": lambda *args: None}
        exec(answer.code, names)
        theirs = plain(names["result"])
        if task == "object-detection":
            assert [each["box"] for each in names["result"] if each["score"] > 0.1] == [
                each["box"] for each in answer.raw
            ]
        elif task == "keypoint-matching":
            assert len(names["result"]) >= len(answer.raw) > 0
        else:
            assert alike(plain(answer.raw), theirs), task


def test_an_ordinary_picture_goes_as_it_is(tiny_models: TinyModels) -> None:
    from tasks.core.scale import scaled, seen

    class Pipe:
        image_processor = type("Processor", (), {"size": {"height": 512, "width": 512}})()

    picture = Image.new("RGB", (1600, 1200))
    assert seen(Pipe(), {}) == ENOUGH  # type: ignore[arg-type]
    assert scaled((picture,), {}, ENOUGH)[0][0] is picture


@pytest.mark.parametrize(
    "name",
    ["segformer of 150 labels, 512", "mask2former, 800", "detr panoptic, 800", "owlv2, 960", "sam, 1024, a point"],
)
def test_a_photo_of_twelve_megapixels_stays_below_two_gigabytes(name: str, runs_models: None, tmp_path: Path) -> None:
    from tests.benchmarks.memory import MOST, measured

    figures = measured(name, "12 megapixels", tmp_path)
    assert figures["refused"] == ""
    assert figures["mb"] * 1e6 < MOST, figures


def test_two_classes_of_one_name_are_two_bars(client: Client, tiny_models: TinyModels, photo: Path) -> None:
    models = tiny_models("image-classification")
    if not (models / "cranes").is_dir():
        shutil.copytree(models / "image-classification", models / "cranes")
        config = json.loads((models / "cranes/config.json").read_text())
        config["id2label"] = dict.fromkeys(config["id2label"], "crane")
        (models / "cranes/config.json").write_text(json.dumps(config))
    outputs, result = call(
        client, "image-classification", "image_classification", {"image": handle_file(photo), "model": "local/cranes"}
    )
    bars = outputs["labels"]["confidences"]
    assert [bar["label"] for bar in bars] == ["crane"] * len(result) and len(result) > 1
    assert [bar["confidence"] for bar in bars] == [each["score"] for each in result]


def test_what_is_drawn_is_ready_for_the_browser() -> None:
    """Gradio postprocesses what comes on screen on the event loop: no picture may be left for it to paint or pack."""
    from gradio.data_classes import GradioModel

    from tasks.core import fields
    from tasks.ui.kinds import shown

    picture = Image.new("RGB", (2600, 1300), "navy")
    mask = np.zeros((30, 40), dtype=bool)
    mask[:10] = True
    drawn: list[tuple[type[fields.Output], Any]] = [
        (fields.Boxes, (picture, [((10, 10, 500, 500), "a"), ((2590, 0, 2600, 10), "b")])),
        (fields.Masks, (picture, [(mask, "a")])),
        (fields.Picture, picture),
        (fields.Pictures, [(picture, "a")]),
        (fields.Compare, (picture, picture)),
        (fields.Links, (picture, picture, [((1, 1), (2, 2), 0.5)])),
        (fields.Bars, [("a", 0.5), ("a", 0.4)]),
    ]
    for kind, data in drawn:
        value = shown(kind("x", "X"), data, "en")["value"]
        paths = (
            [value]
            if isinstance(value, str)
            else [each[0] if isinstance(each, tuple) else each for each in value or ()]
        )
        assert isinstance(value, GradioModel) or all(isinstance(path, str) for path in paths), kind
        for path in [] if isinstance(value, GradioModel) else paths:
            with Image.open(path) as shown_picture:
                assert max(shown_picture.size) <= 2048


def test_questions_are_written_in_plain_lines(client: Client) -> None:
    """The same answers as from the JSON that transformers takes."""
    lines = "refund: Is a refund requested?\ntone: What is the tone? calm (polite) | angry (harsh)\nHow urgent? later < today"
    written = {
        "refund": {"type": "noul", "instructions": "Is a refund requested?"},
        "tone": {
            "type": "choice",
            "instructions": "What is the tone?",
            "criteria": {"calm": "polite", "angry": "harsh"},
        },
        "question 3": {"type": "score", "instructions": "How urgent?", "criteria": ["later", "today"]},
    }
    state = "I was charged twice for my order and want a refund today."
    (_, first), (_, second) = (
        call(client, "decision", "decision", {"state": state, "questions": questions})
        for questions in (lines, json.dumps(written))
    )
    assert first == second and set(first) == set(written)
    with pytest.raises(AppError, match="question 1 needs a question mark"):
        call(client, "decision", "decision", {"state": state, "questions": "refund"})


def test_labels_that_the_visitor_writes_are_not_missing_names(tiny_models: TinyModels) -> None:
    from tasks.core.run.loading import answers_by_labels

    asked_for = {task for task in registry() if answers_by_labels(task)}
    assert {"object-detection", "image-classification"} <= asked_for
    assert not {task for task in asked_for if task.startswith("zero-shot")}


def test_the_examples_of_features_show_what_the_model_was_measured_by(client: Client) -> None:
    """The pooled vectors: of three pictures the two of one shape are most alike."""
    from tasks.core.examples import examples

    for example in examples("image-feature-extraction"):
        if not example.limit:
            pictures = [handle_file(path) for path in example.inputs["images"]]
            outputs, _ = call(
                client, "image-feature-extraction", "image_feature_extraction", {"images": pictures, **example.params}
            )
            cells = [float(cell) for cell in re.findall(r">(-?\d\.\d\d)<", outputs["similarity"])]
            first_second, first_third, second_third = cells[1], cells[2], cells[5]
            assert first_second > max(first_third, second_third), example.inputs
