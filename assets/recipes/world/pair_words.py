"""Colour-shape pairs in words, for models that match words and pictures, and what the text sides of these share."""

import random
from dataclasses import replace
from typing import Any

import torch
import torch.nn.functional as F
from PIL import Image
from transformers import BertTokenizer

from assets.recipes.world.boards import seen_board
from assets.recipes.world.captions import article
from assets.recipes.world.scene_words import word_tokenizer
from assets.recipes.world.scenes import COLOURS, PAIRS, SEEN_PAIRS, SHAPES, Scene

WORDS = [*SEEN_PAIRS, *[(colour, "") for colour in COLOURS], *[("", shape) for shape in SHAPES]]
"""What training names: pairs, then colours, then shapes; one word alone keeps colour and shape apart, so that they can be put together in new ways."""
COLOUR_WORDS = slice(len(SEEN_PAIRS), len(SEEN_PAIRS) + len(COLOURS))
SHAPE_WORDS = slice(len(SEEN_PAIRS) + len(COLOURS), len(WORDS))
TEMPLATES = ["this is a photo of {}.", "a photo of {}", "a picture of {}", "{}", "{}", "this is {}."]
LENGTH = 16  # tokens


def spoken(rng: random.Random, colour: str, shape: str) -> str:
    """A sentence or a name only, with or without its article; what has no shape is a thing."""
    name = f"{colour} {shape or 'thing'}".strip()
    return rng.choice(TEMPLATES).format(rng.choice([name, article(name), article(name), f"the {name}"]))


def fitting(colour: str, shape: str) -> list[float]:
    """For each of `WORDS`, 1 where it names a thing of this colour (none: its colour is not to be seen) and shape."""
    return [float(a in ("", colour) and b in ("", shape)) for a, b in WORDS]


def pair_tokenizer(rng: random.Random) -> BertTokenizer:
    """Knows the words of `TEMPLATES`, colours and shapes."""
    return word_tokenizer([spoken(rng, *rng.choice([*PAIRS, *WORDS])) for _ in range(900)], LENGTH, token_types=False)


def text_settings(tokenizer: BertTokenizer) -> dict[str, Any]:
    """A CLIP text model's settings for such a tokenizer."""
    return {
        "num_hidden_layers": 2,
        "vocab_size": len(tokenizer),
        "max_position_embeddings": LENGTH,
        "bos_token_id": tokenizer.cls_token_id,
        "eos_token_id": tokenizer.sep_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }


def apart(words: torch.Tensor) -> torch.Tensor:
    """How far the unit vectors of the pairs among `WORDS` point from the sum of their colour's and their shape's."""
    colours, shapes = words[COLOUR_WORDS], words[SHAPE_WORDS]
    colour = [list(COLOURS).index(colour) for colour, _ in SEEN_PAIRS]
    shape = [SHAPES.index(shape) for _, shape in SEEN_PAIRS]
    return 1 - F.cosine_similarity(words[: len(SEEN_PAIRS)], colours[colour] + shapes[shape], dim=-1).mean()


def mixed(rng: random.Random, board: Scene, side: int) -> tuple[Image.Image, Scene]:
    """The board as a model sees it, mostly with the colours of another one; that other board.

    The other one has things of seen pairs in the same places. Which colour goes with which shape then says nothing,
    and no pair is drawn that is not to be seen: the colours have the outlines of the other shapes.
    """
    if rng.random() < 0.1:
        return seen_board(rng, board, side), board
    things = []
    for thing in board.things:
        colour, shape = rng.choice(SEEN_PAIRS)
        things.append(replace(thing, colour=colour, shape=shape))
    other = replace(board, things=tuple(things))
    light, _, _ = seen_board(rng, board, side).convert("YCbCr").split()
    bend = 2 ** rng.uniform(-1, 1)  # how dark a thing is would tell its colour
    light = light.point([round(255 * (level / 255) ** bend) for level in range(256)])
    _, *colours = seen_board(rng, other, side).convert("YCbCr").split()
    return Image.merge("YCbCr", (light, *colours)).convert("RGB"), other
