"""Models of one world agree with each other and with what was drawn, on pictures and sentences that no training saw."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from gradio_client import Client, handle_file

from assets.recipes.world.boards import board_picture, draw_board
from assets.recipes.world.rooms import draw_room
from assets.recipes.world.scenes import SHAPES, Scene
from assets.recipes.world.utterances import draw_sentence
from tests.conftest import Served
from tests.test_embedded import MODELS

BOARDS = 20


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Scene, Any]]:
    """Boards of one to three things, and their pictures as files."""
    rng, folder = random.Random(7 * 10**6), tmp_path_factory.mktemp("boards")
    drawn = []
    for i in range(BOARDS):
        scene = draw_board(rng, (1, 3))
        board_picture(scene, 336).save(folder / f"{i}.png")
        drawn.append((scene, handle_file(folder / f"{i}.png")))
    return drawn


def result(client: Client, api_name: str, **values: Any) -> Any:
    """The pipeline's own result, the last thing that an endpoint gives."""
    return client.predict(**values, api_name=api_name)[-1]


def shapes_in(words: str) -> Counter[str]:
    """How often each shape is named, in the singular."""
    return Counter({shape: words.split().count(shape) for shape in SHAPES if shape in words.split()})


def test_speech_is_read_back(client: Client) -> None:
    """What text-to-audio says is what the recogniser writes down."""
    from assets.recipes.measures import word_error_rate

    rng = random.Random(9 * 10**6)
    said = [draw_sentence(rng, held_out=True) for _ in range(10)]
    heard = []
    for sentence in said:
        sound = client.predict(text=sentence, api_name="/text_to_audio")[0]
        heard.append(result(client, "/automatic_speech_recognition", audio=handle_file(sound))["text"])
    assert word_error_rate(heard, said) <= 0.25, list(zip(said, heard, strict=True))


def test_the_caption_agrees_with_the_detector(client: Client, boards: list[tuple[Scene, Any]]) -> None:
    agree = true = 0
    for scene, picture in boards:
        (caption,) = result(client, "/image_to_text", image=picture)
        found = Counter(each["label"] for each in result(client, "/object_detection", image=picture))
        agree += shapes_in(caption["generated_text"].replace(",", " ").replace(".", " ")) == found
        true += found == Counter(thing.shape for thing in scene.things)
    assert agree >= 0.8 * BOARDS and true >= 0.8 * BOARDS, (agree, true)


def test_counting_agrees_with_the_detector(client: Client, boards: list[tuple[Scene, Any]]) -> None:
    agree = 0
    for _, picture in boards:
        found = len(result(client, "/object_detection", image=picture))
        answers = result(client, "/visual_question_answering", image=picture, question="How many shapes are there?")
        agree += answers[0]["answer"] == str(found)
    assert agree >= 0.75 * BOARDS, agree


def test_the_depth_order_agrees_with_the_drawing() -> None:
    """Of two shapes that stand well apart, the nearer one comes out nearer."""
    from tasks.pipelines import pipeline

    pipe = pipeline("depth-estimation", model=str(MODELS / "depth-estimation"))
    rng, right, pairs = random.Random(8 * 10**6), 0, 0
    while pairs < 20:
        room = draw_room(rng, (2, 3))
        far, near = room.things[0], room.things[-1]
        if far.z - near.z < 1.0 or abs(far.x / far.z - near.x / near.z) < 0.35:
            continue
        pairs += 1
        depth = pipe(room.draw(240))["predicted_depth"].squeeze().numpy()
        there, here = (
            depth[
                round((room.horizon + (1 - thing.radius) / thing.z) * (depth.shape[0] - 1)),
                round((0.5 + thing.x / thing.z) * (depth.shape[1] - 1)),
            ]
            for thing in (far, near)
        )
        right += bool(there > here)
    assert right >= 17, right
