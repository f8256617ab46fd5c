"""Models with random weights, made when a benchmark starts: only their size matters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SENTENCE = "the film was not very good"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *SENTENCE.split(), "a", "is", "bad", "red", "blue", "one", "two"]
SIZES = ("tiny", "distilbert")


def classifier(folder: Path, size: str = "tiny") -> Path:
    """A BERT text classifier of three labels: 2 layers 64 wide, or the 66 million parameters of DistilBERT."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    shape = {
        "tiny": {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128},
        "distilbert": {
            "hidden_size": 768,
            "num_hidden_layers": 6,
            "num_attention_heads": 12,
            "intermediate_size": 3072,
        },
    }[size]
    vocabulary = {"tiny": len(WORDS), "distilbert": 30522}[size]
    labels = {0: "negative", 1: "neutral", 2: "positive"}
    config = BertConfig(
        vocab_size=vocabulary, id2label=labels, label2id={name: i for i, name in labels.items()}, **shape
    )
    BertForSequenceClassification(config).eval().save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def writer(folder: Path) -> Path:
    """A GPT-2 of 4 layers, 128 wide, that never ends by itself."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=len(WORDS), n_positions=1024, n_embd=128, n_layer=4, n_head=4,
        bos_token_id=None, eos_token_id=None, pad_token_id=0,
    )  # fmt: skip
    model = GPT2LMHeadModel(config).eval()
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = 0
    model.save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def _tokenizer() -> Any:
    from transformers import BertTokenizer

    return BertTokenizer(vocab={word: index for index, word in enumerate(WORDS)}, model_max_length=512)
