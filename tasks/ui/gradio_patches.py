"""All that leans on Gradio's insides, which a release may change: each with its reason and the version it was seen on.

`tests/browser/test_gradio_patches.py` fails where one no longer holds: the methods replaced have other parameters, a
selector is not found in the browser, a session keeps what it should not. Then look here before raising the version in
requirements.txt.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import wraps
from types import SimpleNamespace
from typing import Any

import anyio.to_thread
import gradio as gr
import gradio.http_server
import gradio.queueing
import gradio.routes
import gradio.state_holder
from gradio.data_classes import GradioModel
from gradio.exceptions import ServerFailedToStartError

from tasks.ui import mcp_server
from tasks.ui.addresses import with_contents, with_own_files
from tasks.ui.guard import in_our_words, refuse_addresses, without_values
from tasks.ui.snippets import snippets
from tasks.ui.visitor import language_of

SEEN = "6.31"  # the release that all of this was tried with

# The methods that are replaced here and in mcp_server.py, with the parameters they had.
REPLACED: dict[Any, tuple[str, ...]] = {
    **mcp_server.REPLACED,
    gr.AnnotatedImage.postprocess: ("self", "value"),
    gr.Label.postprocess: ("self", "value"),
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
    gr.Blocks.postprocess_data: ("self", "block_fn", "predictions", "state"),
    gradio.http_server.Server.run_in_thread: ("self",),
    vars(gradio.routes)["generate_code_snippets"]: ("api_name", "endpoint_info", "root", "space_id", "api_prefix"),
    gradio.queueing.Queue.clean_events: ("self", "session_hash", "event_id"),
    gradio.state_holder.SessionState.__init__: ("self", "blocks"),
    gradio.state_holder.SessionState.__setitem__: ("self", "key", "value"),
    gradio.state_holder.SessionState._update_config: ("self", "key"),
    gradio.state_holder.SessionState._update_value_in_config: ("self", "key", "value"),
}

# Components that paint, write or encode what they are given.
PAINTED = (gr.AnnotatedImage, gr.Audio, gr.Gallery, gr.Image, gr.ImageSlider, gr.JSON, gr.Video)

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
    ".atlas-pages .thumbnail-lg": "whole pages of a document, not squares of them",
    ".component-wrapper time": "the times of a sound can be read",
    ".component-wrapper .playback": "its speed can be read",
    ".json-holder .key": "colours of JSON that can be read",
    ".json-holder .value.number": "colours of JSON that can be read",
    ".json-holder .toggle": "large enough to press",
    ".json-holder .preview": "large enough to press",
    ".cm-editor .cm-gutterElement": "numbers of lines can be read",
    ".cm-content": "code is a stop of the Tab key, its colours can be read",
    "div[role=button][aria-label=full-screen]": "large enough to press, in the player of a clip",
    ".icon-button": "large enough to press",
    ".atlas-asked .video-container > .wrap": "a clip leaves room for the buttons under it",
    "a.download-link": "large enough to press; the button within is no stop of its own",
    ".icon-button .upload-container.icon-mode": "a button that Gradio puts into a button",
    ".atlas-examples tr.tr-body": "rows of examples that are pressed by keys",
    ".atlas-examples .gallery-item img[alt='']": "pictures without a name among the examples",
    ".image-container > button": "a picture to press without a name",
    ".gallery-item .caption-label": "says what its picture's other text says too",
    ".block [data-testid=block-label]": "the name of a block, for the picture in it",
    "ul[role=listbox]": "an open list is no stop of the Tab key",
    "input[role=combobox]": "Tab closes its list",
    ".confidence-set": "words of a model, not of the page",
}

# In page.js: `window.fetch` lets receipts of /queue/join wait 40 ms. Gradio's client closes the stream of answers when
# nothing is pending; the receipt of an event that is sent in that moment overtakes the word of the closing, and the
# event waits for ever. A kin of https://github.com/gradio-app/gradio/issues/7921. Held by
# test_page.py::test_the_last_tab_clicked_is_the_one_shown.
#
# In page.js too: `.toast-body.error` is an error that Gradio says, after which a panel that did not come is asked for again;
# and in chat.css `.user .md` is what a visitor wrote in a chat. Held by test_address.py.
#
# In language.py: the page is sent on with `<html lang="en">` and `<head>` of Gradio's template replaced. Held by
# test_language.py.
#
# In app.py at the root: GRADIO_ANALYTICS_CACHE_FREQUENCY keeps Gradio from computing its analytics anew, with pandas, at
# every event. Held by the benchmark `endurance`.
#
# In first.js: `navigator.language` is the visitor's choice, since Gradio's translations go by it alone and start before
# the head of the page is read (js/core/src/i18n.ts). Held by test_language.py.
#
# In first.js: `File.type` knows pictures for which the browser has no type, since Gradio's upload of pictures takes
# nothing else (js/upload/src/Upload.svelte). Held by test_preview.py.


class LeanSession(gradio.state_holder.SessionState):
    """A session without the copy of every component's configuration that Gradio keeps for its deep links.

    There are none here, and the copy cost 76 ms and 1.2 MB for each visitor, and held what they typed, a token too.
    It came with https://github.com/gradio-app/gradio/pull/10834.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__(SimpleNamespace(default_config=blocks.default_config, blocks=()))  # type: ignore[arg-type]
        self.rendering = asyncio.Lock()

    def __setitem__(self, key: int, value: Any) -> None:
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Keeps nothing."""

    def _update_config(self, key: int) -> None:
        """Keeps nothing."""


# Gradio's StateHolder makes its sessions of this name.
gradio.state_holder.SessionState = LeanSession  # type: ignore[misc]


def passing(component: type[Any]) -> None:
    """A component's `postprocess` passes on what is in the form for the browser already.

    Gradio postprocesses an update on the event loop, where pictures would be painted and packed while everybody waits; and
    a Label takes a dictionary, in which two classes of one name would be one.
    """
    made = component.postprocess

    @wraps(made)
    def postprocess(self: Any, value: Any) -> Any:
        return value if isinstance(value, GradioModel) else made(self, value)

    component.postprocess = postprocess


passing(gr.AnnotatedImage)
passing(gr.Label)


def run_in_thread(server: gradio.http_server.Server) -> None:
    """Waits until the server listens or its thread has ended. Gradio gives up after five seconds, which a busy machine may
    take, and then says that the port is taken."""
    server.thread = threading.Thread(target=server.run, daemon=True)
    server.thread.start()
    while not server.started:
        if not server.thread.is_alive():
            raise ServerFailedToStartError("The server ended before it listened.")
        server.thread.join(0.01)


gradio.http_server.Server.run_in_thread = run_in_thread  # type: ignore[method-assign]


gradio.routes.generate_code_snippets = snippets  # type: ignore[attr-defined]


@asynccontextmanager
async def one_at_a_time(block_fn: Any, state: Any) -> AsyncIterator[None]:
    """Makes the panels of a session one after another: `gr.render` adds what it makes to the session's own list in a thread,
    while another one reads all of it ("dictionary changed size during iteration", seen under load)."""
    if isinstance(state, LeanSession) and getattr(block_fn, "renderable", None) is not None:
        async with state.rendering:
            yield
    else:
        yield


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
            if isinstance(inputs, list):  # None while a run goes on that gives several answers
                inputs = [with_own_files(value) for value in inputs]
                for place, each in enumerate(getattr(block_fn, "inputs", ())[: len(inputs)]):
                    if isinstance(each, gr.JSON) and isinstance(inputs[place], list | dict):
                        inputs[place] = await anyio.to_thread.run_sync(with_contents, inputs[place])
            refuse_addresses(inputs or [])
            async with one_at_a_time(block_fn, state):
                return await super().process_api(block_fn, inputs, state, request, *args, **kwargs)

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """Pictures are painted and files written off the event loop, which others' requests wait for."""
        done = super().postprocess_data(block_fn, predictions, state)
        if not any(isinstance(each, PAINTED) for each in block_fn.outputs):
            return await done
        return await anyio.to_thread.run_sync(asyncio.run, done)

    async def preprocess_data(self, *args: Any, **kwargs: Any) -> Any:
        with without_values():
            return await super().preprocess_data(*args, **kwargs)
