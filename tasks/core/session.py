"""What one visitor chose. It lives in the memory of their session and nowhere else."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass, field

_SALT = secrets.token_bytes(16)


class Token:
    """A visitor's Hugging Face token. It does not print, pickle or compare; `reveal` is for the Hub's client alone."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        return self._secret

    @property
    def sendable(self) -> bool:
        """Whether it can stand in the header of a request: what was pasted may be anything."""
        return self._secret.isascii() and self._secret.isprintable()

    @property
    def owner(self) -> str:
        """A mark that tells one token from another in this process and says nothing about it."""
        return hashlib.blake2b(self._secret.encode(), key=_SALT, digest_size=8).hexdigest()

    def __repr__(self) -> str:
        return "Token(***)"

    __str__ = __repr__

    def __deepcopy__(self, memo: object) -> Token:
        return self

    def __reduce__(self) -> str:
        raise TypeError("A token is never written anywhere.")


@dataclass
class Choice:
    """The model and the place that a visitor chose for one task."""

    model: str
    revision: str = ""
    device: str = ""
    dtype: str = "auto"
    attention: str = "auto"


@dataclass
class Session:
    """One visitor: the choice per task, and who they are on the Hub while signed in."""

    choices: dict[str, Choice] = field(default_factory=dict)
    stops: dict[str, threading.Event] = field(default_factory=dict)  # what Stop sets for the last run of each task
    task: str = ""
    recent: dict[str, list[str]] = field(default_factory=dict)  # models that ran, of each task, the last one first
    token: Token | None = None
    account: str = ""

    def sign_out(self) -> None:
        self.token = None
        self.account = ""

    def used(self, task: str, model: str) -> None:
        """Remembers a model that ran for the picker."""
        before = [each for each in self.recent.get(task, []) if each != model]
        self.recent[task] = [model, *before][:5]
