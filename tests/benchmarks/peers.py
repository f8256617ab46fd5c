"""The apps that are measured against ours, each a process of its own: `python -m tests.benchmarks.peers NAME ...`.

- `ours`: app.py as everybody starts it.
- `held`: ours, but torch is never imported in the background: the page alone.
- `one-task`: ours with text classification as its only task.
- `interface`: a bare `gr.Interface` around `transformers.pipeline`, loaded before launch.
- `echo`: a Textbox in, a Textbox out: what Gradio alone costs.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PORTS = range(7881, 7890)
TASK = "text-classification"


@dataclass
class Peer:
    """A running app. `up` is how many seconds passed from the start of its process to the first answer of its page."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    born: float
    up: float = 0.0
    api: str = "predict"
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def age(self) -> float:
        """Seconds since its process was started."""
        return time.monotonic() - self.born


def free_port() -> int:
    """The first of `PORTS` that nobody listens on, else any."""
    for port in (*PORTS, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("There is no free port.")


def command(name: str, port: int, models: Path, model: str) -> list[str]:
    """The command line of a peer."""
    ours = ["--port", str(port), "--models-dir", str(models), "--offline"]
    if name == "ours":
        return [sys.executable, "app.py", *ours]
    if name in {"held", "one-task"}:
        return [sys.executable, "-m", "tests.benchmarks.peers", name, *ours]
    return [sys.executable, "-m", "tests.benchmarks.peers", name, str(port), str(models / model)]


@contextmanager
def started(name: str, models: Path, model: str = "tiny", patience: float = 300) -> Iterator[Peer]:
    """Starts a peer, waits until its page answers, and ends it. Raises RuntimeError with its output if it does not."""
    from tests.benchmarks.checkpoints import SENTENCE

    port = free_port()
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    # Each peer runs as it comes: settings of whoever benchmarks must not reach one of them and not the others.
    for ours in ("GRADIO_ANALYTICS_CACHE_FREQUENCY", "SPACE_ID"):
        environment.pop(ours, None)
    log = models / f"{name}.log"
    with log.open("wb") as output:
        born = time.monotonic()
        process = subprocess.Popen(
            command(name, port, models, model),
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        peer = Peer(name, f"http://127.0.0.1:{port}", process, born)
        if name in {"ours", "held", "one-task"}:
            peer.api, peer.values = TASK.replace("-", "_"), {"text": SENTENCE, "model": f"local/{model}"}
        else:
            peer.values = {"text": SENTENCE}
        try:
            wait_for_page(peer, patience, log)
            yield peer
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def all_started(names: Sequence[str], models: Path, model: str = "tiny") -> Iterator[dict[str, Peer]]:
    """Several peers side by side, for rounds that take turns."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield {name: stack.enter_context(started(name, models, model)) for name in names}


def wait_for_page(peer: Peer, patience: float, log: Path) -> None:
    """Asks for the page every 20 ms and notes when it first answered."""
    while peer.age < patience:
        if peer.process.poll() is not None:
            break
        try:
            with urlopen(f"{peer.url}/", timeout=patience) as answer:
                answer.read()
            peer.up = peer.age
            break
        except HTTPError as error:
            raise RuntimeError(f"{peer.name} answers {error.code}:\n{log.read_text()[-2000:]}") from error
        except OSError:
            time.sleep(0.02)
    if not peer.up:
        raise RuntimeError(f"{peer.name} did not come up:\n{log.read_text()[-2000:]}")
    if not listens(peer.process.pid, int(peer.url.rsplit(":", 1)[1])):
        raise RuntimeError(f"Another program took {peer.url} meanwhile: do not run two benchmarks at a time.")


def listens(pid: int, port: int) -> bool:
    """Whether it is this process that answers on a port, and not one that another program started meanwhile."""
    import psutil

    connections = psutil.Process(pid).net_connections(kind="tcp")
    return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in connections)


def run_interface(port: int, folder: str) -> None:
    """What a reader of Gradio's guide would write."""
    import gradio as gr
    from transformers import pipeline

    pipe = pipeline(TASK, model=folder)

    def classify(text: str) -> dict[str, float]:
        return {row["label"]: row["score"] for row in pipe(text, top_k=None)}

    gr.Interface(classify, gr.Textbox(), gr.Label(), api_name="predict").launch(server_port=port)


def run_echo(port: int) -> None:
    """The floor of Gradio."""
    import gradio as gr

    def echo(text: str) -> str:
        return text

    gr.Interface(echo, gr.Textbox(), gr.Textbox(), api_name="predict").launch(server_port=port)


def run_ours(name: str, arguments: list[str]) -> None:
    """Our own app, changed in this process only."""
    import functools

    import tasks.core.registry as walked

    if name == "one-task":
        found = walked.registry
        walked.registry = functools.cache(lambda: {TASK: found()[TASK]})
    if name == "held":
        from tasks.core.run.local import Runtime

        Runtime.start = lambda self, preload=(): None
    import app

    sys.argv = ["app.py", *arguments]
    app.main()


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    if name == "interface":
        run_interface(int(arguments[0]), arguments[1])
    elif name == "echo":
        run_echo(int(arguments[0]))
    else:
        run_ours(name, arguments)
