"""Clips as strangers have them: upright and square as a browser shows them, from any container, never held whole."""

from __future__ import annotations

import resource
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.media import read_video
from tasks.core.media.clips import on_white
from tasks.core.notes import noting
from tests.conftest import ROOT, Served
from tests.inputs.recordings import encoded_clip, encoded_sound, frames_of

MOVING = ROOT / "assets" / "examples" / "video-classification" / "blue_star_right.mp4"


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def frames() -> list[np.ndarray]:
    return frames_of(MOVING)


def seen(client: Client, path: Path) -> str:
    """What the embedded model sees; it takes 16 frames."""
    return str(client.predict(video=handle_file(path), api_name="/video_classification")[-1][0]["label"])


def gif(path: Path, frames: list[np.ndarray]) -> Path:
    first, *others = [Image.fromarray(frame) for frame in frames]
    first.save(path, save_all=True, append_images=others, duration=125, loop=0)
    return path


def cut_out(frame: np.ndarray) -> np.ndarray:
    """A frame of which the left upper corner's colour, the ground, is transparent."""
    alpha = np.where(np.abs(frame.astype(int) - frame[0, 0]).sum(2) < 60, 0, 255).astype(np.uint8)
    return np.dstack([frame * (alpha > 0)[..., None], alpha])


Frames = list[np.ndarray]
FORMS: dict[str, Callable[[Path, Frames], Path]] = {
    "a phone held upright": lambda f, x: encoded_clip(f / "r90.mp4", [np.rot90(i, -1) for i in x], turned=90),
    "a phone held upright, the other way": lambda f, x: encoded_clip(f / "r270.mov", [np.rot90(i) for i in x], turned=-90),
    "a phone upside down": lambda f, x: encoded_clip(f / "r180.mp4", [np.rot90(i, 2) for i in x], turned=180),
    "wide pixels": lambda f, x: encoded_clip(f / "sar.mp4", [i[:, ::2] for i in x], aspect=Fraction(2)),
    "high pixels": lambda f, x: encoded_clip(f / "high.mp4", [i[::2] for i in x], aspect=Fraction(1, 2)),
    "VP9": lambda f, x: encoded_clip(f / "a.webm", x, "libvpx-vp9"),
    "VP9 with a transparent ground": lambda f, x: encoded_clip(f / "t.webm", [cut_out(i) for i in x], "libvpx-vp9", pixels="yuva420p"),
    "AVI": lambda f, x: encoded_clip(f / "a.avi", x, "mpeg4", bf="2"),
    "a broadcast's stream": lambda f, x: encoded_clip(f / "a.ts", x, "mpeg2video", rate=25, b="2M"),
    "GIF": lambda f, x: gif(f / "a.gif", x),
    "an uneven rate": lambda f, x: encoded_clip(f / "v.mp4", x, times=[i**1.5 / 8 for i in range(len(x))]),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_motion_is_seen(client: Client, folder: Path, frames: Frames, form: str) -> None:
    assert seen(client, FORMS[form](folder, frames)) == "moving right"


@pytest.mark.parametrize("form", FORMS)
def test_the_code_reads_the_same_frames(
    folder: Path, frames: Frames, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = read_video(str(FORMS[form](folder, frames)))
    wanted = [0, 5, 5, len(clip) - 1]
    imports, lines = clip.code(wanted)
    monkeypatch.chdir(folder)
    scope: dict[str, Any] = {}
    exec("\n".join([*imports, *lines]), scope)
    ours = clip.frames(wanted)
    assert all(np.array_equal(a, b) for a, b in zip(scope["frames"], ours, strict=True))
    assert ours[0].shape == (128, 128, 3)


@pytest.mark.parametrize(
    ("codec", "name", "options"),
    [
        ("libx264", "a.mp4", {"g": "12", "bf": "3"}),
        ("libx264", "open.mkv", {"g": "12", "bf": "3", "x264-params": "open-gop=1"}),
        ("mpeg4", "b.mp4", {"g": "12", "bf": "2"}),
        ("mpeg2video", "c.ts", {"g": "12", "bf": "2"}),
        ("libvpx", "d.webm", {"auto-alt-ref": "1", "lag-in-frames": "16", "g": "30"}),
        ("mjpeg", "e.avi", {}),
    ],
)
def test_frames_are_those_of_decoding_all(folder: Path, codec: str, name: str, options: dict[str, str]) -> None:
    """Only packets that a frame needs are decoded; what comes out is what decoding all of them gives."""
    dice = np.random.default_rng(0)
    drawn = [np.kron(dice.integers(0, 256, (8, 8, 3), np.uint8), np.ones((8, 8, 1), np.uint8)) for _ in range(100)]
    pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    path = encoded_clip(folder / name, drawn, codec, pixels=pixels, rate=25, **options)
    everything, clip = frames_of(path), read_video(str(path))
    assert len(everything) == len(clip) == 100
    assert np.allclose(clip.times, np.arange(100) / 25, atol=0.002)
    for wanted in ([0], [99], [50, 51], [7, 23, 71], list(range(100))):
        found = clip.frames(wanted)
        assert all(np.array_equal(one, everything[i]) for one, i in zip(found, wanted, strict=True)), wanted
    assert clip.packets.fed([50]).sum() < 60


def test_what_is_transparent_lies_on_white(folder: Path, frames: Frames) -> None:
    clip = read_video(str(FORMS["VP9 with a transparent ground"](folder, frames)))
    assert (clip.frames([3])[0][0, 0] > 245).all()
    assert on_white(np.array([[[0, 0, 0, 0], [10, 20, 30, 255], [0, 0, 0, 128]]], np.uint8)).tolist() == [
        [[255, 255, 255], [10, 20, 30], [127, 127, 127]]
    ]


def test_what_was_done_is_said(folder: Path, frames: Frames) -> None:
    with noting() as said:
        read_video(str(FORMS["a phone held upright"](folder, frames)))
    assert "upright" in str(said[0])
    with noting() as said:
        read_video(str(FORMS["wide pixels"](folder, frames)))
    assert "not square" in str(said[0])
    with noting() as said:
        assert read_video(str(MOVING)).frames([0], longest=64)[0].shape == (64, 64, 3)
    assert "64 x 64" in str(said[0])
    with noting() as said:
        read_video(str(MOVING)).frames([0])
    assert not said


def test_the_seconds_of_an_uneven_clip(folder: Path, frames: Frames) -> None:
    times = [i**1.5 / 8 for i in range(len(frames))]
    clip = read_video(str(FORMS["an uneven rate"](folder, frames)))
    assert np.allclose(clip.times, times, atol=0.002)


def refused(client: Client, path: Path) -> str:
    with pytest.raises(Exception) as raised:
        seen(client, path)
    return str(raised.value)


def test_a_clip_that_cannot_be_one(client: Client, folder: Path, frames: Frames) -> None:
    tone = 0.3 * np.sin(np.arange(16_000) / 5)
    assert "no moving pictures" in refused(client, encoded_sound(folder / "sound.mp4", "aac", tone[None], 16_000))
    assert "too short: 1 frame, and at least" in refused(client, encoded_clip(folder / "one.mp4", frames[:1]))
    for name, data in (("text.mp4", b"hello"), ("cut.mp4", MOVING.read_bytes()[:400])):
        (folder / name).write_bytes(data)
        assert "could not be read" in refused(client, folder / name)


def test_a_value_that_is_no_file() -> None:
    for value in (3, [1, 2], {"a": 1}, float("nan"), True):
        with pytest.raises(UnreadableInput):
            read_video(value)


def test_a_small_file_of_huge_pictures_is_refused(folder: Path) -> None:
    """Before anything is decoded: 16,000 x 16,000 would be a gigabyte."""
    picture = b",\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    head = b"GIF89a" + (16_000).to_bytes(2, "little") * 2 + b"\x80\0\0\0\0\0\xff\xff\xff"
    (folder / "huge.gif").write_bytes(head + 3 * (b"!\xf9\4\0\n\0\0\0" + picture) + b";")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputTooLarge):
        read_video(str(folder / "huge.gif"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_more_than_two_minutes_are_refused(folder: Path) -> None:
    still = np.zeros((32, 32, 3), np.uint8)
    with pytest.raises(InputTooLarge, match="limit here is 120 seconds"):
        read_video(str(encoded_clip(folder / "long.mp4", [still] * 130, rate=1)))


def test_an_endless_number_of_frames_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.core import limits

    monkeypatch.setattr("tasks.core.media.clips.LIMITS", limits.Limits(video_frames=15))
    with pytest.raises(InputTooLarge, match="more than 15 frames"):
        read_video(str(MOVING))


def test_any_to_any_takes_frames_at_even_distances(folder: Path, frames: Frames) -> None:
    from tasks.multimodal.any_to_any import FRAMES, LONGEST, shown
    from tasks.multimodal.any_to_any import frames as given

    clip = read_video(str(encoded_clip(folder / "wide.mp4", [np.tile(i, (1, 8, 1)) for i in frames * 4], rate=30)))
    numbers = np.linspace(0, len(clip) - 1, FRAMES).round().astype(int).tolist()
    assert shown(clip) == numbers
    assert given(clip).shape == (FRAMES, LONGEST // 8, LONGEST, 3)
    with av.open(str(folder / "wide.mp4")) as file:
        whole = [frame.to_ndarray(format="rgb24", width=LONGEST, height=LONGEST // 8) for frame in file.decode(video=0)]
    assert np.array_equal(given(clip), np.stack([whole[i] for i in numbers]))


def test_json_names_no_file_of_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"")
    with pytest.raises(UnreadableInput, match="it is no file"):
        read_video({"video": str(path)})
