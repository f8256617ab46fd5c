"""What a visitor sends is looked at before Gradio touches it: addresses are never fetched for them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gradio as gr
import gradio.state_holder

from tasks.core.errors import UnreadableInput
from tasks.core.locales import Phrase


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
    """Blocks for a shared host that come up quickly.

    Gradio fetches a file given by its address; here files are uploaded, and nothing is fetched for visitors. `waiting`
    is how many events the queue holds. Models limit their concurrency themselves, and status goes out in intervals:
    with one for every event a busy server tells places in the line and does little else.
    """

    def __init__(self, *args: Any, waiting: int, **kwargs: Any) -> None:
        self._waiting = waiting
        self._launched = False
        super().__init__(*args, **kwargs)

    def queue(self, *args: Any, **kwargs: Any) -> Any:
        """The constructor asks for the queue; asked for later with other settings, it would make the whole app anew."""
        settings = {"max_size": self._waiting, "status_update_rate": 30, "default_concurrency_limit": None}
        return super().queue(api_open=False, **settings)

    def launch(self, *args: Any, **kwargs: Any) -> Any:
        self._launched = True
        return super().launch(*args, **kwargs)

    def get_config_file(self) -> Any:
        """What the browser builds the page from. Gradio makes it at every step of building, 60 ms each; nobody reads it
        before the launch."""
        return super().get_config_file() if self._launched else {"pages": self.pages}

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *args: Any, **kwargs: Any) -> Any:
        if any(names_an_address(value) for value in inputs):
            problem = UnreadableInput(
                field=Phrase("File"), reason=Phrase("it is an address, and this server fetches none for visitors")
            )
            raise gr.Error(problem.message(), title=problem.code, print_exception=False)
        return await super().preprocess_data(block_fn, inputs, *args, **kwargs)
