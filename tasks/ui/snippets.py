"""The code on the API's page: a call of each endpoint with its example, to be copied as it stands.

Gradio's own breaks where an example holds a quotation mark, a line end or two files, and shows what is sent where nothing
is given (an empty table) in the place of the example.
"""

from __future__ import annotations

import json
from typing import Any


class _Call:
    """A piece of code among values, printed as it is."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __repr__(self) -> str:
        return self.code


def snippets(api_name: str, endpoint_info: dict[str, Any], root: str, **_: Any) -> dict[str, str]:
    """Python, JavaScript and curl by the names that Gradio's page has for them. `root` is the app's own address."""
    values = {
        each["parameter_name"]: each["example_input"]
        for each in endpoint_info["parameters"]
        if each["example_input"] not in (None, "")
    }
    return {
        "python": python(api_name, values, root),
        "javascript": javascript(api_name, values, root),
        "bash": bash(api_name, values, root),
    }


def python(api_name: str, values: dict[str, Any], root: str) -> str:
    handled = _files_as(values, lambda address: _Call(f"handle_file({address!r})"))
    names = "Client, handle_file" if handled != values else "Client"
    lines = [f"    {name}={value!r}," for name, value in handled.items()]
    return "\n".join(
        [
            f"from gradio_client import {names}",
            "",
            f'client = Client("{root}")',
            "result = client.predict(",
            *lines,
            f'    api_name="{api_name}",',
            ")",
            "print(result)",
        ]
    )


def javascript(api_name: str, values: dict[str, Any], root: str) -> str:
    marked = _files_as(values, lambda address: f"handle_file:{address}")
    names = "Client, handle_file" if marked != values else "Client"
    lines = [f"  {name}: {_calling(json.dumps(value, ensure_ascii=False))}," for name, value in marked.items()]
    return "\n".join(
        [
            f'import {{ {names} }} from "@gradio/client";',
            "",
            f'const client = await Client.connect("{root}");',
            f'const result = await client.predict("{api_name}", {{',
            *lines,
            "});",
            "console.log(result.data);",
        ]
    )


def _calling(written: str) -> str:
    """JSON in which marked addresses are calls."""
    parts = written.split('"handle_file:')
    return parts[0] + "".join(
        f'handle_file("{address}"){rest}' for address, _, rest in (part.partition('"') for part in parts[1:])
    )


def bash(api_name: str, values: dict[str, Any], root: str) -> str:
    sent = _files_as(values, lambda address: {"path": address, "meta": {"_type": "gradio.FileData"}})
    body = json.dumps(sent, ensure_ascii=False).replace("'", "\\u0027")
    return "\n".join(
        [
            f'EVENT_ID=$(curl -s -X POST {root}/gradio_api/call/v2{api_name} -H "Content-Type: application/json" \\',
            f"  -d '{body}' | awk -F'\"' '{{ print $4 }}')",
            f"curl -N {root}/gradio_api/call{api_name}/$EVENT_ID",
        ]
    )


def _files_as(value: Any, write: Any) -> Any:
    """The value with each file in it as `write` gives its address."""
    if isinstance(value, list):
        return [_files_as(item, write) for item in value]
    if not isinstance(value, dict):
        return value
    if "meta" in value and value.get("url"):
        return write(value["url"])
    return {name: _files_as(item, write) for name, item in value.items()}
