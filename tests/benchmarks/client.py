"""A visitor without a browser: Gradio's own protocol over kept-alive connections, as the page's script speaks it.

A call is POSTed to the queue, then its session's stream of server-sent events is read. The server ends the stream when
nothing of the session is left to do, so a visitor who asks one thing at a time opens it anew for each call.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Message = dict[str, Any]


class CallFailed(Exception):
    """The app answered with an error."""


async def _read(http: aiohttp.ClientSession, path: str, **query: str) -> Any:
    async with http.get(path, params=query) as answer:
        return await answer.json()


@dataclass(frozen=True)
class Endpoint:
    """Where a named endpoint is, and its arguments in their order with their defaults."""

    fn_index: int
    arguments: tuple[tuple[str, Any], ...]

    def data(self, values: Mapping[str, Any]) -> list[Any]:
        """Values by name as the list that is sent; a single one goes to a single argument of any name."""
        if len(self.arguments) == 1 and len(values) == 1:
            return list(values.values())
        return [values.get(name, default) for name, default in self.arguments]


async def find(http: aiohttp.ClientSession, api_name: str) -> Endpoint:
    """Looks a named endpoint up. Raises KeyError."""
    config = await _read(http, "/config")
    fn_index = next((each["id"] for each in config["dependencies"] if each["api_name"] == api_name), None)
    if fn_index is None:
        raise KeyError(api_name)
    info = await _read(http, "/gradio_api/info")
    arguments = info["named_endpoints"][f"/{api_name}"]["parameters"]
    return Endpoint(fn_index, tuple((each["parameter_name"], each.get("parameter_default")) for each in arguments))


@dataclass
class Visitor:
    """One session."""

    http: aiohttp.ClientSession
    session: str = field(default_factory=lambda: secrets.token_hex(6))

    async def messages(self, fn_index: int, data: list[Any], trigger: int | None = None) -> AsyncIterator[Message]:
        """Sends one call and yields what the server says of it, up to its end. Raises CallFailed."""
        body = {
            "data": data,
            "fn_index": fn_index,
            "session_hash": self.session,
            "event_data": None,
            "trigger_id": trigger,
        }
        async with self.http.post("/gradio_api/queue/join", json=body) as joined:
            if joined.status != 200:
                raise CallFailed(await joined.text())
            event = (await joined.json())["event_id"]
        async with self.http.get("/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            ended = False
            async for line in stream.content:
                # The stream is read to its own end, or the connection could not be used again.
                if ended or not line.startswith(b"data:"):
                    continue
                message = json.loads(line[5:])
                if message.get("event_id") not in (event, None):
                    continue
                if message["msg"] == "unexpected_error":
                    raise CallFailed(str(message))
                yield message
                ended = message["msg"] == "process_completed"
                if ended and not message["success"]:
                    raise CallFailed(str(message["output"]))
            if not ended:
                raise CallFailed("The stream ended before the answer.")

    async def call(self, fn_index: int, data: list[Any], trigger: int | None = None) -> Message:
        """One call to its end: the output of the last message."""
        output: Message = {}
        async for message in self.messages(fn_index, data, trigger):
            output = message.get("output") or output
        return output

    async def open(self, task: str) -> Panel:
        """Does what the browser does when somebody arrives and searches for a task: loads, then renders its panel."""
        config = await _read(self.http, "/config", page="")
        outside = {each["id"]: each for each in config["components"]}
        opener = next(
            id for id, each in outside.items() if f"opened.has('{task}')" in (each["props"].get("js_on_load") or "")
        )
        search = next(
            d for d in config["dependencies"] if any(_is(outside, id, "atlas-search") for id, _ in d["targets"])
        )
        render = next(d for d in config["dependencies"] if [opener, "click"] in [list(t) for t in d["targets"]])
        values = [task if _is(outside, id, "atlas-search") else None for id in search["inputs"]]
        box = next(id for id in outside if _is(outside, id, "atlas-search"))
        arrived = await self.call(search["id"], values, box)
        side = dict(zip(search["outputs"], arrived["data"], strict=True))
        panel = (await self.call(render["id"], [None] * len(render["inputs"]), opener))["render_config"]
        found = Panel.of(panel, outside, side)
        if found is not None:
            return found
        raise CallFailed(f"No panel came for {task}.")


def _is(components: Mapping[int, Any], id: int | None, name: str) -> bool:
    return id in components and components[id]["props"].get("elem_id") == name


def _value(update: Any) -> Any:
    """The value of an output, which comes as it is or as an update."""
    return update.get("value") if isinstance(update, dict) and update.get("__type__") == "update" else update


@dataclass(frozen=True)
class Panel:
    """A task on screen: the Run button's event, and what stands in each of its inputs by label."""

    fn_index: int
    button: int
    inputs: list[int]
    labels: dict[int, str]
    values: dict[int, Any]

    @classmethod
    def of(cls, rendered: Mapping[str, Any], outside: Mapping[int, Any], side: Mapping[int, Any]) -> Panel | None:
        """The panel of what a render call gave, if it is one: it has a Run button."""
        components = {**outside, **{each["id"]: each for each in rendered["components"] if each}}
        run = next((id for id, each in components.items() if each["props"].get("value") == "Run"), None)
        event = next((d for d in rendered["dependencies"] if [run, "click"] in [list(t) for t in d["targets"]]), None)
        if run is None or event is None:
            return None
        props = {id: each["props"] for id, each in components.items()}
        values = {id: props[id].get("value") for id in event["inputs"]}
        values |= {id: _value(side[id]) for id in event["inputs"] if id in side}
        labels = {id: str(props[id].get("label") or "") for id in event["inputs"]}
        return cls(event["id"], run, list(event["inputs"]), labels, values)

    def data(self, **changes: Any) -> list[Any]:
        """What Run sends, with other values for some labels (`max_new_tokens=50`, `Model="local/writer"`)."""
        return [changes.get(self.labels[id], self.values[id]) for id in self.inputs]


@asynccontextmanager
async def connected(url: str, visitors: int = 1) -> AsyncIterator[aiohttp.ClientSession]:
    """A pool of kept-alive connections, two for each visitor."""
    connector = aiohttp.TCPConnector(limit=2 * visitors + 2)
    # Server-sent events with a whole page's layout are longer than aiohttp's lines usually are.
    async with aiohttp.ClientSession(
        url, connector=connector, timeout=aiohttp.ClientTimeout(600), read_bufsize=2**24
    ) as http:
        yield http


@dataclass(frozen=True)
class Load:
    """What several visitors saw: the seconds of every call, and how long all took together."""

    seconds: list[float]
    wall: float

    @property
    def rate(self) -> float:
        """Calls a second."""
        return len(self.seconds) / self.wall


async def first_answer(url: str, api_name: str, values: Mapping[str, Any]) -> Message:
    """One call by a new visitor."""
    async with connected(url) as http:
        endpoint = await find(http, api_name)
        return await Visitor(http).call(endpoint.fn_index, endpoint.data(values))


async def visit(url: str, api_name: str, values: Mapping[str, Any], visitors: int, each: int) -> Load:
    """`visitors` at once make `each` calls one after another, in sessions that have made one call before."""
    async with connected(url, visitors) as http:
        endpoint = await find(http, api_name)
        data = endpoint.data(values)
        crowd = [Visitor(http) for _ in range(visitors)]
        await asyncio.gather(*(visitor.call(endpoint.fn_index, data) for visitor in crowd))

        async def use(visitor: Visitor) -> list[float]:
            seconds = []
            for _ in range(each):
                start = time.perf_counter()
                await visitor.call(endpoint.fn_index, data)
                seconds.append(time.perf_counter() - start)
            return seconds

        start = time.perf_counter()
        lists = await asyncio.gather(*(use(visitor) for visitor in crowd))
        return Load([value for one in lists for value in one], time.perf_counter() - start)
