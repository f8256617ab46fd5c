"""The routes of the stand-in, as the real client calls them."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from tests.hub import answers, refusals
from tests.hub.declared import Account, Repository
from tests.hub.faults import Fault
from tests.hub.log import ANONYMOUS, UNKNOWN, Request
from tests.hub.refusals import Refusal
from tests.hub.snapshot import File, Snapshot

if TYPE_CHECKING:
    from tests.hub.server import LoopbackHub

ID = r"[^/]+(?:/[^/]+)?"
RESOLVE = re.compile(rf"^/(?P<id>{ID})/resolve/(?P<revision>[^/]+)/(?P<file>.+)$")
API = re.compile(
    rf"^/api/(?P<kind>model|dataset|space)s/(?P<id>{ID}?)(?:/(?P<verb>revision|tree|auth-check|refs)(?:/(?P<rest>.+))?)?$"
)
PAGE = 1000
LISTED = ("createdAt", "downloads", "library_name", "likes", "pipeline_tag", "private", "tags", "trendingScore")
LISTED_FULL = (*LISTED, "author", "disabled", "gated", "lastModified", "sha", "siblings")
CHUNK = 64 * 1024


class Handler(BaseHTTPRequestHandler):
    """One connection of a client. Every request gets a line in the log before it is answered."""

    hub: LoopbackHub  # set on a subclass by the server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a small body waits 40 ms for the client's acknowledgement

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal: `hub.log` has it all."""

    def _answer(self) -> None:
        address = urlsplit(self.path)
        self.query = {key.removesuffix("[]"): value for key, value in parse_qs(address.query).items()}
        self.account, known = self._account()
        name = self.account.name if self.account else ANONYMOUS if known else UNKNOWN
        self.request_line = Request(self.command, address.path, address.query, name, self.headers.get("Range"))
        resolve, api = RESOLVE.match(address.path), API.match(address.path)
        route = resolve or api
        found = {key: unquote(value) for key, value in (route.groupdict() if route else {}).items() if value}
        self.request_line.repository, self.request_line.file = found.get("id"), found.get("file")
        self.hub.log.add(self.request_line)
        try:
            if fault := self.hub.faults.status(found.get("id"), found.get("file")):
                raise refusals.of_fault(fault)
            if not known:
                raise Refusal(401, refusals.INVALID_TOKEN)
            if resolve:
                self._resolve(found)
            elif api:
                self._send_json(self._api(found))
            elif address.path == "/api/models":
                self._list()
            else:
                self._send_json(self._other(address.path))
        except Refusal as refusal:
            self._send_json({"error": refusal.message}, refusal.status, refusal.all_headers)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client left

    def _account(self) -> tuple[Account | None, bool]:
        """Whose token came along, and whether it is anybody's (none at all counts as known)."""
        given = self.headers.get("Authorization")
        if given is None:
            return None, True
        account = self.hub.accounts.get(given.removeprefix("Bearer ").strip())
        return account, account is not None

    # --- the API --------------------------------------------------------------------------------------------------------

    def _other(self, path: str) -> Any:
        if path == "/api/whoami-v2":
            if self.account is None:
                raise Refusal(401, "Invalid username or password.")
            return answers.whoami(self.account)
        raise Refusal(404, "Sorry, we can't find the page you are looking for.")

    def _api(self, found: dict[str, str]) -> Any:
        verb = found.get("verb")
        repository = self._repository(found["id"], found["kind"])
        if verb == "auth-check":
            self._pass_gate(repository)
            return {}
        if verb == "refs":
            return answers.refs(self.hub.branches(repository))
        revision, _, folder = found.get("rest", "main").partition("/")
        snapshot = self._snapshot(repository, revision)
        if verb == "tree":
            return answers.tree(snapshot, unquote(folder), self._flag("recursive"))
        return answers.info(snapshot, self._expand(), self._flag("blobs"), self._flag("securityStatus"))

    def _list(self) -> None:
        """Search: what the account may see, the most downloaded first when asked so, one page at a time."""
        seen = [repository for repository in self.hub.models() if not refusals.hidden(repository, self.account)]
        hits = [repository for repository in seen if answers.matches(repository, self.query)]
        if bounds := self.query.get("num_parameters"):
            hits = [each for each in hits if answers.in_range(self._snapshot(each, "main").parameters, bounds[0])]
        order = self.query.get("sort", [""])[0]
        if order in {"downloads", "likes"}:
            hits.sort(key=lambda repository: -int(getattr(repository, order)))
        start, size = int(self.query.get("cursor", ["0"])[0]), min(int(self.query.get("limit", [PAGE])[0]), PAGE)
        page = hits[start : start + size]
        more = {}
        if start + size < len(hits):
            query = re.sub(r"(^|&)cursor=\d+", "", urlsplit(self.path).query)
            more = {"Link": f'<{self.hub.url}/api/models?{query}&cursor={start + size}>; rel="next"'}
        self._send_json([self._listed(repository) for repository in page], headers=more)

    def _listed(self, repository: Repository) -> dict[str, Any]:
        extra = [key for key in ("cardData", "config") if self._flag(key)]
        keys = self._expand() or [*(LISTED_FULL if self._flag("full") else LISTED), *extra]
        return answers.listed(repository, keys, lambda: self._snapshot(repository, "main"))

    def _expand(self) -> list[str]:
        return [name for value in self.query.get("expand", []) for name in value.split(",")]

    def _flag(self, name: str) -> bool:
        return self.query.get(name, [""])[0].lower() in {"true", "1"}

    def _repository(self, id: str, kind: str) -> Repository:
        """The repository that the account may see; a renamed one leads on, anything else is not there."""
        repository = self.hub.find(id)
        if repository is not None and repository.renamed_to:
            target = self.path.replace(quote(id), quote(repository.renamed_to), 1)
            raise Refusal(307, f"Temporary Redirect. Redirecting to {target}", headers={"Location": target})
        if repository is None or repository.kind != kind or refusals.hidden(repository, self.account):
            raise refusals.not_found(self.account)
        return repository

    def _pass_gate(self, repository: Repository) -> None:
        if refusal := refusals.gate(repository, self.account, self.hub.accepted(repository.id)):
            raise refusal

    def _snapshot(self, repository: Repository, revision: str) -> Snapshot:
        snapshot = self.hub.snapshot(repository, revision)
        if snapshot is None:
            raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return snapshot

    # --- the files ------------------------------------------------------------------------------------------------------

    def _resolve(self, found: dict[str, str]) -> None:
        repository = self._repository(found["id"], "model")
        self._pass_gate(repository)
        snapshot = self._snapshot(repository, found["revision"])
        commit = {"X-Repo-Commit": snapshot.sha}
        file = snapshot.files.get(found["file"])
        if file is None:
            raise Refusal(404, "Entry not found", "EntryNotFound", commit)
        fault = self.hub.faults.lasting(repository.id, file.path)
        size = file.size if fault.keep is None else min(fault.keep, file.size)
        headers = {**commit, "ETag": f'"{file.etag}"', "Accept-Ranges": "bytes"}
        if file.sha256:
            headers |= {"X-Linked-Size": str(size), "X-Linked-Etag": f'"{file.sha256}"'}
        start, end = self._range(size)
        if start or end < size:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        if file.source is None and self.command == "GET":
            raise Refusal(503, "This file is only claimed, it is never served.")
        self._head("application/octet-stream", end - start, 206 if "Content-Range" in headers else 200, headers)
        if self.command == "GET":
            self._send_file(repository, file, fault, start, end)

    def _range(self, size: int) -> tuple[int, int]:
        """The part of the file that is asked for: all of it, or from a byte on to resume."""
        asked = re.match(r"bytes=(\d+)-(\d*)$", self.headers.get("Range") or "")
        if asked is None:
            return 0, size
        start, end = int(asked[1]), min(int(asked[2]) + 1 if asked[2] else size, size)
        if start >= end:
            raise Refusal(416, "Range Not Satisfiable", headers={"Content-Range": f"bytes */{size}"})
        return start, end

    def _send_file(self, repository: Repository, file: File, fault: Fault, start: int, end: int) -> None:
        cut = self.hub.faults.cut(repository.id, file.path, end - start)
        stop = end if cut is None else start + cut
        for chunk in _chunks(file, fault, start, stop):
            self.wfile.write(chunk)
            self.request_line.sent += len(chunk)
        if cut is not None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    # --- sending --------------------------------------------------------------------------------------------------------

    def _send_json(self, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(content).encode()
        self._head("application/json; charset=utf-8", len(body), status, headers or {})
        if self.command != "HEAD":
            self.wfile.write(body)
            self.request_line.sent += len(body)

    def _head(self, kind: str, length: int, status: int, headers: dict[str, str]) -> None:
        self.request_line.status = status
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()


def _chunks(file: File, fault: Fault, start: int, stop: int) -> Iterator[bytes]:
    """The bytes of a file from `start` to `stop`, flipped where they are to be, at the speed they are to have."""
    assert file.source is not None
    rate = fault.bytes_per_second
    size = max(1, int(rate / 20)) if rate else CHUNK
    with file.source.open("rb") as stream:
        stream.seek(start)
        while start < stop:
            chunk = bytearray(stream.read(min(size, stop - start)))
            for i in range(max(fault.at - start, 0), min(fault.at + fault.corrupt - start, len(chunk))):
                chunk[i] ^= 0xFF
            yield bytes(chunk)
            start += len(chunk)
            if rate:
                time.sleep(len(chunk) / rate)
