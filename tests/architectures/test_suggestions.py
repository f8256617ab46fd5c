"""What the tabs suggest can run here: by what is known of the architectures of the models, no package is missing."""

from __future__ import annotations

import pytest

from tasks.core.errors import MissingPackage
from tasks.core.hub.architectures import check_classes, loader_of
from tasks.core.hub.packages import check_packages
from tasks.core.registry import registry

# The class and the model type that the config.json of every suggested model names, and the types of its parts.
KNOWN = {
    "MIT/ast-finetuned-audioset-10-10-0.4593": "ASTForAudioClassification audio-spectrogram-transformer",
    "superb/wav2vec2-base-superb-ks": "Wav2Vec2ForSequenceClassification wav2vec2",
    "superb/hubert-large-superb-er": "HubertForSequenceClassification hubert",
    "facebook/mms-lid-126": "Wav2Vec2ForSequenceClassification wav2vec2",
    "openai/whisper-tiny": "WhisperForConditionalGeneration whisper",
    "openai/whisper-small": "WhisperForConditionalGeneration whisper",
    "openai/whisper-large-v3-turbo": "WhisperForConditionalGeneration whisper",
    "distil-whisper/distil-small.en": "WhisperForConditionalGeneration whisper",
    "facebook/wav2vec2-base-960h": "Wav2Vec2ForCTC wav2vec2",
    "UsefulSensors/moonshine-tiny": "MoonshineForConditionalGeneration moonshine",
    "facebook/mms-tts-eng": "VitsModel vits",
    "facebook/mms-tts-spa": "VitsModel vits",
    "facebook/mms-tts-kor": "VitsModel vits",
    "suno/bark-small": "BarkModel bark",
    "microsoft/speecht5_tts": "SpeechT5ForTextToSpeech speecht5",
    "facebook/musicgen-small": "MusicgenForConditionalGeneration musicgen",
    "laion/clap-htsat-unfused": "ClapModel clap",
    "laion/larger_clap_general": "ClapModel clap",
    "depth-anything/Depth-Anything-V2-Small-hf": "DepthAnythingForDepthEstimation depth_anything dinov2",
    "Intel/dpt-large": "DPTForDepthEstimation dpt",
    "vinvino02/glpn-nyu": "GLPNForDepthEstimation glpn",
    "google/vit-base-patch16-224": "ViTForImageClassification vit",
    "microsoft/resnet-50": "ResNetForImageClassification resnet",
    "apple/mobilevit-small": "MobileViTForImageClassification mobilevit",
    "facebook/dinov2-small": "Dinov2Model dinov2",
    "google/vit-base-patch16-224-in21k": "ViTModel vit",
    "nvidia/segformer-b0-finetuned-ade-512-512": "SegformerForSemanticSegmentation segformer",
    "facebook/mask2former-swin-tiny-coco-panoptic": "Mask2FormerForUniversalSegmentation mask2former swin",
    "facebook/mask2former-swin-tiny-coco-instance": "Mask2FormerForUniversalSegmentation mask2former swin",
    "caidas/swin2SR-classical-sr-x2-64": "Swin2SRForImageSuperResolution swin2sr",
    "magic-leap-community/superglue_outdoor": "SuperGlueForKeypointMatching superglue superpoint",
    "ETH-CVG/lightglue_superpoint": "LightGlueForKeypointMatching lightglue superpoint",
    "facebook/sam-vit-base": "SamModel sam",
    "Zigeng/SlimSAM-uniform-77": "SamModel sam",
    "PekingU/rtdetr_r18vd": "RTDetrForObjectDetection rt_detr rt_detr_resnet",
    "hustvl/yolos-tiny": "YolosForObjectDetection yolos",
    "ustc-community/dfine-small-coco": "DFineForObjectDetection d_fine hgnet_v2",
    "MCG-NJU/videomae-base-finetuned-kinetics": "VideoMAEForVideoClassification videomae",
    "facebook/timesformer-base-finetuned-k400": "TimesformerForVideoClassification timesformer",
    "openai/clip-vit-base-patch32": "CLIPModel clip",
    "google/siglip2-base-patch16-224": "SiglipModel siglip",
    "google/owlv2-base-patch16-ensemble": "Owlv2ForObjectDetection owlv2",
    "IDEA-Research/grounding-dino-tiny": "GroundingDinoForObjectDetection grounding-dino swin",
    "HuggingFaceTB/SmolLM2-135M-Instruct": "LlamaForCausalLM llama",
    "Qwen/Qwen3-0.6B": "Qwen3ForCausalLM qwen3",
    "meta-llama/Llama-3.1-8B-Instruct": "LlamaForCausalLM llama",
    "sentence-transformers/all-MiniLM-L6-v2": "BertModel bert",
    "BAAI/bge-small-en-v1.5": "BertModel bert",
    "intfloat/multilingual-e5-small": "BertModel bert",
    "distilbert/distilroberta-base": "RobertaForMaskedLM roberta",
    "google-bert/bert-base-multilingual-cased": "BertForMaskedLM bert",
    "klue/bert-base": "BertForMaskedLM bert",
    "distilbert/distilbert-base-cased-distilled-squad": "DistilBertForQuestionAnswering distilbert",
    "deepset/roberta-base-squad2": "RobertaForQuestionAnswering roberta",
    "sshleifer/distilbart-cnn-12-6": "BartForConditionalGeneration bart",
    "google-t5/t5-small": "T5ForConditionalGeneration t5",
    "distilbert/distilbert-base-uncased-finetuned-sst-2-english": "DistilBertForSequenceClassification distilbert",
    "nlptown/bert-base-multilingual-uncased-sentiment": "BertForSequenceClassification bert",
    "mrm8488/distilroberta-finetuned-financial-news-sentiment-analysis": "RobertaForSequenceClassification roberta",
    "FacebookAI/roberta-large-mnli": "RobertaForSequenceClassification roberta",
    "BAAI/bge-reranker-v2-m3": "XLMRobertaForSequenceClassification xlm-roberta",
    "openai-community/gpt2": "GPT2LMHeadModel gpt2",
    "google/flan-t5-small": "T5ForConditionalGeneration t5",
    "google/flan-t5-base": "T5ForConditionalGeneration t5",
    "dslim/bert-base-NER": "BertForTokenClassification bert",
    "Davlan/xlm-roberta-base-ner-hrl": "XLMRobertaForTokenClassification xlm-roberta",
    "Helsinki-NLP/opus-mt-en-es": "MarianMTModel marian",
    "Helsinki-NLP/opus-mt-ko-en": "MarianMTModel marian",
    "facebook/nllb-200-distilled-600M": "M2M100ForConditionalGeneration m2m_100",
    "facebook/bart-large-mnli": "BartForSequenceClassification bart",
    "MoritzLaurer/mDeBERTa-v3-base-xnli-multilingual-nli-2mil7": "DebertaV2ForSequenceClassification deberta-v2",
    "deepseek-community/Janus-Pro-1B": "JanusForConditionalGeneration janus",
    "HuggingFaceTB/SmolVLM-256M-Instruct": "Idefics3ForConditionalGeneration idefics3",
    "Qwen/Qwen3-VL-2B-Instruct": "Qwen3VLForConditionalGeneration qwen3_vl",
    "Qwen/Qwen2.5-0.5B-Instruct": "Qwen2ForCausalLM qwen2",
    "Salesforce/blip-image-captioning-base": "BlipForConditionalGeneration blip",
    "nlpconnect/vit-gpt2-image-captioning": "VisionEncoderDecoderModel vision-encoder-decoder vit",
    "microsoft/trocr-small-printed": "VisionEncoderDecoderModel vision-encoder-decoder deit",
    "dandelin/vilt-b32-finetuned-vqa": "ViltForQuestionAnswering vilt",
    "Salesforce/blip-vqa-base": "BlipForQuestionAnswering blip",
    "impira/layoutlm-document-qa": "LayoutLMForQuestionAnswering layoutlm",
    "naver-clova-ix/donut-base-finetuned-docvqa": "VisionEncoderDecoderModel vision-encoder-decoder donut-swin",
    "google/tapas-base-finetuned-wtq": "TapasForQuestionAnswering tapas",
    "google/tapas-small-finetuned-wtq": "TapasForQuestionAnswering tapas",
}


@pytest.mark.parametrize(
    ("task", "model"), [(task, model) for task, spec in registry().items() for model in spec.models]
)
def test_what_is_suggested_can_run(task: str, model: str) -> None:
    if model not in KNOWN:
        pytest.skip("the configuration of this model is not known here")
    architecture, *types = KNOWN[model].split()
    check_classes(task, frozenset({architecture}), model)
    for model_type in types:
        check_packages(model_type, loader_of(task).prepares_pictures(task), model)


@pytest.mark.parametrize(
    ("task", "model_type", "package"),
    [
        ("mask-generation", "sam2", "torchvision"),
        ("depth-estimation", "zoedepth", "torchvision"),
        ("depth-estimation", "depth_pro", "torchvision"),
        ("video-classification", "vjepa2", "torchvision"),
        ("any-to-any", "gemma3n", "timm"),
        ("image-classification", "timm_wrapper", "timm"),
    ],
)
def test_what_cannot_run_is_said_by_its_type(task: str, model_type: str, package: str) -> None:
    with pytest.raises(MissingPackage, match=package):
        check_packages(model_type, loader_of(task).prepares_pictures(task), "someone/something")


def test_what_only_reads_the_text_needs_no_package_for_pictures() -> None:
    check_packages("llama4", loader_of("decision").prepares_pictures("decision"), "someone/something")
