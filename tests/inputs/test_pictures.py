"""Pictures as strangers have them: the right answer through the endpoint, what was changed said, and in the code shown."""

from __future__ import annotations

import base64
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from tasks.core.errors import AtlasError, UnreadableInput
from tasks.core.examples import examples
from tasks.core.media import Upload, origin_of, read_document, read_image
from tasks.core.notes import noting
from tasks.core.registry import registry
from tasks.core.service import Service, _writable
from tests import files
from tests.conftest import ROOT
from tests.inputs import strange
from tests.inputs.calls import Reply, ask
from tests.inputs.conftest import answered, pasted
from tests.test_snippets import alike, same_answer
from tests.tiny import TinyModels

CLASSIFY = "image-classification"
LOSSY = ("phone.avif", "printed.jpg", "fax.tif", "twelve bits.png", "twelve bits.tif", "floats.tif", "palette.png")
NOTES = {
    "transparent was laid on white": ("rgba.png", "la.png", "palette.png", "transparent.webp", "transparent.tif"),
    "its first frame was taken": ("moving.png", "moving.gif", "moving.webp"),
    "several pages, and the first was taken": ("pages.tif",),
    "grey values 0 to 4,095": ("twelve bits.png", "twelve bits.tif"),
    "grey values 0 to 1 ": ("floats.tif",),
}


def code_of(service: Service, task: str, values: dict[str, Any], model: str = "") -> str:
    return answered(service, task, values, model).code


def seen(client: Client, path: Path) -> Reply:
    return ask(client, CLASSIFY, image=handle_file(str(path)))


# --- every kind of file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", strange.KINDS)
def test_every_kind_of_file_is_the_same_eight(client: Client, service: Service, student: Path, name: str) -> None:
    """In its colours, upright, on white: by the endpoint, and by the code in plain Python beside the file."""
    path = strange.picture(name)
    reply, plain_file = seen(client, path), seen(client, strange.EIGHT)
    assert reply.result[0]["label"] == plain_file.result[0]["label"] == "eight"
    if not name.endswith(".jpg") and name not in LOSSY:
        assert alike(reply.result, plain_file.result)
    expected = [piece for piece, names in NOTES.items() if name in names]
    assert len(reply.notes) == len(expected), reply.notes
    assert all(piece in said for piece, said in zip(expected, reply.notes, strict=True)), reply.notes
    code = code_of(service, CLASSIFY, {"image": str(path)})
    assert alike(pasted(code, path), reply.result), code


def test_the_code_of_a_usual_picture_is_one_line(service: Service) -> None:
    code = code_of(service, CLASSIFY, {"image": str(files.picture())})
    assert f'image = Image.open("{files.picture().name}").convert("RGB")\n' in code
    assert code.count("image") < 6


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_photo_is_read_upright(orientation: int) -> None:
    """Pixel by pixel, whatever way the phone was held."""
    read = read_image(str(strange.picture(f"turned{orientation}.jpg")))
    difference = np.abs(np.asarray(read, int) - np.asarray(strange.drawing(), int))
    assert difference.mean() < 2


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_with_broken_exif_is_whole(tmp_path: Path, format: str) -> None:
    strange.drawing().save(tmp_path / "photo", format, exif=b"Exif\0\0what a program left here")
    assert read_image(str(tmp_path / "photo")).size == strange.drawing().size


def test_nothing_but_its_origin_stays_with_a_picture() -> None:
    """Colour profiles and EXIF are of the file, not of what was made of it: a place where a photo was taken stays away
    from what is saved of the answer."""
    read = read_image(str(strange.picture("turned6.jpg")))
    assert set(read.info) == {"origin"} and not read.getexif()


# --- greys of more than 8 bits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        (np.array([[0, 1000, 65535]], np.uint16), "0", "65,535"),
        (np.array([[0, 1000, 4000]], np.uint16), "0", "4,095"),
        (np.array([[0, 100, 900]], np.uint16), "0", "1,023"),
        (np.array([[-1024, 0, 3071]], np.int32), "-1,024", "3,071"),
        (np.array([[0, 0.25, 1]], np.float32), "0", "1"),
        (np.array([[0, 100, 200]], np.float32), "0", "255"),
        (np.array([[-3, np.nan, 5]], np.float32), "-3", "5"),
        (np.array([[7, 7, 7]], np.float32), "0", "255"),
        (np.array([[-3e38, 0, 3e38]], np.float32), "-3e+38", "3e+38"),
        (np.array([[3e38, 3e38, 3e38]], np.float32), "3e+38", "6e+38"),
    ],
)
def test_greys_are_scaled_by_their_range(tmp_path: Path, numbers: np.ndarray, low: str, high: str) -> None:
    numbers = numbers.repeat(2, axis=0)
    Image.fromarray(numbers).save(tmp_path / "grey.tif")
    with noting() as said:
        read = np.asarray(read_image(str(tmp_path / "grey.tif")))
    assert any(f"grey values {low} to {high} " in str(each) for each in said)
    bottom, top = (float(each.replace(",", "")) for each in (low, high))
    expected = np.nan_to_num((numbers.astype(float) - bottom) / (top - bottom) * 255).round()
    assert np.abs(read[..., 0] - expected).max() <= 1


# --- files that are none, and files that are too much -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cut.png", "damaged or cut off"),
        ("cut.jpg", "damaged or cut off"),
        ("cut.heic", "damaged or cut off"),
        ("empty.png", "not a picture file"),
        ("text.png", "not a picture file"),
        ("script.png", "not a picture file"),
        ("drawing.svg", "not a picture file"),
    ],
)
def test_what_is_no_picture_is_said(client: Client, name: str, reason: str) -> None:
    with pytest.raises(AppError, match=reason):
        seen(client, strange.broken(name))


def test_a_bomb_is_refused_by_its_header(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """100 megapixels in 12 kB: no pixel of them is decoded."""
    from PIL import ImageFile

    with pytest.raises(AppError, match=r"100 megapixels, and the limit here is 25 megapixels"):
        seen(client, strange.bomb())
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("pixels were decoded"))
    with pytest.raises(Exception, match="100 megapixels"):
        read_image(str(strange.bomb()))


def test_a_phones_photo_of_24_megapixels_is_taken() -> None:
    """They have 5712 x 4284 pixels: a few more than their name says."""
    from tasks.core.media.pictures import PICTURE, check_size

    check_size((5712, 4284), PICTURE)


def test_several_pictures_are_limited_together(client: Client, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    Image.new("1", (5000, 4900)).save(large)
    with pytest.raises(AppError, match=r"122\.5 megapixels, and the limit here is 100 megapixels"):
        ask(client, "image-feature-extraction", images=[handle_file(str(large))] * 5)


def test_a_raw_photo_is_not_taken_for_its_thumbnail(client: Client, tmp_path: Path) -> None:
    """A camera's raw file is a TIFF whose first page is a small copy of what only a converter can read."""
    from PIL import TiffImagePlugin

    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254] = 1
    strange.drawing().save(tmp_path / "photo.dng", "TIFF", tiffinfo=tags)
    with pytest.raises(AppError, match="camera's raw file"):
        seen(client, tmp_path / "photo.dng")


def test_whatever_stands_in_a_file_is_ours_to_say() -> None:
    """Files of every kind with wrong bytes in them: a picture, pages, or one of our messages."""
    random = np.random.default_rng(5)
    whole = [strange.picture(name) for name in strange.KINDS] + [strange.scanned()]
    for path in whole * 12:
        spoilt = bytearray(path.read_bytes()[: random.choice([-1, random.integers(1, 2000)])])
        for place in random.integers(0, min(len(spoilt), 600), random.choice([1, 5, 40])):
            spoilt[place] = random.integers(0, 256)
        for reader in (read_image, read_document):
            with suppress(AtlasError):
                reader(Upload(path.name, bytes(spoilt)))


# --- every task that takes pictures ------------------------------------------------------------------------------------


def test_points_are_those_of_the_upright_picture(
    client: Client, service: Service, student: Path, tiny_models: TinyModels
) -> None:
    """A click on a photo that a phone stored on its side hits what the visitor sees, on the page and in the code."""
    task, model = "mask-generation", "local/mask-generation"
    (student / task).symlink_to(tiny_models(task) / task)
    lying = student / "lying.jpg"
    picture, exif = Image.open(files.picture()).transpose(Image.Transpose.ROTATE_90), Image.Exif()
    exif[274] = 6
    picture.save(lying, exif=exif, quality=95)
    upright = student / "upright.png"
    read_image(str(lying)).save(upright)
    assert Image.open(upright).size == Image.open(files.picture()).size
    values = {"points": "36,32", "mask_threshold": -1.0}
    turned, straight = (
        ask(client, task, image=handle_file(str(path)), model=model, **values).result for path in (lying, upright)
    )
    assert alike(turned, straight)
    code = code_of(service, task, {"image": str(lying), **values}, model)
    assert "exif_transpose" in code and alike(pasted(code), turned), code


@pytest.mark.parametrize("name", ["rgba.png", "phone.heic", "turned6.jpg"])
@pytest.mark.parametrize("task", ["image-to-text", "keypoint-matching", "image-feature-extraction"])
def test_other_tasks_read_the_same(
    client: Client, service: Service, student: Path, tiny_models: TinyModels, task: str, name: str
) -> None:
    """One picture, two, and a list of them; the code of each in plain Python."""
    (student / task).symlink_to(tiny_models(task) / task)
    path, other = strange.picture(name), files.picture()
    given: dict[str, Any] = {
        "image-to-text": {"image": path},
        "keypoint-matching": {"image_0": path, "image_1": other},
        "image-feature-extraction": {"images": [path, other]},
    }[task]
    params: dict[str, Any] = {"max_new_tokens": 8} if task == "image-to-text" else {}
    sent = {
        key: [handle_file(str(each)) for each in value] if isinstance(value, list) else handle_file(str(value))
        for key, value in given.items()
    }
    reply = ask(client, task, **sent, **params, model=f"local/{task}")
    values = {
        key: [str(each) for each in value] if isinstance(value, list) else str(value) for key, value in given.items()
    }
    code = code_of(service, task, {**values, **params}, f"local/{task}")
    assert same_answer(task, pasted(code, path, other), reply.result), code


def test_pictures_in_messages_are_read_the_same(client: Client, tiny_models: TinyModels) -> None:
    """A transparent picture among the parts of a message: on white, as anywhere, and its note is said."""
    tiny_models("image-text-to-text")

    def talk(path: Path) -> Reply:
        part = {"name": path.name, "data": base64.b64encode(path.read_bytes()).decode()}
        content = [{"type": "image", "image": part}, {"type": "text", "text": "What is it?"}]
        messages = [{"role": "user", "content": content}]
        model = "local/image-text-to-text"
        return ask(client, "image-text-to-text", messages=messages, max_new_tokens=8, model=model)

    on_nothing, plain = talk(strange.picture("rgba.png")), talk(strange.EIGHT)
    assert on_nothing.outputs["chat"] == plain.outputs["chat"]
    assert any("laid on white" in said for said in on_nothing.notes) and not plain.notes


def test_two_pictures_of_a_chat_have_two_names() -> None:
    from tasks.core.share.code import Lines

    lines = Lines()
    first, second = (read_image(str(strange.picture(name))) for name in ("rgba.png", "turned6.jpg"))
    written = lines.literal([{"image": first}, {"image": second}, {"image": first}])
    assert written == '[{"image": image}, {"image": image2}, {"image": image}]'
    assert sum(line.startswith("image2 = ") for line in lines.before) == 1


# --- the code under examples -------------------------------------------------------------------------------------------


def test_files_of_examples_are_named_where_they_lie(service: Service) -> None:
    """Every file of an example, whatever it holds, by its path from the repository's root, where the reader stands."""
    for task in registry():
        for example in examples(task):
            for value in example.inputs.values():
                for path in value if isinstance(value, list) else [value]:
                    if isinstance(path, str) and path.startswith("/"):
                        place = Upload(Path(path).name, Path(path).read_bytes()).place
                        assert place.startswith("assets/examples/"), place
                        assert (ROOT / place).read_bytes() == Path(path).read_bytes()
    assert Upload("digit_eight.png", b"another file of that name").place == "digit_eight.png"


def test_code_under_an_uploaded_example_runs_from_the_root(client: Client, service: Service, student: Path) -> None:
    """On the page an example's file comes as an upload, from Gradio's own folder."""
    uploaded = files.folder() / strange.EIGHT.name
    shutil.copy(strange.EIGHT, uploaded)
    code = code_of(service, CLASSIFY, {"image": str(uploaded)})
    assert f'Image.open("{strange.EIGHT.relative_to(ROOT).as_posix()}")' in code
    assert alike(pasted(code), seen(client, uploaded).result)


def test_a_visitors_own_file_has_its_own_name() -> None:
    """Gradio stores an upload without brackets and quotes in its name; the code names the file that its owner has."""
    from gradio.data_classes import ImageData

    from tasks.core.share.code import Lines
    from tasks.ui.kinds import as_it_came

    lines = Lines()
    sent = ImageData(path=str(strange.EIGHT), orig_name='C:/photos/seis "6" (2).png')
    lines.literal(read_image(as_it_came(sent)))
    assert lines.before == ['value = Image.open("seis \\"6\\" (2).png").convert("RGB")']


def test_the_size_said_is_the_size_in_the_code(client: Client, service: Service, student: Path) -> None:
    """Super-resolution models pad what they are given: what the page cuts off, the code cuts off too."""
    task = "image-to-image"
    odd = student / "odd.png"
    strange.drawing().resize((75, 61)).save(odd)
    reply = ask(client, task, image=handle_file(str(odd)))
    made = pasted(code_of(service, task, {"image": str(odd)}))
    width, height = Image.open("result.png").size
    assert f"{width} x {height} pixels" in reply.outputs["note"]
    assert alike(made, reply.result)


def test_a_picture_made_here_has_no_origin() -> None:
    assert origin_of(Image.new("RGB", (2, 2))).file == ""


# --- mere lines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1, 1), (1, 60), (60, 1), (6, 700), (700, 6)])
@pytest.mark.parametrize("read", [read_image, read_document])
def test_a_picture_that_is_a_mere_line_is_refused(read: Any, size: tuple[int, int]) -> None:
    """Models scale pictures, which leaves nothing of the short side, and some lose an axis of one pixel."""
    path = files.folder() / f"line-{size[0]}-{size[1]}.tif"
    Image.new("RGB", size).save(path)
    with pytest.raises(UnreadableInput, match="single pixel" if min(size) == 1 else "100 times as long"):
        read(path)


def test_an_upload_that_is_gone_says_so(tmp_path: Path) -> None:
    """Uploads are deleted by their age, under a page that stands open."""
    with pytest.raises(UnreadableInput, match="no longer on this server"):
        read_image(str(tmp_path / "gone.png"))


def test_a_picture_in_a_conversation_stands_in_the_code(tmp_path: Path) -> None:
    """The messages as the model's template took them are shown with it, by the name of its file."""
    path = tmp_path / "own.png"
    Image.new("RGB", (4, 4)).save(path)
    said = [{"role": "user", "content": [{"type": "image", "image": read_image(str(path))}]}]
    assert _writable(said)
    assert not _writable(Image.new("RGB", (4, 4)))
