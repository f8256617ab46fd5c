"""Pages and tables: what LayoutLMv2, LiLT, Pix2Struct and TAPEX are answered with."""

from __future__ import annotations

from pathlib import Path

from tests.architectures import Case
from tests.architectures.encoders import modernbert
from tests.architectures.talkers import donut, pix2struct
from tests.hub.models.nlp import seq2seq
from tests.rows import _tiny


def layoutlmv2(folder: Path) -> None:
    """LayoutLMv2, whose eyes are of the library detectron2."""
    import json

    import torch
    from safetensors.torch import save_file

    config = {
        "architectures": ["LayoutLMv2ForQuestionAnswering"], "model_type": "layoutlmv2", **_tiny.SMALL, "vocab_size": 64,
        "max_position_embeddings": 64, "coordinate_size": 2, "shape_size": 4,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    save_file({"qa_outputs.weight": torch.zeros(2, 16)}, folder / "model.safetensors", {"format": "pt"})


def layoutlm_cased(folder: Path) -> None:
    """LayoutLM over RoBERTa's kind of bytes, as impira's is."""
    import transformers as t
    from tokenizers.pre_tokenizers import ByteLevel

    _tiny.seed(2)
    signs = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(ByteLevel.alphabet())]
    tokenizer = t.RobertaTokenizer(
        vocab={sign: i for i, sign in enumerate(signs)}, merges=[], model_max_length=128, add_prefix_space=True
    )
    config = t.LayoutLMConfig(
        **_tiny.SMALL, vocab_size=len(tokenizer), max_position_embeddings=130, type_vocab_size=1, initializer_range=0.5,
        **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    _tiny.save(folder, t.LayoutLMForQuestionAnswering(config), tokenizer)


CASES = [
    Case("document-question-answering", "layoutlm-bytes", layoutlm_cased),
    Case("document-question-answering", "donut", donut),
    Case("document-question-answering", "layoutlmv2", layoutlmv2, refused="MissingPackage", says="detectron2"),
    Case("document-question-answering", "pix2struct", pix2struct, refused="WrongTask", says="image-to-text"),
    Case(
        "document-question-answering", "modernbert", modernbert("ModernBertForQuestionAnswering"), refused="WrongTask"
    ),
    Case("table-question-answering", "tapex", seq2seq("BartForConditionalGeneration"), refused="WrongTask"),
    Case("table-question-answering", "modernbert", modernbert("ModernBertForQuestionAnswering"), refused="WrongTask"),
]
