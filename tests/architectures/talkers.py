"""Pictures and words: BLIP-2, Pix2Struct, TrOCR, Donut, Kosmos-2 that write about a picture; Qwen-VL, PaliGemma, SmolVLM, Idefics 3,
Gemma 3, InternVL and LLaVA that are asked about one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests import files
from tests.architectures import Case
from tests.rows import _tiny
from tests.rows._multimodal import SIDE, TALK, llava
from tests.tiny import Build

SEES: dict[str, Any] = {**_tiny.SMALL, "image_size": 32, "patch_size": 8}
NARROW: dict[str, Any] = {**_tiny.SMALL, "num_key_value_heads": 1, "max_position_embeddings": 512}
QWEN_MARKS = ("<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>")
QWEN_TALK = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% for part in message.content %}"
    "{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif part.type == 'video' %}<|vision_start|><|video_pad|><|vision_end|>"
    "{% elif part.type == 'text' %}{{ part.text }}{% endif %}"
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def words(*marks: str, **changes: Any) -> Any:
    """A tokenizer of bytes with marks of its own."""
    return _tiny.byte_tokenizer(("<pad>", "<s>", "</s>", *marks), additional_special_tokens=list(marks), **changes)


def blip2(kind: str, **changes: Any) -> Build:
    """BLIP-2: a Q-Former asks the picture, an OPT writes."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = words("<image>")
        text = t.OPTConfig(
            hidden_size=16, num_hidden_layers=1, num_attention_heads=2, ffn_dim=16, word_embed_proj_dim=16,
            max_position_embeddings=512, vocab_size=len(tokenizer), **_tiny.special_ids(tokenizer),
        )  # fmt: skip
        asks = t.Blip2QFormerConfig(**_tiny.SMALL, vocab_size=32, encoder_hidden_size=16)
        config = t.Blip2Config(
            vision_config=SEES, qformer_config=asks.to_dict(), text_config=text.to_dict(), num_query_tokens=4,
            image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        )  # fmt: skip
        pictures = t.BlipImageProcessorPil(size=SIDE)
        _tiny.save(folder, getattr(t, kind)(config), t.Blip2Processor(pictures, tokenizer, num_query_tokens=4))

    return build


def pix2struct(folder: Path) -> None:
    """Pix2Struct: patches of any shape in the place of pixels."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = words()
    text = t.Pix2StructTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, pad_token_id=0,
        eos_token_id=2, decoder_start_token_id=0,
    )  # fmt: skip
    vision = t.Pix2StructVisionConfig(
        hidden_size=16, patch_embed_hidden_size=3 * 8 * 8, d_ff=16, d_kv=8, num_hidden_layers=1, num_attention_heads=2,
        seq_len=16,
    )  # fmt: skip
    config = t.Pix2StructConfig(text_config=text.to_dict(), vision_config=vision.to_dict())
    pictures = t.Pix2StructImageProcessorPil(patch_size={"height": 8, "width": 8}, max_patches=16)
    _tiny.save(folder, t.Pix2StructForConditionalGeneration(config), t.Pix2StructProcessor(pictures, tokenizer))


def trocr(folder: Path) -> None:
    """TrOCR: a DeiT that sees a line of text, a decoder that writes it."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.roberta_tokenizer()
    decoder = t.TrOCRConfig(
        vocab_size=len(tokenizer), d_model=16, decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=16,
        max_position_embeddings=64, is_decoder=True, add_cross_attention=True, **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    save_pair(folder, t.DeiTConfig(**SEES), decoder, tokenizer)
    pictures = t.DeiTImageProcessorPil(size=SIDE, do_center_crop=False)
    _tiny.save(folder, t.TrOCRProcessor(pictures, tokenizer))


def donut(folder: Path) -> None:
    """Donut, a Swin that sees a page and a BART that writes."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = words("<s_cord>")
    encoder = t.DonutSwinConfig(
        image_size=[64, 48], patch_size=4, embed_dim=8, depths=[1, 1], num_heads=[1, 2], window_size=4
    )
    decoder = t.MBartConfig(
        vocab_size=len(tokenizer), d_model=16, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=16, decoder_ffn_dim=16,
        encoder_attention_heads=2, decoder_attention_heads=2, max_position_embeddings=512, is_decoder=True,
        add_cross_attention=True, forced_eos_token_id=None, **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    save_pair(folder, encoder, decoder, tokenizer)
    _tiny.save(folder, t.DonutProcessor(t.DonutImageProcessorPil(size={"height": 64, "width": 48}), tokenizer))


def save_pair(folder: Path, encoder: Any, decoder: Any, tokenizer: Any) -> None:
    """An encoder-decoder of these, whose text begins and ends with the tokenizer's marks."""
    import transformers as t

    model = t.VisionEncoderDecoderModel(t.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder))
    for settings in (model.config, model.generation_config):
        settings.decoder_start_token_id, settings.pad_token_id = tokenizer.bos_token_id, tokenizer.pad_token_id
        settings.eos_token_id = tokenizer.eos_token_id
    model.save_pretrained(folder)


QWEN_TEXT: dict[str, Any] = {
    **_tiny.SMALL, "num_key_value_heads": 1, "max_position_embeddings": 512,
    "rope_parameters": {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 10000.0},
}  # fmt: skip
QWEN_SEES: dict[str, dict[str, Any]] = {
    "Qwen2VL": {"depth": 1, "embed_dim": 16, "hidden_size": 16, "num_heads": 2, "mlp_ratio": 2, "patch_size": 8},
    "Qwen2_5_VL": {"depth": 1, "hidden_size": 16, "num_heads": 2, "intermediate_size": 16, "out_hidden_size": 16,
                   "patch_size": 8, "window_size": 32, "fullatt_block_indexes": [0]},
    "Qwen3VL": {"depth": 1, "hidden_size": 16, "num_heads": 2, "intermediate_size": 16, "out_hidden_size": 16,
                "patch_size": 8, "num_position_embeddings": 16, "deepstack_visual_indexes": [0]},
}  # fmt: skip


def qwen_vl(kind: str) -> Build:
    """Qwen-VL: its processor prepares clips too, with torchvision alone."""

    def build(folder: Path) -> None:
        import json

        import transformers as t

        _tiny.seed(2)
        tokenizer = words(*QWEN_MARKS)
        tokenizer.chat_template = QWEN_TALK
        at = tokenizer.convert_tokens_to_ids
        text = {**QWEN_TEXT, "vocab_size": len(tokenizer), **_tiny.special_ids(tokenizer)}
        if kind == "Qwen3VL":
            text |= {"head_dim": 8, "rope_parameters": {**text["rope_parameters"], "mrope_interleaved": True}}
        config = getattr(t, f"{kind}Config")(
            text_config=text, vision_config=QWEN_SEES[kind], image_token_id=at("<|image_pad|>"),
            video_token_id=at("<|video_pad|>"), vision_start_token_id=at("<|vision_start|>"),
            vision_end_token_id=at("<|vision_end|>"),
        )  # fmt: skip
        pictures = t.Qwen2VLImageProcessorPil(
            patch_size=8, merge_size=2, temporal_patch_size=2, size={"shortest_edge": 256, "longest_edge": 4096}
        )
        _tiny.save(folder, getattr(t, f"{kind}ForConditionalGeneration")(config), tokenizer, pictures)
        for name, key in (
            ("preprocessor_config", "image_processor_type"),
            ("video_preprocessor_config", "video_processor_type"),
        ):
            path = folder / "preprocessor_config.json"
            settings = json.loads(path.read_text(encoding="utf-8")) | {"processor_class": f"{kind}Processor"}
            if name.startswith("video"):
                settings.pop("image_processor_type")
                settings[key] = "Qwen3VLVideoProcessor" if kind == "Qwen3VL" else "Qwen2VLVideoProcessor"
            (folder / f"{name}.json").write_text(json.dumps(settings), encoding="utf-8")

    return build


def asked_by_hand(before: str, mark: str, after: str) -> Callable[[Path, Mapping[str, Any]], Any]:
    """What a model says to a picture and a question, without the processor, for which torchvision is missing here: as many
    marks as the picture has places in the text, between what stands before and after them."""

    def say(folder: Path, values: Mapping[str, Any]) -> Any:
        import transformers as t
        from PIL import Image

        tokenizer, pictures = t.AutoTokenizer.from_pretrained(folder), t.AutoImageProcessor.from_pretrained(folder)
        model = t.AutoModelForImageTextToText.from_pretrained(folder)
        seen = pictures(images=Image.open(values["image"]).convert("RGB"), return_tensors="pt")
        seen.pop("num_patches", None)
        grid = seen.get("image_grid_thw")
        places = 4 if grid is None else int(grid.prod()) // 4
        question = values.get("text") or values["messages"][0]["content"]
        text = tokenizer(f"{before}{mark * places}{after}".format(question), return_tensors="pt")
        if grid is not None:
            text["mm_token_type_ids"] = (text["input_ids"] == tokenizer.convert_tokens_to_ids(mark)).long()
        written = model.generate(**text, **seen, max_new_tokens=8)
        return tokenizer.decode(written[0, text["input_ids"].shape[1] :], skip_special_tokens=True)

    return say


QWEN_BY_HAND = asked_by_hand(
    "<|im_start|>user\n<|vision_start|>", "<|image_pad|>", "<|vision_end|>{}<|im_end|>\n<|im_start|>assistant\n"
)
TILES = (
    "user: "
    + "".join(
        f"<fake_token_around_image><row_{row}_col_{col}>" + "<image>" * 4 + "\n" * (col == 2)
        for row in (1, 2)
        for col in (1, 2)
    )
    + "\n<fake_token_around_image><global-img>"
)
SMOLVLM_BY_HAND = asked_by_hand(TILES, "<image>", "<fake_token_around_image>{}\nassistant: ")
INTERNVL_BY_HAND = asked_by_hand("user: <img>", "<IMG_CONTEXT>", "</img>{}\nassistant: ")


def paligemma(folder: Path) -> None:
    """PaliGemma: a SigLIP and a Gemma, asked with a plain prompt, without a chat template."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = words("<image>")
    text = {
        **NARROW,
        "model_type": "gemma",
        "head_dim": 8,
        "vocab_size": len(tokenizer),
        **_tiny.special_ids(tokenizer),
    }
    config = t.PaliGemmaConfig(
        vision_config={**SEES, "model_type": "siglip_vision_model", "projection_dim": 16, "vision_use_head": False},
        text_config=text, projection_dim=16, image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"), hidden_size=16, vocab_size=len(tokenizer),
        **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    pictures = t.SiglipImageProcessorPil(size=SIDE)
    pictures.image_seq_length = 16
    _tiny.save(folder, t.PaliGemmaForConditionalGeneration(config), t.PaliGemmaProcessor(pictures, tokenizer))


def idefics3(folder: Path) -> None:
    """Idefics 3, which SmolVLM (the first) is too: the picture in tiles."""
    import transformers as t

    _tiny.seed(2)
    marks = ("<image>", "<fake_token_around_image>", "<global-img>", "<end_of_utterance>")
    tokenizer = words(*marks, chat_template=TALK)
    config = t.Idefics3Config(**smolvlm_parts(tokenizer))
    pictures = t.Idefics3ImageProcessorPil(size={"longest_edge": 64}, max_image_size={"longest_edge": 32})
    processor = t.Idefics3Processor(pictures, tokenizer, image_seq_len=4, chat_template=TALK)
    _tiny.save(folder, t.Idefics3ForConditionalGeneration(config), processor)


def smolvlm_parts(tokenizer: Any) -> dict[str, Any]:
    text = {**NARROW, "model_type": "llama", "vocab_size": len(tokenizer), **_tiny.special_ids(tokenizer)}
    return {
        "vision_config": SEES, "text_config": text, "scale_factor": 2, "image_token_id": tokenizer.convert_tokens_to_ids("<image>"),
        "pad_token_id": tokenizer.pad_token_id,
    }  # fmt: skip


def smolvlm2(folder: Path) -> None:
    """SmolVLM 2: Idefics 3 that takes clips too; its processor wants torchvision and num2words."""
    import json

    import transformers as t

    _tiny.seed(2)
    marks = ("<image>", "<fake_token_around_image>", "<global-img>", "<end_of_utterance>")
    tokenizer = words(*marks)
    tokenizer.chat_template = TALK
    pictures = t.SmolVLMImageProcessorPil(size={"longest_edge": 64}, max_image_size={"longest_edge": 32})
    _tiny.save(
        folder, t.SmolVLMForConditionalGeneration(t.SmolVLMConfig(**smolvlm_parts(tokenizer))), tokenizer, pictures
    )
    settings = {"processor_class": "SmolVLMProcessor", "image_seq_len": 4}
    (folder / "processor_config.json").write_text(json.dumps(settings), encoding="utf-8")


def gemma3(folder: Path) -> None:
    """Gemma 3 that sees."""
    import transformers as t

    _tiny.seed(2)
    marks = ("<start_of_image>", "<end_of_image>", "<image_soft_token>", "<start_of_turn>", "<end_of_turn>")
    tokenizer = words(
        *marks, boi_token="<start_of_image>", eoi_token="<end_of_image>", image_token="<image_soft_token>"
    )
    at = tokenizer.convert_tokens_to_ids
    text = {**NARROW, "head_dim": 8, "vocab_size": len(tokenizer), "sliding_window": 16, **_tiny.special_ids(tokenizer)}
    config = t.Gemma3Config(
        vision_config=SEES, text_config=text, mm_tokens_per_image=4, boi_token_index=at("<start_of_image>"),
        eoi_token_index=at("<end_of_image>"), image_token_index=at("<image_soft_token>"),
    )  # fmt: skip
    template = TALK.replace("<image>", "<start_of_image>")
    processor = t.Gemma3Processor(
        t.Gemma3ImageProcessorPil(size=SIDE), tokenizer, image_seq_length=4, chat_template=template
    )
    _tiny.save(folder, t.Gemma3ForConditionalGeneration(config), processor)


def internvl(folder: Path) -> None:
    """InternVL: its processor prepares clips too."""
    import json

    import transformers as t

    _tiny.seed(2)
    marks = ("<IMG_CONTEXT>", "<img>", "</img>", "<video>")
    tokenizer = words(
        *marks,
        context_image_token="<IMG_CONTEXT>",
        start_image_token="<img>",
        end_image_token="</img>",
        video_token="<video>",
    )
    tokenizer.chat_template = TALK.replace("<image>", "<IMG_CONTEXT>")
    text = {**NARROW, "model_type": "qwen2", "vocab_size": len(tokenizer), **_tiny.special_ids(tokenizer)}
    config = t.InternVLConfig(
        vision_config={**_tiny.SMALL, "image_size": [32, 32], "patch_size": [8, 8]}, text_config=text, image_seq_length=4,
        image_token_id=tokenizer.convert_tokens_to_ids("<IMG_CONTEXT>"),
    )  # fmt: skip
    pictures = t.GotOcr2ImageProcessorPil(size=SIDE, crop_to_patches=False)
    _tiny.save(folder, t.InternVLForConditionalGeneration(config), tokenizer, pictures)
    settings = {"processor_class": "InternVLProcessor", "image_seq_length": 4}
    (folder / "processor_config.json").write_text(json.dumps(settings), encoding="utf-8")


def llava_next(template: str | None) -> Build:
    """LLaVA-NeXT: the picture as a whole and in tiles. Older checkpoints have no chat template."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = words("<image>")
        grid = [[32, 64], [64, 32], [64, 64]]
        text = {**NARROW, "model_type": "llama", "vocab_size": len(tokenizer), **_tiny.special_ids(tokenizer)}
        config = t.LlavaNextConfig(
            vision_config={**SEES, "num_hidden_layers": 2, "model_type": "clip_vision_model", "projection_dim": 16},
            text_config=text, image_token_index=tokenizer.convert_tokens_to_ids("<image>"), image_grid_pinpoints=grid,
            image_seq_length=16,
        )  # fmt: skip
        pictures = t.LlavaNextImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIDE, image_grid_pinpoints=grid)
        processor = t.LlavaNextProcessor(
            pictures, tokenizer, patch_size=8, vision_feature_select_strategy="default", num_additional_image_tokens=1,
            chat_template=template,
        )  # fmt: skip
        _tiny.save(folder, t.LlavaNextForConditionalGeneration(config), processor)

    return build


def florence2(folder: Path) -> None:
    """Florence-2: an encoder-decoder told by a mark what to do with the picture."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = words("<image>", image_token="<image>")
    sees = {
        "depths": [1, 1, 1, 1], "embed_dim": [8, 8, 16, 16], "num_heads": [1, 1, 2, 2], "num_groups": [1, 1, 2, 2],
        "window_size": 2, "projection_dim": 16,
    }  # fmt: skip
    writes = {
        "model_type": "bart", "d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 16,
        "decoder_ffn_dim": 16, "encoder_attention_heads": 2, "decoder_attention_heads": 2, "vocab_size": len(tokenizer),
        "max_position_embeddings": 256, "decoder_start_token_id": 2, "forced_eos_token_id": None,
        **_tiny.special_ids(tokenizer),
    }  # fmt: skip
    config = t.Florence2Config(
        vision_config=sees, text_config=writes, image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        **_tiny.special_ids(tokenizer),
    )  # fmt: skip
    pictures = t.CLIPImageProcessorPil(size={"height": 64, "width": 64}, do_center_crop=False)
    pictures.image_seq_length = 5
    _tiny.save(folder, t.Florence2ForConditionalGeneration(config), t.Florence2Processor(pictures, tokenizer))


def janus(folder: Path) -> None:
    """Janus, which sees and draws; here it is asked about a picture."""
    import transformers as t

    _tiny.seed(2)
    marks = ("<image_placeholder>", "<begin_of_image>", "<end_of_image>")
    tokenizer = words(
        *marks, image_token="<image_placeholder>", boi_token="<begin_of_image>", eoi_token="<end_of_image>"
    )
    text = {**NARROW, "model_type": "llama", "vocab_size": len(tokenizer), **_tiny.special_ids(tokenizer)}
    draws = {
        "embed_dim": 4, "num_embeddings": 8, "latent_channels": 32, "base_channels": 32, "channel_multiplier": [1, 1],
        "num_res_blocks": 1, "num_patches": 4, "projection_dim": 16, "image_token_embed_dim": 16,
    }  # fmt: skip
    config = t.JanusConfig(
        text_config=text, vision_config={**SEES, "mlp_ratio": 2, "projection_dim": 16, "num_image_tokens": 16},
        vq_config=draws, image_token_id=tokenizer.convert_tokens_to_ids("<image_placeholder>"),
    )  # fmt: skip
    template = TALK.replace("<image>", "<image_placeholder>")
    processor = t.JanusProcessor(
        t.JanusImageProcessorPil(size=SIDE, min_size=8), tokenizer, chat_template=template, num_image_tokens=16
    )
    _tiny.save(folder, t.JanusForConditionalGeneration(config), processor)


ASK = {"image": files.picture(), "messages": [{"role": "user", "content": "What is in the picture?"}]}
PLAIN = {"image": files.picture(), "messages": [{"role": "user", "content": "caption en"}]}
CAPTION = {"image": files.picture(), "messages": [{"role": "user", "content": "<CAPTION>"}]}
CASES = [
    Case("image-to-text", "blip2", blip2("Blip2ForConditionalGeneration")),
    Case("image-to-text", "pix2struct", pix2struct),
    Case("image-to-text", "trocr", trocr),
    Case("image-to-text", "donut", donut),
    Case("image-to-text", "llava", llava, refused="OtherUse", says="image-text-to-text"),
    Case("image-to-text", "idefics3", idefics3, refused="OtherUse", says="image-text-to-text"),
    Case("image-to-text", "qwen2_vl", qwen_vl("Qwen2VL"), refused="OtherUse", says="image-text-to-text"),
    Case("image-to-text", "paligemma", paligemma, refused="OtherUse", says="image-text-to-text"),
    Case("visual-question-answering", "blip2", blip2("Blip2ForConditionalGeneration")),
    Case("visual-question-answering", "llava", llava, refused="WrongTask"),
    Case("image-text-to-text", "qwen2_vl", qwen_vl("Qwen2VL"), ASK, plain=QWEN_BY_HAND),
    Case("image-text-to-text", "qwen2_5_vl", qwen_vl("Qwen2_5_VL"), ASK, plain=QWEN_BY_HAND),
    Case("image-text-to-text", "qwen3_vl", qwen_vl("Qwen3VL"), ASK, plain=QWEN_BY_HAND),
    Case("image-text-to-text", "paligemma", paligemma, PLAIN),
    Case("image-text-to-text", "blip2", blip2("Blip2ForConditionalGeneration"), PLAIN),
    Case("image-text-to-text", "florence2", florence2, CAPTION),
    Case("image-text-to-text", "llava_next", llava_next(TALK), ASK),
    Case("image-text-to-text", "llava_next-base", llava_next(None), PLAIN),
    Case("image-text-to-text", "idefics3", idefics3, ASK),
    Case("image-text-to-text", "smolvlm2", smolvlm2, ASK, plain=SMOLVLM_BY_HAND),
    Case("image-text-to-text", "gemma3", gemma3, ASK),
    Case("image-text-to-text", "internvl", internvl, ASK, plain=INTERNVL_BY_HAND),
    Case("any-to-any", "qwen2_vl", qwen_vl("Qwen2VL"), plain=QWEN_BY_HAND),
    Case("any-to-any", "gemma3", gemma3),
    Case("any-to-any", "janus", janus),
    Case("image-text-to-text", "janus", janus, ASK),
]
