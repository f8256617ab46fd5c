"""Pages and tables: LayoutLMv3, Donut, a TAPAS that only selects."""

from __future__ import annotations

from pathlib import Path

from tests.rows import _tiny
from tests.rows._tiny import SMALL


def layoutlmv3(folder: Path) -> None:
    import transformers as t
    from tokenizers.pre_tokenizers import ByteLevel

    _tiny.seed(1)
    signs = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(ByteLevel.alphabet())]
    tokenizer = t.LayoutLMv3Tokenizer(vocab={sign: i for i, sign in enumerate(signs)}, merges=[], model_max_length=128)
    config = t.LayoutLMv3Config(
        **SMALL, vocab_size=len(tokenizer), max_position_embeddings=130, coordinate_size=2, shape_size=4, input_size=32,
        patch_size=8, initializer_range=0.5,
    )  # fmt: skip
    pictures = t.LayoutLMv3ImageProcessorPil(size={"height": 32, "width": 32}, apply_ocr=False)
    _tiny.save(folder, t.LayoutLMv3ForQuestionAnswering(config), t.LayoutLMv3Processor(pictures, tokenizer))


def donut(folder: Path) -> None:
    """Donut reads the page by itself, without OCR, and writes the answer."""
    import transformers as t

    _tiny.seed(1)
    marks = ("<pad>", "<s>", "</s>", "<s_docvqa>", "<s_question>", "</s_question>", "<s_answer>", "</s_answer>")
    tokenizer = _tiny.byte_tokenizer(marks, additional_special_tokens=list(marks[3:]))
    encoder = t.DonutSwinConfig(
        image_size=[64, 48], patch_size=4, embed_dim=8, depths=[1, 1], num_heads=[1, 2], window_size=4
    )
    decoder = t.MBartConfig(
        vocab_size=len(tokenizer), d_model=16, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=16, decoder_ffn_dim=16,
        encoder_attention_heads=2, decoder_attention_heads=2, max_position_embeddings=128, is_decoder=True,
        add_cross_attention=True, add_final_layer_norm=True, scale_embedding=True, forced_eos_token_id=None,
        **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    model = t.VisionEncoderDecoderModel(t.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder))
    for settings in (model.config, model.generation_config):
        settings.decoder_start_token_id, settings.pad_token_id = tokenizer.bos_token_id, tokenizer.pad_token_id
        settings.eos_token_id = tokenizer.eos_token_id
    model.generation_config.max_length = 64
    pictures = t.DonutImageProcessorPil(size={"height": 64, "width": 48})
    _tiny.save(folder, model, t.DonutProcessor(pictures, tokenizer))


def tapas(folder: Path) -> None:
    """TAPAS that selects cells and never counts."""
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.tapas_tokenizer(folder)
    config = t.TapasConfig(**SMALL, vocab_size=tokenizer.vocab_size, max_position_embeddings=128)
    model = t.TapasForQuestionAnswering(config)
    model.output_bias.data.fill_(5.0)
    _tiny.save(folder, model, tokenizer)


MODELS = [
    ("document-question-answering", "layoutlmv3", layoutlmv3),
    ("document-question-answering", "vision-encoder-decoder", donut),
    ("table-question-answering", "tapas", tapas),
]
