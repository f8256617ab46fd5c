"""The Multimodal tab: tiny models with random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny

SIDE = {"height": 32, "width": 32}
SMALL = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
ANSWERS = ["red", "blue", "two"]
TALK = (
    "{% for message in messages %}{{ message.role }}: "
    "{% for part in message.content %}"
    "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
)
PLAIN_TALK = (
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)


def captioner(folder: Path) -> None:
    """ViT and GPT-2 as one encoder-decoder."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer()
    ends = _tiny.special_ids(tokenizer)
    decoder = t.GPT2Config(
        vocab_size=len(tokenizer), n_embd=16, n_layer=1, n_head=2, n_positions=64, is_decoder=True,
        add_cross_attention=True, **ends,
    )  # fmt: skip
    encoder = t.ViTConfig(**SMALL, image_size=32, patch_size=8)
    config = t.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    model = t.VisionEncoderDecoderModel(config)
    for settings in (model.config, model.generation_config):
        settings.decoder_start_token_id, settings.pad_token_id = tokenizer.bos_token_id, tokenizer.pad_token_id
        settings.eos_token_id = tokenizer.eos_token_id
    _tiny.save(folder, model, t.ViTImageProcessorPil(size=SIDE), tokenizer)


def vilt(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.bert_tokenizer(max_length=40)
    names = {"id2label": dict(enumerate(ANSWERS)), "label2id": {label: i for i, label in enumerate(ANSWERS)}}
    config = t.ViltConfig(
        **SMALL, **names, vocab_size=len(tokenizer), image_size=32, patch_size=8, max_position_embeddings=40
    )
    pictures = t.ViltImageProcessorPil(size={"shortest_edge": 32}, size_divisor=8)
    _tiny.save(folder, t.ViltForQuestionAnswering(config), t.ViltProcessor(pictures, tokenizer))


def llava(folder: Path) -> None:
    """LLaVA of a CLIP that sees and a Llama that writes, with a chat template."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", "<image>"), additional_special_tokens=["<image>"])
    sees = t.CLIPVisionConfig(**SMALL, image_size=32, patch_size=8, projection_dim=16)
    writes = t.LlamaConfig(
        **SMALL, vocab_size=len(tokenizer), max_position_embeddings=512, **_tiny.special_ids(tokenizer)
    )
    image = tokenizer.convert_tokens_to_ids("<image>")
    config = t.LlavaConfig(vision_config=sees, text_config=writes, image_token_id=image, image_seq_length=16)
    model = t.LlavaForConditionalGeneration(config)
    pictures = t.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIDE)
    processor = t.LlavaProcessor(
        pictures, tokenizer, patch_size=8, vision_feature_select_strategy="default", num_additional_image_tokens=1,
        image_token="<image>", chat_template=TALK,
    )  # fmt: skip
    _tiny.save(folder, model, processor)


def chatter(folder: Path) -> None:
    """A Llama with a chat template, whose tokens hold the labels Yes, No, A, B, C."""
    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", "Yes", "No"))
    tokenizer.add_tokens(["Yes", "No"])
    tokenizer.chat_template = PLAIN_TALK
    _tiny.save(folder, _tiny.small_llama(tokenizer), tokenizer)


def check_text(outputs: dict[str, Any], result: Any) -> None:
    assert isinstance(result[0]["generated_text"], str)
    assert outputs["text"] == result[0]["generated_text"]


def check_answers(outputs: dict[str, Any], result: Any) -> None:
    assert {row["answer"] for row in result} <= set(ANSWERS)
    assert outputs["answers"]


def check_chat(outputs: dict[str, Any], result: Any) -> None:
    assert [message["role"] for message in result[0]["generated_text"]] == ["user", "assistant"]
    assert len(outputs["chat"]) == 2


def check_words(outputs: dict[str, Any], result: Any) -> None:
    assert isinstance(outputs["text"], str)
    assert result[0]["generated_text"]


def check_options(outputs: dict[str, Any], result: Any) -> None:
    assert 0 <= result["refund"]["noul"] <= 1
    assert set(result["tone"]["probabilities"]) == {"calm", "angry"}
    assert outputs["options"]


QUESTIONS = {
    "refund": {"type": "noul", "instructions": "Is a refund requested?"},
    "tone": {"type": "choice", "instructions": "What is the tone?", "criteria": {"calm": "polite", "angry": None}},
    "urgency": {"type": "score", "instructions": "How urgent?", "criteria": ["can wait", "today"]},
}

ROWS = [
    Row("image-to-text", captioner, {"image": files.picture()}, check_text, {"max_new_tokens": 8}),
    Row(
        "visual-question-answering", vilt, {"image": files.picture(), "question": "What colour is the circle?"},
        check_answers, {"top_k": 2},
    ),
    Row(
        "image-text-to-text", llava,
        {"image": files.picture(), "messages": [{"role": "user", "content": "What is in the picture?"}]},
        check_chat, {"max_new_tokens": 8},
    ),
    Row(
        "any-to-any", llava, {"text": "What is in the picture?", "image": files.picture()}, check_words,
        {"max_new_tokens": 8},
    ),
    Row("decision", chatter, {"state": "I was charged twice.", "questions": QUESTIONS}, check_options),
]  # fmt: skip
