"""mask-generation and any-to-any without torchvision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tasks.core.loaders import resolved
from tasks.pipelines import pipeline
from tests.pipelines.cases import picture
from tests.pipelines.models import V4


def reference_nms(boxes: list[list[float]], scores: list[float], classes: list[int], threshold: float) -> list[int]:
    """Suppression as its definition reads, one pair of boxes at a time."""
    kept: list[int] = []
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        x1, y1, x2, y2 = boxes[i]
        overlaps = []
        for j in kept:
            if classes[i] == classes[j]:
                u1, v1, u2, v2 = boxes[j]
                shared = max(0.0, min(x2, u2) - max(x1, u1)) * max(0.0, min(y2, v2) - max(y1, v1))
                union = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - shared
                overlaps.append(float(np.float32(shared) / np.float32(union)) if union else 0.0)
        if all(overlap <= threshold for overlap in overlaps):
            kept.append(i)
    return kept


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_nms_is_what_it_is_defined_to_be(threshold: float) -> None:
    import torch

    from tasks.pipelines.nms import batched_nms

    generator = torch.Generator().manual_seed(0)
    for count in (0, 1, 2, 40, 150):
        corner = torch.randint(0, 30, (count, 2), generator=generator)
        boxes = torch.cat([corner, corner + torch.randint(0, 25, (count, 2), generator=generator)], dim=1).float()
        scores = torch.rand(count, generator=generator).mul(20).round()  # with ties
        for classes in (torch.zeros(count), torch.randint(0, 3, (count,), generator=generator)):
            kept = batched_nms(boxes, scores, classes, threshold).tolist()
            assert kept == reference_nms(boxes.tolist(), scores.tolist(), classes.tolist(), threshold)


def test_nms_keeps_an_overlap_at_the_threshold() -> None:
    import torch

    from tasks.pipelines.nms import batched_nms

    boxes = torch.tensor([[0, 0, 10, 10], [0, 0, 10, 5], [0, 0, 10, 6.0], [3, 3, 3, 3], [3, 3, 3, 3]])
    kept = batched_nms(boxes, torch.tensor([5.0, 4, 3, 2, 1]), torch.zeros(5), 0.5).tolist()
    assert kept == [0, 1, 3, 4]
    with pytest.raises(ValueError, match="do not fit"):
        batched_nms(boxes, torch.zeros(4), torch.zeros(5), 0.5)


@pytest.fixture(scope="module")
def sam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import SamConfig, SamModel
    from transformers.models.sam.image_processing_pil_sam import SamImageProcessorPil

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "image_size": 64, "patch_size": 16}
    vision = {**sizes, "output_channels": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "mlp_dim": 16}
    config = SamConfig(
        vision_config={**vision, "window_size": 0, "global_attn_indexes": [0], "num_pos_feats": 8},
        prompt_encoder_config={**sizes, "image_embedding_size": 4, "mask_input_channels": 4},
        mask_decoder_config={"hidden_size": 16, "mlp_dim": 16, "num_attention_heads": 2, "iou_head_hidden_dim": 16},
    )
    model = SamModel(config)
    for weight in model.parameters():
        weight.data = torch.randn_like(weight) * 0.5
    folder = tmp_path_factory.mktemp("sam")
    model.save_pretrained(folder)
    square, longest = {"height": 64, "width": 64}, {"longest_edge": 64}
    SamImageProcessorPil(size=longest, pad_size=square, mask_size=longest, mask_pad_size=square).save_pretrained(folder)
    return folder


def test_mask_generation(sam: Path) -> None:
    pipe = pipeline(
        "mask-generation",
        model=str(sam),
        device="cpu",
        pipeline_class=resolved("tasks.pipelines.mask_generation:MaskGenerationPipeline"),
    )
    image = picture("a")
    anything: dict[str, Any] = {"pred_iou_thresh": -1e9, "stability_score_thresh": 0.0, "points_per_crop": 6}
    result = pipe(
        image, points_per_batch=8, crops_nms_thresh=1.0, output_rle_mask=True, output_bboxes_mask=True, **anything
    )
    masks, boxes = result["masks"], result["bounding_boxes"]
    assert len(masks) == len(result["scores"]) == len(result["rle_mask"]) == len(boxes) > 1
    assert result["scores"].tolist() == sorted(result["scores"].tolist(), reverse=True)
    for mask, rle, box in zip(masks, result["rle_mask"], boxes.tolist(), strict=True):
        assert mask.shape == (image.height, image.width) == tuple(rle["size"])
        assert mask.dtype == bool
        rows, columns = np.nonzero(mask)
        assert [columns.min(), rows.min(), columns.max(), rows.max()] == box
    strict, loose = (pipe(image, crops_nms_thresh=t, **anything)["masks"] for t in (0.1, 1.0))
    assert len(strict) < len(loose)
    at_once = pipe(image, points_per_batch=36, crops_nms_thresh=1.0, **anything)["masks"]
    assert np.array_equal(np.stack(at_once), np.stack(masks))
    assert len(pipe(image, crops_n_layers=1, **anything)["masks"]) >= 1
    assert len(pipe(image, pred_iou_thresh=1e9, points_per_crop=4)["masks"]) == 0
    assert len(pipe([image, picture("b")], **anything)) == 2


def test_run_lengths_decode() -> None:
    import torch
    from transformers.models.sam.image_processing_pil_sam import _mask_to_rle

    from tasks.pipelines.mask_generation import rle_to_mask

    masks = torch.rand(5, 7, 4, generator=torch.Generator().manual_seed(1)) > 0.5
    masks[3], masks[4] = False, True
    for mask, rle in zip(masks, _mask_to_rle(masks), strict=True):
        assert np.array_equal(rle_to_mask(rle), mask.numpy())


def test_any_to_any_sees_without_torchvision(tmp_path: Path) -> None:
    import torch
    from transformers import AutoTokenizer, LlavaConfig, LlavaForConditionalGeneration, LlavaProcessor
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    tokenizer = AutoTokenizer.from_pretrained(V4 / "models" / "chat")
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"]})
    template = (
        "{% for m in messages %}{% for c in m['content'] %}{{ c['text'] if c['type'] == 'text' else '<image>' }}"
        "{% endfor %}{% endfor %}"
    )
    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    torch.manual_seed(0)
    config = LlavaConfig(
        vision_config={"model_type": "clip_vision_model", **sizes, "image_size": 32, "patch_size": 16},
        text_config={"model_type": "llama", **sizes, "vocab_size": len(tokenizer), "eos_token_id": 2},
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_layer=-1,
    )
    model = LlavaForConditionalGeneration(config)
    for weight in model.parameters():
        weight.data = torch.randn_like(weight) * 0.7
    square = {"height": 32, "width": 32}
    processor = LlavaProcessor(
        CLIPImageProcessorPil(size=square, crop_size=square), tokenizer, patch_size=16,
        vision_feature_select_strategy="default", num_additional_image_tokens=1, chat_template=template,
    )  # fmt: skip
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)

    pipe = pipeline(
        "any-to-any",
        model=str(tmp_path),
        device="cpu",
        pipeline_class=resolved("tasks.pipelines.any_to_any:AnyToAnyPipeline"),
    )
    answers = set()
    for name in "def":
        content = [{"type": "image", "image": picture(name)}, {"type": "text", "text": "What?"}]
        chat = [{"role": "user", "content": content}]
        answers.add(pipe(chat, max_new_tokens=6, return_full_text=False)[0]["generated_text"])
    assert len(answers) > 1  # it does look at the picture
