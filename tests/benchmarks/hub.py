"""Models of the Hub, on the loopback: search, loading from the disk's cache against plain `pipeline()`, switching back.

Each measurement is made in a fresh process, `python -m tests.benchmarks.hub OURS|PLAIN`, since huggingface_hub reads its
address when it is imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.measure import Plan, Result, medians, ratio

MODEL, TASK = "bench/sentiment", "text-classification"


def ours() -> dict[str, float]:
    """Seconds of a search, and beside the model's own work: of a run that loads from disk, and of one that need not."""
    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.registry import registry
    from tasks.core.run.libraries import import_libraries
    from tasks.core.run.local import Runtime
    from tasks.core.run.runner import ModelKey
    from tasks.core.run.work import Run

    import_libraries()
    spec, runtime = registry()[TASK], Runtime(ModelStore(hub=Hub()))
    key = ModelKey(TASK, MODEL)

    def answer() -> float:
        start = time.perf_counter()
        runtime.store.admit(runtime.store.find(MODEL, spec), "", None)
        outcome = runtime.submit(key, Run(spec.id, spec.clean({"text": "a fine day"}))).future.result()
        return time.perf_counter() - start - sum(outcome.milliseconds.values()) / 1e3

    answer()  # the download
    runtime.unload(key)
    figures = {"load_s": answer(), "switch_back_s": answer()}
    runtime.store.hub.search(TASK, "", None)
    start = time.perf_counter()
    runtime.store.hub.search(TASK, "senti", None)
    return {**figures, "search_s": time.perf_counter() - start}


def plain() -> dict[str, float]:
    """Seconds that a plain pipeline takes to load the model from the cache."""
    from transformers import pipeline

    pipeline(TASK, model=MODEL)("a fine day")
    start = time.perf_counter()
    pipeline(TASK, model=MODEL)
    return {"load_s": time.perf_counter() - start}


def measured(name: str, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.hub", name]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(plan: Plan) -> Result:
    from tests.hub.declared import Repository
    from tests.hub.server import LoopbackHub

    rounds: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
    with (
        LoopbackHub([], [Repository(MODEL, plan.folder / plan.model, TASK)]) as hub,
        tempfile.TemporaryDirectory() as home,
    ):
        for _ in range(plan.rounds):
            for name, rows in rounds.items():
                rows.append(measured(name, {**hub.environment, "HF_HOME": home}))
    figures = {name: medians(rows) for name, rows in rounds.items()}
    load = ratio(figures["ours"]["load_s"], figures["plain"]["load_s"])
    return {
        "figures": {**figures, "ratios": {"load_to_plain": load}},
        "unit": "s",
        "counts": plan.counts(),
        "target": {"load_to_plain": "<= 1.1", "search_s": "<= 0.3", "switch_back_s": "<= 0.05"},
        "met": {
            "load_to_plain": load <= 1.1,
            "search_s": figures["ours"]["search_s"] <= 0.3,
            "switch_back_s": figures["ours"]["switch_back_s"] <= 0.05,
        },
    }


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "plain": plain}[sys.argv[1]]()))
