"""What a new visitor costs the server before anything is asked: time of a first call against a second, and memory."""

from __future__ import annotations

import asyncio
import time

from tests.benchmarks import client
from tests.benchmarks.measure import Plan, Result, medians, percentile, private_megabytes
from tests.benchmarks.peers import Peer, all_started


async def newcomers(peer: Peer, count: int) -> dict[str, float]:
    """`count` visitors, one after another, make two calls each."""
    first, second = [], []
    async with client.connected(peer.url) as http:
        endpoint = await client.find(http, peer.api)
        data = endpoint.data(peer.values)
        await client.Visitor(http).call(endpoint.fn_index, data)
        before = private_megabytes(peer.process.pid)
        for _ in range(count):
            visitor = client.Visitor(http)
            for seconds in (first, second):
                start = time.perf_counter()
                await visitor.call(endpoint.fn_index, data)
                seconds.append(time.perf_counter() - start)
        grown = private_megabytes(peer.process.pid) - before
    return {
        "first_ms": percentile(first, 0.5) * 1e3,
        "second_ms": percentile(second, 0.5) * 1e3,
        "session_kb": grown * 1e3 / count,
    }


def run(plan: Plan) -> Result:
    rounds: dict[str, list[dict[str, float]]] = {}
    with all_started(("ours", "one-task", "interface"), plan.folder, plan.model) as peers:
        for _ in range(plan.rounds):
            for name, peer in peers.items():
                rounds.setdefault(name, []).append(asyncio.run(newcomers(peer, plan.requests)))
    figures = {name: medians(rows) for name, rows in rounds.items()}
    return {"figures": figures, "unit": "ms, kB private", "counts": plan.counts(visitors=plan.requests)}
