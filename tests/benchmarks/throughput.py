"""Requests a second, and how long each takes, with 1, 8 and 32 visitors at once."""

from __future__ import annotations

import asyncio
import os

from tests.benchmarks import client
from tests.benchmarks.measure import Plan, Result, medians, percentile, ratio
from tests.benchmarks.peers import all_started

VISITORS = (1, 8, 32)


def run(plan: Plan) -> Result:
    rounds: dict[tuple[str, int], list[dict[str, float]]] = {}
    each = {visitors: max(2, plan.requests // max(1, visitors // 4)) for visitors in VISITORS}
    with all_started(("ours", "interface"), plan.folder, plan.model) as peers:
        for _ in range(plan.rounds):
            for visitors in VISITORS:
                for name, peer in peers.items():
                    before = os.times()
                    load = asyncio.run(client.visit(peer.url, peer.api, peer.values, visitors, each[visitors]))
                    after = os.times()
                    row = {
                        "requests_per_s": load.rate,
                        "p50_ms": percentile(load.seconds, 0.5) * 1e3,
                        "p95_ms": percentile(load.seconds, 0.95) * 1e3,
                        # Near 1 the client, not the app, is what is measured.
                        "client_cores": (after.user + after.system - before.user - before.system) / load.wall,
                    }
                    rounds.setdefault((name, visitors), []).append(row)
    figures = {f"{name} {visitors}": medians(rows) for (name, visitors), rows in rounds.items()}
    ratios = {
        f"rate_to_interface_{visitors}": ratio(
            figures[f"ours {visitors}"]["requests_per_s"], figures[f"interface {visitors}"]["requests_per_s"]
        )
        for visitors in VISITORS
    }
    return {
        "figures": {**figures, "ratios": ratios},
        "unit": "requests/s, ms",
        "counts": plan.counts(requests_per_visitor=each),
        "target": {"rate_to_interface_32": ">= 2"},
        "met": {"rate_to_interface_32": ratios["rate_to_interface_32"] >= 2},
    }
