"""The rate of a fresh app against its rate after thousands of requests, and the memory that they leave behind."""

from __future__ import annotations

import asyncio
import statistics

from tests.benchmarks import client
from tests.benchmarks.measure import Plan, Result, private_megabytes, ratio
from tests.benchmarks.peers import Peer, all_started

VISITORS = 8


def rates(peers: dict[str, Peer], plan: Plan) -> dict[str, float]:
    """Requests a second, the median of rounds in which the apps take turns."""
    found: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(plan.rounds):
        for name, peer in peers.items():
            load = asyncio.run(
                client.visit(peer.url, peer.api, peer.values, VISITORS, max(1, plan.requests // VISITORS))
            )
            found[name].append(load.rate)
    return {name: statistics.median(values) for name, values in found.items()}


def run(plan: Plan) -> Result:
    with all_started(("ours", "interface"), plan.folder, plan.model) as peers:
        fresh = rates(peers, plan)
        memory = {name: private_megabytes(peer.process.pid) for name, peer in peers.items()}
        for peer in peers.values():
            asyncio.run(client.visit(peer.url, peer.api, peer.values, VISITORS, max(1, plan.soak // VISITORS)))
        worn = rates(peers, plan)
        grown = {name: private_megabytes(peer.process.pid) - memory[name] for name, peer in peers.items()}
    figures = {
        name: {
            "fresh_per_s": round(fresh[name], 2),
            "after_per_s": round(worn[name], 2),
            "kept": ratio(worn[name], fresh[name]),
            "grown_mb": round(grown[name], 1),
        }
        for name in peers
    }
    return {
        "figures": figures,
        "unit": "requests/s, MB private",
        "counts": plan.counts(requests=plan.requests, soak=plan.soak, visitors=VISITORS),
        "target": {"ours.kept": ">= 0.9"},
        "met": {"ours.kept": figures["ours"]["kept"] >= 0.9},
    }
