"""Pictures and clips: ConvNeXt V2, MobileViT, Swin, DINOv2 and DINOv3, SigLIP 2, RT-DETR, Deformable DETR, Grounding DINO, OneFormer,
UPerNet, Mask2Former, ZoeDepth, Efficient LoFTR, ViViT, and what needs torchvision: SAM 2, Depth Pro, V-JEPA 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.architectures import Case
from tests.hub.models.vision import RESNET, SHORTEST, clip_text
from tests.rows import _tiny
from tests.rows._vision import SIZE, VIT, named_labels
from tests.tiny import Build

CLASSES = Path(__file__).with_name("oneformer_classes.json")
STAGES = ["stage1", "stage2", "stage3", "stage4"]
SWIN: dict[str, Any] = {
    "image_size": 32, "patch_size": 2, "embed_dim": 8, "depths": [1, 1, 1, 1], "num_heads": [1, 1, 2, 2], "window_size": 2,
}  # fmt: skip
DINO: dict[str, Any] = {
    "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "mlp_ratio": 2, "image_size": 32, "patch_size": 8,
}  # fmt: skip
MOBILE: dict[str, Any] = {
    "image_size": 32, "hidden_sizes": [8, 12, 16], "neck_hidden_sizes": [4, 8, 8, 8, 12, 16, 16], "num_attention_heads": 2,
    "aspp_out_channels": 8,
}  # fmt: skip
CONVS: dict[str, Any] = {"hidden_sizes": [8, 8, 16, 16], "depths": [1, 1, 1, 1], "image_size": 32}


def pictures(
    model: str, config: str, processor: str, settings: dict[str, Any], prepare: dict[str, Any], labels: bool = True
) -> Build:
    """A model that needs nothing but its sizes, and what prepares its pictures."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        made = getattr(t, config)(**settings, **(named_labels() if labels else {}))
        _tiny.save(folder, getattr(t, model)(made), getattr(t, processor)(**prepare))

    return build


def convnextv2(head: str, labels: bool = True) -> Build:
    return pictures(
        head, "ConvNextV2Config", "ConvNextImageProcessorPil", CONVS, {"size": SHORTEST, "crop_pct": 1.0}, labels
    )


def mobilevit(head: str) -> Build:
    return pictures(
        head, "MobileViTConfig", "MobileViTImageProcessorPil", MOBILE, {"size": SHORTEST, "crop_size": SIZE}
    )


def swin(head: str, labels: bool = True) -> Build:
    return pictures(head, "SwinConfig", "ViTImageProcessorPil", SWIN, {"size": SIZE}, labels)


def dinov2(head: str, labels: bool = True) -> Build:
    registers = "WithRegisters" if "WithRegisters" in head else ""
    return pictures(
        head, f"Dinov2{registers}Config", "BitImageProcessorPil", DINO, {"size": SHORTEST, "crop_size": SIZE}, labels
    )


def backbone(**changes: Any) -> Any:
    """A ResNet whose stages others look at."""
    import transformers as t

    return t.ResNetConfig(**{**RESNET, "out_features": STAGES[1:], **changes})


def siglip2_labels(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    vision = {**_tiny.SMALL, "patch_size": 8, "num_patches": 16}
    config = t.Siglip2Config(vision_config=vision, text_config={**_tiny.SMALL, "vocab_size": 64}, **named_labels())
    processor = t.Siglip2ImageProcessorPil(patch_size=8, max_num_patches=16)
    _tiny.save(folder, t.Siglip2ForImageClassification(config), processor)


def siglip2(folder: Path) -> None:
    """SigLIP 2 of pictures of any shape: patches with a mask in the place of pixels."""
    import transformers as t

    _tiny.seed(2)
    signs = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "▁", *(chr(code) for code in range(33, 127))]
    tokenizer = t.GemmaTokenizer(vocab={sign: i for i, sign in enumerate(signs)}, merges=[], model_max_length=64)
    config = t.Siglip2Config(
        text_config={**clip_text(tokenizer), "projection_size": 16},
        vision_config={**_tiny.SMALL, "patch_size": 8, "num_patches": 16},
    )
    processor = t.Siglip2Processor(t.Siglip2ImageProcessorPil(patch_size=8, max_num_patches=16), tokenizer)
    _tiny.save(folder, t.Siglip2Model(config), processor)


def siglip2_vision(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    config = t.Siglip2VisionConfig(**_tiny.SMALL, patch_size=8, num_patches=16)
    _tiny.save(folder, t.Siglip2VisionModel(config), t.Siglip2ImageProcessorPil(patch_size=8, max_num_patches=16))


def two_towers(kind: str) -> Build:
    """MetaCLIP 2 and others of CLIP's form."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = _tiny.clip_tokenizer()
        config = getattr(t, f"{kind}Config")(text_config=clip_text(tokenizer), vision_config=VIT, projection_dim=16)
        processor = t.CLIPProcessor(t.CLIPImageProcessorPil(size=SHORTEST, crop_size=SIZE), tokenizer)
        _tiny.save(folder, getattr(t, f"{kind}Model")(config), processor)

    return build


def chinese_clip(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.bert_tokenizer()
    text = {**_tiny.SMALL, "vocab_size": len(tokenizer), "max_position_embeddings": 64}
    config = t.ChineseCLIPConfig(text_config=text, vision_config=VIT, projection_dim=16)
    processor = t.ChineseCLIPProcessor(t.ChineseCLIPImageProcessorPil(size=SIZE, do_center_crop=False), tokenizer)
    _tiny.save(folder, t.ChineseCLIPModel(config), processor)


def clip_vision(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    processor = t.CLIPImageProcessorPil(size=SHORTEST, crop_size=SIZE)
    _tiny.save(folder, t.CLIPVisionModel(t.CLIPVisionConfig(**VIT, projection_dim=16)), processor)


def dinov3(folder: Path) -> None:
    """DINOv3, whose image processor is there for torchvision alone."""
    import transformers as t

    _tiny.seed(2)
    config = t.DINOv3ViTConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=8,
        num_register_tokens=4,
    )  # fmt: skip
    _tiny.save(folder, t.DINOv3ViTModel(config))
    prepared(
        folder,
        "DINOv3ViTImageProcessorFast",
        image_mean=[0.485, 0.456, 0.406],
        image_std=[0.229, 0.224, 0.225],
        size=SIZE,
    )


def prepared(folder: Path, processor: str, **settings: Any) -> None:
    """The settings of an image processor that cannot be made here, as a checkpoint has them."""
    import json

    text = json.dumps({"image_processor_type": processor, **settings})
    (folder / "preprocessor_config.json").write_text(text, encoding="utf-8")


DETR_LIKE: dict[str, Any] = {
    "d_model": 32, "encoder_layers": 1, "decoder_layers": 2, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "num_queries": 6,
}  # fmt: skip
LONGEST = {"shortest_edge": 32, "longest_edge": 64}


def rt_detr(version: str = "") -> Build:
    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        seen = t.RTDetrResNetConfig(
            embedding_size=8,
            hidden_sizes=[8, 8, 16, 16],
            depths=[1, 1, 1, 1],
            layer_type="basic",
            out_features=STAGES[1:],
        )
        config = getattr(t, f"RTDetr{version}Config")(
            **DETR_LIKE, backbone_config=seen, encoder_hidden_dim=32, encoder_in_channels=[8, 16, 16],
            decoder_in_channels=[32, 32, 32], num_denoising=0, **named_labels(),
        )  # fmt: skip
        processor = t.RTDetrImageProcessorPil(size={"height": 64, "width": 64})
        _tiny.save(folder, getattr(t, f"RTDetr{version}ForObjectDetection")(config), processor)

    return build


def d_fine(folder: Path) -> None:
    """D-FINE: RT-DETR whose boxes are distributions, over an HGNet V2."""
    import transformers as t

    _tiny.seed(2)
    seen = t.HGNetV2Config(
        embedding_size=8, depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 16, 16], stem_channels=[3, 8, 8],
        stage_in_channels=[8, 8, 8, 16], stage_mid_channels=[8, 8, 8, 8], stage_out_channels=[8, 8, 16, 16],
        stage_num_blocks=[1, 1, 1, 1], stage_numb_of_layers=[1, 1, 1, 1], out_features=STAGES[1:],
    )  # fmt: skip
    config = t.DFineConfig(
        **DETR_LIKE, backbone_config=seen, encoder_hidden_dim=32, encoder_in_channels=[8, 16, 16],
        decoder_in_channels=[32, 32, 32], num_denoising=0, depth_mult=0.34, **named_labels(),
    )  # fmt: skip
    processor = t.RTDetrImageProcessorPil(size={"height": 64, "width": 64})
    _tiny.save(folder, t.DFineForObjectDetection(config), processor)


def deformable_detr(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    config = t.DeformableDetrConfig(
        **DETR_LIKE, backbone_config=backbone(), **named_labels(), disable_custom_kernels=True
    )
    processor = t.DeformableDetrImageProcessorPil(size={"shortest_edge": 64, "longest_edge": 128})
    _tiny.save(folder, t.DeformableDetrForObjectDetection(config), processor)


def conditional_detr(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    config = t.ConditionalDetrConfig(
        **DETR_LIKE,
        use_timm_backbone=False,
        backbone=None,
        backbone_config=backbone(out_features=["stage4"]),
        **named_labels(),
    )
    processor = t.ConditionalDetrImageProcessorPil(size=LONGEST)
    _tiny.save(folder, t.ConditionalDetrForObjectDetection(config), processor)


def table_transformer(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    config = t.TableTransformerConfig(
        **DETR_LIKE,
        use_timm_backbone=False,
        backbone=None,
        backbone_config=backbone(out_features=["stage4"]),
        **named_labels(),
    )
    _tiny.save(folder, t.TableTransformerForObjectDetection(config), t.DetrImageProcessorPil(size=LONGEST))


def timm_detr(folder: Path) -> None:
    """DETR as facebook saved it: its backbone is one of the library timm."""
    import json

    import transformers as t

    _tiny.seed(2)
    config = t.DetrConfig(
        **DETR_LIKE,
        use_timm_backbone=False,
        backbone=None,
        backbone_config=backbone(out_features=["stage4"]),
        **named_labels(),
    )
    _tiny.save(folder, t.DetrForObjectDetection(config), t.DetrImageProcessorPil(size=LONGEST))
    path = folder / "config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings.update(use_timm_backbone=True, backbone="resnet50", use_pretrained_backbone=True, backbone_config=None)
    path.write_text(json.dumps(settings), encoding="utf-8")


def grounding_dino(kind: str) -> Build:
    """Grounding DINO: a Swin that sees, a BERT that reads all labels as one text with full stops."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed(2)
        tokenizer = _tiny.bert_tokenizer(max_length=64)
        text = {**_tiny.SMALL, "model_type": "bert", "vocab_size": len(tokenizer), "max_position_embeddings": 64}
        config = getattr(t, f"{kind}Config")(
            **DETR_LIKE, backbone_config=t.SwinConfig(**SWIN, out_features=STAGES[1:]), num_feature_levels=4,
            text_config=text, disable_custom_kernels=True, max_text_len=64,
        )  # fmt: skip
        processor = t.GroundingDinoProcessor(t.GroundingDinoImageProcessorPil(size=LONGEST), tokenizer)
        _tiny.save(folder, getattr(t, f"{kind}ForObjectDetection")(config), processor)

    return build


def claimed(model_type: str, architecture: str) -> Build:
    """What a checkpoint of a kind says of itself, without the rest: it is refused before anything else is read."""

    def build(folder: Path) -> None:
        import json

        import torch
        from safetensors.torch import save_file

        config = {"model_type": model_type, "architectures": [architecture]}
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        save_file({"weight": torch.zeros(2, 2)}, folder / "model.safetensors", {"format": "pt"})

    return build


def swin2sr_real(folder: Path) -> None:
    """Swin2SR for real pictures: it enlarges by neighbours and convolutions, four times."""
    import transformers as t

    _tiny.seed(2)
    config = t.Swin2SRConfig(
        image_size=16, patch_size=1, embed_dim=8, depths=[1], num_heads=[2], window_size=4, mlp_ratio=2.0, upscale=4,
        upsampler="nearest+conv",
    )  # fmt: skip
    _tiny.save(folder, t.Swin2SRForImageSuperResolution(config), t.Swin2SRImageProcessorPil())


def oneformer(folder: Path) -> None:
    """OneFormer: one model for all kinds of segments, told which by a text; the names of its classes lie in another file."""
    import transformers as t

    _tiny.seed(2)
    tokenizer = _tiny.clip_tokenizer()
    config = t.OneFormerConfig(
        backbone_config=t.SwinConfig(**SWIN, out_features=STAGES), num_queries=5, task_seq_len=32, text_encoder_width=32,
        text_encoder_context_length=32, text_encoder_num_layers=1, text_encoder_vocab_size=len(tokenizer),
        text_encoder_n_ctx=2, conv_dim=32, mask_dim=32, hidden_dim=32, encoder_feedforward_dim=16, encoder_layers=1,
        decoder_layers=2, num_attention_heads=2, dim_feedforward=16, query_dec_layers=1, **named_labels(),
    )  # fmt: skip
    pictures = t.OneFormerImageProcessorPil(
        size=LONGEST, class_info_file=str(CLASSES), repo_path="", num_text=3, num_labels=3
    )
    _tiny.save(folder, t.OneFormerForUniversalSegmentation(config))
    processor = t.OneFormerProcessor(pictures, tokenizer, max_seq_length=32, task_seq_length=32)
    processor.save_pretrained(folder)


def mask2former(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    config = t.Mask2FormerConfig(
        backbone_config=t.SwinConfig(**SWIN, out_features=STAGES), feature_size=32, mask_feature_size=32, hidden_dim=32,
        encoder_feedforward_dim=16, encoder_layers=1, decoder_layers=2, num_attention_heads=2, dim_feedforward=16,
        num_queries=5, **named_labels(),
    )  # fmt: skip
    processor = t.Mask2FormerImageProcessorPil(size=LONGEST)
    _tiny.save(folder, t.Mask2FormerForUniversalSegmentation(config), processor)


def upernet(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    seen = t.ConvNextConfig(**CONVS, out_features=STAGES)
    config = t.UperNetConfig(
        backbone_config=seen,
        hidden_size=8,
        pool_scales=[1, 2],
        auxiliary_channels=8,
        auxiliary_in_channels=16,
        **named_labels(),
    )
    _tiny.save(folder, t.UperNetForSemanticSegmentation(config), t.SegformerImageProcessorPil(size=SIZE))


def beit_segments(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    config = t.BeitConfig(
        **{**VIT, "num_hidden_layers": 4}, out_indices=[1, 2, 3, 4], auxiliary_channels=8, use_relative_position_bias=True,
        pool_scales=[1, 2], **named_labels(),
    )  # fmt: skip
    _tiny.save(folder, t.BeitForSemanticSegmentation(config), t.BeitImageProcessorPil(size=SIZE, do_center_crop=False))


def zoedepth(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    seen = t.BeitConfig(
        **{**VIT, "num_hidden_layers": 4}, out_features=STAGES, reshape_hidden_states=False,
        use_relative_position_bias=True,
    )  # fmt: skip
    config = t.ZoeDepthConfig(
        backbone_config=seen, neck_hidden_sizes=[8, 8, 8, 8], fusion_hidden_size=8, bottleneck_features=8,
        num_relative_features=4, num_attractors=[2, 2, 2, 1], bin_embedding_dim=8,
        bin_configurations=[{"n_bins": 8, "min_depth": 0.001, "max_depth": 10.0, "name": "nyu"}],
    )  # fmt: skip
    processor = t.ZoeDepthImageProcessorPil(size=SIZE, ensure_multiple_of=8)
    _tiny.save(folder, t.ZoeDepthForDepthEstimation(config), processor)


def depth_anything(folder: Path) -> None:
    """Depth Anything V2 as it is saved: relative depth over a DINOv2."""
    import transformers as t

    _tiny.seed(2)
    seen = t.Dinov2Config(**{**DINO, "num_hidden_layers": 4}, out_features=STAGES, reshape_hidden_states=False)
    config = t.DepthAnythingConfig(
        backbone_config=seen, patch_size=8, reassemble_hidden_size=16, neck_hidden_sizes=[8, 8, 8, 8], fusion_hidden_size=8,
        head_hidden_size=8,
    )  # fmt: skip
    _tiny.save(
        folder, t.DepthAnythingForDepthEstimation(config), t.DPTImageProcessorPil(size=SIZE, ensure_multiple_of=8)
    )


def efficientloftr(folder: Path) -> None:
    """Efficient LoFTR: matches without keypoints found first."""
    import transformers as t

    _tiny.seed(2)
    config = t.EfficientLoFTRConfig(
        stage_num_blocks=[1, 1, 1, 1], out_features=[8, 8, 16, 32], stage_stride=[2, 1, 2, 2], hidden_size=32,
        num_attention_layers=1, num_attention_heads=8, coarse_matching_threshold=0.0, coarse_matching_border_removal=0,
        fine_matching_slice_dim=2,
    )  # fmt: skip
    processor = t.EfficientLoFTRImageProcessorPil(size={"height": 64, "width": 64})
    _tiny.save(folder, t.EfficientLoFTRForKeypointMatching(config), processor)


def vivit(folder: Path) -> None:
    import transformers as t

    _tiny.seed(2)
    sees = {key: value for key, value in VIT.items() if key != "patch_size"}
    config = t.VivitConfig(**sees, num_frames=8, tubelet_size=[2, 8, 8], **named_labels())
    _tiny.save(folder, t.VivitForVideoClassification(config))
    prepared(folder, "VivitImageProcessor", size={"shortest_edge": 32}, crop_size=SIZE, resample=2)


def vjepa2(folder: Path) -> None:
    """V-JEPA 2, whose clips are prepared with torchvision alone."""
    import json

    import transformers as t

    _tiny.seed(2)
    config = t.VJEPA2Config(
        patch_size=8, crop_size=32, frames_per_clip=8, tubelet_size=2, hidden_size=16, num_attention_heads=2,
        num_hidden_layers=1, mlp_ratio=2.0, pred_hidden_size=16, pred_num_attention_heads=2, pred_num_hidden_layers=1,
        num_pooler_layers=1, **named_labels(),
    )  # fmt: skip
    _tiny.save(folder, t.VJEPA2ForVideoClassification(config))
    text = json.dumps(
        {"video_processor_type": "VJEPA2VideoProcessor", "crop_size": SIZE, "size": {"shortest_edge": 32}}
    )
    (folder / "video_preprocessor_config.json").write_text(text, encoding="utf-8")


def sam2(folder: Path) -> None:
    """SAM 2, whose image processor is there for torchvision alone."""
    import transformers as t

    _tiny.seed(2)
    seen = t.Sam2HieraDetConfig(
        hidden_size=8, num_attention_heads=1, image_size=[64, 64], patch_kernel_size=[7, 7], patch_stride=[4, 4],
        patch_padding=[3, 3], query_stride=[2, 2], window_positional_embedding_background_size=[2, 2],
        blocks_per_stage=[1, 1, 1, 1], embed_dim_per_stage=[8, 8, 16, 16], num_attention_heads_per_stage=[1, 1, 2, 2],
        window_size_per_stage=[2, 2, 2, 2], global_attention_blocks=[2],
    )  # fmt: skip
    vision = t.Sam2VisionConfig(
        backbone_config=seen, backbone_channel_list=[16, 16, 8, 8], backbone_feature_sizes=[[16, 16], [8, 8], [4, 4]],
        fpn_hidden_size=16,
    )  # fmt: skip
    prompt = t.Sam2PromptEncoderConfig(hidden_size=16, image_size=64, patch_size=16, mask_input_channels=4)
    decoder = t.Sam2MaskDecoderConfig(
        hidden_size=16, mlp_dim=16, num_hidden_layers=1, num_attention_heads=2, attention_downsample_rate=2,
        iou_head_hidden_dim=16, iou_head_depth=2,
    )  # fmt: skip
    config = t.Sam2Config(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder)
    _tiny.save(folder, t.Sam2Model(config))
    prepared(folder, "Sam2ImageProcessorFast", size={"height": 64, "width": 64}, mask_size={"height": 16, "width": 16})


def timm_wrapper(folder: Path) -> None:
    """A classifier of the library timm, as its repositories are on the Hub."""
    import json

    import torch
    from safetensors.torch import save_file

    config = {
        "architecture": "resnet18", "num_classes": 3, "num_features": 512, "label_names": ["circle", "square", "star"],
        "pretrained_cfg": {"tag": "a1_in1k", "input_size": [3, 224, 224], "num_classes": 3}, "model_type": "timm_wrapper",
        "architectures": ["TimmWrapperForImageClassification"],
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    save_file(
        {"fc.weight": torch.zeros(3, 512), "fc.bias": torch.zeros(3)}, folder / "model.safetensors", {"format": "pt"}
    )


CASES = [
    Case("image-classification", "convnextv2", convnextv2("ConvNextV2ForImageClassification")),
    Case("image-classification", "mobilevit", mobilevit("MobileViTForImageClassification")),
    Case("image-classification", "swin", swin("SwinForImageClassification")),
    Case("image-classification", "dinov2", dinov2("Dinov2ForImageClassification")),
    Case("image-classification", "siglip2", siglip2_labels),
    Case("image-classification", "timm", timm_wrapper, refused="MissingPackage", says="timm"),
    Case("image-segmentation", "oneformer", oneformer),
    Case("image-segmentation", "mask2former", mask2former, {"subtask": "panoptic", "threshold": 0.0}),
    Case("image-segmentation", "upernet", upernet),
    Case("image-segmentation", "beit", beit_segments),
    Case("image-segmentation", "mobilevit", mobilevit("MobileViTForSemanticSegmentation")),
    Case("object-detection", "rt_detr", rt_detr()),
    Case("object-detection", "rt_detr_v2", rt_detr("V2")),
    Case("object-detection", "d_fine", d_fine),
    Case("object-detection", "deformable_detr", deformable_detr),
    Case("object-detection", "conditional_detr", conditional_detr),
    Case("object-detection", "table-transformer", table_transformer),
    Case("object-detection", "detr-timm", timm_detr, refused="MissingPackage", says="timm"),
    Case("zero-shot-object-detection", "grounding_dino", grounding_dino("GroundingDino")),
    Case("zero-shot-object-detection", "mm_grounding_dino", grounding_dino("MMGroundingDino")),
    Case("zero-shot-image-classification", "siglip2", siglip2),
    Case("zero-shot-image-classification", "metaclip2", two_towers("MetaClip2")),
    Case("zero-shot-image-classification", "chinese_clip", chinese_clip),
    Case("depth-estimation", "zoedepth", zoedepth, refused="MissingPackage", says="torchvision"),
    Case("depth-estimation", "depth_anything", depth_anything),
    Case("mask-generation", "sam2", sam2, refused="MissingPackage", says="torchvision"),
    Case("image-feature-extraction", "dinov2_with_registers", dinov2("Dinov2WithRegistersModel", False)),
    Case("image-feature-extraction", "convnextv2", convnextv2("ConvNextV2Model", False)),
    Case("image-feature-extraction", "swin", swin("SwinModel", False)),
    Case("image-feature-extraction", "siglip2", siglip2_vision),
    Case("image-feature-extraction", "clip-vision", clip_vision),
    Case(
        "image-feature-extraction",
        "clip",
        two_towers("CLIP"),
        refused="WrongTask",
        says="zero-shot-image-classification",
    ),
    Case("feature-extraction", "clip", two_towers("CLIP"), refused="WrongTask", says="zero-shot-image-classification"),
    Case("image-feature-extraction", "dinov3", dinov3, refused="MissingPackage", says="torchvision"),
    Case("keypoint-matching", "efficientloftr", efficientloftr),
    Case("video-classification", "vivit", vivit, {"video": files.clip()}),
    Case("video-classification", "vjepa2", vjepa2, refused="MissingPackage", says="torchvision"),
    Case(
        "depth-estimation",
        "depth_pro",
        claimed("depth_pro", "DepthProForDepthEstimation"),
        refused="MissingPackage",
        says="torchvision",
    ),
    Case(
        "mask-generation", "edgetam", claimed("edgetam", "EdgeTamModel"), refused="MissingPackage", says="torchvision"
    ),
    Case(
        "keypoint-matching", "superpoint", claimed("superpoint", "SuperPointForKeypointDetection"), refused="WrongTask"
    ),
    Case("image-to-image", "swin2sr-real", swin2sr_real),
    Case("image-to-image", "mask2former", mask2former, refused="WrongTask"),
    Case("object-detection", "clip", two_towers("CLIP"), refused="WrongTask"),
]
