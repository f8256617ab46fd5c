"""The JSON of the Hub's API: accounts, models, lists and trees, with the keys that the real one sends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from tests.hub.declared import Account, Repository
from tests.hub.refusals import Refusal
from tests.hub.snapshot import File, Snapshot

CREATED = "2024-05-12T09:00:00.000Z"
# What `expand` may ask for; what the stand-in knows nothing of is left out of the answer.
EXPANDABLE = set(
    "author baseModels cardData childrenModelCount config createdAt disabled downloads downloadsAllTime evalResults gated "
    "gguf inference inferenceProviderMapping lastModified library_name likes mask_token model-index pipeline_tag private "
    "resourceGroup safetensors sha siblings spaces tags transformersInfo trendingScore usedStorage widgetData".split()
)
OF_FILES = {"config", "safetensors", "sha", "siblings", "usedStorage"}  # the files must be built to answer these


def object_id(text: str) -> str:
    """24 hexadecimal digits, as the Hub's database ids look."""
    return hashlib.sha1(text.encode()).hexdigest()[:24]


def whoami(account: Account) -> dict[str, Any]:
    token: dict[str, Any] = {"displayName": "atlas", "role": account.role, "createdAt": CREATED}
    if account.role == "fineGrained":
        token["fineGrained"] = {"canReadGatedRepos": account.reads_gated, "global": [], "scoped": []}
    return {
        "type": "user",
        "id": object_id(account.name),
        "name": account.name,
        "fullname": account.fullname,
        "isPro": False,
        "avatarUrl": f"/avatars/{account.name}.svg",
        "orgs": [],
        "auth": {"type": "access_token", "accessToken": token},
    }


def declared(repository: Repository) -> dict[str, Any]:
    """What is known without the files."""
    return {
        "author": repository.author,
        "baseModels": _base(repository.base_model),
        "cardData": repository.card,
        "createdAt": CREATED,
        "disabled": False,
        "downloads": repository.downloads,
        "downloadsAllTime": repository.downloads * 12,
        "gated": repository.gated,
        "gguf": dict(repository.gguf) if repository.gguf else None,
        "lastModified": CREATED,
        "library_name": repository.library_name,
        "likes": repository.likes,
        "model-index": None,
        "pipeline_tag": repository.pipeline_tag,
        "private": repository.private_to is not None,
        "spaces": [],
        "tags": repository.all_tags,
        "trendingScore": 0,
        "widgetData": None,
    }


def _base(model: str | None) -> dict[str, Any] | None:
    return {"relation": "adapter", "models": [{"_id": object_id(model), "id": model}]} if model else None


def of_files(snapshot: Snapshot, blobs: bool = False) -> dict[str, Any]:
    """What only the files tell."""
    counts = snapshot.parameters
    return {
        "config": snapshot.config,
        "safetensors": {"parameters": counts, "total": sum(counts.values())} if counts else None,
        "sha": snapshot.sha,
        "siblings": [sibling(file, blobs) for file in snapshot.files.values()],
        "usedStorage": sum(file.size for file in snapshot.files.values()),
    }


def sibling(file: File, blobs: bool) -> dict[str, Any]:
    if not blobs:
        return {"rfilename": file.path}
    large = file.lfs
    sizes = {"rfilename": file.path, "size": file.size, "blobId": file.oid}
    if large is None:
        return sizes
    return {**sizes, "lfs": {"sha256": large["oid"], "size": large["size"], "pointerSize": large["pointerSize"]}}


def info(snapshot: Snapshot, expand: Iterable[str], blobs: bool, security: bool) -> dict[str, Any]:
    """The answer to model_info: everything, or with `expand` that alone."""
    repository = snapshot.repository
    everything = {**declared(repository), **of_files(snapshot, blobs)}
    answer = named(repository, _picked(everything, expand) if expand else everything)
    if security:
        issues = [{"path": path, "level": "unsafe"} for path in repository.unsafe]
        answer["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": issues}
    return answer


def named(repository: Repository, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer under its id, without what does not apply: the Hub leaves empty keys out."""
    ids = {"_id": object_id(repository.id), "id": repository.id, "modelId": repository.id}
    return {**ids, **{key: value for key, value in answer.items() if value is not None}}


def _picked(everything: dict[str, Any], expand: Iterable[str]) -> dict[str, Any]:
    unknown = set(expand) - EXPANDABLE
    if unknown:
        raise Refusal(400, f"Invalid option: expected one of {'|'.join(sorted(EXPANDABLE))}")
    return {key: everything.get(key) for key in expand}


def tree(snapshot: Snapshot, folder: str, recursive: bool) -> list[dict[str, Any]]:
    """Files and folders below `folder`, only its own unless `recursive`. Raises Refusal for a folder that is not there."""
    prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
    entries: dict[str, dict[str, Any]] = {}
    for path, file in snapshot.files.items():
        if not path.startswith(prefix):
            continue
        parents = path.removeprefix(prefix).split("/")[:-1]
        for depth in range(1, len(parents) + 1 if recursive else min(len(parents), 1) + 1):
            name = prefix + "/".join(parents[:depth])
            entries[name] = {"type": "directory", "oid": object_id(name) + "0" * 16, "size": 0, "path": name}
        if recursive or not parents:
            large = {"lfs": file.lfs} if file.lfs else {}
            entries[path] = {"type": "file", "oid": file.oid, "size": file.size, "path": path, **large}
    if not entries:
        raise Refusal(404, f"{folder} does not exist on this revision", "EntryNotFound")
    return list(entries.values())


def refs(branches: dict[str, str]) -> dict[str, Any]:
    """The branches of a repository and their commits."""
    listed = [{"name": name, "ref": f"refs/heads/{name}", "targetCommit": sha} for name, sha in branches.items()]
    return {"branches": listed, "converts": [], "tags": []}


def matches(repository: Repository, query: dict[str, list[str]]) -> bool:
    """Whether a repository belongs into a list, by all that needs no files."""
    words = " ".join(query.get("search", [])).lower().split()
    wanted = {tag for value in query.get("filter", []) for tag in value.split(",") if tag}
    author, gated = query.get("author"), query.get("gated")
    return (
        all(word in repository.id.lower() for word in words)
        and wanted <= set(repository.all_tags)
        and all(tag == repository.pipeline_tag for tag in query.get("pipeline_tag", []))
        and (author is None or author[0].lower() == repository.author.lower())
        and (gated is None or (gated[0].lower() == "true") == bool(repository.gated))
    )


def listed(repository: Repository, keys: Iterable[str], snapshot: Callable[[], Snapshot]) -> dict[str, Any]:
    """One row of a list; the files are built only when a key needs them."""
    files = of_files(snapshot()) if OF_FILES & set(keys) else {}
    return named(repository, _picked({**declared(repository), **files}, keys))


def in_range(parameters: dict[str, int] | None, bounds: str) -> bool:
    """Whether a number of parameters lies in `min:6B,max:128B`."""
    total = sum((parameters or {}).values())
    for side, number, unit in re.findall(r"(min|max):([\d.]+)([KMBT]?)", bounds):
        bound = float(number) * {"": 1, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}[unit]
        if (side == "min" and total < bound) or (side == "max" and total > bound):
            return False
    return True
