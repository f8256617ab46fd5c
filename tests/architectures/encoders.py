"""Texts that are read: ModernBERT, DeBERTa-v3, XLM-R, ELECTRA, MPNet, Qwen3 and T5 as readers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.architectures import Case
from tests.hub.models.nlp import CORPUS, named
from tests.rows import _tiny
from tests.rows._nlp import ENTAILMENT
from tests.tiny import Build

PARTS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
MOODS = ["negative", "neutral", "positive"]


def modernbert(kind: str, labels: list[str] | None = None) -> Build:
    """ModernBERT: GPT-NeoX's kind of bytes, rotary positions, alternating windows, no token types."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = bytes_with_mask()
        config = t.ModernBertConfig(
            **_tiny.SMALL | {"num_hidden_layers": 2}, vocab_size=len(tokenizer), max_position_embeddings=256,
            initializer_range=0.5, cls_token_id=1, sep_token_id=2, local_attention=8, **named(labels),
            **_tiny.special_ids(tokenizer),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def bytes_with_mask() -> Any:
    """Bytes between [CLS] and [SEP], with a mask, as ModernBERT's."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    signs = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    tokenizer = Tokenizer(models.BPE(vocab={sign: i for i, sign in enumerate(signs)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]",
        mask_token="[MASK]", model_max_length=256, model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip


def pieces() -> list[tuple[str, float]]:
    """A unigram vocabulary as sentencepiece has it: letters, and a few words that begin with its space."""
    words = [f"▁{word.lower()}" for line in CORPUS for word in line.split()]
    letters = ["▁", *(chr(code) for code in range(33, 127))]
    return [(piece, -2.0 - i / 100) for i, piece in enumerate(dict.fromkeys([*words, *letters]))]


def deberta_v3(kind: str, labels: list[str] | None = None) -> Build:
    """DeBERTa-v3: a sentencepiece vocabulary, and attention to content and place apart."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        signs = [(sign, 0.0) for sign in ("[PAD]", "[CLS]", "[SEP]", "[UNK]")]
        tokenizer = t.DebertaV2Tokenizer(vocab=[*signs, *pieces(), ("[MASK]", 0.0)], unk_id=3, model_max_length=256)
        config = t.DebertaV2Config(
            **_tiny.SMALL, vocab_size=len(tokenizer), max_position_embeddings=256, relative_attention=True,
            position_buckets=16, norm_rel_ebd="layer_norm", share_att_key=True, pos_att_type=["p2c", "c2p"],
            position_biased_input=False, type_vocab_size=0, initializer_range=0.5, pad_token_id=0, **named(labels),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def xlm_r(kind: str, labels: list[str] | None = None) -> Build:
    """XLM-RoBERTa: RoBERTa over a sentencepiece vocabulary, positions that begin behind the padding's id."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        signs = [(sign, 0.0) for sign in ("<s>", "<pad>", "</s>", "<unk>")]
        tokenizer = t.XLMRobertaTokenizer(vocab=[*signs, *pieces(), ("<mask>", 0.0)], model_max_length=254)
        config = t.XLMRobertaConfig(
            **_tiny.SMALL, vocab_size=len(tokenizer), max_position_embeddings=256, type_vocab_size=1,
            initializer_range=0.5, **named(labels), **_tiny.special_ids(tokenizer),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def electra(kind: str, labels: list[str] | None = None, cased: bool = False) -> Build:
    """ELECTRA: an embedding narrower than the model."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = _tiny.bert_tokenizer(cased, max_length=256)
        config = t.ElectraConfig(
            **_tiny.SMALL, vocab_size=len(tokenizer), embedding_size=8, max_position_embeddings=256,
            initializer_range=0.5, **named(labels),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def qwen3(kind: str, labels: list[str] | None = None) -> Build:
    """Qwen3 that reads: the last token decides, and rows of a batch need padding."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = _tiny.byte_tokenizer()
        config = t.Qwen3Config(
            **_tiny.SMALL, head_dim=8, num_key_value_heads=1, vocab_size=len(tokenizer), initializer_range=0.5,
            **named(labels), **_tiny.special_ids(tokenizer),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def t5_encoder(folder: Path) -> None:
    """T5's encoder alone, as sentence encoders of its kind are saved."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.byte_tokenizer(closed=True)
    config = t.T5Config(
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_heads=2,
        num_layers=1,
        vocab_size=len(tokenizer),
        pad_token_id=0,
        eos_token_id=2,
    )
    _tiny.save(folder, t.T5EncoderModel(config), tokenizer)


def t5_by_hand(folder: Path, values: Mapping[str, Any]) -> Any:
    """transformers' pipeline takes it for a whole T5 and makes up the other half."""
    import transformers as t

    tokenizer, model = t.AutoTokenizer.from_pretrained(folder), t.T5EncoderModel.from_pretrained(folder)
    texts = str(values["text"]).splitlines()
    return [model(**tokenizer(text, return_tensors="pt")).last_hidden_state.tolist() for text in texts]


def mpnet(folder: Path) -> None:
    import transformers as t
    from tokenizers import Tokenizer  # noqa: F401

    _tiny.seed(2)
    bert = _tiny.bert_tokenizer()
    signs = ["<s>", "<pad>", "</s>", "[UNK]", "<mask>", *list(bert.get_vocab())[5:]]
    tokenizer = t.MPNetTokenizer(vocab={sign: i for i, sign in enumerate(dict.fromkeys(signs))}, model_max_length=128)
    config = t.MPNetConfig(
        **_tiny.SMALL, vocab_size=len(tokenizer), max_position_embeddings=130, **_tiny.special_ids(tokenizer)
    )
    _tiny.save(folder, t.MPNetModel(config), tokenizer)


CASES = [
    Case("text-classification", "modernbert", modernbert("ModernBertForSequenceClassification", MOODS)),
    Case("text-classification", "deberta_v3", deberta_v3("DebertaV2ForSequenceClassification", MOODS)),
    Case("text-classification", "xlm_r", xlm_r("XLMRobertaForSequenceClassification", MOODS)),
    Case("text-classification", "electra", electra("ElectraForSequenceClassification", MOODS)),
    Case("text-classification", "qwen3", qwen3("Qwen3ForSequenceClassification", MOODS)),
    Case("token-classification", "modernbert", modernbert("ModernBertForTokenClassification", PARTS)),
    Case("token-classification", "deberta_v3", deberta_v3("DebertaV2ForTokenClassification", PARTS)),
    Case("token-classification", "xlm_r", xlm_r("XLMRobertaForTokenClassification", PARTS)),
    Case("token-classification", "qwen3", qwen3("Qwen3ForTokenClassification", PARTS)),
    Case("fill-mask", "modernbert", modernbert("ModernBertForMaskedLM")),
    Case("fill-mask", "deberta_v3", deberta_v3("DebertaV2ForMaskedLM")),
    Case("fill-mask", "xlm_r", xlm_r("XLMRobertaForMaskedLM")),
    Case("fill-mask", "electra", electra("ElectraForMaskedLM")),
    Case("question-answering", "modernbert", modernbert("ModernBertForQuestionAnswering")),
    Case("question-answering", "deberta_v3", deberta_v3("DebertaV2ForQuestionAnswering")),
    Case("question-answering", "xlm_r", xlm_r("XLMRobertaForQuestionAnswering")),
    Case("question-answering", "electra", electra("ElectraForQuestionAnswering", cased=True)),
    Case("zero-shot-classification", "modernbert", modernbert("ModernBertForSequenceClassification", ENTAILMENT)),
    Case("zero-shot-classification", "deberta_v3", deberta_v3("DebertaV2ForSequenceClassification", ENTAILMENT)),
    Case("zero-shot-classification", "xlm_r", xlm_r("XLMRobertaForSequenceClassification", ENTAILMENT)),
    Case("feature-extraction", "modernbert", modernbert("ModernBertModel")),
    Case("feature-extraction", "deberta_v3", deberta_v3("DebertaV2Model")),
    Case("feature-extraction", "xlm_r", xlm_r("XLMRobertaModel")),
    Case("feature-extraction", "qwen3", qwen3("Qwen3Model")),
    Case("feature-extraction", "mpnet", mpnet),
    Case("feature-extraction", "t5_encoder", t5_encoder, plain=t5_by_hand),
    Case("text-classification", "modernbert-mlm", modernbert("ModernBertForMaskedLM"), refused="WrongTask"),
    Case("fill-mask", "electra-discriminator", electra("ElectraForPreTraining"), refused="WrongTask"),
]
