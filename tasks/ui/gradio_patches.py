"""All that leans on Gradio's insides, which a release may change: each with its reason and the version it was seen on.

`tests/browser/test_gradio_patches.py` fails where one no longer holds: the methods replaced have other parameters, a
selector is not found in the browser, a session keeps what it should not. Then look here before raising the version in
requirements.txt.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gradio as gr
import gradio.queueing
import gradio.state_holder

from tasks.ui.guard import in_our_words, refuse_addresses, without_values
from tasks.ui.visitor import language_of

SEEN = "6.31"  # the release that all of this was tried with

# The methods that are replaced below, with the parameters they had.
REPLACED: dict[Any, tuple[str, ...]] = {
    gr.Blocks.queue: ("self", "status_update_rate", "api_open", "max_size", "default_concurrency_limit"),
    gr.Blocks.get_config_file: ("self",),
    gr.Blocks.process_api: (
        "self",
        "block_fn",
        "inputs",
        "state",
        "request",
        "iterator",
        "session_hash",
        "event_id",
        "event_data",
        "in_event_listener",
        "simple_format",
        "explicit_call",
        "root_path",
        "oauth_token",
    ),
    gradio.queueing.Queue.clean_events: ("self", "session_hash", "event_id"),
    gradio.state_holder.SessionState.__init__: ("self", "blocks"),
    gradio.state_holder.SessionState.__setitem__: ("self", "key", "value"),
    gradio.state_holder.SessionState._update_config: ("self", "key"),
    gradio.state_holder.SessionState._update_value_in_config: ("self", "key", "value"),
}

# Gradio's elements that assets/page/gradio.css and page.js look for, and what for. `#atlas-…` and `.atlas-…` are ours.
SELECTORS: dict[str, str] = {
    ".gradio-container .app": "less space above the page",
    ".nav-holder": "no bar of pages: the API's page is behind a link",
    "footer > .divider": "the first divider of the footer stands before nothing",
    ".sidebar .sidebar-content": "the sidebar begins at the height of the page",
    ".sidebar .toggle-button": "closes the sidebar of a phone",
    ".sidebar.open": "says whether there is something to close",
    ".atlas-picker .styler": "the list of models may be larger than its group",
    ".tab-container.wrap button": "small tabs; one row that scrolls on a phone",
    "[role=tab][data-tab-id][aria-selected=true]": "which task is on screen, and turning to another",
    ".tabs[id]": "which row of tabs a tab belongs to",
    "[role=tabpanel]": "whether a task is looked at",
    ".atlas-examples .gallery-item .container.gallery": "small pictures of examples",
    ".atlas-examples .gallery-item img": "small pictures of examples",
    ".atlas-examples .table-wrap": "a long table of examples scrolls",
    ".token.highlighted .text": "white words on the colours of labels in the dark",
    ".header-cell .cell-wrap": "more room for the words above a table's columns",
    ".header-cell .header.text.wrap": "those words are never broken in two",
    ".legend-item": "white words on the colours of labels in the dark",
}

# In page.js: `window.fetch` lets receipts of /queue/join wait 40 ms. Gradio's client closes the stream of answers when
# nothing is pending; the receipt of an event that is sent in that moment overtakes the word of the closing, and the
# event waits for ever. A kin of https://github.com/gradio-app/gradio/issues/7921. Held by
# test_page.py::test_the_last_tab_clicked_is_the_one_shown.
#
# In language.py: the page is sent on with `<html lang="en">` and `<head>` of Gradio's template replaced. Held by
# test_language.py.
#
# In app.py at the root: GRADIO_ANALYTICS_CACHE_FREQUENCY keeps Gradio from computing its analytics anew, with pandas, at
# every event. Held by the benchmark `endurance`.
#
# In first.js: `navigator.language` is the visitor's choice, since Gradio's translations go by it alone and start before
# the head of the page is read (js/core/src/i18n.ts). Held by test_language.py.


class LeanSession(gradio.state_holder.SessionState):
    """A session without the copy of every component's configuration that Gradio keeps for its deep links.

    There are none here, and the copy cost 76 ms and 1.2 MB for each visitor, and held what they typed, a token too.
    It came with https://github.com/gradio-app/gradio/pull/10834.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__(SimpleNamespace(default_config=blocks.default_config, blocks=()))  # type: ignore[arg-type]

    def __setitem__(self, key: int, value: Any) -> None:
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Keeps nothing."""

    def _update_config(self, key: int) -> None:
        """Keeps nothing."""


# Gradio's StateHolder makes its sessions of this name.
gradio.state_holder.SessionState = LeanSession  # type: ignore[misc]


_clean_events = gradio.queueing.Queue.clean_events


async def clean_events(self: Any, *, session_hash: str | None = None, event_id: str | None = None) -> None:
    """A visitor who left ends what they asked for. Gradio only marks it, which an event that gives one answer never sees:
    its run would go on for nobody."""
    left = [
        event._id
        for events in self.active_jobs
        for event in events or ()
        if event.session_hash == session_hash or event._id == event_id
    ]
    await _clean_events(self, session_hash=session_hash, event_id=event_id)
    for task in list(self._asyncio_tasks):
        if task.get_name().partition("<gradio-sep>")[2] in left:
            task.cancel()


gradio.queueing.Queue.clean_events = clean_events  # type: ignore[method-assign]


class PatchedBlocks(gr.Blocks):
    """Blocks for a shared host that come up quickly. Set `built` once all is on the page: launched or mounted, it is
    served then.

    Gradio fetches a file given by its address; here files are uploaded, and nothing is fetched for visitors. `waiting`
    is how many events the queue holds. Models limit their concurrency themselves, and status goes out in intervals:
    with one for every event a busy server tells places in the line and does little else.
    """

    def __init__(self, *args: Any, waiting: int, **kwargs: Any) -> None:
        self._waiting = waiting
        self.built = False
        super().__init__(*args, **kwargs)

    def queue(self, *args: Any, **kwargs: Any) -> Any:
        """The constructor asks for the queue; asked for later with other settings, it would make the whole app anew."""
        settings = {"max_size": self._waiting, "status_update_rate": 30, "default_concurrency_limit": None}
        return super().queue(api_open=False, **settings)

    def get_config_file(self) -> Any:
        """What the browser builds the page from. Gradio makes it at every step of building, 60 ms each; nobody reads it
        before the page is built."""
        return super().get_config_file() if self.built else {"pages": self.pages}

    async def process_api(
        self, block_fn: Any, inputs: list[Any], state: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        """What goes wrong on the way in and out quotes values, in English, to the visitor and to the terminal."""
        with in_our_words(language_of(request)):
            refuse_addresses(inputs)
            return await super().process_api(block_fn, inputs, state, request, *args, **kwargs)

    async def preprocess_data(self, *args: Any, **kwargs: Any) -> Any:
        with without_values():
            return await super().preprocess_data(*args, **kwargs)
