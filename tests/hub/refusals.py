"""Who may see what, and the refusals in the Hub's own words, codes and headers."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.hub.declared import Account, Repository
from tests.hub.faults import Fault

INVALID_TOKEN = "Invalid credentials in Authorization header"


@dataclass
class Refusal(Exception):
    """An answer that is an error; `code` and `message` travel in headers, the message in the body too."""

    status: int
    message: str
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def all_headers(self) -> dict[str, str]:
        coded = {"X-Error-Code": self.code} if self.code else {}
        return {**coded, "X-Error-Message": self.message, **self.headers}


def not_found(account: Account | None) -> Refusal:
    """For what is not there and for what is private alike, so that nobody learns which.

    Without a token the real Hub leaves the code out of its 401, and the client knows the meaning by the address being
    https. On the loopback it is http, so the code is said.
    """
    if account is None:
        return Refusal(401, "Invalid username or password.", "RepoNotFound")
    return Refusal(404, "Repository not found", "RepoNotFound")


def hidden(repository: Repository, account: Account | None) -> bool:
    """Whether a private repository is somebody else's."""
    return repository.private_to is not None and (account is None or account.name != repository.private_to)


def gate(repository: Repository, account: Account | None, accepted: set[str]) -> Refusal | None:
    """What keeps an account from the files of a gated repository; its card and the list of files are open to all."""
    if not repository.gated or (account is not None and account.name == repository.author):
        return None
    restricted = f"Access to model {repository.id} is restricted"
    if account is None:
        words = f"{restricted}. You must have access to it and be authenticated to access it. Please log in."
        return Refusal(401, words, "GatedRepo")
    if account.name not in accepted:
        page = f"Visit https://huggingface.co/{repository.id} to ask for access."
        return Refusal(403, f"{restricted} and you are not in the authorized list. {page}", "GatedRepo")
    if account.role == "fineGrained" and not account.reads_gated:
        words = "Please enable access to public gated repositories in your fine-grained token settings"
        return Refusal(403, f"{words} to view this repository.", "GatedRepo")
    return None


def of_fault(fault: Fault) -> Refusal:
    """429 with the time to wait, or a Hub that is down."""
    status = fault.status or 503
    words = {429: "We had to rate limit your IP.", 503: "Service Unavailable"}
    wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return Refusal(status, words.get(status, "Internal Error"), headers=wait)
