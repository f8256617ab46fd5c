"""What a run takes of memory beside its model: `python -m tests.benchmarks.memory` prints a line of JSON for each task, model
and size of input; words after it leave the lines that hold all of them.

Every task with the model that ships for it and with models of the usual sizes (tests/inputs/usual.py), given the largest
inputs that are taken (tests/benchmarks/largest.py). A child process for each line loads the model, runs it once on
something small, and then on the large input as a visitor's run goes: read, computed, drawn and packed for programs. The
peak of its resident memory from then on is what the run took, with that of programs that it started (tesseract).
"""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Plan, Result

MOST = 2e9  # bytes that a run may take beside its model
CEILING = 10 * 2**30  # bytes of a child's own, so that a mistake ends it and not the machine
PATIENCE = 900  # seconds for a line
SLIGHT = ("3 megapixels", "1 megapixels")  # sizes that come last: what passes MOST is seen early


def run(plan: Plan) -> Result:
    """Every line; in a quick run the first of each model alone."""
    lines = cases()
    if plan.rounds <= 1:
        lines = list({case[1]: case for case in reversed(lines)}.values())
    rows = list(rows_of(lines))
    return {"unit": "MB beside the model", "figures": rows, "target_met": max(row["mb"] for row in rows) * 1e6 < MOST}


def cases() -> list[tuple[str, str, str]]:
    """(task, model, size) of every line. The models are those that ship, named by their folder, those of the usual sizes,
    and the tiny ones of tasks that nothing ships for."""
    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.registry import registry
    from tests.benchmarks.largest import sizes_of
    from tests.inputs.usual import USUAL

    store = ModelStore(None, Hub(offline=True))
    found = [
        (task, f"{'embedded' if store.embedded(spec) else 'tiny'}/{task}", size)
        for task, spec in registry().items()
        for size in sizes_of(spec)
    ]
    found += [(usual.task, name, size) for name, usual in USUAL.items() for size in sizes_of(registry()[usual.task])]
    return sorted(found, key=lambda case: case[2] in SLIGHT)


def measured(model: str, size: str, inputs: Path) -> dict[str, Any]:
    """One line, by a child process: `mb`, `seconds`, and `refused`, the words with which the run is refused. Where less
    fits, as the refusal says, the line is about that, and `fits` says how much. Files to give are made in `inputs`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.benchmarks.imported"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_line, args=(model, size, inputs, theirs))
    process.start()
    theirs.close()
    try:
        if ours.poll(PATIENCE):
            return dict(ours.recv())
        error = "took too long"
    except EOFError:
        error = "ended without a word"
    finally:
        process.kill()
        process.join()
    return {"mb": CEILING // 10**6, "seconds": PATIENCE, "refused": "", "error": error}


def _line(model: str, size: str, inputs: Path, answer: Any) -> None:
    """Of a child process: sends what it finds."""
    resource.setrlimit(resource.RLIMIT_DATA, (CEILING, CEILING))
    with tempfile.TemporaryDirectory(prefix="atlas-memory-") as place:
        answer.send(child(model, size, inputs, Path(place)))


def child(model: str, size: str, inputs: Path, folder: Path) -> dict[str, Any]:
    """What `measured` says of one model and size, measured in this process; its copy of a model is put into `folder`."""
    from tasks.core.errors import translate
    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.registry import registry
    from tasks.core.run.local import Runtime
    from tasks.core.service import Ask, Service
    from tasks.core.session import Choice
    from tasks.ui import gradio_patches
    from tasks.ui.endpoints import given
    from tasks.ui.kinds import component
    from tests.benchmarks.largest import SMALL, values
    from tests.inputs.usual import USUAL
    from tests.rows import row
    from tests.tiny import stored

    assert gradio_patches.SEEN
    usual = USUAL.get(model)
    kind, _, task = model.partition("/")
    chosen = Choice("", device="cpu")
    if usual or kind == "tiny":
        task = usual.task if usual else task
        shutil.copytree(stored(usual.build if usual else row(task).build), folder / "models" / "measured")
        chosen = Choice("local/measured", device="cpu")
    store = ModelStore(folder / "models" if (folder / "models").is_dir() else None, Hub(offline=True))
    service, spec = Service(Runtime(store), store), registry()[task]

    async def ask(given_values: dict[str, Any]) -> None:
        answer = await service.answer(Ask(task, given_values, chosen))
        outputs = await given(spec, answer)
        for each, value in zip(spec.outputs, outputs, strict=False):
            component(each).postprocess(value)

    more = dict(usual.values) if usual else {}
    small, large = ({**values(spec, each, inputs), **more} for each in (SMALL, size))
    asyncio.run(ask(small))
    gc.collect()
    before, start, said = begun(), time.monotonic(), {"refused": ""}
    try:
        asyncio.run(ask(large))
    except Exception as error:
        ours = translate(error)
        said["refused"] = f"{ours.code}: {ours.message('en')}"
        if less := fitting(large, ours, folder):
            said["fits"], values_less = less
            before, start = begun(), time.monotonic()
            asyncio.run(ask({**large, **values_less}))
    return {"mb": round((highest() - before) / 1e6), "seconds": round(time.monotonic() - start, 1), **said}


def fitting(inputs: dict[str, Any], error: Any, folder: Path) -> tuple[str, dict[str, str]] | None:
    """The text or the picture that is refused for its size, as small as the refusal says, and that size; None for other
    refusals."""
    said = {**getattr(error.facts.get("instead"), "facts", {}), **getattr(error.facts.get("limit"), "facts", {})}
    if "fits" in said:
        share = 0.99 * said["fits"].value / said["tokens"].value
        name, text = max(
            ((name, each) for name, each in inputs.items() if isinstance(each, str)), key=lambda item: len(item[1])
        )
        return f"{int(len(text) * share):,} characters", {name: text[: int(len(text) * share)]}
    if {"width", "height"} <= set(said):
        from PIL import Image

        path = folder / "smaller.png"
        with Image.open(inputs["image"]) as opened:
            opened.resize((said["width"], said["height"])).save(path)
        return f"{said['width']} x {said['height']} pixels", {"image": str(path)}
    return None


def begun() -> float:
    """Bytes that this process has now; the peak begins anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return highest()


def highest() -> float:
    """The most bytes that this process had since then, and the largest of the programs that it started."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024.0


def rows_of(lines: list[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    """What is found for each (task, model, size), one after the other."""
    with tempfile.TemporaryDirectory(prefix="atlas-inputs-") as inputs:
        for task, model, size in lines:
            yield {"task": task, "model": model, "size": size, **measured(model, size, Path(inputs))}


def main() -> None:
    asked = [case for case in cases() if all(word in " ".join(case) for word in sys.argv[1:])]
    for line in rows_of(asked):
        print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
