"""The Vision tab: tiny models with random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny

SIZE = {"height": 32, "width": 32}
VIT = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "image_size": 32,
    "patch_size": 8,
}
LABELS = {0: "circle", 1: "square", 2: "star"}


def named_labels() -> dict[str, Any]:
    return {"id2label": LABELS, "label2id": {label: i for i, label in LABELS.items()}}


def vit(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    _tiny.save(
        folder, t.ViTForImageClassification(t.ViTConfig(**VIT, **named_labels())), t.ViTImageProcessorPil(size=SIZE)
    )


def vit_features(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    _tiny.save(folder, t.ViTModel(t.ViTConfig(**VIT)), t.ViTImageProcessorPil(size=SIZE))


def segformer(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.SegformerConfig(
        depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 16, 16], num_attention_heads=[1, 1, 2, 2], decoder_hidden_size=16,
        **named_labels(),
    )  # fmt: skip
    _tiny.save(folder, t.SegformerForSemanticSegmentation(config), t.SegformerImageProcessorPil(size=SIZE))


def yolos(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.YolosConfig(
        **{**VIT, "image_size": [32, 32]}, num_detection_tokens=6, use_mid_position_embeddings=False, **named_labels()
    )
    processor = t.YolosImageProcessorPil(size={"shortest_edge": 32, "longest_edge": 64})
    _tiny.save(folder, t.YolosForObjectDetection(config), processor)


def owl_vit(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.clip_tokenizer()
    text = {"vocab_size": len(tokenizer), "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
            "num_attention_heads": 2, "max_position_embeddings": 64, **_tiny.special_ids(tokenizer)}  # fmt: skip
    config = t.OwlViTConfig(text_config=text, vision_config=VIT, projection_dim=16)
    processor = t.OwlViTProcessor(t.OwlViTImageProcessorPil(size=SIZE, crop_size=SIZE), tokenizer)
    _tiny.save(folder, t.OwlViTForObjectDetection(config), processor)


def clip(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.clip_tokenizer()
    text = {"vocab_size": len(tokenizer), "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
            "num_attention_heads": 2, "max_position_embeddings": 64, **_tiny.special_ids(tokenizer)}  # fmt: skip
    config = t.CLIPConfig(text_config=text, vision_config=VIT, projection_dim=16)
    processor = t.CLIPProcessor(t.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIZE), tokenizer)
    _tiny.save(folder, t.CLIPModel(config), processor)


def depth_anything(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    backbone = t.Dinov2Config(
        hidden_size=16, num_hidden_layers=4, num_attention_heads=2, mlp_ratio=2, image_size=32, patch_size=8,
        out_features=["stage1", "stage2", "stage3", "stage4"], reshape_hidden_states=False,
    )  # fmt: skip
    config = t.DepthAnythingConfig(
        backbone_config=backbone, patch_size=8, reassemble_hidden_size=16, neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8, head_hidden_size=8, depth_estimation_type="metric", max_depth=10,
    )  # fmt: skip
    processor = t.DPTImageProcessorPil(size=SIZE, ensure_multiple_of=8)
    _tiny.save(folder, t.DepthAnythingForDepthEstimation(config), processor)


def sam(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    vision = {"hidden_size": 16, "output_channels": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 64,
              "patch_size": 16, "mlp_dim": 32, "global_attn_indexes": [0], "window_size": 2, "num_pos_feats": 8}  # fmt: skip
    prompt = {"hidden_size": 16, "image_size": 64, "patch_size": 16, "mask_input_channels": 4}
    decoder = {"hidden_size": 16, "mlp_dim": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
               "attention_downsample_rate": 2,
               "iou_head_hidden_dim": 16, "iou_head_depth": 2}  # fmt: skip
    config = t.SamConfig(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder)
    square = {"height": 64, "width": 64}
    processor = t.SamImageProcessorPil(
        size={"longest_edge": 64},
        pad_size=square,
        mask_size={"longest_edge": 16},
        mask_pad_size={"height": 16, "width": 16},
    )
    _tiny.save(folder, t.SamModel(config), t.SamProcessor(processor))


def swin2sr(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.Swin2SRConfig(
        image_size=16, patch_size=1, embed_dim=12, depths=[1], num_heads=[2], window_size=4, mlp_ratio=2.0, upscale=2,
        upsampler="pixelshuffledirect",
    )  # fmt: skip
    _tiny.save(folder, t.Swin2SRForImageSuperResolution(config), t.Swin2SRImageProcessorPil())


def superglue(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    superpoint = t.SuperPointConfig(
        encoder_hidden_sizes=[8, 8, 8, 8],
        decoder_hidden_size=8,
        descriptor_decoder_dim=16,
        keypoint_threshold=0.001,
        max_keypoints=20,
    )
    config = t.SuperGlueConfig(
        keypoint_detector_config=superpoint, hidden_size=16, keypoint_encoder_sizes=[8, 16],
        gnn_layers_types=["self", "cross"],
        num_attention_heads=2, sinkhorn_iterations=5, matching_threshold=0.0,
    )  # fmt: skip
    model = t.SuperGlueForKeypointMatching(config)
    _tiny.save(folder, model, t.SuperGlueImageProcessorPil(size={"height": 64, "width": 64}))


def video_mae(folder: Path) -> None:
    import transformers as t

    _tiny.seed()
    config = t.VideoMAEConfig(
        **VIT, num_frames=8, tubelet_size=2, decoder_hidden_size=16, decoder_num_hidden_layers=1,
        decoder_num_attention_heads=2, decoder_intermediate_size=16, **named_labels(),
    )  # fmt: skip
    processor = t.VideoMAEImageProcessorPil(size={"shortest_edge": 32}, crop_size=SIZE)
    _tiny.save(folder, t.VideoMAEForVideoClassification(config), processor)


def check_bars(outputs: dict[str, Any], result: Any) -> None:
    assert [row["label"] for row in outputs["labels"]["confidences"]] == [row["label"] for row in result]
    scores = [row["score"] for row in result]
    assert scores == sorted(scores, reverse=True)
    assert abs(sum(scores) - 1) < 1e-3


def check_boxes(outputs: dict[str, Any], result: Any) -> None:
    assert len(outputs["boxes"]["annotations"]) == len(result) == len(outputs["table"]["data"]) > 0
    assert set(result[0]["box"]) == {"xmin", "ymin", "xmax", "ymax"}


def check_segments(outputs: dict[str, Any], result: Any) -> None:
    assert {row["label"] for row in outputs["masks"]["annotations"]} == {row["label"] for row in result}
    assert result[0]["mask"]["width"] == 96
    assert outputs["areas"]["headers"] == ["label", "area"]


def check_depth(outputs: dict[str, Any], result: Any) -> None:
    assert result["predicted_depth"]["shape"] == [64, 96]
    assert len(outputs["compare"]) == 2
    assert "metres" in outputs["note"]
    assert "<iframe" in outputs["cloud"]


def check_masks(outputs: dict[str, Any], result: Any) -> None:
    assert len(result["masks"]) == len(result["scores"]) == 3
    assert len(outputs["masks"]["annotations"]) == 1
    assert Path(outputs["file"]).read_bytes().startswith(b"\x89PNG")


def check_enlarged(outputs: dict[str, Any], result: Any) -> None:
    assert result["width"] >= 2 * 96
    assert len(outputs["compare"]) == 2


def check_features(outputs: dict[str, Any], result: Any) -> None:
    assert [(len(each), len(each[0]), len(each[0][0])) for each in result] == [(1, 17, 16), (1, 17, 16)]
    assert "1.00" in outputs["similarity"]
    assert len(outputs["maps"]) == 4


def check_matches(outputs: dict[str, Any], result: Any) -> None:
    assert Path(outputs["matches"]).is_file()
    assert result
    assert set(result[0]) == {"keypoint_image_0", "keypoint_image_1", "score"}


def check_clip(outputs: dict[str, Any], result: Any) -> None:
    check_bars(outputs, result)
    assert len(outputs["frames"]) == 8


PICTURE = {"image": files.picture()}
NAMED = {**PICTURE, "candidate_labels": "a red circle, a star"}
ROWS = [
    Row("image-classification", vit, PICTURE, check_bars),
    Row("image-segmentation", segformer, PICTURE, check_segments, {"subtask": "semantic"}),
    Row("object-detection", yolos, PICTURE, check_boxes, {"threshold": 0.1}),
    Row("zero-shot-object-detection", owl_vit, NAMED, check_boxes, {"threshold": 0.01, "top_k": 5}),
    Row("zero-shot-image-classification", clip, NAMED, check_bars, {"hypothesis_template": "a drawing of {}"}),
    Row("depth-estimation", depth_anything, PICTURE, check_depth),
    Row("mask-generation", sam, {**PICTURE, "points": "36,32"}, check_masks, {"mask_threshold": -1.0}),
    Row("image-to-image", swin2sr, PICTURE, check_enlarged),
    Row(
        "image-feature-extraction",
        vit_features,
        {"images": [str(files.picture()), str(files.picture(64, 64))]},
        check_features,
    ),
    Row("keypoint-matching", superglue, {"image_0": files.picture(), "image_1": files.picture(64, 64)}, check_matches),
    Row("video-classification", video_mae, {"video": files.clip()}, check_clip, {"frame_sampling_rate": 2}),
]
