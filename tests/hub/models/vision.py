"""Pictures and clips: ResNet, ConvNeXt, MaskFormer, DETR, OWLv2, SigLIP, DPT, GLPN, SAM-HQ, DINOv2, LightGlue, TimeSformer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.rows import _tiny
from tests.rows._vision import SIZE, VIT, named_labels

SHORTEST = {"shortest_edge": 32}
RESNET = {"embedding_size": 8, "hidden_sizes": [8, 8, 16, 16], "depths": [1, 1, 1, 1], "layer_type": "basic"}


def resnet(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    model = t.ResNetForImageClassification(t.ResNetConfig(**RESNET, **named_labels()))
    _tiny.save(folder, model, t.ConvNextImageProcessorPil(size=SHORTEST, crop_pct=1.0))


def convnext(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    config = t.ConvNextConfig(hidden_sizes=[8, 8, 16, 16], depths=[1, 1, 1, 1], image_size=32, **named_labels())
    _tiny.save(
        folder, t.ConvNextForImageClassification(config), t.ConvNextImageProcessorPil(size=SHORTEST, crop_pct=1.0)
    )


def dinov2(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    config = t.Dinov2Config(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, mlp_ratio=2, image_size=32, patch_size=8
    )
    _tiny.save(folder, t.Dinov2Model(config), t.BitImageProcessorPil(size=SHORTEST, crop_size=SIZE))


def maskformer(folder: Path) -> None:
    """MaskFormer over a Swin, for panoptic and instance segments."""
    import transformers as t

    _tiny.seed(1)
    backbone = t.SwinConfig(
        image_size=32, patch_size=2, embed_dim=8, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2], window_size=2,
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )  # fmt: skip
    decoder = t.DetrConfig(
        d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=16, decoder_ffn_dim=16, num_queries=5, use_timm_backbone=False, backbone=None,
        backbone_config=t.ResNetConfig(**RESNET, out_features=["stage4"]),
    )  # fmt: skip
    config = t.MaskFormerConfig(
        backbone_config=backbone, decoder_config=decoder, fpn_feature_size=32, mask_feature_size=16, **named_labels()
    )
    processor = t.MaskFormerImageProcessorPil(size={"shortest_edge": 32, "longest_edge": 64})
    _tiny.save(folder, t.MaskFormerForInstanceSegmentation(config), processor)


def detr(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    config = t.DetrConfig(
        d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=16, decoder_ffn_dim=16, num_queries=6, use_timm_backbone=False, backbone=None,
        backbone_config=t.ResNetConfig(**RESNET, out_features=["stage4"]), **named_labels(),
    )  # fmt: skip
    processor = t.DetrImageProcessorPil(size={"shortest_edge": 32, "longest_edge": 64})
    _tiny.save(folder, t.DetrForObjectDetection(config), processor)


def owlv2(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.clip_tokenizer()
    config = t.Owlv2Config(text_config=clip_text(tokenizer), vision_config=VIT, projection_dim=16)
    _tiny.save(
        folder, t.Owlv2ForObjectDetection(config), t.Owlv2Processor(t.Owlv2ImageProcessorPil(size=SIZE), tokenizer)
    )


def clip_text(tokenizer: Any) -> dict[str, Any]:
    size = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    return {"vocab_size": len(tokenizer), "max_position_embeddings": 64, **size, **_tiny.special_ids(tokenizer)}


def siglip(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    tokenizer = _tiny.byte_tokenizer(closed=True, model_max_length=64)
    config = t.SiglipConfig(text_config={**clip_text(tokenizer), "projection_size": 16}, vision_config=VIT)
    _tiny.save(folder, t.SiglipModel(config), t.SiglipProcessor(t.SiglipImageProcessorPil(size=SIZE), tokenizer))


def dpt(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    config = t.DPTConfig(
        **{**VIT, "num_hidden_layers": 4}, backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8, head_in_index=-1, reassemble_factors=[4, 2, 1, 0.5],
    )  # fmt: skip
    _tiny.save(folder, t.DPTForDepthEstimation(config), t.DPTImageProcessorPil(size=SIZE, ensure_multiple_of=8))


def glpn(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    config = t.GLPNConfig(
        depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 16, 16], num_attention_heads=[1, 1, 2, 2], decoder_hidden_size=8
    )
    _tiny.save(folder, t.GLPNForDepthEstimation(config), t.GLPNImageProcessorPil(size_divisor=32))


def sam_hq(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    vision = {"hidden_size": 16, "output_channels": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 64,
              "patch_size": 16, "mlp_dim": 32, "global_attn_indexes": [0, 1], "window_size": 2, "num_pos_feats": 16}  # fmt: skip
    prompt = {"hidden_size": 32, "image_size": 64, "patch_size": 16, "mask_input_channels": 4}
    decoder = {"hidden_size": 32, "mlp_dim": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "vit_dim": 16,
               "attention_downsample_rate": 2, "iou_head_hidden_dim": 16, "iou_head_depth": 2}  # fmt: skip
    config = t.SamHQConfig(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder)
    processor = t.SamImageProcessorPil(
        size={"longest_edge": 64}, pad_size={"height": 64, "width": 64}, mask_size={"longest_edge": 16},
        mask_pad_size={"height": 16, "width": 16},
    )  # fmt: skip
    _tiny.save(folder, t.SamHQModel(config), t.SamHQProcessor(processor))


def swin2sr(folder: Path) -> None:
    """Swin2SR with the other way up: pixel shuffle after a convolution."""
    import transformers as t

    _tiny.seed(1)
    config = t.Swin2SRConfig(
        image_size=16, patch_size=1, embed_dim=8, depths=[1], num_heads=[2], window_size=4, mlp_ratio=2.0, upscale=2,
        upsampler="pixelshuffle",
    )  # fmt: skip
    _tiny.save(folder, t.Swin2SRForImageSuperResolution(config), t.Swin2SRImageProcessorPil())


def lightglue(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    superpoint = t.SuperPointConfig(
        encoder_hidden_sizes=[8, 8, 8, 8], decoder_hidden_size=8, descriptor_decoder_dim=16, keypoint_threshold=0.001,
        max_keypoints=20,
    )  # fmt: skip
    config = t.LightGlueConfig(
        keypoint_detector_config=superpoint, descriptor_dim=16, num_hidden_layers=2, num_attention_heads=2,
        filter_threshold=0.0,
    )  # fmt: skip
    processor = t.LightGlueImageProcessorPil(size={"height": 64, "width": 64})
    _tiny.save(folder, t.LightGlueForKeypointMatching(config), processor)


def timesformer(folder: Path) -> None:
    import transformers as t

    _tiny.seed(1)
    config = t.TimesformerConfig(**VIT, num_frames=8, **named_labels())
    processor = t.VideoMAEImageProcessorPil(size=SHORTEST, crop_size=SIZE)
    _tiny.save(folder, t.TimesformerForVideoClassification(config), processor)


MODELS = [
    ("image-classification", "resnet", resnet),
    ("image-classification", "convnext", convnext),
    ("image-segmentation", "maskformer", maskformer),
    ("object-detection", "detr", detr),
    ("zero-shot-object-detection", "owlv2", owlv2),
    ("zero-shot-image-classification", "siglip", siglip),
    ("depth-estimation", "dpt", dpt),
    ("depth-estimation", "glpn", glpn),
    ("mask-generation", "sam_hq", sam_hq),
    ("image-to-image", "swin2sr", swin2sr),
    ("image-feature-extraction", "dinov2", dinov2),
    ("keypoint-matching", "lightglue", lightglue),
    ("video-classification", "timesformer", timesformer),
]
