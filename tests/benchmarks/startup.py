"""How soon the page stands, how soon the first answer comes, and how much memory is taken on the way."""

from __future__ import annotations

import asyncio
import time

from tests.benchmarks import client
from tests.benchmarks.measure import Plan, Result, median, medians, private_megabytes, ratio
from tests.benchmarks.peers import started

# Gradio 5 with `gr.Interface.from_pipeline` took 10.7 s to its page where an echo app on Gradio 6 took 3.3 s. It does
# not run on transformers 5, so this factor stands in its place.
FROM_PIPELINE_IN_ECHOES = 10.7 / 3.3


def once(name: str, plan: Plan) -> dict[str, float]:
    """One start of one app, from nothing to a served request and a pause."""
    figures: dict[str, float] = {}
    with started(name, plan.folder, plan.model) as peer:
        figures["page_s"] = peer.up
        figures["page_mb"] = private_megabytes(peer.process.pid)
        if name == "held":
            return figures
        asyncio.run(client.first_answer(peer.url, peer.api, peer.values))
        figures["answer_s"] = peer.age
        time.sleep(1)
        figures["rest_mb"] = private_megabytes(peer.process.pid)
        asyncio.run(client.visit(peer.url, peer.api, peer.values, 1, plan.requests))
        figures["used_mb"] = private_megabytes(peer.process.pid)
    return figures


def run(plan: Plan) -> Result:
    names = ("ours", "interface", "echo", "held")
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(plan.rounds):
        for name in names:
            rounds[name].append(once(name, plan))
    figures = {name: medians(rows) for name, rows in rounds.items()}
    ours, interface, echo = figures["ours"], figures["interface"], figures["echo"]
    ratios = {
        "page_to_echo": ratio(ours["page_s"], echo["page_s"]),
        "page_to_interface": ratio(ours["page_s"], interface["page_s"]),
        "page_to_from_pipeline": ratio(ours["page_s"], echo["page_s"] * FROM_PIPELINE_IN_ECHOES),
        "answer_to_interface": ratio(ours["answer_s"], interface["answer_s"]),
        "page_mb": median([row["page_mb"] for row in rounds["ours"]]),
    }
    target = {"page_to_echo": 1.2, "page_to_from_pipeline": 0.40, "page_mb": 150}
    return {
        "figures": {**figures, "ratios": ratios},
        "unit": "s, MB private",
        "counts": plan.counts(requests=plan.requests),
        "target": {name: f"<= {limit}" for name, limit in target.items()},
        "met": {name: ratios[name] <= limit for name, limit in target.items()},
    }
