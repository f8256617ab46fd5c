"""The models that huggingface_hub keeps on this machine's disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cached:
    """A model in the cache. `size` is bytes on disk; `folder` is its newest snapshot; `used` is seconds since 1970."""

    id: str
    size: int
    folder: Path
    used: float


def cached() -> list[Cached]:
    """Models of the cache that hold a checkpoint, the last used first."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = scan_cache_dir().repos
    except CacheNotFound:
        return []
    found = []
    for each in repositories:
        if each.repo_type != "model":
            continue
        snapshots = sorted(each.revisions, key=lambda revision: revision.last_modified, reverse=True)
        whole = (s.snapshot_path for s in snapshots if (s.snapshot_path / "config.json").exists())
        folder = next((path for path in whole if any(path.glob("*.safetensors"))), None)
        if folder is not None:
            found.append(Cached(each.repo_id, each.size_on_disk, folder, each.last_accessed))
    return sorted(found, key=lambda each: -each.used)


def delete(model: str) -> None:
    """Deletes a model from the cache."""
    from huggingface_hub import scan_cache_dir

    info = scan_cache_dir()
    hashes = [
        revision.commit_hash
        for each in info.repos
        if each.repo_type == "model" and each.repo_id == model
        for revision in each.revisions
    ]
    info.delete_revisions(*hashes).execute()


def discard_weights(folder: Path) -> None:
    """Deletes the weights of a snapshot that proved corrupt, so that the next run fetches them anew."""
    for link in folder.glob("*.safetensors"):
        blob = link.resolve()
        link.unlink(missing_ok=True)
        blob.unlink(missing_ok=True)
