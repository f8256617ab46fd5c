"""The tasks as tools for language models: Gradio's MCP server with files as they are taken here, and words that say so.

Like gradio_patches.py it leans on Gradio's insides, and is held by the same tests.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import gradio.mcp
import gradio.route_utils
from gradio_client import Client

from tasks.core.errors import where_raised
from tasks.ui.addresses import file_of_text

# The methods that are replaced below, with the parameters they had.
REPLACED: dict[Any, tuple[str, ...]] = {
    gradio.mcp.GradioMCPServer._get_or_create_client: ("self",),
    gradio.mcp.GradioMCPServer.simplify_filedata_schema: ("self", "schema"),
    gradio.mcp.GradioMCPServer.convert_strings_to_filedata: ("self", "value", "filedata_positions"),
}

LEFT_OUT = ("$defs", "additional_description")  # of a schema: what Gradio alone understands

# Where the library of MCP writes of the requests that it got: to the root logger too.
ITS_LOGGERS = (None, "mcp.server.lowlevel.server", "mcp.server.streamable_http", "mcp.server.streamable_http_manager")


def without_what_was_sent(record: logging.LogRecord) -> bool:
    """Lets lines of the library of MCP pass with the place they were written at in the place of their words, which quote
    what a visitor sent wherever a request has not the right shape."""
    written_in = Path(record.pathname).parts[-4:]
    if "mcp" in written_in and {"server", "shared"} & set(written_in) and record.levelno >= logging.WARNING:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        raised = f"\n{where_raised(error)}" if error is not None else ""
        record.msg = f"MCP: a request failed ({record.module}.{record.funcName}, line {record.lineno}){raised}"
        record.args, record.exc_info, record.exc_text = (), None, None
    return True


for each in ITS_LOGGERS:
    logging.getLogger(each).addFilter(without_what_was_sent)


def loopback_client(self: gradio.mcp.GradioMCPServer) -> Client:
    """The client by which MCP calls the endpoints of its own app. Gradio's does not log in, so with a password no tool could
    be called: it reads the app's configuration before it sends what came with the call."""
    if self._client_instance is None:
        request: Any = self.mcp_server.request_context.request
        root = gradio.route_utils.get_root_url(request, self.get_route_path(request), self.root_path)
        cookie = getattr(self.blocks, "own_cookie", "")
        self._client_instance = Client(
            self.local_url or root,
            download_files=False,
            verbose=False,
            analytics_enabled=False,
            ssl_verify=False,
            headers={"x-gradio-user": "mcp", **({"cookie": cookie} if cookie else {})},
            _skip_components=False,
        )
    return self._client_instance


class Tools(gradio.mcp.GradioMCPServer):
    """MCP with files as they are taken here, and words that say so."""

    @property
    def _file_data_tool_description(self) -> str:
        return (
            " A file is given as a data: address (data:image/png;base64,...), or by the address that this app gave it when it "
            "was uploaded: to /gradio_api/upload, or with the tool upload_file_to_gradio, where there is one. Other "
            "addresses are not fetched."
        )

    def simplify_filedata_schema(self, schema: dict[str, Any]) -> tuple[dict[str, Any], list[list[str | int]]]:
        simple, places = super().simplify_filedata_schema(schema)
        return _with_our_format(simple), places

    def convert_strings_to_filedata(self, value: Any, filedata_positions: list[list[str | int]]) -> Any:
        """Texts become files wherever a parameter takes files, in lists too. Raises UnreadableInput for other addresses."""
        takes_files = {place[0] for place in filedata_positions}
        return {name: file_of_text(item) if name in takes_files else item for name, item in value.items()}


def _with_our_format(schema: Any, definitions: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """A tool's schema with what is said of files, and with its definitions where they are named: Gradio leaves them within a
    parameter, where the names, which begin at the root, do not find them, and no list of files was ever taken."""
    if isinstance(schema, list):
        return [_with_our_format(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    definitions = {**definitions, **schema.get("$defs", {})}
    named = definitions.get(str(schema.get("$ref", "")).removeprefix("#/$defs/"))
    if named is not None:
        return _with_our_format(named, definitions)
    ours = {name: _with_our_format(item, definitions) for name, item in schema.items() if name not in LEFT_OUT}
    if str(ours.get("format", "")).startswith("Gradio File Input"):
        ours["format"] = "a file: a data: address, or the address that this app gave to an uploaded file"
    return ours


gradio.mcp.GradioMCPServer._get_or_create_client = loopback_client  # type: ignore[method-assign]
gradio.mcp.GradioMCPServer = Tools  # type: ignore[misc]
