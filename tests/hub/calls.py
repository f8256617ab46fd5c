"""A visitor of the API: what they ask, with whose token and in which language, and what the app said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.hub.declared import Account

PATIENCE = 120.0
HEARD: list[str] = []  # all that ever came back to any visitor, as it came


@dataclass(frozen=True)
class Said:
    """An answer: the outputs with the pipeline's own result last, or the code and the message of an error."""

    outputs: list[Any] | None
    code: str = ""
    message: str = ""

    @property
    def result(self) -> Any:
        assert self.outputs is not None, f"{self.code}: {self.message}"
        return self.outputs[-1]


@dataclass
class Visitor:
    """Asks the app at `url`."""

    url: str
    account: Account | None = None
    language: str = "en"

    def ask(self, task: str, model: str, /, **values: Any) -> Said:
        """Runs a task and waits for what comes of it."""
        endpoint = f"{self.url}/gradio_api/call/{task.replace('-', '_')}"
        headers = {"Accept-Language": self.language}
        if self.account:
            headers["X-HF-Authorization"] = f"Bearer {self.account.token}"
        with httpx.Client(headers=headers, timeout=PATIENCE) as client:
            data = self._filled(client, task, {**values, "model": model})
            started = client.post(endpoint, json={"data": data})
            HEARD.append(started.text)
            answered = client.get(f"{endpoint}/{started.raise_for_status().json()['event_id']}").text
        HEARD.append(answered)
        events = [block.splitlines() for block in answered.strip().split("\n\n")]
        event, data = next((lines[0], lines[1]) for lines in events if not lines[0].endswith("heartbeat"))
        content = json.loads(data.removeprefix("data: "))
        if event == "event: complete":
            return Said(content)
        assert isinstance(content, dict), f"an error without a message: {answered}"
        return Said(None, content["title"], content["error"])

    def classify(self, model: str, **values: Any) -> Said:
        """The cheapest run there is."""
        return self.ask("text-classification", model, text="a good film", **values)

    def _filled(self, client: httpx.Client, task: str, values: dict[str, Any]) -> list[Any]:
        """The values in the endpoint's order, its own defaults for the others."""
        described = client.get(f"{self.url}/gradio_api/info").text
        HEARD.append(described)
        takes = json.loads(described)["named_endpoints"][f"/{task.replace('-', '_')}"]["parameters"]
        return [values.get(each["parameter_name"], each.get("parameter_default")) for each in takes]
