"""What safetensors headers say, and the memory that is reckoned from it."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from tasks.core.errors import CorruptWeights
from tasks.core.hub.fitting import estimated_bytes
from tasks.core.hub.store import ModelStore
from tasks.core.hub.weights import parameters_by_dtype, stored_bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkpoint in two files: 6 + 4 floats, 3 half floats, 2 whole numbers."""
    made = tmp_path / "models" / "small"
    made.mkdir(parents=True)
    (made / "config.json").write_text("{}")
    save_file({"a": np.zeros((2, 3), np.float32), "b": np.zeros(3, np.float16)}, made / "model-00001.safetensors")
    save_file({"c": np.zeros((4, 1), np.float32), "d": np.zeros(2, np.int64)}, made / "model-00002.safetensors")
    return made


def test_parameters_are_counted_by_format_over_all_files(folder: Path) -> None:
    counted = parameters_by_dtype(folder, "small")
    assert counted == {"F32": 10, "F16": 3, "I64": 2}
    assert stored_bytes(counted) == 10 * 4 + 3 * 2 + 2 * 8


def test_scalars_and_formats_that_numpy_lacks(tmp_path: Path) -> None:
    header = {
        "scalar": {"dtype": "BF16", "shape": [], "data_offsets": [0, 2]},
        "eight": {"dtype": "F8_E4M3", "shape": [3, 2], "data_offsets": [2, 8]},
    }
    text = json.dumps(header).encode()
    (tmp_path / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + bytes(8))
    assert parameters_by_dtype(tmp_path, "small") == {"BF16": 1, "F8_E4M3": 6}


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """Four gigabytes that are nowhere on the disk: what is counted comes from the header."""
    size = 1 << 32
    text = json.dumps({"a": {"dtype": "F32", "shape": [size // 4], "data_offsets": [0, size]}}).encode()
    with (tmp_path / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + size)
    assert parameters_by_dtype(tmp_path, "large") == {"F32": size // 4}


HARMS = {
    "cut off in the weights": lambda whole: whole[:-1],
    "cut off in the header": lambda whole: whole[:20],
    "no header": lambda whole: whole[:4],
    "empty": lambda whole: b"",
    "no JSON": lambda whole: whole[:8] + b"\xff" * 32 + whole[40:],
    "a pointer of git-lfs": lambda whole: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 123\n",
}


@pytest.mark.parametrize("harm", HARMS)
def test_corrupt_weights_are_named(folder: Path, harm: str) -> None:
    file = folder / "model-00002.safetensors"
    file.write_bytes(HARMS[harm](file.read_bytes()))
    with pytest.raises(CorruptWeights, match="small"):
        parameters_by_dtype(folder, "small")


def test_the_list_of_local_models_survives_a_corrupt_one(folder: Path) -> None:
    (folder / "model-00001.safetensors").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (info,) = ModelStore(folder.parent).local()
    assert (info.id, info.size) == ("local/small", 0)


def test_a_folder_is_described_anew_when_any_file_changed(folder: Path) -> None:
    store = ModelStore(folder.parent)
    before = store.local()[0]
    save_file({"a": np.zeros((20, 3), np.float32)}, folder / "model-00001.safetensors")
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    after = store.local()[0]
    assert after.parameters == before.parameters - 9 + 60
    assert after.license == "mit"


BILLION = 10**9


@pytest.mark.parametrize(
    ("parameters", "dtype", "size"),
    [
        ({"F32": 100}, "auto", 400),
        ({"F32": 100}, "float32", 400),
        ({"F32": 100}, "float16", 200),
        ({"BF16": 100}, "float32", 400),
        ({"BF16": 100}, "bfloat16", 200),
        ({"F32": 100, "I64": 5}, "float16", 240),
        ({"F8_E4M3": 100, "BF16": 10}, "float16", 120),
        ({}, "int4", 0),
    ],
)
def test_estimate_by_format(parameters: dict[str, int], dtype: str, size: int) -> None:
    assert estimated_bytes(parameters, dtype) == size


@pytest.mark.parametrize(
    ("count", "left", "dtype", "each"),
    [
        # Parameters of Llama 3.1 8B and 70B, and of their embeddings and heads (128,256 words, 4,096 and 8,192 wide).
        (8.03 * BILLION, 2 * 128_256 * 4096, "int4", 0.5625),
        (70.55 * BILLION, 2 * 128_256 * 8192, "int4", 0.5625),
        (8.03 * BILLION, 2 * 128_256 * 4096, "int8", 1),
        # BERT base: 30,522 words, 512 places, 768 wide.
        (109.5e6, (30_522 + 512) * 768, "int8", 1),
    ],
)
def test_estimate_of_quantised_formats(count: float, left: int, dtype: str, each: float) -> None:
    """Within a tenth of what is reckoned from the shapes: embeddings and head in half precision, the rest quantised."""
    exact = left * 2 + (count - left) * each
    assert estimated_bytes({"BF16": int(count)}, dtype) == pytest.approx(exact, rel=0.1)


@pytest.mark.parametrize("stored", ["F32", "BF16"])
def test_quantising_never_takes_more_than_half_precision(stored: str) -> None:
    for count in (10, 10**6, 10**9, 10**11):
        parameters = {stored: count}
        sizes = [estimated_bytes(parameters, dtype) for dtype in ("int4", "int8", "float16", "float32")]
        assert sizes == sorted(sizes)


@pytest.mark.parametrize("dtype", ["int8", "int4"])
def test_quantised_formats_are_asked_of_the_loader_as_such(runs_models: None, dtype: str) -> None:
    """transformers refuses to build a model in torch.int8, which is there, and torch.int4 too."""
    import torch

    from tasks.core.hub.store import EMBEDDED
    from tasks.core.loaders import Placement, load_model

    class Asked(Exception):
        """What a model's class was asked for."""

    class Auto:
        @staticmethod
        def from_pretrained(folder: str, **settings: object) -> None:
            raise Asked(settings)

    with pytest.raises(Asked) as asked:
        load_model("fill-mask", (Auto,), EMBEDDED / "fill-mask", Placement("embedded/fill-mask", dtype=dtype))
    (settings,) = asked.value.args
    assert settings["dtype"] is torch.bfloat16, "for embeddings, head and norms"
    assert settings["quantization_config"]["quant_method"] == "bitsandbytes"
    assert settings["device_map"] == {"": "cpu"}


def test_code_of_a_quantised_model_says_so() -> None:
    from tasks.core.run.runner import ModelKey
    from tasks.core.share.code import placed

    key = ModelKey("text-generation", "owner/name", dtype="int4")
    assert placed("pipe = pipeline(model=MODEL)", key) == (
        'pipe = pipeline(model="owner/name", dtype="bfloat16", '
        "model_kwargs={'quantization_config': {'quant_method': 'bitsandbytes', 'load_in_4bit': True}})"
    )
    assert placed("AutoModel.from_pretrained(MODEL)", key) == (
        'AutoModel.from_pretrained("owner/name", dtype="bfloat16", '
        "quantization_config={'quant_method': 'bitsandbytes', 'load_in_4bit': True})"
    )
