"""Whatever a program sends to MCP, in whatever shape: nothing of it stands in the log."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

from tests.conftest import Served

SECRET = "MyDiaryOfMay"
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def message(method: Any = "tools/call", **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


SHAPES: dict[str, Any] = {
    "arguments that are a text": message(name="text_classification", arguments=SECRET),
    "arguments that are a list": message(name="text_classification", arguments=[SECRET]),
    "a name that is a list": message(name=[SECRET], arguments={}),
    "a tool that is not there": message(name=SECRET, arguments={"text": SECRET}),
    "a text that is a number and more": message(name="text_classification", arguments={"text": {SECRET: [SECRET]}}),
    "a parameter that is not there": message(name="text_classification", arguments={"text": "x", SECRET: SECRET}),
    "a method that is not there": message(SECRET, text=SECRET),
    "a resource": message("resources/read", uri=SECRET),
    "a prompt": message("prompts/get", name={SECRET: SECRET}),
    "a notification of no kind": {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": [SECRET]}},
    "an answer to nothing": {"jsonrpc": "2.0", "id": SECRET, "result": {SECRET: SECRET}},
    "no message": {SECRET: SECRET},
    "no JSON": SECRET,
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_that_was_sent_is_logged(served: Served, shape: str) -> None:
    sent = SHAPES[shape]
    body = sent if isinstance(sent, str) else json.dumps(sent)
    httpx.post(f"{served.url}/gradio_api/mcp/", content=body, headers=HEADERS, timeout=60)
    time.sleep(0.5)  # the lines come through a pipe
    assert SECRET not in served.log


def test_a_request_that_failed_is_in_the_log(served: Served) -> None:
    """Without what was sent, but with the place: whoever runs the app sees that something went wrong."""
    body = json.dumps(SHAPES["arguments that are a text"])
    httpx.post(f"{served.url}/gradio_api/mcp/", content=body, headers=HEADERS, timeout=60)
    for _ in range(50):
        if "MCP: a request failed (session." in served.log:
            return
        time.sleep(0.1)
    raise AssertionError(served.log[-2000:])
