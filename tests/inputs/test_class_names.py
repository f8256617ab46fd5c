"""A OneFormer whose classes are named in another repository of the Hub, where the Hub cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests import files
from tests.architectures.pictures import oneformer
from tests.inputs.calls import ask, local
from tests.tiny import TinyModels


def named_elsewhere(folder: Path) -> None:
    oneformer(folder)
    for name in ("preprocessor_config.json", "processor_config.json"):
        path = folder / name
        if path.is_file():
            written = json.loads(path.read_text(encoding="utf-8"))
            for part in (written, written.get("image_processor", {})):
                if "class_info_file" in part:
                    part |= {"class_info_file": "ade20k_panoptic.json", "repo_path": "shi-labs/oneformer_demo"}
            path.write_text(json.dumps(written), encoding="utf-8")


def test_what_is_missing_is_named_and_how_to_store_it(client: Client, tiny_models: TinyModels) -> None:
    model = local(tiny_models, "oneformer-named-elsewhere", named_elsewhere)
    with pytest.raises(AppError) as raised:
        ask(client, "image-segmentation", image=handle_file(str(files.picture())), model=model)
    said = str(raised.value)
    assert f"“{model}” needs something more of the Hub, ade20k_panoptic.json (shi-labs/oneformer_demo)" in said
    assert "the names of its classes" in said
    assert "hf download shi-labs/oneformer_demo ade20k_panoptic.json --repo-type dataset" in said
