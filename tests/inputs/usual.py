"""Models of real classes that take inputs of the usual size, their layers as small as can be, with random weights.

What they need of memory beside their weights is what the sizes of inputs and of answers make of it: 150 labels or 100
queries for every pixel, 1,024 pixels along a side, 12 heads for every pair of tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.rows import _tiny
from tests.tiny import Build


@dataclass(frozen=True)
class Usual:
    """A model, the task that it serves, and values that make the run as large as it gets."""

    task: str
    build: Build
    values: Mapping[str, Any] = field(default_factory=dict)


def numbered(count: int) -> dict[str, Any]:
    return {"id2label": {i: f"kind {i}" for i in range(count)}, "label2id": {f"kind {i}": i for i in range(count)}}


def resnet() -> Any:
    import transformers as t

    return t.ResNetConfig(
        embedding_size=8,
        hidden_sizes=[8, 8, 16, 16],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )


def segformer(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.SegformerConfig(
        depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 16, 16], num_attention_heads=[1, 1, 2, 2], decoder_hidden_size=16,
        **numbered(150),
    )  # fmt: skip
    size = {"height": 512, "width": 512}
    _tiny.save(folder, t.SegformerForSemanticSegmentation(config), t.SegformerImageProcessorPil(size=size))


def mask2former(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    backbone = t.SwinConfig(
        embed_dim=8, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2], out_features=["stage1", "stage2", "stage3", "stage4"]
    )
    config = t.Mask2FormerConfig(
        backbone_config=backbone, feature_size=32, mask_feature_size=32, hidden_dim=32, encoder_feedforward_dim=16,
        encoder_layers=1, decoder_layers=2, num_attention_heads=2, dim_feedforward=16, num_queries=100, **numbered(133),
    )  # fmt: skip
    size = {"shortest_edge": 800, "longest_edge": 1333}
    processor = t.Mask2FormerImageProcessorPil(size=size, size_divisor=32, ignore_index=255)
    _tiny.save(folder, t.Mask2FormerForUniversalSegmentation(config), processor)


def detr(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.DetrConfig(
        backbone_config=resnet(), use_timm_backbone=False, use_pretrained_backbone=False, backbone=None, d_model=16,
        encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16,
        decoder_ffn_dim=16, num_queries=100, **numbered(91),
    )  # fmt: skip
    _tiny.save(folder, t.DetrForObjectDetection(config), t.DetrImageProcessorPil())


def detr_panoptic(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.DetrConfig(
        backbone_config=resnet(), use_timm_backbone=False, use_pretrained_backbone=False, backbone=None, d_model=64,
        encoder_layers=1, decoder_layers=1, encoder_attention_heads=8, decoder_attention_heads=8, encoder_ffn_dim=16,
        decoder_ffn_dim=16, num_queries=100, **numbered(250),
    )  # fmt: skip
    _tiny.save(folder, t.DetrForSegmentation(config), t.DetrImageProcessorPil())


def sam(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    vision = {"hidden_size": 16, "output_channels": 256, "num_hidden_layers": 2, "num_attention_heads": 1, "mlp_dim": 32,
              "image_size": 1024, "patch_size": 16, "global_attn_indexes": [1], "window_size": 14}  # fmt: skip
    config = t.SamConfig(
        vision_config=vision,
        prompt_encoder_config={"hidden_size": 256, "image_size": 1024, "patch_size": 16},
        mask_decoder_config={"hidden_size": 256, "mlp_dim": 32, "num_hidden_layers": 1},
    )
    _tiny.save(folder, t.SamModel(config), t.SamProcessor(t.SamImageProcessorPil()))


def vit() -> dict[str, Any]:
    return {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def owlvit(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.clip_tokenizer()
    text = {**vit(), "vocab_size": len(tokenizer), "max_position_embeddings": 64, **_tiny.special_ids(tokenizer)}
    config = t.OwlViTConfig(
        text_config=text, vision_config={**vit(), "image_size": 768, "patch_size": 32}, projection_dim=16
    )
    processor = t.OwlViTProcessor(t.OwlViTImageProcessorPil(), tokenizer)
    _tiny.save(folder, t.OwlViTForObjectDetection(config), processor)


def owlv2(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.clip_tokenizer()
    text = {**vit(), "vocab_size": len(tokenizer), "max_position_embeddings": 64, **_tiny.special_ids(tokenizer)}
    config = t.Owlv2Config(
        text_config=text, vision_config={**vit(), "image_size": 960, "patch_size": 16}, projection_dim=16
    )
    processor = t.Owlv2Processor(t.Owlv2ImageProcessorPil(), tokenizer)
    _tiny.save(folder, t.Owlv2ForObjectDetection(config), processor)


def swin2sr(upscale: int, upsampler: str) -> Build:
    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed()
        config = t.Swin2SRConfig(
            image_size=64, patch_size=1, embed_dim=60, depths=[2, 2], num_heads=[6, 6], window_size=8, mlp_ratio=2.0,
            upscale=upscale, upsampler=upsampler,
        )  # fmt: skip
        _tiny.save(folder, t.Swin2SRForImageSuperResolution(config), t.Swin2SRImageProcessorPil())

    return build


def depth_anything(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    backbone = t.Dinov2Config(
        hidden_size=16, num_hidden_layers=4, num_attention_heads=2, mlp_ratio=2, image_size=518, patch_size=14,
        out_features=["stage1", "stage2", "stage3", "stage4"], reshape_hidden_states=False,
    )  # fmt: skip
    config = t.DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=16, neck_hidden_sizes=[8, 8, 8, 8], fusion_hidden_size=8,
        head_hidden_size=8,
    )  # fmt: skip
    size = {"height": 518, "width": 518}
    processor = t.DPTImageProcessorPil(size=size, ensure_multiple_of=14, keep_aspect_ratio=True)
    _tiny.save(folder, t.DepthAnythingForDepthEstimation(config), processor)


def glpn(folder: Path) -> None:
    """Its image processor leaves pictures as large as they are."""
    import transformers as t

    _tiny.seed()
    config = t.GLPNConfig(
        depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 16, 16], num_attention_heads=[1, 1, 2, 2], decoder_hidden_size=8
    )
    _tiny.save(folder, t.GLPNForDepthEstimation(config), t.GLPNImageProcessorPil())


def superglue(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    superpoint = t.SuperPointConfig(
        encoder_hidden_sizes=[8, 8, 8, 8], decoder_hidden_size=8, descriptor_decoder_dim=16, keypoint_threshold=0.001,
        max_keypoints=1024,
    )  # fmt: skip
    config = t.SuperGlueConfig(
        keypoint_detector_config=superpoint, hidden_size=16, keypoint_encoder_sizes=[8, 16],
        gnn_layers_types=["self", "cross"], num_attention_heads=2, sinkhorn_iterations=5, matching_threshold=0.0,
    )  # fmt: skip
    _tiny.save(folder, t.SuperGlueForKeypointMatching(config), t.SuperGlueImageProcessorPil())


def classifier(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.ViTConfig(**vit(), image_size=224, patch_size=16, **numbered(1000))
    _tiny.save(folder, t.ViTForImageClassification(config), t.ViTImageProcessorPil())


def dinov2(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.Dinov2Config(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=518, patch_size=14)
    _tiny.save(folder, t.Dinov2Model(config), t.BitImageProcessorPil(size={"shortest_edge": 256}))


def t5(folder: Path) -> None:
    """As many heads as T5-base has, in a layer that is narrower."""
    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer(closed=True)
    _tiny.save(folder, _tiny.small_t5(tokenizer, d_model=96, num_heads=12, num_layers=2), tokenizer)


def llama(folder: Path) -> None:
    """It has places for more than the longest text."""
    _tiny.seed()
    tokenizer = _tiny.byte_tokenizer()
    size = {"hidden_size": 512, "intermediate_size": 2048, "num_attention_heads": 8, "max_position_embeddings": 131_072}
    _tiny.save(folder, _tiny.small_llama(tokenizer, **size), tokenizer)


def wav2vec2(folder: Path) -> None:
    """The first layers, which hear every sample, are as wide as usual."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.letters_tokenizer(folder)
    config = t.Wav2Vec2Config(
        hidden_size=96, num_hidden_layers=2, num_attention_heads=12, intermediate_size=96, vocab_size=len(tokenizer),
        num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=2, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    processor = t.Wav2Vec2Processor(t.Wav2Vec2FeatureExtractor(), tokenizer)
    _tiny.save(folder, t.Wav2Vec2ForCTC(config), processor)


EVERYTHING = {"pred_iou_thresh": 0.0, "stability_score_thresh": 0.0, "points_per_crop": 16}

USUAL: dict[str, Usual] = {
    "segformer of 150 labels, 512": Usual("image-segmentation", segformer),
    "mask2former, 800": Usual("image-segmentation", mask2former, {"threshold": 0.0}),
    "detr panoptic, 800": Usual("image-segmentation", detr_panoptic, {"threshold": 0.0}),
    "detr, 800": Usual("object-detection", detr, {"threshold": 0.0}),
    "sam, 1024, a point": Usual("mask-generation", sam, {"points": "300,200"}),
    "sam, 1024, everything": Usual("mask-generation", sam, EVERYTHING),
    "owl-vit, 768": Usual("zero-shot-object-detection", owlvit, {"threshold": 0.01}),
    "owlv2, 960": Usual("zero-shot-object-detection", owlv2, {"threshold": 0.01}),
    "swin2sr, x2": Usual("image-to-image", swin2sr(2, "pixelshuffle")),
    "swin2sr, x4": Usual("image-to-image", swin2sr(4, "nearest+conv")),
    "depth anything, 518": Usual("depth-estimation", depth_anything),
    "glpn, any size": Usual("depth-estimation", glpn),
    "superglue, 480": Usual("keypoint-matching", superglue),
    "vit of 1000 labels, 224": Usual("image-classification", classifier),
    "dinov2, 224": Usual("image-feature-extraction", dinov2),
    "t5 of 12 heads": Usual("summarization", t5, {"max_new_tokens": 8}),
    "llama of 131,072 places": Usual("text-generation", llama, {"max_new_tokens": 8}),
    "wav2vec2 of 512 channels": Usual("automatic-speech-recognition", wav2vec2),
}
