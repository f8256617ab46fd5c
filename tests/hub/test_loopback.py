"""The stand-in against the real client: what it answers must reach huggingface_hub as the Hub's answers do."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from tests.hub.declared import Account
from tests.hub.repositories import GUEST, STUDENT, TEACHER
from tests.hub.server import LoopbackHub

GOOD = "atlas/text-classification-bert"
WEIGHTS = "model.safetensors"
MEGABYTE = 1024 * 1024


def api(hub: LoopbackHub, account: Account | None = None) -> HfApi:
    return HfApi(endpoint=hub.url, token=account.token if account else False)


def download(hub: LoopbackHub, id: str, cache: Path, account: Account | None = None, **settings: Any) -> Path:
    token = account.token if account else False
    return Path(snapshot_download(id, endpoint=hub.url, cache_dir=cache, token=token, **settings))


# --- what there is ----------------------------------------------------------------------------------------------------


def test_facts_of_a_model(hub: LoopbackHub) -> None:
    info = api(hub).model_info(GOOD, files_metadata=True, securityStatus=True)
    assert (info.id, info.private, info.gated, info.pipeline_tag) == (GOOD, False, False, "text-classification")
    assert info.config and info.config["architectures"] == ["BertForSequenceClassification"]
    assert info.safetensors and info.safetensors.total == sum(info.safetensors.parameters.values()) > 5000
    sizes = {each.rfilename: each.size for each in info.siblings or []}
    assert sizes[WEIGHTS] and {"config.json", "tokenizer.json", "README.md"} <= sizes.keys()
    assert info.card_data and f"license:{info.card_data.license}" in (info.tags or [])
    assert info.security_repo_status == {"scansDone": True, "filesWithIssues": []}


def test_expand_gives_that_alone(hub: LoopbackHub) -> None:
    info = api(hub).model_info(GOOD, expand=["safetensors", "gated"])
    assert info.safetensors and info.gated is False and info.tags is None
    with pytest.raises(HfHubHTTPError, match="Bad request"):
        api(hub).model_info(GOOD, expand=["nonsense"])  # type: ignore[list-item]


def test_search(hub: LoopbackHub) -> None:
    found = list(
        api(hub).list_models(search="text CLASSIFICATION", pipeline_tag="text-classification", sort="downloads")
    )
    assert len(found) >= 3 and found[0].id == GOOD
    downloads = [each.downloads or 0 for each in found]
    assert downloads == sorted(downloads, reverse=True)
    assert len(list(api(hub).list_models(limit=5, filter=["safetensors", "bert"]))) == 5
    assert {each.id.split("/")[0] for each in api(hub).list_models(author="broken")} == {"broken"}
    assert all(each.gated for each in api(hub).list_models(gated=True, full=True))
    assert [each.id for each in api(hub).list_models(search="teacher")] == []


def test_tree_and_branches(hub: LoopbackHub) -> None:
    paths = {each.path: each for each in api(hub).list_repo_tree("broken/sentence-transformers", recursive=True)}
    assert {"1_Pooling", "1_Pooling/config.json", WEIGHTS} <= paths.keys()
    assert [each.path for each in api(hub).list_repo_tree("broken/sentence-transformers", "1_Pooling")] == [
        "1_Pooling/config.json"
    ]
    with pytest.raises(EntryNotFoundError):
        list(api(hub).list_repo_tree(GOOD, "nowhere"))
    assert [each.name for each in api(hub).list_repo_refs("atlas/two-revisions").branches] == ["main", "v2"]


def test_whoami(hub: LoopbackHub) -> None:
    me = api(hub).whoami(STUDENT.token)
    assert me["name"] == "student" and me["auth"]["accessToken"]["role"] == "read"
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        api(hub).whoami("hf_nobody")
    with pytest.raises(HfHubHTTPError, match="Invalid credentials") as refused:
        HfApi(endpoint=hub.url, token="hf_nobody").model_info(GOOD)
    assert not isinstance(refused.value, RepositoryNotFoundError)


# --- who may ----------------------------------------------------------------------------------------------------------


def test_gated(hub: LoopbackHub, tmp_path: Path) -> None:
    """The card is open to all; the files only to those who accepted, and from then on until it is taken back."""
    assert api(hub).model_info("school/gated").gated == "manual"
    for account, status in ((None, 401), (TEACHER, 403), (GUEST, 403)):
        with pytest.raises(GatedRepoError, match=str(status)):
            api(hub, account).auth_check("school/gated")
        with pytest.raises(GatedRepoError):
            download(hub, "school/gated", tmp_path / "refused", account)
    assert hub.log.sent("school/gated") == 0
    api(hub, STUDENT).auth_check("school/gated")
    assert (download(hub, "school/gated", tmp_path, STUDENT) / WEIGHTS).is_file()
    hub.revoke("school/gated", "student")
    hub.grant("school/gated", "teacher")
    with pytest.raises(GatedRepoError):
        api(hub, STUDENT).auth_check("school/gated")
    api(hub, TEACHER).auth_check("school/gated")


@pytest.mark.parametrize(("account", "status"), [(None, 401), (STUDENT, 404)], ids=["nobody", "another"])
def test_private_and_missing_look_the_same(hub: LoopbackHub, account: Account | None, status: int) -> None:
    for id in ("teacher/private", "nobody/nothing", "atlas/some-dataset"):
        with pytest.raises(RepositoryNotFoundError, match=str(status)):
            api(hub, account).model_info(id)
        with pytest.raises(RepositoryNotFoundError):
            api(hub, account).auth_check(id)
    assert api(hub, account).repo_exists("atlas/some-dataset", repo_type="dataset")
    assert api(hub, account).repo_exists("atlas/some-space", repo_type="space")
    assert not api(hub, account).repo_exists("atlas/some-dataset", repo_type="space")


def test_private_for_its_owner(hub: LoopbackHub, tmp_path: Path) -> None:
    assert api(hub, TEACHER).model_info("teacher/private").private
    assert (download(hub, "teacher/private", tmp_path, TEACHER) / WEIGHTS).is_file()
    mine = [each.id for each in api(hub, TEACHER).list_models(author="teacher")]
    assert mine == ["teacher/private", "teacher/private-gated"]


def test_the_log_names_accounts_and_never_holds_a_token(hub: LoopbackHub) -> None:
    api(hub, STUDENT).model_info(GOOD)
    api(hub).model_info(GOOD)
    with pytest.raises(HfHubHTTPError):
        HfApi(endpoint=hub.url, token="hf_nobody").model_info(GOOD)
    assert [request.account for request in hub.log] == ["student", "", "?"]
    assert not any(secret in str(list(hub.log)) for secret in (STUDENT.token, "hf_nobody"))
    assert STUDENT.token not in repr(STUDENT)


# --- names and revisions ----------------------------------------------------------------------------------------------


def test_renamed(hub: LoopbackHub, tmp_path: Path) -> None:
    assert api(hub).model_info("atlas/old-name").id == GOOD
    assert (download(hub, "atlas/old-name", tmp_path) / WEIGHTS).is_file()
    assert {request.status for request in hub.log.of("atlas/old-name")} == {307}


def test_revisions(hub: LoopbackHub, tmp_path: Path) -> None:
    with pytest.raises(RevisionNotFoundError):
        api(hub).model_info(GOOD, revision="v9")
    with pytest.raises(RevisionNotFoundError):
        download(hub, GOOD, tmp_path, revision="v9")
    main, second = (api(hub).model_info("atlas/two-revisions", revision=name) for name in ("main", "v2"))
    assert main.sha != second.sha
    config = hf_hub_download(
        "atlas/two-revisions", "config.json", revision=second.sha, endpoint=hub.url, cache_dir=tmp_path
    )
    assert '"glad"' in Path(config).read_text(encoding="utf-8")


def test_a_file_that_is_not_there(hub: LoopbackHub, tmp_path: Path) -> None:
    with pytest.raises(EntryNotFoundError):
        hf_hub_download(GOOD, "nothing.json", endpoint=hub.url, cache_dir=tmp_path)


def test_a_new_commit(hub: LoopbackHub, tmp_path: Path) -> None:
    """The same id with other files: a download brings the new ones."""
    before, other = hub.find("atlas/two-revisions"), hub.find("school/gated-auto")
    assert before and other
    old = download(hub, before.id, tmp_path)
    hub.put(type(before)(before.id, other.folder, before.pipeline_tag))
    assert download(hub, before.id, tmp_path) != old


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_download_once(hub: LoopbackHub, tmp_path: Path) -> None:
    folder = download(hub, GOOD, tmp_path)
    assert (folder / WEIGHTS).stat().st_size == hub.log.sent(GOOD, WEIGHTS)
    download(hub, GOOD, tmp_path)
    assert len(hub.log.downloads(GOOD, WEIGHTS)) == 1


def test_resume_after_a_cut(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.cut("atlas/large", after=12 * MEGABYTE)
    folder = download(hub, "atlas/large", tmp_path)
    first, second = hub.log.downloads("atlas/large", WEIGHTS)
    assert (first.range, first.sent) == (None, 12 * MEGABYTE)
    # It goes on behind the last whole piece; how long pieces are is a setting of the process.
    whole = re.fullmatch(r"bytes=(\d+)-", second.range or "")
    assert whole and 10 * MEGABYTE <= int(whole[1]) <= 12 * MEGABYTE and second.status == 206
    served = hub.build("atlas/large")[0].folder / WEIGHTS
    assert (folder / WEIGHTS).read_bytes() == served.read_bytes()


def test_too_many_requests_for_a_while(hub: LoopbackHub, tmp_path: Path) -> None:
    hub.refuse(GOOD, 429, times=2, retry_after=0)
    hf_hub_download(GOOD, "config.json", endpoint=hub.url, cache_dir=tmp_path)
    assert [request.status for request in hub.log.of(GOOD)] == [429, 429, 200, 200]


@pytest.mark.parametrize("status", [429, 503])
def test_refused_always(hub: LoopbackHub, tmp_path: Path, status: int) -> None:
    hub.refuse("*", status)
    with pytest.raises(HfHubHTTPError, match=str(status)):
        api(hub).whoami(STUDENT.token) if status == 503 else api(hub).model_info(GOOD)
    with pytest.raises(LocalEntryNotFoundError):
        download(hub, GOOD, tmp_path)
    hub.heal()
    assert download(hub, GOOD, tmp_path)


def test_slow(hub: LoopbackHub, tmp_path: Path) -> None:
    """While some of a file is there, the rest is still to come; once it may, all of it comes."""
    import httpx

    size = hub.build(GOOD)[0].files[WEIGHTS].size
    hub.slow(GOOD, bytes_per_second=size / 100)
    with httpx.stream("GET", f"{hub.url}/{GOOD}/resolve/main/{WEIGHTS}") as response:
        next(response.iter_bytes(64))
        assert 0 < hub.log.sent(GOOD, WEIGHTS) < size
    hub.heal()
    assert (download(hub, GOOD, tmp_path) / WEIGHTS).stat().st_size == size


def test_a_client_that_leaves(hub: LoopbackHub) -> None:
    """A download that is given up stops on this side too, and others are served meanwhile."""
    import httpx

    hub.slow("atlas/large", bytes_per_second=MEGABYTE)
    with httpx.stream("GET", f"{hub.url}/atlas/large/resolve/main/{WEIGHTS}") as response:
        next(response.iter_bytes(1024))
        assert api(hub).model_info(GOOD)
    time.sleep(0.3)
    sent = hub.log.sent("atlas/large")
    time.sleep(0.3)
    assert hub.log.sent("atlas/large") == sent < 5 * MEGABYTE


def test_corrupt_and_truncated(hub: LoopbackHub, tmp_path: Path) -> None:
    """Neither is noticed by the client over plain HTTP: the sizes agree."""
    from safetensors import SafetensorError, safe_open

    whole = hub.build(GOOD)[0].files[WEIGHTS].size
    for name, harm in (("flipped", lambda: hub.corrupt(GOOD)), ("short", lambda: hub.truncate(GOOD, keep=whole // 2))):
        harm()
        weights = download(hub, GOOD, tmp_path / name) / WEIGHTS
        assert weights.stat().st_size == (whole // 2 if name == "short" else whole)
        with pytest.raises(SafetensorError):
            safe_open(weights, "pt")
        hub.heal(GOOD)


def test_two_at_once_download_once(hub: LoopbackHub, tmp_path: Path) -> None:
    """The client locks a file while it comes; the log can tell."""
    hub.slow(GOOD, bytes_per_second=100_000)
    threads = [threading.Thread(target=download, args=(hub, GOOD, tmp_path)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hub.log.downloads(GOOD, WEIGHTS)) == 1


def test_weights_that_are_only_claimed(hub: LoopbackHub, tmp_path: Path) -> None:
    info = api(hub).model_info("broken/too-big", files_metadata=True)
    assert info.safetensors and info.safetensors.total == 70_000_000_000
    assert sum(each.size or 0 for each in info.siblings or []) > 139e9
    planned = snapshot_download("broken/too-big", endpoint=hub.url, cache_dir=tmp_path, token=False, dry_run=True)
    assert sum(each.file_size or 0 for each in planned) > 139e9
    assert hub.log.downloads("broken/too-big", "*.safetensors") == []


# --- transformers -----------------------------------------------------------------------------------------------------


def test_transformers_in_a_process_of_its_own(hub: LoopbackHub, tmp_path: Path) -> None:
    """By the environment alone, as the app is told."""
    import os

    code = "from transformers import AutoConfig; import sys; print(AutoConfig.from_pretrained(sys.argv[1]).model_type)"
    result = subprocess.run(
        [sys.executable, "-c", code, GOOD], check=True, capture_output=True, text=True, timeout=60,
        env={**os.environ, **hub.environment, "HF_HOME": str(tmp_path)},
    )  # fmt: skip
    assert result.stdout.split() == ["bert"]
    assert len(hub.log.downloads(GOOD, "config.json")) == 1
