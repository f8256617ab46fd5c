"""A chat about a board: LLaVA of the embedded ViT that sees and a Llama that talks."""

import random
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import (
    AutoProcessor,
    GenerationConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerBase,
    ViTImageProcessorPil,
)

from assets.recipes.image_feature_extraction import SIDE, sight
from assets.recipes.initial import compare
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.boards import FIELDS, board_picture, draw_board, seen_board
from assets.recipes.world.dense import likeness, middles
from assets.recipes.world.picture_talk import BLIND, exchange
from assets.recipes.world.pixels import MEAN, STD, jittered, to_pixel_values
from assets.recipes.world.questions import without_looking
from assets.recipes.world.scenes import COLOURS, SHAPES, SIZES, Scene, held_out, training
from assets.recipes.world.tokenizers import byte_level

WIDTH, LAYERS = 96, 4
ROUNDS = 3000, 2500  # steps; each round starts with a large learning rate again
PATCH = SIDE // FIELDS
USER, ASSISTANT, SYSTEM, END, PAD, IMAGE = "<|user|>", "<|assistant|>", "<|system|>", "<|end|>", "<|pad|>", "<image>"
TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{{ '<image>' if part['type'] == 'image' else part['text'] }}{% endfor %}"
    "{% endif %}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)

Talk = list[tuple[str, str]]


def written(talk: Talk, picture: bool = True) -> str:
    """Questions and replies as the template writes them; without the last reply's end where that reply is empty."""
    text = "".join(f"{USER}{question}{END}{ASSISTANT}{reply}{END if reply else ''}" for question, reply in talk)
    return text.replace(USER, USER + IMAGE, 1) if picture else text


def encode(tokenizer: PreTrainedTokenizerBase, talks: list[Talk], seen: list[bool]) -> dict[str, torch.Tensor]:
    """Talks as one batch, where only the replies are learned; `seen` says which of them are about a picture."""
    texts = [written(talk, each).replace(IMAGE, IMAGE * FIELDS**2) for talk, each in zip(talks, seen, strict=True)]
    tokens = tokenizer(texts, padding=True, padding_side="right", return_tensors="pt")
    start, end = (tokenizer.convert_tokens_to_ids(token) for token in (ASSISTANT, END))
    ids = tokens.input_ids
    # A reply begins behind the assistant's sign and goes on to its own end: every second one.
    before = (ids == end).cumsum(1) - (ids == end).long()
    learned = (2 * (ids == start).cumsum(1) - 1 == before) & (ids != start)
    return {"input_ids": ids, "attention_mask": tokens.attention_mask, "labels": ids.masked_fill(~learned, -100)}


class Teacher(nn.Module):
    """Learns the replies, and that a field with a small red star looks like the words small, red and star."""

    def __init__(self, model: LlavaForConditionalGeneration, tokenizer: PreTrainedTokenizerBase) -> None:
        super().__init__()
        self.model = model
        self.names = [
            [tokenizer.encode(f" {name}", add_special_tokens=False)[0] for name in names]
            for names in (SHAPES, COLOURS, SIZES)
        ]

    def loss(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        kinds = batch["kinds"]
        outputs = self.model(**{key: value for key, value in batch.items() if key != "kinds"})
        fields = outputs.image_hidden_states.reshape(*kinds.shape[:2], -1)
        return outputs.loss + likeness(fields, kinds, self.model.get_input_embeddings().weight, self.names)


def train(out: Path) -> None:
    rng = training()
    corpus = [text for _ in range(4000) for text in exchange(rng, draw_board(rng))]
    specials = [PAD, USER, ASSISTANT, SYSTEM, END, IMAGE]
    tokenizer = byte_level([*corpus, BLIND], 700, 256, specials, eos_token=END, pad_token=PAD, padding_side="left")
    ends = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id, "bos_token_id": None}
    eye = sight()
    writes = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=256,
        tie_word_embeddings=True,
        initializer_range=0.05,
        **ends,
    )
    config = LlavaConfig(
        vision_config=eye.config,
        text_config=writes,
        image_token_id=tokenizer.convert_tokens_to_ids(IMAGE),
        image_seq_length=FIELDS**2,
        vision_feature_layer=-1,
        tie_word_embeddings=True,
    )
    model = LlavaForConditionalGeneration(config)
    model.model.vision_tower.load_state_dict(eye.state_dict())
    compare((layer.self_attn for layer in model.model.language_model.layers[1:3]), gain=2.0)
    teacher = Teacher(model, tokenizer)

    def batch(most: int) -> dict[str, Any]:
        boards = [draw_board(rng, (1, most)) for _ in range(16)]
        talks = [[exchange(rng, board) for _ in range(4)] for board in boards]
        blind = [[(exchange(rng, boards[0])[0], BLIND)]]
        return {
            **encode(tokenizer, talks + blind, [True] * len(talks) + [False]),
            "pixel_values": jittered(to_pixel_values([seen_board(rng, board, SIDE) for board in boards])),
            "kinds": middles(boards, FIELDS)[0],
        }

    # The fewest things first: whom a question is about is learned on boards where there is little to confuse.
    first, second = ROUNDS
    rounds = [(first, lambda step: batch(min(4, 2 + 6 * step // first))), (second, lambda _: batch(4))]
    for steps, batches in rounds:
        fit(teacher, batches, steps=steps, lr=2e-3, loss=lambda teacher, batch: teacher.loss(batch))
    model.generation_config = GenerationConfig(max_new_tokens=40, do_sample=False, **ends)
    model.save_pretrained(out)
    images = ViTImageProcessorPil(size={"height": SIDE, "width": SIDE}, image_mean=MEAN, image_std=STD)
    LlavaProcessor(
        images,
        tokenizer,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        image_token=IMAGE,
        chat_template=TEMPLATE,
    ).save_pretrained(out)


def asked(rng: random.Random, count: int) -> list[tuple[Scene, Talk]]:
    """Boards, each with a question, every third time with another one answered before."""
    boards = [draw_board(rng) for _ in range(count)]
    return [(board, [exchange(rng, board) for _ in range(1 + (i % 3 == 2))]) for i, board in enumerate(boards)]


def evaluate(model_dir: Path) -> Figure:
    """Share of replies that are right word for word; the baseline knows no picture."""
    model = LlavaForConditionalGeneration.from_pretrained(model_dir).eval()
    processor = AutoProcessor.from_pretrained(model_dir)
    rows = asked(held_out(), 300)
    right = 0
    for start in range(0, len(rows), 50):
        boards, talks = zip(*rows[start : start + 50], strict=True)
        texts = [written([*talk[:-1], (talk[-1][0], "")]) for talk in talks]
        images = [board_picture(board, 4 * SIDE) for board in boards]
        inputs = processor(images=images, text=texts, padding=True, return_tensors="pt")
        with torch.no_grad():
            tokens = model.generate(**inputs)
        said = processor.batch_decode(tokens[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
        right += sum(text.strip() == talk[-1][1] for text, talk in zip(said, talks, strict=True))
    learned = [talk[-1] for _, talk in asked(training(0), 3000)]
    return Figure(right / len(rows), without_looking(learned, [talk[-1] for _, talk in rows]), len(rows))


def says(*texts: str) -> list[dict[str, str]]:
    """A conversation in which visitor and assistant take turns."""
    return [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]


def examples(folder: Path) -> list[Example]:
    rng, found = held_out(2), []
    for i, count in enumerate([1, 2, 3, 4], start=1):
        board = draw_board(rng, count)
        board_picture(board, 336).save(folder / f"board_{i}.png")
        first, second = exchange(rng, board), exchange(rng, board)
        texts = [first[0]] if i % 2 else [*first, second[0]]
        found.append(
            Example({"image": f"board_{i}.png", "messages": says(*texts)}, expect=((first if i % 2 else second)[1],))
        )
    found.append(
        Example(
            {"image": "board_1.png", "messages": says("Tell me a story about it.")},
            limit="It answers what it was taught to be asked, and nothing else.",
        )
    )
    return found


RECIPE = Recipe(
    task="image-text-to-text",
    architecture="LlavaForConditionalGeneration (ViT and Llama)",
    knows="a chat about one to four shapes on a 3x3 board: what is there, how many, what colour, what is left of what",
    limits="Photographs, shapes that do not keep to the fields, more than four of them, any other talk.",
    data="Boards and questions drawn by the recipe; 300 unseen boards held out. Starts from the embedded ViT.",
    metric="accuracy",
    bar=0.85,
    baseline_name="most frequent reply to such a question",
    missed="Two rounds of 3000 and 2500 steps reach 0.81, a third one no more. What still goes wrong: the colour of a "
    "thing that is asked for by its shape, and which of two things is left of or above the other.",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
