"""What a visitor sends is looked at before Gradio touches it: addresses are never fetched for them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gradio as gr
import gradio.state_holder

from tasks.core.errors import UnreadableInput


def names_an_address(value: Any) -> bool:
    """Whether a payload asks the server to fetch something: a file whose path or url is an address."""
    if isinstance(value, dict):
        # Uploaded files carry the server's own address of themselves in `url`; what is opened is `path`.
        path = value.get("path") or ("" if "meta" not in value else value.get("url")) or ""
        if isinstance(path, str) and "://" in path[:32]:
            return True
        return any(names_an_address(item) for item in value.values() if isinstance(item, dict | list))
    return isinstance(value, list) and any(names_an_address(item) for item in value)


class LeanSession(gradio.state_holder.SessionState):
    """A session without the copy of every component's configuration that Gradio keeps for its deep links.

    There are none here, and the copy cost 76 ms and 1.2 MB for each visitor, and held what they typed, a token too.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__(SimpleNamespace(default_config=blocks.default_config, blocks=()))  # type: ignore[arg-type]

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Keeps nothing."""

    def _update_config(self, key: int) -> None:
        """Keeps nothing."""


# Gradio's StateHolder makes its sessions of this name.
gradio.state_holder.SessionState = LeanSession  # type: ignore[misc]


class GuardedBlocks(gr.Blocks):
    """Gradio fetches a file given by its address; here files are uploaded, and nothing is fetched for visitors."""

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *args: Any, **kwargs: Any) -> Any:
        if any(names_an_address(value) for value in inputs):
            problem = UnreadableInput(
                field="file", reason="it is an address, and this server fetches none for visitors"
            )
            raise gr.Error(problem.message(), title=problem.code, print_exception=False)
        return await super().preprocess_data(block_fn, inputs, *args, **kwargs)
