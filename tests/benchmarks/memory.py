"""What a run takes of memory beside its model, by the size of the picture: `python -m tests.benchmarks.memory` for a table.

Every task that sees, with the model that ships for it and with models that look at pictures of the usual size
(tests/inputs/usual.py). A child process loads the model, runs it once on a small picture, and then on a large one; the
peak of its resident memory from then on is what the run took, with all that the page makes of the answer.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Plan, Result
from tests.conftest import ROOT

MEGAPIXELS = (1.0, 3.0, 12.0, 24.0)
MOST = 2e9  # bytes that a run may take beside its model


def run(plan: Plan) -> Result:
    """Peaks in MB by model and megapixels; what is refused says so."""
    sizes = MEGAPIXELS if plan.rounds > 1 else MEGAPIXELS[:1]
    rows = {name: {f"{size:g}": measured(name, size) for size in sizes} for name in names()}
    peaks = [row["mb"] for each in rows.values() for row in each.values()]
    return {"unit": "MB beside the model", "figures": rows, "target_met": max(peaks) * 1e6 < MOST}


def names() -> list[str]:
    """Models of this table: those that ship, by the task, and those of the usual sizes."""
    from tasks.core import fields
    from tasks.core.hub.store import ModelStore
    from tasks.core.registry import registry
    from tests.inputs.usual import USUAL

    store = ModelStore()
    seeing = [
        task
        for task, spec in registry().items()
        if any(isinstance(each, fields.Image | fields.Images) for each in spec.inputs) and store.embedded(spec)
    ]
    return [*(f"embedded/{task}" for task in seeing), *USUAL]


def measured(*cases: str | float) -> dict[str, Any]:
    """One row, by a child process: `mb`, `seconds`, and `refused`, the class of the error where the run is refused."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", *map(str, cases)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def photo(megapixels: float, number: int, folder: Path) -> Path:
    """A picture of discs, three wide and two high, as a JPEG."""
    import random

    from PIL import Image, ImageDraw

    height = int((megapixels * 1e6 / 1.5) ** 0.5)
    width = int(height * 1.5)
    path = folder / f"photo-{width}x{height}-{number}.jpg"
    if not path.exists():
        image = Image.new("RGB", (width, height), "navy")
        draw, chance = ImageDraw.Draw(image), random.Random(number)
        for _ in range(40):
            x, y, size = chance.random() * width, chance.random() * height, chance.random() * width / 6
            draw.ellipse([x, y, x + size, y + size], fill=tuple(chance.randrange(256) for _ in range(3)))
        image.save(path)
    return path


def child(name: str, megapixels: float) -> dict[str, Any]:
    """What `measured` says of one model and size, measured in this process."""
    import tempfile
    import threading

    from tasks.core.errors import AtlasError, translate
    from tasks.core.registry import registry
    from tasks.core.run.execution import execute
    from tasks.core.run.loading import load
    from tasks.core.run.runner import ModelKey
    from tasks.core.wire import plain
    from tasks.ui import gradio_patches
    from tasks.ui.kinds import component, shown
    from tests.inputs.usual import USUAL
    from tests.tiny import stored

    assert gradio_patches.SEEN
    usual = USUAL.get(name)
    task = usual.task if usual else name.partition("/")[2]
    spec = registry()[task]
    model = stored(usual.build) if usual else ROOT / "assets/models" / task
    loaded = load(model, ModelKey(task, name), trust_remote_code=False)
    folder = Path(tempfile.mkdtemp())

    def once(size: float) -> None:
        values = {**given(spec, size, folder), **(usual.values if usual else {})}
        call = spec.call(values, live=True)
        outcome = execute(loaded, spec, call, threading.Event(), lambda text: None)
        result = spec.subset(outcome.result, call.values) if spec.subset else outcome.result
        outputs = spec.render(result, call.values)
        spec.headline(result, call.values)
        plain(result)
        for each in spec.outputs:
            update = shown(each, outputs.get(each.name), "en")
            component(each).postprocess(update["value"])

    once(0.01)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before, start, refused = kilobytes("VmRSS"), time.monotonic(), ""
    try:
        once(megapixels)
    except AtlasError as error:
        refused = translate(error).code
    took = time.monotonic() - start
    return {"mb": round((kilobytes("VmHWM") - before) / 1e3), "seconds": round(took, 1), "refused": refused}


def given(spec: Any, megapixels: float, folder: Path) -> dict[str, Any]:
    """Values for all that a task must be given, its pictures of this size."""
    from tasks.core import fields

    values: dict[str, Any] = {}
    for each in spec.inputs:
        if isinstance(each, fields.Image):
            values[each.name] = str(photo(megapixels, len(values), folder))
        elif isinstance(each, fields.Images):
            values[each.name] = [str(photo(megapixels, number, folder)) for number in range(2)]
        elif isinstance(each, fields.Labels):
            values[each.name] = "red circle, blue star, green square"
        elif isinstance(each, fields.Chat):
            values[each.name] = [{"role": "user", "content": "What is in the picture?"}]
        elif isinstance(each, fields.Text) and not each.optional:
            values[each.name] = "What is in the picture?"
    return values


def kilobytes(name: str) -> int:
    """A figure of this process: VmRSS, what it holds of memory now; VmHWM, the most that it held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(child(sys.argv[1], float(sys.argv[2]))))
    else:
        for name in names():
            for size in MEGAPIXELS:
                print(json.dumps({"model": name, "megapixels": size, **measured(name, size)}), flush=True)
