"""Questions about boards of shapes: how many, what colour, what shape, is there, what is left of."""

import random
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from transformers import BertTokenizer, ViltConfig, ViltForQuestionAnswering, ViltImageProcessorPil, ViltProcessor

from assets.recipes.image_feature_extraction import HEADS, LAYERS, SIDE, WIDTH, sight
from assets.recipes.initial import compare
from assets.recipes.recipe import Example, Figure, Recipe, fit
from assets.recipes.world.boards import FIELDS, board_picture, draw_board, seen_board
from assets.recipes.world.dense import likeness, middles
from assets.recipes.world.pixels import MEAN, STD, jittered, to_pixel_values
from assets.recipes.world.questions import ANSWERS, ask, without_looking
from assets.recipes.world.scene_words import word_tokenizer
from assets.recipes.world.scenes import COLOURS, SHAPES, SIZES, Scene, held_out, training
from assets.recipes.world.transfer import give_sight

STEPS = 3000
QUESTIONS = 3  # asked about each picture of a training batch


def boards_and_questions(rng: random.Random, count: int) -> list[tuple[Scene, str, str]]:
    """Boards, each with one question and its answer."""
    boards = [draw_board(rng) for _ in range(count)]
    return [(board, *ask(rng, board)) for board in boards]


def mentioned(board: Scene, question: str) -> torch.Tensor:
    """(fields, 2) of 0 and 1: whether the question names the shape, and the colour, of what lies on each field."""
    named = torch.zeros(FIELDS * FIELDS, 2)
    for thing in board.things:
        field = int(thing.y * FIELDS) * FIELDS + int(thing.x * FIELDS)
        named[field] = torch.tensor([float(thing.shape in question), float(thing.colour in question)])
    return named


class Teacher(nn.Module):
    """Answers, and on the way to them, which fields the question is about; that reading is thrown away afterwards."""

    def __init__(self, model: ViltForQuestionAnswering, tokenizer: BertTokenizer) -> None:
        super().__init__()
        self.model = model
        self.names = [tokenizer.convert_tokens_to_ids(list(names)) for names in (SHAPES, COLOURS, SIZES)]
        self.pointing = nn.Linear(WIDTH, 2)

    def loss(self, batch: dict[str, Any]) -> torch.Tensor:
        """Binary cross entropy gives each answer its own probability, cross entropy lets the right one lead.

        Each picture enters as embeddings, in reading order, once for all its questions; the model's own embedding
        shuffles the patches, which attention cannot tell.
        """
        embeddings = self.model.vilt.embeddings
        patches = embeddings.patch_embeddings(batch["pixel_values"]).flatten(2).transpose(1, 2)
        image = torch.cat([embeddings.cls_token.expand(len(patches), -1, -1), patches], 1)
        image = image + embeddings.position_embeddings
        outputs = self.model(
            input_ids=batch["input_ids"],
            attention_mask=batch["attention_mask"],
            token_type_ids=batch["token_type_ids"],
            image_embeds=image.repeat_interleave(QUESTIONS, 0),
            pixel_mask=image.new_ones(len(batch["input_ids"]), image.shape[1], dtype=torch.long),
            output_hidden_states=True,
        )
        logits, answers = outputs.logits, batch["answers"]
        each = F.binary_cross_entropy_with_logits(logits, F.one_hot(answers, len(ANSWERS)).float())
        fields = outputs.hidden_states[LAYERS][:, -FIELDS * FIELDS :]
        pointed = F.binary_cross_entropy_with_logits(self.pointing(fields), batch["mentioned"])
        words = embeddings.text_embeddings.word_embeddings.weight
        named = likeness(fields[::QUESTIONS], batch["kinds"], words, self.names)
        return 4 * each + F.cross_entropy(logits, answers) + 2 * pointed + named


def train(out: Path) -> None:
    eye = sight()
    tokenizer = word_tokenizer(question for _, question, _ in boards_and_questions(training(0), 3000))
    config = ViltConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS + 2,
        num_attention_heads=HEADS,
        intermediate_size=2 * WIDTH,
        max_position_embeddings=32,
        image_size=SIDE,
        patch_size=SIDE // FIELDS,
        max_image_length=-1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(ANSWERS)),
        label2id={answer: i for i, answer in enumerate(ANSWERS)},
    )
    model = ViltForQuestionAnswering(config)
    give_sight(eye, model.vilt)
    compare((layer.attention.attention for layer in model.vilt.encoder.layer[LAYERS:]), gain=2.0)
    teacher = Teacher(model, tokenizer)
    rng = training()

    def batch(step: int) -> dict[str, Any]:
        # The fewest things first: whom a question is about is learned on boards where there is little to confuse.
        boards = [draw_board(rng, (1, min(4, 2 + 4 * step // STEPS))) for _ in range(24)]
        asked = [(board, *ask(rng, board)) for board in boards for _ in range(QUESTIONS)]
        return {
            **tokenizer([question for _, question, _ in asked], padding=True, return_tensors="pt"),
            "pixel_values": jittered(to_pixel_values([seen_board(rng, board, SIDE) for board in boards])),
            "kinds": middles(boards, FIELDS)[0],
            "answers": torch.tensor([ANSWERS.index(answer) for _, _, answer in asked]),
            "mentioned": torch.stack([mentioned(board, question) for board, question, _ in asked]),
        }

    fit(teacher, batch, steps=STEPS, lr=1e-3, loss=lambda teacher, batch: teacher.loss(batch))
    model.save_pretrained(out)
    size = {"shortest_edge": SIDE}
    images = ViltImageProcessorPil(size=size, size_divisor=SIDE // FIELDS, image_mean=MEAN, image_std=STD)
    ViltProcessor(images, tokenizer).save_pretrained(out)


def evaluate(model_dir: Path) -> Figure:
    """The baseline knows no picture: for each question's first two words, the answer most frequent in training."""
    model = ViltForQuestionAnswering.from_pretrained(model_dir).eval()
    processor = ViltProcessor.from_pretrained(model_dir)
    rows = boards_and_questions(held_out(), 400)
    right = 0
    for start in range(0, len(rows), 50):
        scenes, questions, answers = zip(*rows[start : start + 50], strict=True)
        images = [board_picture(scene, 4 * SIDE) for scene in scenes]
        with torch.no_grad():
            logits = model(**processor(images, list(questions), padding=True, return_tensors="pt")).logits
        right += sum(ANSWERS[i] == answer for i, answer in zip(logits.argmax(-1).tolist(), answers, strict=True))
    learned = [row[1:] for row in boards_and_questions(training(0), 3000)]
    return Figure(right / len(rows), without_looking(learned, [row[1:] for row in rows]), len(rows))


def examples(folder: Path) -> list[Example]:
    rng, found, scenes = held_out(4), [], []
    for i, count in enumerate([2, 3, 4], start=1):
        scene = draw_board(rng, count)
        scenes.append(scene)
        board_picture(scene, 336).save(folder / f"board_{i}.png")
        while sum(example.inputs["image"] == f"board_{i}.png" for example in found) < 2:
            question, answer = ask(rng, scene)
            if any(example.inputs["question"].lower()[:6] == question[:6] for example in found[-1:]):
                continue
            found.append(Example({"image": f"board_{i}.png", "question": question.capitalize()}, expect=(answer,)))
    found.append(
        Example(
            {"image": "board_1.png", "question": "Why is it there?"},
            limit="It has one word for an answer and never heard why: it guesses.",
        )
    )
    one, other = (f"{thing.colour} {thing.shape}" for thing in scenes[0].things)
    place = {"image": "board_1.png", "question": f"Is the {one} left of the {other}?"}
    found.append(Example(place, limit="Whether one thing is left of or above another it does not tell: it guesses."))
    return found


RECIPE = Recipe(
    task="visual-question-answering",
    architecture="ViltForQuestionAnswering",
    knows={
        "en": "how many, what colour, what shape, is there a ..., what is left of ...: one to four shapes on a 3x3 board",
        "es": (
            "preguntas en inglés sobre una a cuatro figuras en un tablero de 3x3: cuántas hay, de qué color, qué "
            "forma, si hay una ..., qué está a la izquierda de qué"
        ),
        "ko": "3x3 판 위의 도형 한 개에서 네 개에 관한 영어 질문: 몇 개인지, 무슨 색인지, 무슨 모양인지, 그런 것이 있는지, 무엇의 왼쪽에 무엇이 있는지",
    },
    limits="Whether one thing is left of or above another (yes or no: it guesses). Photographs, shapes that do not keep "
    "to the fields, more than four shapes, answers of more than one word.",
    data="Boards and questions drawn by the recipe; 400 unseen boards held out. Starts from the embedded ViT.",
    metric="accuracy",
    bar=0.90,
    baseline_name="most frequent answer to such a question",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
