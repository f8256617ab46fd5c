"""Pipeline Atlas: `python app.py` serves the page; `--help` lists the options. The entry point of Spaces too.

In a web application of one's own (FastAPI), `mounted(host, "/atlas")` puts it under a path.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tasks.core.options import Options
    from tasks.core.run.local import Runtime
    from tasks.ui.gradio_patches import PatchedBlocks


FAREWELL = 1.5  # seconds for the last messages to go out, and again for what lies about to be cleared away
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_terminal(level: str) -> None:
    """The app's own lines from `level` on, with time, level and name. Libraries write warnings only: their finer lines
    hold addresses with what visitors typed."""
    logging.basicConfig(format=LINE, level=logging.WARNING)
    logging.getLogger("atlas").setLevel(level.upper())


def log_within_host(level: str) -> None:
    """The same where the app is mounted: into the host's log where it has set one up, else to the terminal. The logs of
    the host and of libraries stay as they are."""
    log = logging.getLogger("atlas")
    log.setLevel(level.upper())
    if not log.hasHandlers():
        terminal = logging.StreamHandler()
        terminal.setFormatter(logging.Formatter(LINE))
        log.addHandler(terminal)
        log.propagate = False


def main() -> None:
    """Parses the options, brings the page up, and only then imports torch and transformers in the background."""
    from tasks.core.options import parse

    options = parse()
    log_to_terminal(options.log_level)
    stopped = stop_signals()
    app, runtime = built(options, personal=options.personal)

    from tasks.ui.app import launch

    try:
        launch(app, options)
    except OSError as error:
        if "empty port" not in str(error):
            raise
        # Gradio's own words name options of its own.
        raise SystemExit(
            f"Port {options.port} is in use: another program listens there. Choose another: --port {options.port + 1}"
        ) from None
    if runtime is not None:
        runtime.start(options.preload)
    while not stopped.wait(60):  # for ever would be deaf to Ctrl-C on some systems
        continue
    end(app, runtime)


def stop_signals() -> threading.Event:
    """What is set when the process is asked to end: by Ctrl-C, or by whoever manages it. Asked twice, it ends at once."""
    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        if stopped.is_set():
            os._exit(1)
        stopped.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    return stopped


def end(app: PatchedBlocks, runtime: Runtime | None) -> NoReturn:
    """Ends the process within seconds: whoever waits is told first. Threads in the middle of a forward pass are not waited
    for, so that the interpreter does not take them down one by one."""
    if runtime is not None and runtime.close():
        time.sleep(FAREWELL)

    def tidy() -> None:
        app.close(verbose=False)
        atexit._run_exitfuncs()

    tidying = threading.Thread(target=tidy, daemon=True)
    tidying.start()
    tidying.join(FAREWELL)
    logging.shutdown()
    os._exit(0)


def mounted(host: FastAPI, path: str, options: Options | None = None) -> None:
    """Puts the app into `host` under `path`. Options are those of the environment where none are given; what says where
    to listen (host, port, share) is the host's own business."""
    from tasks.core.options import parse

    options = options or parse([])
    log_within_host(options.log_level)
    # Who reaches a host application is its own business: what is for one user alone needs the option that says so.
    app, runtime = built(options, personal=options.personal and "host" in options.model_fields_set)

    from tasks.ui.app import mount

    mount(host, app, path, options)
    if runtime is not None:
        runtime.start(options.preload)


def built(options: Options, personal: bool) -> tuple[PatchedBlocks, Runtime | None]:
    """The page, and what runs models where that is this process, not yet started. With `personal` the Hub's cache on this
    disk is the visitor's own."""
    # Gradio recomputes its analytics with pandas at every event, which halves its rate after 5,000 of them.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    # Torch's threads would spin while they wait, which takes the cores from everything else on a small machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # What transformers warns of can quote what somebody typed (a target word that a model does not know).
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    if options.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"

    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.limits import allow_run_bytes
    from tasks.core.session import Token
    from tasks.ui.app import build

    allow_run_bytes(options.run_memory)
    operator = os.environ.get("HF_TOKEN") if options.use_hf_token else None
    hub = Hub(options.offline, personal, Token(operator) if operator else None)
    store = ModelStore(
        options.models_dir,
        hub,
        prefers_hub=options.default == "hub",
        trust_remote_code=options.trust_remote_code,
    )
    if os.environ.get("SPACES_ZERO_GPU"):
        import spaces

        from tasks.core.run.zero_gpu import ZeroGpuRunner

        return build(ZeroGpuRunner(store, spaces.GPU, max_waiting=options.queue), store, options.queue), None

    from tasks.core.run.local import Runtime, RuntimeOptions, default_budget

    runtime = Runtime(
        store,
        RuntimeOptions(
            budget=options.memory or default_budget(),
            concurrency=options.concurrency,
            seconds=options.run_seconds,
        ),
    )
    return build(runtime, store, options.queue), runtime


if __name__ == "__main__":
    main()
