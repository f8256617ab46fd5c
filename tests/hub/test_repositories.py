"""The repositories themselves: enough of them, and each what it says it is."""

from __future__ import annotations

from tasks.core.registry import registry
from tests.hub.repositories import of_task, working
from tests.hub.server import LoopbackHub


def test_every_task_has_two(hub: LoopbackHub) -> None:
    for task in registry():
        assert len(of_task(task)) >= 2, task
        assert all(hub.find(id) for id in of_task(task))


def test_all_of_them_build_and_say_what_they_are(hub: LoopbackHub) -> None:
    snapshots = {snapshot.repository.id: snapshot for snapshot in hub.build()}
    for repository in working():
        snapshot = snapshots[repository.id]
        assert snapshot.config["model_type"] == repository.model_type, repository.id
        assert snapshot.parameters, repository.id
        assert sum(file.size for file in snapshot.files.values()) < 2_000_000, repository.id
    assert snapshots["broken/custom-code"].config["auto_map"]
    assert snapshots["broken/corrupt"].parameters is None
    assert snapshots["broken/adapter"].config["peft"]["base_model_name_or_path"] in snapshots
