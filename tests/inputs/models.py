"""Tiny models as strangers have them: without a length in the tokenizer, with templates of all kinds, that think."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.rows import _tiny

NO_END = 10**30  # what a tokenizer says where its files name no length
PLACES = 64


def bert(kind: str, labels: list[str] | None = None) -> Callable[[Path], None]:
    """A BERT with 64 places whose tokenizer does not know that."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed()
        tokenizer = _tiny.bert_tokenizer(max_length=NO_END)
        model = getattr(t, kind)(_tiny.bert_config(tokenizer, labels, max_position_embeddings=PLACES))
        _tiny.save(folder, model, tokenizer)

    return build


def roberta(kind: str, labels: list[str] | None = None) -> Callable[[Path], None]:
    """A RoBERTa, which counts its places from the one after its padding's: 64 of 66 are for tokens."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed()
        tokenizer = _tiny.roberta_tokenizer()
        tokenizer.model_max_length = NO_END
        named = {"id2label": dict(enumerate(labels))} if labels else {}
        config = t.RobertaConfig(
            **_tiny.SMALL, vocab_size=len(tokenizer), max_position_embeddings=PLACES + 2, pad_token_id=1, **named
        )
        _tiny.save(folder, getattr(t, kind)(config), tokenizer)

    return build


def bart(folder: Path) -> None:
    """A BART with 64 places for the text and as many for the answer, which it does not end by itself."""
    from transformers import BartConfig, BartForConditionalGeneration

    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer(closed=True, model_max_length=NO_END)
    config = BartConfig(
        vocab_size=len(tokenizer), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=PLACES,
        decoder_start_token_id=2, forced_eos_token_id=None, **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    model = BartForConditionalGeneration(config)
    model.final_logits_bias[0, tokenizer.eos_token_id] = -100.0
    _tiny.save(folder, model, tokenizer)


def gpt2(folder: Path) -> None:
    """A GPT-2 with 64 places, whose likeliest token is never the one that ends a text."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer(model_max_length=NO_END)
    config = GPT2Config(
        vocab_size=len(tokenizer), n_embd=16, n_layer=1, n_head=2, n_positions=PLACES, **_tiny.special_ids(tokenizer)
    )
    model = GPT2LMHeadModel(config)
    with torch.no_grad():
        model.transformer.wte.weight[tokenizer.eos_token_id] = 0  # its logit is 0, and of the others one is higher
    _tiny.save(folder, model, tokenizer)


def sequence_of(*words: str, template: str | None) -> Callable[[Path], None]:
    """A model that writes each of the words, which differ, after the one before it, whatever stands before that."""

    def build(folder: Path) -> None:
        import torch
        from transformers import GPT2Config, GPT2LMHeadModel

        vocab = list(dict.fromkeys(["<pad>", "<s>", "</s>", "<unk>", *words]))
        tokenizer = word_tokenizer(vocab)
        tokenizer.chat_template = template
        size = len(vocab)
        config = GPT2Config(
            vocab_size=size, n_embd=size, n_layer=1, n_head=1, n_positions=2048, tie_word_embeddings=False,
            **_tiny.special_ids(tokenizer),
        )  # fmt: skip
        model = GPT2LMHeadModel(config)
        with torch.no_grad():
            for name, weights in model.named_parameters():
                if "ln_" not in name:
                    weights.zero_()
            model.transformer.wte.weight.copy_(torch.eye(size))
            for word, following in zip(words, [*words[1:], "</s>"], strict=True):
                model.lm_head.weight[vocab.index(following), vocab.index(word)] = 10.0
        _tiny.save(folder, model, tokenizer)

    return build


def word_tokenizer(vocab: list[str]) -> Any:
    """Words between spaces as tokens."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(vocab)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )


SAYS = "{% for m in messages %}{{ m.role }} says: {{ m.content }}\n{% endfor %}"
ANSWERS = "{% if add_generation_prompt %}assistant: {% endif %}"
PLAIN = SAYS + ANSWERS
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" + PLAIN
DEAF = "{% for m in messages if m.role != 'system' %}{{ m.role }} says: {{ m.content }}\n{% endfor %}" + ANSWERS
STRICT = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant') }}{% endif %}"
    "{{ m.role }} says: {{ m.content }}\n{% endfor %}" + ANSWERS
)
REFUSES = "{{ raise_exception('Only tools may speak') }}"
THINKS = PLAIN + "{% if enable_thinking is defined and not enable_thinking %}<think> </think> {% endif %}"
BEGINS = PLAIN + "<think>\n"
THOUGHT = ("assistant:", "<think>", "two", "and", "three", "</think>", "Five.")
