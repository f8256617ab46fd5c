"""Prints one line of JSON per benchmark: its figures, unit and counts, the machine, and whether its target was met."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import checkpoints
from tests.benchmarks.measure import Benchmark, Plan, machine

NAMES = ("startup", "overhead", "throughput", "endurance", "sessions", "page", "models", "streaming", "hub", "memory")
QUICK = {"rounds": 1, "requests": 4, "soak": 16, "tokens": 16}


def arguments() -> argparse.Namespace:
    made = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    made.add_argument("names", nargs="*", metavar="NAME", help=f"which to run, of {', '.join(NAMES)}; all by default")
    made.add_argument("--quick", action="store_true", help="tiny counts: only to see that everything runs")
    made.add_argument("--model", choices=checkpoints.SIZES, default="tiny", help="size of the text classifier")
    for name, default in ((name, getattr(Plan, name)) for name in QUICK):
        made.add_argument(f"--{name}", type=int, help=f"how many {name} (default {default})")
    given = made.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        made.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    return given


def main() -> None:
    given = arguments()
    counts = {name: getattr(given, name) or (QUICK[name] if given.quick else getattr(Plan, name)) for name in QUICK}
    with tempfile.TemporaryDirectory(prefix="atlas-benchmark-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        checkpoints.classifier(folder / given.model, given.model)
        checkpoints.writer(folder / "writer")
        plan = Plan(folder, given.model, **counts)
        for benchmark in given.names or NAMES:
            run: Benchmark = importlib.import_module(f"tests.benchmarks.{benchmark}").run
            start = time.monotonic()
            try:
                found = run(plan)
            except Exception as error:
                found = {"error": f"{type(error).__name__}: {error}"}
            line = {"name": benchmark, **found, "took_s": round(time.monotonic() - start, 1), "machine": machine()}
            print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
