"""Texts: DistilBERT, RoBERTa, ELECTRA, MPNet-like encoders, BART, Pegasus, Marian, NLLB, GPT-Neo, OPT, Qwen2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import _tiny
from tests.rows._nlp import ENTAILMENT, TALK
from tests.tiny import Build

WIDE: dict[str, Any] = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
PARTS = ["B-PER", "I-PER", "B-LOC"]
CORPUS = ["Ada Brandt lives in Oslo", "She has a red cat and a blue dog", "Ella vive en la ciudad con un gato rojo"]


def named(labels: list[str] | None) -> dict[str, Any]:
    """The labels of a head, for a configuration."""
    if not labels:
        return {}
    return {"id2label": dict(enumerate(labels)), "label2id": {label: i for i, label in enumerate(labels)}}


def distilbert(kind: str, labels: list[str] | None = None, cased: bool = False) -> Build:
    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(1)
        tokenizer = _tiny.bert_tokenizer(cased, max_length=256)
        config = t.DistilBertConfig(
            vocab_size=len(tokenizer), dim=16, hidden_dim=32, n_layers=1, n_heads=2, max_position_embeddings=256,
            initializer_range=0.5, **named(labels),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def electra(kind: str, labels: list[str] | None = None, cased: bool = False) -> Build:
    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(1)
        tokenizer = _tiny.bert_tokenizer(cased, max_length=256)
        config = t.ElectraConfig(
            **WIDE, vocab_size=len(tokenizer), embedding_size=16, max_position_embeddings=256, initializer_range=0.5,
            **named(labels),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def roberta(kind: str, labels: list[str] | None = None) -> Build:
    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(1)
        tokenizer = _tiny.roberta_tokenizer()
        tokenizer.model_max_length = 256
        config = t.RobertaConfig(
            **WIDE, vocab_size=len(tokenizer), max_position_embeddings=258, initializer_range=0.5, type_vocab_size=1,
            **_tiny.special_ids(tokenizer), **named(labels),
        )  # fmt: skip
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def seq2seq(kind: str, labels: list[str] | None = None) -> Build:
    """BART, Pegasus and their kin, of one layer each side. As classifiers they read the end of a pair of texts."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(1)
        tokenizer = _tiny.roberta_tokenizer() if labels else _tiny.byte_tokenizer(closed=True)
        tokenizer.model_max_length = 256
        model_class = getattr(t, kind)
        _tiny.save(folder, model_class(small_seq2seq(model_class.config_class, tokenizer, **named(labels))), tokenizer)

    return build


def small_seq2seq(config_class: Any, tokenizer: Any, **changes: Any) -> Any:
    """A configuration that BART, Pegasus, Marian and M2M100 share. Padding starts the decoder."""
    size = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
            "encoder_attention_heads": 2, "decoder_attention_heads": 2}  # fmt: skip
    ends = {
        **_tiny.special_ids(tokenizer),
        "decoder_start_token_id": tokenizer.pad_token_id,
        "forced_eos_token_id": None,
    }
    start = {"vocab_size": len(tokenizer), "max_position_embeddings": 256, "init_std": 0.5}
    return config_class(**{**start, **size, **ends, **changes})


def sentencepiece_model(folder: Path, pieces: int = 60) -> Path:
    """A sentencepiece model of a few sentences, as translators want it from a file."""
    import sentencepiece

    folder.mkdir(parents=True, exist_ok=True)
    prefix = folder / "trained"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS * 4), model_prefix=str(prefix), vocab_size=pieces, hard_vocab_limit=False,
        minloglevel=2,
    )  # fmt: skip
    prefix.with_suffix(".vocab").unlink()
    return prefix.with_suffix(".model")


def marian(folder: Path) -> None:
    """OPUS-MT's form: one direction, two sentencepiece models."""
    import json

    import sentencepiece
    import transformers as t

    _tiny.seed(1)
    model_file = sentencepiece_model(folder)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model_file))
    known = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    signs = list(dict.fromkeys(["</s>", "<unk>", *known, "<pad>"]))
    vocab = folder / "vocab.json"
    vocab.write_text(json.dumps({sign: i for i, sign in enumerate(signs)}), encoding="utf-8")
    tokenizer = t.MarianTokenizer(
        source_spm=str(model_file), target_spm=str(model_file), vocab=str(vocab), source_lang="en", target_lang="es",
        model_max_length=256,
    )  # fmt: skip
    config = small_seq2seq(t.MarianConfig, tokenizer, bos_token_id=0)
    _tiny.save(folder, t.MarianMTModel(config), tokenizer)
    model_file.unlink()


def nllb(folder: Path) -> None:
    """NLLB's form: many languages, chosen by codes."""
    import transformers as t

    _tiny.seed(1)
    letters = ["▁", *(chr(code) for code in range(33, 127))]
    signs = ["<s>", "<pad>", "</s>", "<unk>", *letters]
    tokenizer = t.NllbTokenizer(
        vocab={sign: i for i, sign in enumerate(signs)}, merges=[], src_lang="eng_Latn", tgt_lang="spa_Latn",
        model_max_length=256,
    )  # fmt: skip
    _tiny.save(folder, t.M2M100ForConditionalGeneration(small_seq2seq(t.M2M100Config, tokenizer)), tokenizer)


def writer(kind: str, template: str | None = None, signs: tuple[str, ...] = ()) -> Build:
    """A model that continues a text; with a chat template it can chat. `signs` are whole words it knows."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(1)
        tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", *signs))
        tokenizer.add_tokens(list(signs))
        tokenizer.chat_template = template
        model_class = getattr(t, kind)
        config = model_class.config_class(
            **{**WRITERS[kind], "vocab_size": len(tokenizer)}, **_tiny.special_ids(tokenizer)
        )
        _tiny.save(folder, model_class(config), tokenizer)

    return build


WRITERS: dict[str, dict[str, Any]] = {
    "GPTNeoForCausalLM": {
        "hidden_size": 16, "num_layers": 1, "num_heads": 2, "intermediate_size": 32, "max_position_embeddings": 512,
        "attention_types": [[["global"], 1]], "initializer_range": 0.5,
    },
    "OPTForCausalLM": {
        "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "ffn_dim": 32, "word_embed_proj_dim": 16,
        "max_position_embeddings": 512, "init_std": 0.5,
    },
    "Qwen2ForCausalLM": {**WIDE, "num_key_value_heads": 1, "initializer_range": 0.5},
    "MistralForCausalLM": {**WIDE, "num_key_value_heads": 1, "initializer_range": 0.5},
}  # fmt: skip

MODELS = [
    ("text-classification", "distilbert", distilbert("DistilBertForSequenceClassification", ["bad", "good"])),
    (
        "text-classification",
        "roberta",
        roberta("RobertaForSequenceClassification", ["negative", "neutral", "positive"]),
    ),
    ("token-classification", "electra", electra("ElectraForTokenClassification", PARTS, cased=True)),
    ("token-classification", "distilbert", distilbert("DistilBertForTokenClassification", PARTS, cased=True)),
    ("fill-mask", "roberta", roberta("RobertaForMaskedLM")),
    ("fill-mask", "distilbert", distilbert("DistilBertForMaskedLM")),
    ("question-answering", "distilbert", distilbert("DistilBertForQuestionAnswering", cased=True)),
    ("question-answering", "roberta", roberta("RobertaForQuestionAnswering")),
    ("zero-shot-classification", "roberta", roberta("RobertaForSequenceClassification", ENTAILMENT)),
    ("zero-shot-classification", "bart", seq2seq("BartForSequenceClassification", ENTAILMENT)),
    ("feature-extraction", "electra", electra("ElectraModel")),
    ("feature-extraction", "distilbert", distilbert("DistilBertModel")),
    ("summarization", "bart", seq2seq("BartForConditionalGeneration")),
    ("summarization", "pegasus", seq2seq("PegasusForConditionalGeneration")),
    ("translation", "marian", marian),
    ("translation", "m2m_100", nllb),
    ("text2text-generation", "bart", seq2seq("BartForConditionalGeneration")),
    ("text-generation", "gpt_neo", writer("GPTNeoForCausalLM")),
    ("text-generation", "opt", writer("OPTForCausalLM")),
    ("conversational", "qwen2", writer("Qwen2ForCausalLM", TALK)),
    ("decision", "mistral", writer("MistralForCausalLM", TALK, ("Yes", "No"))),
]
