"""Make tiny models of real classes, and record what version 4's own pipelines answer with them.

Run once, each in its own environment with torch installed; the results are kept in `v4/`:

    pip install 'transformers==4.57.*' sentencepiece protobuf pillow   &&  python tests/pipelines/record_v4.py
    pip install 'transformers==4.41.*' 'numpy<2'                       &&  python tests/pipelines/record_v4.py

Under 4.57 it makes the models and answers `CASES`; under 4.41, which still had the task, `CHAT_CASES`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from PIL import Image
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

sys.path.insert(0, str(Path(__file__).parent))

from cases import CASES, CHAT_CASES, CORPUS, Case, with_pictures

HERE = Path(__file__).parent / "v4"
TOKENS = {"pad_token": "<pad>", "eos_token": "</s>", "bos_token": "<s>", "unk_token": "<unk>"}
SENTENCES = [s.strip() + "." for s in CORPUS.split(".") if s.strip()]


def grow(model: torch.nn.Module, seed: int, scale: float = 1.0) -> torch.nn.Module:
    """Fill a model with weights from a seed, large enough that its answers differ from input to input."""
    generator = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        norm = weight.ndim == 1 and name.endswith("weight")
        weight.data = 1 + 0.1 * noise if norm else noise * (0.05 if weight.ndim == 1 else 0.35 * scale)
    return model.eval()


def word_pieces(special: dict[str, str] | None = None, **kwargs: Any) -> Any:
    """BERT's kind of tokenizer."""
    special = special or {}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *special.values()]
    tokenizer.train_from_iterator(SENTENCES, trainers.WordPieceTrainer(vocab_size=170, special_tokens=specials))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.decoder = decoders.WordPiece()
    return transformers.BertTokenizerFast(tokenizer_object=tokenizer, model_max_length=96, **special, **kwargs)


def byte_pairs(cls: str, **kwargs: Any) -> Any:
    """RoBERTa's, BART's and GPT-2's kind of tokenizer."""
    from tokenizers import ByteLevelBPETokenizer

    trainer = ByteLevelBPETokenizer(add_prefix_space=False)
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer.train_from_iterator(SENTENCES, vocab_size=285, special_tokens=specials, show_progress=False)
    with tempfile.TemporaryDirectory() as folder:
        trainer.save_model(folder)
        files = {"vocab_file": f"{folder}/vocab.json", "merges_file": f"{folder}/merges.txt"}
        return getattr(transformers, cls)(**files, **kwargs)


def unigram() -> Any:
    """T5's kind of tokenizer."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=160,
        special_tokens=["<pad>", "</s>", "<unk>"],
        unk_token="<unk>",
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    return transformers.T5TokenizerFast(tokenizer_object=tokenizer, extra_ids=0, model_max_length=64)


def sentence_pieces(folder: str, kind: str = "unigram") -> str:
    """A SentencePiece model, as Marian, NLLB, mBART and M2M100 have them; its path."""
    import sentencepiece

    text = Path(folder) / "corpus.txt"
    text.write_text("\n".join(SENTENCES), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text),
        model_prefix=f"{folder}/spm",
        vocab_size=120,
        model_type=kind,
        minloglevel=2,
        num_threads=1,
        normalization_rule_name="identity",  # the table of the usual rule alone is 240 kB
    )
    return f"{folder}/spm.model"


def bert_qa() -> tuple[Any, ...]:
    tokenizer = word_pieces()
    sizes = {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = transformers.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=96, **sizes)
    return grow(transformers.BertForQuestionAnswering(config), 1), tokenizer


def roberta_qa() -> tuple[Any, ...]:
    tokenizer = byte_pairs("RobertaTokenizerFast", model_max_length=110)
    sizes = {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = transformers.RobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=114, pad_token_id=1, **sizes)
    return grow(transformers.RobertaForQuestionAnswering(config), 2), tokenizer


def slow_qa() -> tuple[Any, ...]:
    """A tokenizer written in Python, which does not know where its tokens stand in the text."""
    words = sorted(set(re.findall(r"\w+|[^\w\s]", CORPUS)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vocab.txt"
        file.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]), encoding="utf-8")
        tokenizer = transformers.BertJapaneseTokenizer(str(file), word_tokenizer_type="basic", model_max_length=96)
        tokenizer.save_pretrained(HERE / "models" / "slow-qa")
    sizes = {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = transformers.BertConfig(vocab_size=len(words) + 5, max_position_embeddings=96, **sizes)
    return (grow(transformers.BertForQuestionAnswering(config), 3),)


def t5() -> tuple[Any, ...]:
    tokenizer = unigram()
    config = transformers.T5Config(
        vocab_size=len(tokenizer), d_model=24, d_kv=8, d_ff=32, num_layers=2, num_heads=2, decoder_start_token_id=0
    )
    config.task_specific_params = {
        "summarization": {"num_beams": 2, "length_penalty": 2.0, "no_repeat_ngram_size": 3, "prefix": "summarize: "},
        "translation_en_to_fr": {"num_beams": 3, "early_stopping": True, "prefix": "translate English to French: "},
        "translation_en_to_de": {"num_beams": 2, "prefix": "translate English to German: "},
    }
    return grow(transformers.T5ForConditionalGeneration(config), 4, 1.5), tokenizer


def bart_sizes(**kwargs: Any) -> dict[str, Any]:
    both = {"layers": 1, "attention_heads": 2, "ffn_dim": 16}
    sides = {f"{side}_{key}": value for side in ("encoder", "decoder") for key, value in both.items()}
    return {"d_model": 16, "max_position_embeddings": 128, **sides, **kwargs}


def bart() -> tuple[Any, ...]:
    tokenizer = byte_pairs("BartTokenizerFast", model_max_length=96)
    config = transformers.BartConfig(vocab_size=len(tokenizer), **bart_sizes())
    model = grow(transformers.BartForConditionalGeneration(config), 5)
    model.generation_config.update(num_beams=4, no_repeat_ngram_size=3)
    return model, tokenizer


def marian() -> tuple[Any, ...]:
    with tempfile.TemporaryDirectory() as folder:
        spm = sentence_pieces(folder)
        import sentencepiece

        pieces = sentencepiece.SentencePieceProcessor(spm)
        words = [pieces.id_to_piece(i) for i in range(3, len(pieces))]
        vocab = {word: i for i, word in enumerate(["</s>", "<unk>", *words, "<pad>"])}
        (Path(folder) / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
        tokenizer = transformers.MarianTokenizer(
            spm, spm, f"{folder}/vocab.json", source_lang="en", target_lang="es", model_max_length=96
        )
        tokenizer.save_pretrained(HERE / "models" / "marian")
    pad = vocab["<pad>"]
    ids = {"pad_token_id": pad, "eos_token_id": 0, "decoder_start_token_id": pad, "forced_eos_token_id": 0}
    config = transformers.MarianConfig(vocab_size=len(vocab), **bart_sizes(), **ids)
    model = grow(transformers.MarianMTModel(config), 6)
    model.generation_config.update(num_beams=4, bad_words_ids=[[pad]])
    return (model,)


def nllb() -> tuple[Any, ...]:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = transformers.NllbTokenizerFast(
            sentence_pieces(folder, "bpe"),
            additional_special_tokens=["eng_Latn", "fra_Latn", "deu_Latn"],
            src_lang="eng_Latn",
            model_max_length=96,
        )
    config = transformers.M2M100Config(vocab_size=len(tokenizer), **bart_sizes())
    return grow(transformers.M2M100ForConditionalGeneration(config), 7), tokenizer


def mbart50() -> tuple[Any, ...]:
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = transformers.MBart50TokenizerFast(sentence_pieces(folder), src_lang="en_XX", model_max_length=96)
    config = transformers.MBartConfig(vocab_size=len(tokenizer), decoder_start_token_id=2, **bart_sizes())
    return grow(transformers.MBartForConditionalGeneration(config), 8), tokenizer


def m2m100() -> tuple[Any, ...]:
    with tempfile.TemporaryDirectory() as folder:
        spm = sentence_pieces(folder)
        import sentencepiece

        pieces = sentencepiece.SentencePieceProcessor(spm)
        words = [pieces.id_to_piece(i) for i in range(3, len(pieces))]
        vocab = {word: i for i, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", *words])}
        (Path(folder) / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
        tokenizer = transformers.M2M100Tokenizer(f"{folder}/vocab.json", spm, src_lang="en", model_max_length=96)
        tokenizer.save_pretrained(HERE / "models" / "m2m100")
    last = max(*tokenizer.lang_token_to_id.values(), len(tokenizer) - 1)
    config = transformers.M2M100Config(vocab_size=last + 1, **bart_sizes())
    return (grow(transformers.M2M100ForConditionalGeneration(config), 9),)


def vilt() -> tuple[Any, ...]:
    tokenizer = word_pieces()
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    names = dict(enumerate(("yes", "no", "two", "red", "cat", "dog", "house")))
    config = transformers.ViltConfig(
        vocab_size=len(tokenizer), max_position_embeddings=96, image_size=64, patch_size=16, id2label=names,
        max_image_length=-1, **sizes,
    )  # fmt: skip
    processor = transformers.ViltImageProcessor(size={"shortest_edge": 48}, size_divisor=16)
    return grow(transformers.ViltForQuestionAnswering(config), 10), tokenizer, processor


def blip(cls: str, seed: int) -> tuple[Any, ...]:
    tokenizer = word_pieces({"bos_token": "[DEC]"}, model_input_names=["input_ids", "attention_mask"])
    text = {
        "vocab_size": len(tokenizer), "hidden_size": 16, "encoder_hidden_size": 16, "intermediate_size": 16,
        "projection_dim": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 64,
        "bos_token_id": tokenizer.bos_token_id, "eos_token_id": 3, "sep_token_id": 3, "pad_token_id": 0,
    }  # fmt: skip
    vision = {
        "hidden_size": 16, "intermediate_size": 16, "projection_dim": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "image_size": 32, "patch_size": 16,
    }  # fmt: skip
    config = transformers.BlipConfig(text_config=text, vision_config=vision, projection_dim=16)
    processor = transformers.BlipImageProcessor(size={"height": 32, "width": 32})
    return grow(getattr(transformers, cls)(config), seed), tokenizer, processor


def vit_gpt2() -> tuple[Any, ...]:
    tokenizer = byte_pairs("GPT2TokenizerFast", **TOKENS)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    encoder = transformers.ViTConfig(image_size=32, patch_size=16, **sizes)
    ids = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
    decoder = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_embd=16, n_layer=1, n_head=2, n_positions=64, add_cross_attention=True, **ids
    )
    config = transformers.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 0, 1, 2
    model = grow(transformers.VisionEncoderDecoderModel(config), 13)
    model.generation_config.update(decoder_start_token_id=0, pad_token_id=1, eos_token_id=2, num_beams=2, max_length=40)
    return model, tokenizer, transformers.ViTImageProcessor(size={"height": 32, "width": 32})


def git() -> tuple[Any, ...]:
    tokenizer = word_pieces()
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = transformers.GitConfig(
        vision_config={**sizes, "image_size": 32, "patch_size": 16}, vocab_size=len(tokenizer),
        max_position_embeddings=64, bos_token_id=2, eos_token_id=3, pad_token_id=0, **sizes,
    )  # fmt: skip
    processor = transformers.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    return grow(transformers.GitForCausalLM(config), 14), tokenizer, processor


def pix2struct() -> tuple[Any, ...]:
    tokenizer = unigram()
    text = {
        "vocab_size": len(tokenizer), "hidden_size": 16, "d_kv": 8, "d_ff": 16, "num_layers": 1, "num_heads": 2,
        "decoder_start_token_id": 0, "pad_token_id": 0, "eos_token_id": 1,
    }  # fmt: skip
    vision = {
        "hidden_size": 16, "d_kv": 8, "d_ff": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
        "patch_embed_hidden_size": 3 * 8 * 8, "patch_size": 8, "seq_len": 64,
    }  # fmt: skip
    config = transformers.Pix2StructConfig(text_config=text, vision_config=vision, is_vqa=False)
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 0, 0, 1
    model = grow(transformers.Pix2StructForConditionalGeneration(config), 15)
    processor = transformers.Pix2StructImageProcessor(patch_size={"height": 8, "width": 8}, max_patches=30)
    return model, tokenizer, processor


def swin2sr() -> tuple[Any, ...]:
    config = transformers.Swin2SRConfig(
        image_size=16,
        patch_size=1,
        embed_dim=12,
        depths=[1],
        num_heads=[2],
        window_size=4,
        mlp_ratio=2.0,
        upscale=2,
        upsampler="pixelshuffledirect",
    )
    return grow(transformers.Swin2SRForImageSuperResolution(config), 16, 0.3), transformers.Swin2SRImageProcessor()


def chat() -> tuple[Any, ...]:
    tokenizer = byte_pairs("GPT2TokenizerFast", **TOKENS)
    tokenizer.chat_template = (
        "{% for m in messages %}<s>{{ m['role'] }}: {{ m['content'] }}</s>{% endfor %}"
        "{% if add_generation_prompt %}<s>assistant:{% endif %}"
    )
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16}
    ids = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
    # As one text per pair, so that 4.41 can read the file too.
    tokenizer.save_pretrained(HERE / "models" / "chat", save_jinja_files=False)
    file = HERE / "models" / "chat" / "tokenizer.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    config = transformers.LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=256, **sizes, **ids)
    return (grow(transformers.LlamaForCausalLM(config), 17),)


MODELS: dict[str, Callable[[], tuple[Any, ...]]] = {
    "bert-qa": bert_qa,
    "roberta-qa": roberta_qa,
    "slow-qa": slow_qa,
    "t5": t5,
    "bart": bart,
    "marian": marian,
    "nllb": nllb,
    "mbart50": mbart50,
    "m2m100": m2m100,
    "vilt": vilt,
    "blip-vqa": lambda: blip("BlipForQuestionAnswering", 11),
    "blip-caption": lambda: blip("BlipForConditionalGeneration", 12),
    "vit-gpt2": vit_gpt2,
    "git": git,
    "pix2struct": pix2struct,
    "swin2sr": swin2sr,
    "chat": chat,
}


def answer(case: Case) -> Any:
    """What version 4 gives for a case, with pictures kept as files and tensors as lists."""
    pipe = transformers.pipeline(case.task, model=str(HERE / "models" / case.model), device="cpu", **case.init)
    arguments = with_pictures(case.args)
    if case.task == "conversational":
        from transformers import Conversation

        many = isinstance(arguments[0][0], list)
        chats = [Conversation([*chat]) for chat in (arguments[0] if many else arguments)]
        arguments = (chats if many else chats[0],)
    return plain(pipe(*arguments, **with_pictures(case.kwargs)), case.name)


def plain(value: Any, name: str) -> Any:
    if isinstance(value, Image.Image):
        (HERE / "images").mkdir(exist_ok=True)
        file = f"{name.replace(' ', '-')}.png"
        value.save(HERE / "images" / file)
        return file
    if isinstance(value, torch.Tensor):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, f"{name} {i}") for i, item in enumerate(value)]
    return value.messages if hasattr(value, "messages") else value


def main() -> None:
    transformers.logging.set_verbosity_error()
    warnings.simplefilter("ignore")
    only_chats = transformers.__version__.startswith("4.41")
    if not only_chats:
        for name, make in MODELS.items():
            for part in make():
                part.save_pretrained(HERE / "models" / name)
    answers: dict[str, Any] = {}
    for case in CHAT_CASES if only_chats else CASES:
        try:
            answers[case.name] = answer(case)
        except Exception as error:  # what version 4 cannot do is worth knowing too
            answers[case.name] = {"error": f"{type(error).__name__}: {error}"[:200]}
    file = HERE / ("chats.json" if only_chats else "answers.json")
    file.write_text(json.dumps({"transformers": transformers.__version__, "answers": answers}, indent=1) + "\n")


if __name__ == "__main__":
    main()
