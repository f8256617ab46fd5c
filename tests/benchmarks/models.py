"""Every embedded model: seconds to load, to the first answer, and to the first words where it writes."""

from __future__ import annotations

import time
from typing import Any

from tests.benchmarks.measure import Plan, Result, medians


def once(task: str, model: str) -> dict[str, float]:
    """Loads a model anew and answers the task's first example, then again."""
    from tasks.core.examples import examples
    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.registry import registry
    from tasks.core.run.local import Runtime
    from tasks.core.run.runner import ModelKey
    from tasks.core.run.work import Run

    spec = registry()[task]
    runtime = Runtime(ModelStore(hub=Hub(offline=True)))
    key = ModelKey(task, model)
    example = next(each for each in examples(task) if not each.limit)
    values: dict[str, Any] = {**example.inputs, **example.params}
    figures: dict[str, float] = {}
    start = time.perf_counter()
    job = runtime.submit(key, Run(spec.id, spec.clean(values)))
    while not job.future.done():
        if job.progress.text and "first_words_s" not in figures:
            figures["first_words_s"] = time.perf_counter() - start
        time.sleep(0.001)
    job.future.result()
    figures["first_answer_s"] = time.perf_counter() - start
    start = time.perf_counter()
    runtime.submit(key, Run(spec.id, spec.clean(values))).future.result()
    figures["next_answer_s"] = time.perf_counter() - start
    figures["load_s"] = runtime.status(key).seconds
    figures["size_mb"] = runtime.status(key).size / 1e6
    runtime.unload(key)
    return figures


def run(plan: Plan) -> Result:
    import torch  # noqa: F401
    import transformers.pipelines  # noqa: F401

    from tasks.core.examples import examples
    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.registry import registry

    store = ModelStore(hub=Hub(offline=True))
    listed = [
        (task, info.id)
        for task, spec in registry().items()
        if any(not each.limit for each in examples(task))
        for info in store.embedded(spec)
    ]
    rounds: dict[tuple[str, str], list[dict[str, float]]] = {}
    failed: dict[str, str] = {}
    for _ in range(plan.rounds):
        for task, model in listed:
            try:
                rounds.setdefault((task, model), []).append(once(task, model))
            except Exception as error:
                failed[f"{task} {model}"] = f"{type(error).__name__}: {error}"
    # A round may have seen no words before the answer: what all rounds have is what is told.
    figures = {
        f"{task} {model}": medians([{name: row.get(name, row["first_answer_s"]) for name in rows[0]} for row in rows])
        for (task, model), rows in rounds.items()
        if rows
    }
    return {"figures": figures, "failed": failed, "unit": "s, MB", "counts": plan.counts(models=len(figures))}
