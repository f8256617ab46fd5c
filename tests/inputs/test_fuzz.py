"""Whatever a stranger posts to any parameter of any endpoint: a right answer or one of our messages, never a bare error.

The values are fixed, with a few drawn from a fixed seed; each stands in the place of one parameter of a run that works.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tasks.core import errors, fields
from tasks.core.registry import registry
from tests import files
from tests.benchmarks.client import Endpoint, Visitor, connected, find
from tests.conftest import Served
from tests.rows import row
from tests.tiny import TinyModels

OURS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.AtlasError) and kind is not errors.UnexpectedError
}
AT_ONCE = 4
MODEL_FIELDS = ("model", "revision", "device", "dtype")


@cache
def bad_files() -> dict[str, Path]:
    """Files that are not what a field wants: of another kind, cut, empty, huge when decoded, and dressed as another."""
    folder = files.folder() / "bad"
    folder.mkdir(exist_ok=True)
    picture, sound = files.picture().read_bytes(), files.sound().read_bytes()
    contents = {
        "empty.png": b"",
        "cut.png": picture[: len(picture) // 2],
        "sound.png": sound,
        "picture.wav": picture,
        "cut.wav": sound[:60],
        "words.pdf": b"These are words.",
        "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "playlist.mp3": b"#EXTM3U\nhttp://127.0.0.1:1/a.mp3\n",
        "huge.png": huge_png(),
        "random.mp4": random.Random(1).randbytes(4000),
        "vector.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:1/"/></svg>',
        "table.xlsx": b"PK\x03\x04" + random.Random(2).randbytes(400),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


def huge_png() -> bytes:
    """12 kB that come to 100 megapixels."""
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(file, "PNG")
    return file.getvalue()


def deep(levels: int = 200) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def plain_values() -> dict[str, Any]:
    """Values of every kind that JSON has, and texts that trip parsers."""
    drawn = random.Random(3)
    return {
        "null": None,
        "list": ["a", 1, None],
        "empty list": [],
        "number": 7,
        "negative": -1,
        "half": 1.5,
        "big": 1e308,
        "true": True,
        "object": {"a": 1},
        "file of nobody": {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
        "address": {"path": "http://127.0.0.1:1/a.png", "meta": {"_type": "gradio.FileData"}},
        "empty": "",
        "blank": " \n\t",
        "NaN as a word": "NaN",
        "inf as a word": "-inf",
        "comma number": "0,7",
        "zero byte": "a\x00b",
        "half a character": "\ud800",
        "braces": "{0} %s {x}",
        "right to left": "\u202eabc\u2066",
        "long": "x" * 1_000_000,
        "long words": "word " * 20_000,
        "lines": "a\n" * 5_000,
        "deep": deep(),
        "drawn": "".join(chr(drawn.choice([*range(32, 0xD7FF), *range(0xE000, 0x10FFFF)])) for _ in range(200)),
        "points": "1,2;" * 10_000,
    }


async def uploaded(http: aiohttp.ClientSession, path: Path) -> dict[str, Any]:
    form = aiohttp.FormData()
    form.add_field("files", path.read_bytes(), filename=path.name)
    async with http.post("/gradio_api/upload", data=form) as answer:
        stored = (await answer.json())[0]
    return {"path": stored, "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}


async def as_sent(http: aiohttp.ClientSession, field: fields.Field, value: Any) -> Any:
    """A row's value as a client sends it: paths as uploads, a table as headers and rows."""
    if isinstance(field, fields.Table):
        from tasks.core.media import read_table

        table = read_table(str(value))
        return {
            "headers": list(table),
            "data": [list(cells) for cells in zip(*table.values(), strict=True)],
            "metadata": None,
        }
    if isinstance(value, list):
        return [await as_sent(http, field, each) for each in value]
    return await uploaded(http, value) if isinstance(value, Path) else value


def said(message: Any) -> tuple[str, str] | None:
    """(code, message) of an error as Gradio sends it; None where there is an answer."""
    output = message.get("output", {})
    if message.get("success"):
        return None
    return str(output.get("title")), str(output.get("error"))


async def outcome(visitor: Visitor, endpoint: Endpoint, data: list[Any]) -> tuple[str, str] | None:
    """What a call comes to, as `said` gives it."""
    body = {
        "data": data,
        "fn_index": endpoint.fn_index,
        "session_hash": visitor.session,
        "event_data": None,
        "trigger_id": None,
    }
    async with visitor.http.post(
        "/gradio_api/queue/join", data=json.dumps(body), headers={"Content-Type": "application/json"}
    ) as joined:
        if joined.status != 200:
            answer = await joined.json()
            return str(answer.get("code")), str(answer.get("detail"))
    async with visitor.http.get("/gradio_api/queue/data", params={"session_hash": visitor.session}) as stream:
        found: Any = None
        async for line in stream.content:
            if line.startswith(b"data:"):
                message = json.loads(line[5:])
                if message["msg"] in {"process_completed", "unexpected_error"}:
                    found = message
    assert found is not None, "The stream ended before the answer."
    return said(found)


def changes(field_names: list[str], sent: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name in field_names:
        for kind, value in sent.items():
            yield name, kind, value


async def fuzzed(url: str, task: str, most: int) -> list[str]:
    """What went wrong: one line for each. Of all that could be posted, `most` by a fixed seed; 0 for all."""
    spec, given = registry()[task], row(task)
    known = {each.name: each for each in (*spec.inputs, *spec.params)}
    wrong: list[str] = []
    async with connected(url, AT_ONCE) as http:
        endpoint = await find(http, spec.endpoint)
        works = {name: await as_sent(http, known[name], value) for name, value in given.inputs.items()}
        works |= given.params | {"model": f"local/{task}"}
        bad = {f"file {name}": await uploaded(http, path) for name, path in bad_files().items()}
        takes_files = {name for name, each in known.items() if isinstance(each, fields.File | fields.Table)}
        todo = list(changes([*known, *MODEL_FIELDS], plain_values()))
        todo += [
            (name, kind, [file] if isinstance(known[name], fields.Images) else file)
            for name in takes_files
            for kind, file in bad.items()
        ]
        if most:
            todo = random.Random(task).sample(todo, min(most, len(todo)))

        async def work() -> None:
            visitor = Visitor(http)
            while todo:
                name, kind, value = todo.pop()
                try:
                    trouble = await outcome(visitor, endpoint, endpoint.data({**works, name: value}))
                except aiohttp.ClientOSError:  # the server had closed a connection that nobody used
                    trouble = await outcome(visitor, endpoint, endpoint.data({**works, name: value}))
                except (aiohttp.ClientError, AssertionError, ValueError) as error:
                    trouble = type(error).__name__, str(error)
                    visitor = Visitor(http)
                if trouble is not None and (trouble[0] not in OURS or not trouble[1].strip()):
                    wrong.append(f"{name} = {kind}: {trouble[0]}: {trouble[1][:200]}")

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return sorted(wrong)


@pytest.mark.parametrize("task", sorted(registry()))
def test_no_bare_error(request: pytest.FixtureRequest, served: Served, tiny_models: TinyModels, task: str) -> None:
    tiny_models(task)
    # A browser that is open in this process has its loop running in this thread.
    with ThreadPoolExecutor(1) as apart:
        wrong = apart.submit(asyncio.run, fuzzed(served.url, task, request.config.getoption("--fuzz"))).result()
    assert not wrong, "\n".join(wrong)
