"""How long until somebody can press Run, in Chromium: with all tasks, and with one."""

from __future__ import annotations

import time
from typing import Any
from urllib.request import urlopen

from tests.benchmarks.measure import Plan, Result, medians, ratio
from tests.benchmarks.peers import TASK, Peer, all_started

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def size(url: str) -> int:
    """Bytes of an answer before compression."""
    with urlopen(url, timeout=60) as answer:
        return len(answer.read())


def load(browser: Any, peer: Peer, address: str = f"/?task={TASK}") -> dict[str, float]:
    """One visit with an empty cache, by default to the same task of every app: tasks bring widgets of different weight."""
    context = browser.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    start = time.perf_counter()
    page.goto(f"{peer.url}{address}", wait_until="commit")
    page.get_by_role("button", name="Run", exact=True).first.wait_for(state="visible", timeout=120_000)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(500)
    figures = {"run_visible_s": seconds, "requests": float(len(sizes)), "transferred_kb": sum(sizes) / 1e3}
    context.close()
    return figures


def run(plan: Plan) -> Result:
    from playwright.sync_api import sync_playwright

    rounds: dict[str, list[dict[str, float]]] = {}
    with all_started(("ours", "one-task"), plan.folder) as peers, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for peer in peers.values():  # the first visit of all warms caches of the server and of the browser's programs
            load(browser, peer)
        for _ in range(plan.rounds):
            for name, peer in peers.items():
                front = load(browser, peer, "/")
                row = {
                    **load(browser, peer),
                    "front_page_s": front["run_visible_s"],
                    "front_requests": front["requests"],
                }
                rounds.setdefault(name, []).append(row)
        browser.close()
        figures = {
            name: {
                **medians(rounds[name]),
                "html_kb": size(f"{peer.url}/") / 1e3,
                "config_kb": size(f"{peer.url}/config") / 1e3,
                "main_config_kb": size(f"{peer.url}/config?page=") / 1e3,
            }
            for name, peer in peers.items()
        }
    to_one = ratio(figures["ours"]["run_visible_s"], figures["one-task"]["run_visible_s"])
    return {
        "figures": {**figures, "ratios": {"all_to_one_task": to_one}},
        "unit": "s, kB",
        "counts": plan.counts(),
        "target": {"all_to_one_task": "<= 1.3"},
        "met": {"all_to_one_task": to_one <= 1.3},
    }
