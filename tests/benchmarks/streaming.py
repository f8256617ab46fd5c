"""Tokens a second of text generation: through the page as it streams, through the endpoint, and by plain `generate`."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import client
from tests.benchmarks.checkpoints import SENTENCE
from tests.benchmarks.measure import Plan, Result, medians, ratio
from tests.benchmarks.peers import Peer, all_started

TASK = "text-generation"
MODEL = "local/writer"


def generator(folder: Path) -> Any:
    """`generate` of the same model, in this process: a function of the number of tokens that gives seconds."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    tokens = AutoTokenizer.from_pretrained(folder)(SENTENCE, return_tensors="pt", add_special_tokens=False)

    def generate(count: int) -> float:
        start = time.perf_counter()
        with torch.inference_mode():
            model.generate(**tokens, max_new_tokens=count, do_sample=False)
        return time.perf_counter() - start

    return generate


async def through_endpoint(peer: Peer, values: dict[str, Any]) -> float:
    """Seconds of one call of the endpoint, which answers when all is written."""
    async with client.connected(peer.url) as http:
        endpoint = await client.find(http, TASK.replace("-", "_"))
        start = time.perf_counter()
        await client.Visitor(http).call(endpoint.fn_index, endpoint.data(values))
        return time.perf_counter() - start


async def through_page(peer: Peer, changes: dict[str, Any]) -> tuple[float, float, int]:
    """Seconds of a press of Run, seconds to the first words, and how many updates came."""
    async with client.connected(peer.url) as http:
        visitor = client.Visitor(http)
        panel = await visitor.open(TASK)
        start = time.perf_counter()
        first, updates = 0.0, 0
        async for message in visitor.messages(panel.fn_index, panel.data(**changes), panel.button):
            if message["msg"] == "process_generating":
                updates += 1
                first = first or time.perf_counter() - start
        return time.perf_counter() - start, first, updates


def run(plan: Plan) -> Result:
    from tasks.core.registry import registry

    if TASK not in registry():
        return {"figures": {}, "skipped": f"There is no task {TASK}.", "unit": "tokens/s", "counts": plan.counts()}
    spec = registry()[TASK]
    parameters = {"max_new_tokens": plan.tokens, "do_sample": False}
    given = {spec.inputs[0].name: SENTENCE, **parameters, "model": MODEL}
    on_page = {spec.inputs[0].label: SENTENCE, **parameters, "Model": MODEL}
    generate = generator(plan.folder / "writer")
    rounds: list[dict[str, float]] = []
    with all_started(("ours",), plan.folder) as peers:
        peer = peers["ours"]
        for warm in (True, *[False] * plan.rounds):
            plain = generate(plan.tokens)
            endpoint = asyncio.run(through_endpoint(peer, given))
            page, first, updates = asyncio.run(through_page(peer, on_page))
            if not warm:
                rounds.append(
                    {
                        "generate_per_s": plan.tokens / plain,
                        "endpoint_per_s": plan.tokens / endpoint,
                        "page_per_s": plan.tokens / page,
                        "page_first_update_s": first,
                        "page_updates": float(updates),
                    }
                )
    figures = medians(rounds)
    ratios = {
        "page_to_generate": ratio(figures["page_per_s"], figures["generate_per_s"]),
        "endpoint_to_generate": ratio(figures["endpoint_per_s"], figures["generate_per_s"]),
    }
    return {
        "figures": {**figures, "ratios": ratios},
        "unit": "tokens/s, s",
        "counts": plan.counts(tokens=plan.tokens),
        "target": {"page_to_generate": ">= 0.86"},
        "met": {"page_to_generate": ratios["page_to_generate"] >= 0.86},
    }
