"""What the tiny models of pictures and words have in common."""

from __future__ import annotations

from pathlib import Path

from tests.rows import _tiny

SIDE = {"height": 32, "width": 32}
TALK = (
    "{% for message in messages %}{{ message.role }}: "
    "{% for part in message.content %}"
    "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
)


def llava(folder: Path) -> None:
    """LLaVA of a CLIP that sees and a Llama that writes, with a chat template."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", "<image>"), additional_special_tokens=["<image>"])
    sees = t.CLIPVisionConfig(**_tiny.SMALL, image_size=32, patch_size=8, projection_dim=16)
    writes = t.LlamaConfig(
        **_tiny.SMALL, vocab_size=len(tokenizer), max_position_embeddings=512, **_tiny.special_ids(tokenizer)
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
