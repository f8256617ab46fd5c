"""Pieces of tiny models: seeds, tokenizers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = "a the is of this photo drawing red blue green circle square star cat dog and in on".split()
SMALL = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def seed(number: int = 0) -> None:
    """The same random weights on every run."""
    import torch

    torch.manual_seed(number)


def clip_tokenizer() -> Any:
    """CLIP's tokenizer over letters and a few whole words."""
    from transformers import CLIPTokenizer

    letters = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    vocab: dict[str, int] = {}
    for piece in [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]:
        vocab.setdefault(piece, len(vocab))
    return CLIPTokenizer(vocab=vocab, merges=[], model_max_length=64)


def special_ids(tokenizer: Any) -> dict[str, int]:
    """The ids of a tokenizer's special tokens, for a text configuration."""
    return {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("bos", "eos", "pad")}


def save(folder: Path, *parts: Any) -> None:
    """A model and what prepares its inputs."""
    for part in parts:
        part.save_pretrained(folder)


def letters_tokenizer(folder: Path) -> Any:
    """Wav2Vec2's letters; its class wants them from a file."""
    from transformers import Wav2Vec2CTCTokenizer

    signs = ["<pad>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz"]
    return Wav2Vec2CTCTokenizer(
        _vocab_file(folder, signs), unk_token="<unk>", pad_token="<pad>", bos_token=None, eos_token=None
    )


def vits_tokenizer(folder: Path) -> Any:
    """VITS's letters, without phonemes."""
    from transformers import VitsTokenizer

    signs = ["<pad>", " ", *"abcdefghijklmnopqrstuvwxyz"]
    return VitsTokenizer(_vocab_file(folder, signs), unk_token=None, language="en", add_blank=False, phonemize=False)


def _vocab_file(folder: Path, signs: list[str]) -> str:
    import json

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "vocab.json"
    path.write_text(json.dumps({sign: i for i, sign in enumerate(signs)}), encoding="utf-8")
    return str(path)


def roberta_tokenizer() -> Any:
    """RoBERTa's tokenizer over bytes, without merges."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import RobertaTokenizer

    signs = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(ByteLevel.alphabet())]
    return RobertaTokenizer(vocab={sign: i for i, sign in enumerate(signs)}, merges=[], model_max_length=64)


def bert_tokenizer(cased: bool = False, max_length: int = 64) -> Any:
    """BERT's tokenizer that spells every word in letters, beside a few whole words."""
    from transformers import BertTokenizer

    letters = [chr(code) for code in range(33, 127)]
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters), *WORDS]
    return BertTokenizer(
        vocab={sign: i for i, sign in enumerate(dict.fromkeys(signs))},
        do_lower_case=not cased,
        model_max_length=max_length,
    )


def bert_config(tokenizer: Any, labels: list[str] | None = None, **changes: Any) -> Any:
    """A BERT of one layer, 16 wide."""
    from transformers import BertConfig

    named = (
        {"id2label": dict(enumerate(labels)), "label2id": {label: i for i, label in enumerate(labels)}}
        if labels
        else {}
    )
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    length = {"max_position_embeddings": tokenizer.model_max_length}
    return BertConfig(**{"vocab_size": len(tokenizer), "initializer_range": 0.5, **size, **length, **named, **changes})


def byte_tokenizer(signs: tuple[str, ...] = ("<pad>", "<s>", "</s>"), closed: bool = False, **changes: Any) -> Any:
    """A byte-level BPE without merges, one token per letter, of ASCII only: then all that a random model writes can be
    read. `closed` texts end with `</s>`, as T5's do."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    letters = ["Ġ", "Ċ", *(chr(code) for code in range(33, 127))]  # a space and a line end stand as Ġ and Ċ
    vocab = {sign: i for i, sign in enumerate([*signs, *letters])}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    if closed:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="$A </s>", special_tokens=[("</s>", vocab["</s>"])]
        )
    roles = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "model_max_length": 256}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **{**roles, **changes})


def small_t5(tokenizer: Any, **changes: Any) -> Any:
    """A T5 of one layer, 16 wide. Pad starts the decoder."""
    from transformers import T5Config, T5ForConditionalGeneration

    size = {"d_model": 16, "d_kv": 8, "d_ff": 32, "num_heads": 2, "num_layers": 1, "num_decoder_layers": 1}
    ends = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id, "decoder_start_token_id": 0}
    return T5ForConditionalGeneration(T5Config(**{"vocab_size": len(tokenizer), **size, **ends, **changes}))


def small_llama(tokenizer: Any, **changes: Any) -> Any:
    """A Llama of one layer, 16 wide."""
    from transformers import LlamaConfig, LlamaForCausalLM

    size = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    return LlamaForCausalLM(LlamaConfig(**{"vocab_size": len(tokenizer), **size, **special_ids(tokenizer), **changes}))


def tapas_tokenizer(folder: Path) -> Any:
    """TAPAS's tokenizer that spells words in letters; its class wants the vocabulary from a file."""
    from transformers import TapasTokenizer

    letters = [chr(code) for code in range(33, 127) if not chr(code).isupper()]
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[EMPTY]", *letters, *(f"##{letter}" for letter in letters)]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "vocab.txt"
    path.write_text("\n".join(signs), encoding="utf-8")
    return TapasTokenizer(str(path), empty_token="[EMPTY]", model_max_length=128)
