"""Pictures with words: BLIP, GIT, VipLLaVA."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import _tiny
from tests.rows._multimodal import SIDE, TALK
from tests.rows._tiny import SMALL

SEES = {**SMALL, "image_size": 32, "patch_size": 8}


def blip_text(tokenizer: Any) -> dict[str, Any]:
    ends = {"bos_token_id": tokenizer.cls_token_id, "eos_token_id": tokenizer.sep_token_id,
            "sep_token_id": tokenizer.sep_token_id, "pad_token_id": tokenizer.pad_token_id}  # fmt: skip
    return {**SMALL, "vocab_size": len(tokenizer), "encoder_hidden_size": 16, "max_position_embeddings": 512, **ends}


def blip(kind: str) -> Any:
    """Builds a BLIP with the head of the class named `kind`."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(1)
        tokenizer = _tiny.bert_tokenizer()
        config = t.BlipConfig(text_config=blip_text(tokenizer), vision_config=SEES, projection_dim=16)
        processor = t.BlipProcessor(t.BlipImageProcessorPil(size=SIDE), tokenizer)
        _tiny.save(folder, getattr(t, kind)(config), processor)

    return build


def git(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.bert_tokenizer()
    ends = {"bos_token_id": tokenizer.cls_token_id, "eos_token_id": tokenizer.sep_token_id, "pad_token_id": 0}
    config = t.GitConfig(vision_config=SEES, **SMALL, vocab_size=len(tokenizer), max_position_embeddings=512, **ends)
    pictures = t.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIDE)
    _tiny.save(folder, t.GitForCausalLM(config), t.GitProcessor(pictures, tokenizer))


def vip_llava(folder: Path) -> None:
    """VipLLaVA: several layers of a CLIP, and a Llama that writes, with a chat template."""
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", "<image>"), additional_special_tokens=["<image>"])
    writes = t.LlamaConfig(
        **SMALL, vocab_size=len(tokenizer), max_position_embeddings=512, **_tiny.special_ids(tokenizer)
    )
    config = t.VipLlavaConfig(
        vision_config=t.CLIPVisionConfig(**{**SEES, "num_hidden_layers": 2}, projection_dim=16), text_config=writes,
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"), vision_feature_layers=[-1, -2], image_seq_length=16,
    )  # fmt: skip
    pictures = t.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIDE)
    processor = t.LlavaProcessor(
        pictures, tokenizer, patch_size=8, vision_feature_select_strategy="default", num_additional_image_tokens=1,
        image_token="<image>", chat_template=TALK,
    )  # fmt: skip
    _tiny.save(folder, t.VipLlavaForConditionalGeneration(config), processor)


MODELS = [
    ("image-to-text", "blip", blip("BlipForConditionalGeneration")),
    ("image-to-text", "git", git),
    ("visual-question-answering", "blip", blip("BlipForQuestionAnswering")),
    ("image-text-to-text", "vipllava", vip_llava),
    ("any-to-any", "vipllava", vip_llava),
]
