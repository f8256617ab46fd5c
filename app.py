"""Pipeline Atlas: `python app.py` serves the page; `--help` lists the options. The entry point of Spaces too."""

from __future__ import annotations

import logging
import os


def log_to_terminal(level: str) -> None:
    """The app's own lines from `level` on, with time, level and name. Libraries write warnings only: their finer lines
    hold addresses with what visitors typed."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("atlas").setLevel(level.upper())


def main() -> None:
    """Parses the options, brings the page up, and only then imports torch and transformers in the background."""
    from tasks.core.options import parse

    options = parse()
    log_to_terminal(options.log_level)
    # Gradio recomputes its analytics with pandas at every event, which halves its rate after 5,000 of them.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    # Torch's threads would spin while they wait, which takes the cores from everything else on a small machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if options.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"

    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.session import Token
    from tasks.ui.app import build, launch_arguments

    operator = os.environ.get("HF_TOKEN") if options.use_hf_token else None
    hub = Hub(options.offline, options.personal, Token(operator) if operator else None)
    store = ModelStore(
        options.models_dir,
        hub,
        prefers_hub=options.default == "hub",
        trust_remote_code=options.trust_remote_code,
    )
    if os.environ.get("SPACES_ZERO_GPU"):
        import spaces

        from tasks.core.run.zero_gpu import ZeroGpuRunner

        app = build(ZeroGpuRunner(store, spaces.GPU), store, options.queue)
        runtime = None
    else:
        from tasks.core.run.local import Runtime, RuntimeOptions, default_budget

        runtime = Runtime(
            store,
            RuntimeOptions(
                budget=options.memory or default_budget(),
                concurrency=options.concurrency,
            ),
        )
        app = build(runtime, store, options.queue)
    app.launch(prevent_thread_lock=True, **launch_arguments(options))
    if runtime is not None:
        runtime.start(options.preload)
    app.block_thread()


if __name__ == "__main__":
    main()
