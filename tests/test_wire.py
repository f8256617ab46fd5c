"""A pipeline's result on the wire: nothing is lost; to be read: nothing is long."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image

from tasks.core.examples import examples
from tasks.core.hub.client import Hub
from tasks.core.hub.store import ModelStore
from tasks.core.registry import registry
from tasks.core.run.local import Runtime
from tasks.core.service import Ask, Service
from tasks.core.session import Choice
from tasks.core.wire import plain, wire

PIXELS = np.random.default_rng(0).integers(0, 256, (48, 64, 4), dtype=np.uint8)


def opened(address: Any) -> bytes:
    """The file in a `data:` address."""
    kind, _, content = address.partition(";base64,")
    assert kind.startswith("data:")
    return base64.b64decode(content)


@dataclass
class Found:
    label: str
    score: Any
    _hidden: int = 0


def test_plain_data_is_itself() -> None:
    value = [{"label": "a", "score": 0.5, "at": (1, 2), "none": None, "yes": True}]
    same = [{"label": "a", "score": 0.5, "at": [1, 2], "none": None, "yes": True}]
    assert wire(value) == plain(value) == same


def test_objects_and_numbers_of_numpy() -> None:
    value = {1: Found("a", np.float64(0.25)), "n": np.int64(3), "flag": np.bool_(True), "set": {"x"}}
    same = {"1": {"label": "a", "score": 0.25}, "n": 3, "flag": True, "set": ["x"]}
    assert wire(value) == plain(value) == same
    json.dumps(wire(value))


def test_numbers_that_json_lacks() -> None:
    value = [float("nan"), float("inf"), np.array([-np.inf, 1.0])]
    assert wire(value) == plain(value) == ["nan", "inf", ["-inf", 1.0]]
    json.dumps(wire(value), allow_nan=False)


def test_large_arrays_are_whole_on_the_wire_and_short_to_read() -> None:
    array = np.random.default_rng(1).normal(size=(3, 40, 30)).astype(np.float32)
    assert np.array_equal(np.array(wire(array), np.float32), array)
    short: Any = plain({"features": array})
    assert short["features"]["shape"] == [3, 40, 30] and short["features"]["dtype"] == "float32"
    assert short["features"]["mean"] == pytest.approx(float(array.mean()))
    assert len(json.dumps(short)) < 200


def test_tensors(runs_models: None) -> None:
    torch = pytest.importorskip("torch")
    for dtype in (torch.bfloat16, torch.float16, torch.float32, torch.float64, torch.int64, torch.bool):
        tensor = torch.rand(4, 5).mul(3).to(dtype)
        assert torch.equal(torch.tensor(wire(tensor)).to(dtype), tensor)
    grown = torch.ones(2, requires_grad=True)
    assert wire([grown * 2]) == [[2.0, 2.0]]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_picture_is_a_png(mode: str) -> None:
    picture = Image.fromarray(PIXELS).convert(mode)
    content = wire(picture)
    assert isinstance(content, bytes)
    back = Image.open(io.BytesIO(content))
    assert (back.format, back.mode, back.tobytes()) == ("PNG", mode, picture.tobytes())
    inside: Any = wire([{"mask": picture, "score": None}])
    assert opened(inside[0]["mask"]) == content
    assert plain(picture) == {"type": "image", "mode": mode, "width": 64, "height": 48}


@pytest.mark.parametrize("mode", ["F", "I", "CMYK"])
def test_a_picture_that_png_would_change_goes_as_numbers(mode: str) -> None:
    picture = Image.fromarray(PIXELS).convert("CMYK" if mode == "CMYK" else "L").convert(mode)
    assert np.array_equal(np.array(wire(picture)), np.asarray(picture))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int16"])
@pytest.mark.parametrize("channels", [0, 1, 2])
def test_a_sound_is_a_wav(dtype: str, channels: int) -> None:
    shape = (channels, 800) if channels else (800,)
    samples = np.random.default_rng(2).uniform(-0.9, 0.9, shape)
    samples = (samples * 32767).astype(dtype) if dtype == "int16" else samples.astype(dtype)
    value = {"audio": samples, "sampling_rate": 16_000}
    content = wire(value)
    assert isinstance(content, bytes)
    back, rate = soundfile.read(io.BytesIO(content), dtype=dtype)
    assert rate == 16_000
    assert np.array_equal(back.T.reshape(shape), samples)
    inside: Any = wire([value])
    assert opened(inside[0]) == content
    short: Any = plain({"audio": np.zeros(2000, np.float32), "sampling_rate": 16_000})
    assert short["audio"]["type"] == "array" and short["sampling_rate"] == 16_000


def test_bytes() -> None:
    assert opened(wire([b"\x00\xff"])[0]) == b"\x00\xff"  # type: ignore[index]
    assert plain(b"\x00\xff") == {"type": "bytes", "length": 2}


def check_whole(raw: Any, sent: Any) -> None:
    """Asserts that what was sent holds all of what the pipeline gave."""
    if isinstance(raw, Image.Image):
        picture = Image.open(io.BytesIO(sent if isinstance(sent, bytes) else opened(sent)))
        assert (picture.mode, picture.tobytes()) == (raw.mode, raw.tobytes())
    elif isinstance(raw, Mapping) and set(raw) == {"audio", "sampling_rate"}:
        samples, rate = soundfile.read(io.BytesIO(sent if isinstance(sent, bytes) else opened(sent)), dtype="float32")
        assert rate == raw["sampling_rate"] and np.array_equal(samples.T.ravel(), np.ravel(raw["audio"]))
    elif isinstance(raw, Mapping):
        assert set(sent) == {str(key) for key in raw}
        for key, item in raw.items():
            check_whole(item, sent[str(key)])
    elif isinstance(raw, list | tuple):
        assert len(sent) == len(raw)
        for item, each in zip(raw, sent, strict=True):
            check_whole(item, each)
    elif hasattr(raw, "shape"):
        assert np.array_equal(np.array(sent, dtype=np.asarray(raw).dtype), np.asarray(raw))
    elif isinstance(raw, str | int | float) or raw is None:
        assert sent == raw
    else:
        raise AssertionError(f"a {type(raw)} is not looked at here")


@pytest.fixture(scope="module")
def service() -> Service:
    store = ModelStore(hub=Hub(offline=True))
    return Service(Runtime(store), store)


@pytest.mark.parametrize("task", sorted(task for task, spec in registry().items() if ModelStore().embedded(spec)))
def test_the_result_of_every_task(runs_models: None, service: Service, task: str) -> None:
    """Every kind of pipeline, with the model that ships for it: programs get all of it, people little of it."""
    example = examples(task)[0]
    answer = asyncio.run(service.answer(Ask(task, {**example.inputs, **example.params}, Choice("", device="cpu"))))
    sent = answer.wire()
    check_whole(answer.raw, sent)
    if not isinstance(sent, bytes):
        json.dumps(sent, allow_nan=False)
    assert "data:" not in json.dumps(answer.result, allow_nan=False), "files are not read by people"
