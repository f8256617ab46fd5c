"""By which names the app may be called, and whose pages may call and frame it.

A site whose name points to this machine (DNS rebinding) makes a visitor's browser send its pages' requests here, under that
name. So the app answers only to names that are its own. An address in numbers is no name, and cannot be pointed anywhere.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from urllib.parse import urlsplit

from tasks.core.options import Options

SPACES = ("huggingface.co", "*.huggingface.co", "*.hf.space")  # show the app in a frame
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Hosts:
    """`more` are names or patterns beside this machine's own; with `network`, names without a dot are a local network's own.
    `anyone` is for who is called by names that others give: a Space, or a host application that looks after its own."""

    more: tuple[str, ...] = ()
    network: bool = False
    anyone: bool = False
    shared: Callable[[], str | None] = lambda: None  # the address of a public link, once there is one

    @classmethod
    def of(cls, options: Options, shared: Callable[[], str | None] = lambda: None, *, mounted: bool = False) -> Hosts:
        """Those of an app with these options. A `mounted` one has a name of its own only where an option gives it one."""
        free = "SPACE_ID" in os.environ or (mounted and not options.allowed_hosts)
        return cls(options.allowed_hosts, not options.loopback, free or "*" in options.allowed_hosts, shared)

    def takes(self, host: str) -> bool:
        """Whether the app is called by the name in `host`, which may have a port."""
        name = name_of(host)
        if self.anyone or _in_numbers(name) or name == "localhost" or name.endswith(".localhost"):
            return True
        own = {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local", name_of(self.shared() or "")}
        return name in own or (self.network and "." not in name and bool(name)) or self.named(name)

    def named(self, host: str) -> bool:
        """Whether an option names it."""
        return any(fnmatch(name_of(host), each.lower()) for each in self.more)

    def welcomes(self, origin: str, hosts: tuple[str, ...]) -> bool:
        """Whether a page of `origin` may call the app, which it called by one of `hosts`."""
        return self.anyone or _place(origin) in {_place(host) for host in hosts} or self.named(origin)

    @property
    def framing(self) -> tuple[str, ...]:
        """Sources of `frame-ancestors`: whose pages may show the app in a frame."""
        return (
            "'self'",
            *(f"https://{each}" for each in SPACES),
            *("*" if each == "*" else f"{each}:*" for each in self.more),
        )


def name_of(address: str) -> str:
    """The name in "name", "name:port" or "https://name:port"; empty where there is none."""
    try:
        return (urlsplit(address if "://" in address else f"//{address}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _place(address: str) -> tuple[str, int | None]:
    """Name and port, without the ports that a browser leaves out."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        return name_of(address), None if parts.port in PORTS.values() else parts.port
    except ValueError:
        return "", 0


def _in_numbers(name: str) -> bool:
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
