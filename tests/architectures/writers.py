"""Texts that are written: Qwen3, Gemma 3, Phi-3, OLMo 2, GPT-2, Mamba; and the translators and summarizers mT5, mBART, NLLB, LED,
BigBird-Pegasus, FSMT, BlenderBot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.architectures import Case
from tests.architectures.encoders import pieces
from tests.hub.models.nlp import named, small_seq2seq
from tests.rows import _tiny
from tests.tiny import Build

NARROW: dict[str, Any] = {**_tiny.SMALL, "num_key_value_heads": 1, "initializer_range": 0.5}
SIZES: dict[str, dict[str, Any]] = {
    "Qwen3ForCausalLM": {**NARROW, "head_dim": 8},
    "Gemma3ForCausalLM": {**NARROW, "num_hidden_layers": 2, "head_dim": 8, "sliding_window": 8, "layer_types": ["sliding_attention", "full_attention"]},
    "Phi3ForCausalLM": {**NARROW, "max_position_embeddings": 512, "original_max_position_embeddings": 512},
    "PhiForCausalLM": {**_tiny.SMALL, "initializer_range": 0.5},
    "MistralForCausalLM": {**NARROW, "sliding_window": 8},
    "Olmo2ForCausalLM": NARROW,
    "SmolLM3ForCausalLM": {**NARROW, "no_rope_layers": [1]},
    "GPT2LMHeadModel": {"n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 128, "initializer_range": 0.5},
    "GPT2ForSequenceClassification": {"n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 256, "initializer_range": 0.5},
    "Gemma3TextModel": {**NARROW, "num_hidden_layers": 2, "head_dim": 8, "sliding_window": 8, "layer_types": ["sliding_attention", "full_attention"]},
    "MambaForCausalLM": {"hidden_size": 16, "num_hidden_layers": 1, "state_size": 4, "intermediate_size": 32},
}  # fmt: skip
# How families write a chat: Qwen3 between marks, Gemma in turns of two that refuse a system text, Phi in plain marks.
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
TURNS = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if (message.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "<start_of_turn>{{ 'model' if message.role == 'assistant' else message.role }}\n{{ message.content | trim }}<end_of_turn>\n"
    "{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)


def writer(
    kind: str, template: str | None = None, signs: tuple[str, ...] = (), labels: list[str] | None = None
) -> Build:
    """A causal model of bytes; with a chat template it can chat. `signs` are whole words it knows, `labels` its classes."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", *signs))
        tokenizer.add_tokens(list(signs))
        tokenizer.chat_template = template
        model_class = getattr(t, kind)
        config = model_class.config_class(
            **SIZES[kind], vocab_size=len(tokenizer), **_tiny.special_ids(tokenizer), **named(labels)
        )
        _tiny.save(folder, model_class(config), tokenizer)

    return build


def t5_like(kind: str) -> Build:
    """mT5 and UMT5: T5 with gates, over a sentencepiece vocabulary."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        signs = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
        tokenizer = t.T5Tokenizer(vocab=[*signs, *pieces()], extra_ids=4, model_max_length=128)
        model_class = getattr(t, kind)
        config = model_class.config_class(
            vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=32, num_heads=2, num_layers=1, num_decoder_layers=1,
            feed_forward_proj="gated-gelu", tie_word_embeddings=False, decoder_start_token_id=0, pad_token_id=0,
            eos_token_id=1, initializer_factor=0.5,
        )  # fmt: skip
        _tiny.save(folder, model_class(config), tokenizer)

    return build


def many_languages(kind: str, tokenizer_kind: str, source: str, target: str) -> Build:
    """mBART and NLLB: the language stands before or behind the text as a token of its own."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        signs = [(sign, 0.0) for sign in ("<s>", "<pad>", "</s>", "<unk>")]
        vocab: Any = [*signs, *pieces()]
        if tokenizer_kind == "NllbTokenizer":
            vocab = {sign: i for i, (sign, _) in enumerate(vocab)}
        tokenizer = getattr(t, tokenizer_kind)(vocab=vocab, src_lang=source, tgt_lang=target, model_max_length=128)
        model_class = getattr(t, kind)
        _tiny.save(
            folder, model_class(small_seq2seq(model_class.config_class, tokenizer, decoder_start_token_id=2)), tokenizer
        )

    return build


def led(folder: Path) -> None:
    """LED: windows over long texts, a few tokens that see all."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.roberta_tokenizer()
    tokenizer.model_max_length = 512
    config = small_seq2seq(
        t.LEDConfig, tokenizer, max_encoder_position_embeddings=512, max_decoder_position_embeddings=128,
        attention_window=[16],
    )  # fmt: skip
    _tiny.save(folder, t.LEDForConditionalGeneration(config), tokenizer)


def bigbird_pegasus(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.byte_tokenizer(closed=True)
    config = small_seq2seq(t.BigBirdPegasusConfig, tokenizer, attention_type="original_full")
    _tiny.save(folder, t.BigBirdPegasusForConditionalGeneration(config), tokenizer)


def fsmt(folder: Path) -> None:
    """FSMT, whose tokenizer wants the package sacremoses."""
    import json

    import transformers as t

    _tiny.seed(2)
    letters = [chr(code) for code in range(33, 127)]
    signs = ["<s>", "<pad>", "</s>", "<unk>", *letters, *(f"{letter}</w>" for letter in letters)]
    for name in ("src", "tgt"):
        text = json.dumps({sign: i for i, sign in enumerate(signs)})
        (folder / f"vocab-{name}.json").write_text(text, encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    settings = {"tokenizer_class": "FSMTTokenizer", "langs": ["en", "de"]}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    config = t.FSMTConfig(
        langs=["en", "de"], src_vocab_size=len(signs), tgt_vocab_size=len(signs), d_model=16, encoder_layers=1,
        decoder_layers=1, encoder_ffn_dim=32, decoder_ffn_dim=32, encoder_attention_heads=2, decoder_attention_heads=2,
        max_position_embeddings=128, init_std=0.5,
    )  # fmt: skip
    _tiny.save(folder, t.FSMTForConditionalGeneration(config))


def blenderbot(template: str | None = None) -> Build:
    """BlenderBot: it answers a conversation as an encoder-decoder does."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = _tiny.byte_tokenizer(closed=True)
        tokenizer.model_max_length = 128
        tokenizer.chat_template = template
        _tiny.save(
            folder, t.BlenderbotForConditionalGeneration(small_seq2seq(t.BlenderbotConfig, tokenizer)), tokenizer
        )

    return build


MBART = many_languages("MBartForConditionalGeneration", "MBartTokenizer", "en_XX", "es_XX")
MBART50 = many_languages("MBartForConditionalGeneration", "MBart50Tokenizer", "en_XX", "es_XX")
NLLB = many_languages("M2M100ForConditionalGeneration", "NllbTokenizer", "eng_Latn", "spa_Latn")
MARKS = ("<|im_start|>", "<|im_end|>", "<think>", "</think>")
GEMMA_MARKS = ("<start_of_turn>", "<end_of_turn>")
ONE = [{"role": "user", "content": "Who are you?"}]

CASES = [
    Case("text-generation", "qwen3", writer("Qwen3ForCausalLM", CHATML, MARKS)),
    Case("text-generation", "gemma3", writer("Gemma3ForCausalLM", TURNS, GEMMA_MARKS)),
    Case("text-generation", "phi3", writer("Phi3ForCausalLM")),
    Case("text-generation", "phi", writer("PhiForCausalLM")),
    Case("text-generation", "mistral", writer("MistralForCausalLM")),
    Case("text-generation", "olmo2", writer("Olmo2ForCausalLM")),
    Case("text-generation", "gpt2", writer("GPT2LMHeadModel")),
    Case("text-generation", "smollm3", writer("SmolLM3ForCausalLM")),
    Case("text-generation", "mamba", writer("MambaForCausalLM")),
    Case("conversational", "qwen3", writer("Qwen3ForCausalLM", CHATML, MARKS)),
    Case("conversational", "gemma3", writer("Gemma3ForCausalLM", TURNS, GEMMA_MARKS), {"system_prompt": None}),
    Case("conversational", "mistral", writer("MistralForCausalLM", CHATML, MARKS)),
    Case("conversational", "olmo2-base", writer("Olmo2ForCausalLM"), refused="NoChatTemplate"),
    Case("decision", "qwen3", writer("Qwen3ForCausalLM", CHATML, (*MARKS, "Yes", "No"))),
    Case("decision", "gemma3", writer("Gemma3ForCausalLM", TURNS, (*GEMMA_MARKS, "Yes", "No"))),
    Case("text-classification", "gpt2", writer("GPT2ForSequenceClassification", labels=["bad", "good"])),
    Case("feature-extraction", "gemma3", writer("Gemma3TextModel")),
    Case("summarization", "mt5", t5_like("MT5ForConditionalGeneration")),
    Case("summarization", "led", led),
    Case("summarization", "mbart", MBART),
    Case("summarization", "bigbird_pegasus", bigbird_pegasus),
    Case("text2text-generation", "mt5", t5_like("MT5ForConditionalGeneration")),
    Case("text2text-generation", "umt5", t5_like("UMT5ForConditionalGeneration")),
    Case("text2text-generation", "blenderbot", blenderbot()),
    Case("translation", "mbart", MBART, {"src_lang": "en_XX", "tgt_lang": "es_XX"}),
    Case("translation", "mbart50", MBART50, {"src_lang": "en_XX", "tgt_lang": "es_XX"}),
    Case("translation", "nllb", NLLB, {"src_lang": "eng_Latn", "tgt_lang": "spa_Latn"}),
    Case("translation", "fsmt", fsmt, refused="MissingPackage", says="sacremoses"),
    Case("translation", "mt5", t5_like("MT5ForConditionalGeneration")),
    Case("summarization", "qwen3", writer("Qwen3ForCausalLM"), refused="WrongTask"),
    Case("text-generation", "mt5", t5_like("MT5ForConditionalGeneration"), refused="WrongTask"),
]
