"""The stand-in itself: a web server on the loopback that the real client takes for huggingface.co."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import replace
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from tests.hub.declared import Account, Repository
from tests.hub.faults import EVERYWHERE, Fault, Faults
from tests.hub.handler import Handler
from tests.hub.log import Log
from tests.hub.snapshot import Snapshot

WEIGHTS = "*.safetensors"


class LoopbackHub:
    """Serves declared repositories to declared accounts: `with LoopbackHub(accounts, repositories) as hub: hub.url`.

    Everything can be changed while it runs: faults, who has accepted terms, what there is. `reset` undoes all of it.
    """

    def __init__(self, accounts: Iterable[Account] = (), repositories: Iterable[Repository] = ()) -> None:
        self.accounts = {account.token: account for account in accounts}
        self.log = Log()
        self.faults = Faults()
        self._first = {repository.id: repository for repository in repositories}
        self._repositories = dict(self._first)
        self._rights: dict[str, set[str]] = {}
        self._snapshots: dict[tuple[str, str], tuple[Repository, Snapshot]] = {}
        self._lock = threading.RLock()
        self._root = Path(tempfile.mkdtemp(prefix="atlas-hub-"))
        handler = type("BoundHandler", (Handler,), {"hub": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        serving = {"poll_interval": 0.05}
        threading.Thread(target=self._server.serve_forever, kwargs=serving, name="loopback-hub", daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        shutil.rmtree(self._root, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a fresh process talk to this Hub and to no other."""
        return {
            "HF_ENDPOINT": self.url,
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_OFFLINE": "0",
        }

    def reset(self) -> None:
        """No faults, an empty log, the rights and repositories of the beginning. What was built stays."""
        self.faults.clear()
        self.log.clear()
        with self._lock:
            self._rights.clear()
            self._repositories = dict(self._first)

    # --- what there is --------------------------------------------------------------------------------------------------

    def put(self, *repositories: Repository) -> None:
        """Adds repositories, or replaces those of the same id: other files make a new commit."""
        with self._lock:
            self._repositories.update({repository.id: repository for repository in repositories})

    def copy(self, id: str, of: str, **changes: Any) -> str:
        """A repository that nobody has asked for yet, until `reset`, with the files of another; gives its id."""
        repository = replace(self._repositories[of], id=id, **changes)
        self.put(repository)
        self.snapshot(repository)
        return id

    def remove(self, id: str) -> None:
        with self._lock:
            del self._repositories[id]

    def find(self, id: str) -> Repository | None:
        return self._repositories.get(id)

    def models(self) -> list[Repository]:
        """What a search can find."""
        with self._lock:
            return [each for each in self._repositories.values() if each.kind == "model" and not each.renamed_to]

    def snapshot(self, repository: Repository, revision: str = "main") -> Snapshot | None:
        """A revision by its name or commit, built now if nobody asked before; None for one that is not there."""
        sources = {"main": repository.folder, **repository.revisions}
        if revision in sources:
            with self._lock:
                known = self._snapshots.get((repository.id, revision))
                if known is None or known[0] is not repository:
                    known = (repository, Snapshot(repository, sources[revision], self._root))
                    self._snapshots[repository.id, revision] = known
            return known[1]
        commits = {
            snapshot.sha: snapshot for snapshot in (self.snapshot(repository, name) for name in sources) if snapshot
        }
        return commits.get(revision)

    def build(self, *ids: str) -> list[Snapshot]:
        """Builds repositories now, all of them without `ids`: for tests that measure or that have no patience."""
        wanted = [self._repositories[id] for id in ids or self._repositories if not self._repositories[id].renamed_to]
        return [snapshot for snapshot in map(self.snapshot, wanted) if snapshot]

    def branches(self, repository: Repository) -> dict[str, str]:
        """Names of branches and their commits."""
        found = {name: self.snapshot(repository, name) for name in ("main", *repository.revisions)}
        return {name: snapshot.sha for name, snapshot in found.items() if snapshot}

    # --- who may --------------------------------------------------------------------------------------------------------

    def accepted(self, id: str) -> set[str]:
        """The accounts that may read the files of a gated repository."""
        with self._lock:
            repository = self.find(id)
            return self._rights.setdefault(id, set(repository.accepted if repository else ()))

    def grant(self, id: str, account: str) -> None:
        self.accepted(id).add(account)

    def revoke(self, id: str, account: str) -> None:
        self.accepted(id).discard(account)

    # --- what goes wrong ------------------------------------------------------------------------------------------------

    def fault(self, id: str = EVERYWHERE, **settings: Any) -> None:
        """Adds a `Fault` to a repository, or to the whole Hub."""
        self.faults.add(id, Fault(**settings))

    def slow(self, id: str, bytes_per_second: float, only: str = WEIGHTS) -> None:
        """Its files come slowly."""
        self.fault(id, bytes_per_second=bytes_per_second, only=only)

    def cut(self, id: str, after: int, times: int | None = 1, only: str = WEIGHTS) -> None:
        """The connection breaks after so many bytes of an answer, once or (`times=None`) always."""
        self.fault(id, cut_after=after, times=times, only=only)

    def refuse(self, id: str, status: int, times: int | None = None, retry_after: int | None = None) -> None:
        """429 or 503 to every request about it, `times` times or always. The id `"*"` takes the whole Hub down."""
        self.fault(id, status=status, times=times, retry_after=retry_after)

    def corrupt(self, id: str, at: int = 0, count: int = 16, only: str = WEIGHTS) -> None:
        """Flips bytes on the way."""
        self.fault(id, corrupt=count, at=at, only=only)

    def truncate(self, id: str, keep: int, only: str = WEIGHTS) -> None:
        """Its files end early, and their announced length says the same."""
        self.fault(id, keep=keep, only=only)

    def heal(self, id: str | None = None) -> None:
        """Takes the faults of one repository away, or all of them."""
        self.faults.clear(id)


class _Server(ThreadingHTTPServer):
    """A thread per connection; slow transfers do not hold up the end."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error; a bug of ours must be seen."""
        import sys
        import traceback

        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            traceback.print_exc()
