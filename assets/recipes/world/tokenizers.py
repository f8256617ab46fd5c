"""Tokenizers trained on a recipe's own sentences, as small as the world that they read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertTokenizer, PreTrainedTokenizerFast

BERT_SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
UNKNOWN = "[UNK]"
PAD, END, NO_WORD = "<pad>", "</s>", "<unk>"
ASCII = [chr(code) for code in range(33, 127)]


def wordpiece(corpus: Iterable[str], vocab_size: int, max_length: int, lowercase: bool = True) -> BertTokenizer:
    """A BERT tokenizer that can spell any ASCII word; `max_length` counts tokens."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocab_size, special_tokens=BERT_SPECIALS, initial_alphabet=ASCII, show_progress=False
    )
    tokenizer.train_from_iterator(corpus, trainer)
    vocab = tokenizer.get_vocab()
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789":
        vocab.setdefault(f"##{letter}", len(vocab))
    ordered = {token: index for index, (token, _) in enumerate(sorted(vocab.items(), key=lambda pair: pair[1]))}
    return BertTokenizer(vocab=ordered, do_lower_case=lowercase, model_max_length=max_length)


def byte_level(
    corpus: Iterable[str], vocab_size: int, max_length: int, specials: Sequence[str], **roles: str
) -> PreTrainedTokenizerFast:
    """A byte-level BPE that can spell any text. `roles` are further settings (eos_token, pad_token ...)."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(specials),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=max_length, **roles)


def sequence_to_sequence(corpus: Iterable[str], vocab_size: int, max_length: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE with T5's special tokens: `<pad>` starts the decoder, `</s>` ends every text."""
    fast = byte_level(
        corpus,
        vocab_size,
        max_length,
        [PAD, END, NO_WORD],
        pad_token=PAD,
        eos_token=END,
        unk_token=NO_WORD,
    )
    end = fast.convert_tokens_to_ids(END)
    fast.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", pair=f"$A {END} $B {END}", special_tokens=[(END, end)]
    )
    return fast
