"""What whoever runs the app may choose: every option is a flag and an environment variable."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


def amount(text: str) -> int:
    """Bytes of "8GB", "500 MB" or "1e9". Raises ArgumentTypeError."""
    found = re.fullmatch(r"\s*([0-9.]+(?:e[0-9]+)?)\s*([kmgt]?)b?\s*", text.lower())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount of memory such as 8GB")
    return int(float(found[1]) * UNITS[found[2]])


def login(text: str) -> tuple[str, str]:
    """("user", "password") of "user:password"."""
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        raise argparse.ArgumentTypeError("write it as user:password")
    return user, password


def listed(text: str) -> tuple[str, ...]:
    """The parts of "a,b c"."""
    return tuple(text.replace(",", " ").split())


def positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def yes(text: str) -> bool:
    """Whether an environment variable says yes."""
    return text.strip().lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Options:
    """Defaults are for one machine in a classroom; on Spaces, environment variables set them."""

    host: str = "127.0.0.1"
    port: int = 7860
    share: bool = False
    memory: int = 0
    queue: int = 64
    concurrency: int = 2
    offline: bool = False
    models_dir: Path | None = None
    trust_remote_code: bool = False
    use_hf_token: bool = False
    default: str = "embedded"
    preload: tuple[str, ...] = ()
    auth: tuple[str, str] | None = None
    theme: str = "system"

    @property
    def personal(self) -> bool:
        """Whether only this machine's own user reaches the app: the Hub's cache on its disk is then theirs to use."""
        return self.host in {"127.0.0.1", "localhost", "::1"} and not self.share and self.auth is None


CHOICES = {"theme": ("light", "dark", "system"), "default": ("embedded", "hub")}

HELP: Mapping[str, tuple[str, Any]] = {
    "host": ("address to listen on; 0.0.0.0 lets a whole classroom in", str),
    "port": ("port to listen on", positive),
    "share": ("make a public link through Gradio's tunnel for 72 hours", None),
    "memory": ("memory for models, e.g. 8GB; by default half of this machine's", amount),
    "queue": ("how many runs may wait before visitors are asked to try later", positive),
    "concurrency": ("how many models may run at the same time", positive),
    "offline": ("never ask the Hub: embedded, local and cached models only", None),
    "models_dir": ("folder of checkpoints to offer as local/<name>", Path),
    "trust_remote_code": (
        "let models run Python from their repositories on this machine: only for models you trust",
        None,
    ),
    "use_hf_token": (
        "let visitors who are not signed in use this machine's HF_TOKEN for public and gated models; never private ones",
        None,
    ),
    "default": ("which model is selected at first: embedded, or hub for the first suggestion of the Hub", str),
    "preload": ("models to load at the start, e.g. fill-mask=google-bert/bert-base-uncased,owner/name", listed),
    "auth": ("user:password that visitors must give", login),
    "theme": ("light, dark, or system (as the visitor's device has it)", str),
}


def environment_name(name: str) -> str:
    """ATLAS_MODELS_DIR for models_dir."""
    return f"ATLAS_{name.upper()}"


def parser() -> argparse.ArgumentParser:
    """The command line: every option with its variable and default."""
    made = argparse.ArgumentParser(
        prog="python app.py",
        description="Pipeline Atlas: every task of the transformers pipelines, alive in a browser tab.",
        epilog="Every option can be set by its environment variable too; the command line wins.",
    )
    defaults = Options()
    for name, (explained, kind) in HELP.items():
        default = getattr(defaults, name)
        text = f"{explained} [{environment_name(name)}" + (
            f", default {default}]" if default not in (None, False, 0, ()) else "]"
        )
        flag = f"--{name.replace('_', '-')}"
        if kind is None:
            made.add_argument(flag, action="store_true", default=None, help=text)
        elif name in CHOICES:
            made.add_argument(flag, choices=CHOICES[name], help=text)
        else:
            made.add_argument(flag, type=kind, metavar=name.upper(), help=text)
    return made


def parse(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> Options:
    """Options out of the command line, then the environment, then defaults. Exits with a message on a bad one."""
    made = parser()
    given = vars(made.parse_args(arguments))
    chosen: dict[str, Any] = {}
    for field in fields(Options):
        name, variable = field.name, environment.get(environment_name(field.name))
        kind = HELP[name][1]
        if given[name] is not None:
            chosen[name] = given[name]
        elif variable:
            try:
                chosen[name] = yes(variable) if kind is None else kind(variable)
            except (argparse.ArgumentTypeError, ValueError) as error:
                made.error(f"{environment_name(name)}: {error}")
    # Spaces reach the app from outside its container.
    if "SPACE_ID" in environment:
        chosen.setdefault("host", "0.0.0.0")
    options = Options(**chosen)
    if options.models_dir is not None and not options.models_dir.is_dir():
        made.error(f"--models-dir: there is no folder {options.models_dir}")
    for name, allowed in CHOICES.items():  # argparse checks the command line, not the environment
        if getattr(options, name) not in allowed:
            made.error(f"--{name}: choose {', '.join(allowed[:-1])} or {allowed[-1]}")
    return options
