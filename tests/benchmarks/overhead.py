"""What one visitor pays for the page around the model: ours, a bare Interface, and the pipeline called in Python."""

from __future__ import annotations

import asyncio
import time

from tests.benchmarks import client
from tests.benchmarks.checkpoints import SENTENCE
from tests.benchmarks.measure import Plan, Result, medians, percentile, processor_seconds, ratio
from tests.benchmarks.peers import TASK, all_started


def in_process(plan: Plan) -> list[float]:
    """Seconds of each call of the raw pipeline."""
    from transformers import pipeline

    pipe = pipeline(TASK, model=str(plan.folder / plan.model))
    pipe(SENTENCE, top_k=None)
    seconds = []
    for _ in range(plan.requests):
        start = time.perf_counter()
        pipe(SENTENCE, top_k=None)
        seconds.append(time.perf_counter() - start)
    return seconds


def shown(seconds: list[float]) -> dict[str, float]:
    return {f"p{share}_ms": percentile(seconds, share / 100) * 1e3 for share in (50, 95)}


def run(plan: Plan) -> Result:
    rounds: dict[str, list[dict[str, float]]] = {"ours": [], "interface": [], "echo": [], "pipeline": []}
    with all_started(("ours", "interface", "echo"), plan.folder, plan.model) as peers:
        for _ in range(plan.rounds):
            for name, peer in peers.items():
                before = processor_seconds(peer.process.pid)
                load = asyncio.run(client.visit(peer.url, peer.api, peer.values, 1, plan.requests))
                spent = (processor_seconds(peer.process.pid) - before) / (plan.requests + 1)
                rounds[name].append({**shown(load.seconds), "processor_ms": spent * 1e3})
            rounds["pipeline"].append(shown(in_process(plan)))
    figures = {name: medians(rows) for name, rows in rounds.items()}
    to_interface = ratio(figures["ours"]["p50_ms"], figures["interface"]["p50_ms"])
    return {
        "figures": {**figures, "ratios": {"p50_to_interface": to_interface}},
        "unit": "ms",
        "counts": plan.counts(requests=plan.requests),
        "target": {"p50_to_interface": "<= 1.3"},
        "met": {"p50_to_interface": to_interface <= 1.3},
    }
