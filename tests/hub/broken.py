"""Repositories as people really publish them and as no page should trip over: each function fills an empty folder."""

from __future__ import annotations

import json
import pickle
import struct
from pathlib import Path
from typing import Any

from tests.rows import _tiny
from tests.rows._nlp import bert

PROOF = "custom-code-ran"  # a file of this name appears in the working folder if code of a repository was run
good = bert("BertForSequenceClassification", ["bad", "good"])


def change_config(folder: Path, **changes: Any) -> None:
    """Sets keys of config.json; None takes one out."""
    path = folder / "config.json"
    config = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}), encoding="utf-8")


# --- weights ----------------------------------------------------------------------------------------------------------


def pickle_only(folder: Path) -> None:
    """Weights only as pytorch_model.bin, harmless ones."""
    import torch
    from safetensors.torch import load_file

    good(folder)
    weights = folder / "model.safetensors"
    torch.save(load_file(weights), folder / "pytorch_model.bin")
    weights.unlink()


class _Opens:
    """Pickled, it writes a file when it is loaded."""

    def __reduce__(self) -> tuple[Any, tuple[str, str]]:
        return open, (PROOF, "w")


def pickle_with_code(folder: Path) -> None:
    """Weights only as pytorch_model.bin, and loading it runs code."""
    good(folder)
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Opens()))


def corrupt(folder: Path) -> None:
    """A safetensors file whose header is no JSON."""
    good(folder)
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[8:40] = b"\xff" * 32
    weights.write_bytes(content)


def truncated(folder: Path) -> None:
    """A safetensors file that ends halfway: somebody's upload broke."""
    good(folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])


def pointer(folder: Path) -> None:
    """The pointer of git-lfs instead of the weights: somebody pushed without git-lfs."""
    good(folder)
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 123456789\n"
    (folder / "model.safetensors").write_text(text, encoding="utf-8")


def no_weights(folder: Path) -> None:
    """A configuration and a tokenizer, and nothing to compute with."""
    good(folder)
    (folder / "model.safetensors").unlink()


def wrong_shapes(folder: Path) -> None:
    """Weights of another size than the configuration says."""
    good(folder)
    change_config(folder, hidden_size=32)


def too_big(folder: Path) -> None:
    """The metadata of a model of 70 billion parameters; its weights are claimed, not served."""
    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer()
    tokenizer.save_pretrained(folder)
    from transformers import LlamaConfig

    config = LlamaConfig(
        hidden_size=8192, intermediate_size=28672, num_hidden_layers=80, num_attention_heads=64, num_key_value_heads=8,
        vocab_size=128_256, architectures=["LlamaForCausalLM"], dtype="bfloat16", **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    config.save_pretrained(folder)
    index = {
        "metadata": {"total_size": 2 * BILLIONS},
        "weight_map": {f"layer.{i}": name for i, name in enumerate(SHARDS)},
    }
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


BILLIONS = 70_000_000_000
SHARDS = {f"model-{i:05d}-of-00030.safetensors": 2 * BILLIONS // 30 for i in range(1, 31)}


# --- configuration ----------------------------------------------------------------------------------------------------


def custom_code(folder: Path) -> None:
    """A model type of its own with the code beside it; running it leaves `PROOF`."""
    good(folder)
    proof = f"open({PROOF!r}, 'w').close()\n"
    own = "from transformers import BertConfig, BertForSequenceClassification\n\n\n"
    config = "class OwnConfig(BertConfig):\n    model_type = 'own-model'\n\n\n"
    model = "class OwnModel(BertForSequenceClassification):\n    config_class = OwnConfig\n"
    (folder / "modeling.py").write_text(own + proof + config + model, encoding="utf-8")
    classes = {"AutoConfig": "modeling.OwnConfig", "AutoModelForSequenceClassification": "modeling.OwnModel"}
    change_config(folder, model_type="own-model", architectures=["OwnModel"], auto_map=classes)


def unknown_architecture(folder: Path) -> None:
    """A model type that nobody knows, without code."""
    good(folder)
    change_config(folder, model_type="never-heard-of", architectures=["NeverHeardOfForSequenceClassification"])


def no_model_type(folder: Path) -> None:
    good(folder)
    change_config(folder, model_type=None)


def no_config(folder: Path) -> None:
    good(folder)
    (folder / "config.json").unlink()


def no_tokenizer(folder: Path) -> None:
    good(folder)
    for path in folder.glob("tokenizer*"):
        path.unlink()


def headless(folder: Path) -> None:
    """A bare encoder that calls itself a classifier by its tag alone."""
    bert("BertModel")(folder)


def unnamed_labels(folder: Path) -> None:
    """A classifier whose author named no labels: LABEL_0, LABEL_1."""
    good(folder)
    change_config(folder, id2label={"0": "LABEL_0", "1": "LABEL_1"}, label2id={"LABEL_0": 0, "LABEL_1": 1})


def no_padding(folder: Path) -> None:
    """A writer whose tokenizer has no padding token."""
    tokenizer = _tiny.byte_tokenizer(pad_token=None)
    _tiny.seed()
    _tiny.save(folder, _tiny.small_llama(tokenizer, pad_token_id=None), tokenizer)


# --- other libraries --------------------------------------------------------------------------------------------------

BASE = "atlas/text-generation-llama"


def adapter(folder: Path) -> None:
    """A LoRA of PEFT for `BASE`: two small matrices and the name of the model they belong to."""
    import torch
    from safetensors.torch import save_file

    _tiny.seed()
    settings = {
        "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": BASE, "r": 2, "lora_alpha": 4,
        "lora_dropout": 0.0, "bias": "none", "target_modules": ["q_proj"], "inference_mode": True,
    }  # fmt: skip
    (folder / "adapter_config.json").write_text(json.dumps(settings), encoding="utf-8")
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_{}.weight"
    weights = {name.format("A"): torch.randn(2, 16), name.format("B"): torch.randn(16, 2)}
    save_file(weights, folder / "adapter_model.safetensors")


GGUF = {
    "total": 7_241_748_480,
    "architecture": "llama",
    "context_length": 4096,
    "bos_token": "<s>",
    "eos_token": "</s>",
}


def gguf(folder: Path) -> None:
    """Weights only for llama.cpp: a GGUF file of version 3 that holds one key and no tensor."""

    def string(text: str) -> bytes:
        return struct.pack("<Q", len(text)) + text.encode()

    header = b"GGUF" + struct.pack("<IQQ", 3, 0, 1)
    pair = string("general.architecture") + struct.pack("<I", 8) + string("llama")
    (folder / "tiny.Q4_K_M.gguf").write_bytes(header + pair)


def diffusers(folder: Path) -> None:
    """A pipeline that makes pictures: parts in folders, no config.json on top."""
    index = {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": "0.30.0",
        "unet": ["diffusers", "UNet2DConditionModel"],
    }
    (folder / "model_index.json").write_text(json.dumps(index), encoding="utf-8")
    (folder / "unet").mkdir()
    (folder / "unet" / "config.json").write_text('{"_class_name": "UNet2DConditionModel"}', encoding="utf-8")


def sentence_transformers(folder: Path) -> None:
    """An encoder of sentence-transformers: transformers' files, and modules.json that says how to pool."""
    bert("BertModel")(folder)
    kinds = {"": "Transformer", "1_Pooling": "Pooling"}
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(kinds.items())
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling), encoding="utf-8")
