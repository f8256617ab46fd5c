"""`python -m tests.benchmarks.memory_av`: what the longest sound and clip that are allowed cost beside the model.

Each case runs in a process of its own, after a small run of the same task; one line of JSON says how many megabytes its
memory rose at most while it read its file, ran and answered.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tasks.core.limits import LIMITS

EXAMPLES = Path(__file__).resolve().parents[2] / "assets" / "examples"
WORD, SCENE = EXAMPLES / "audio-classification" / "yes.wav", EXAMPLES / "video-classification" / "blue_star_right.mp4"


def sound(folder: Path, name: str, rate: int, channels: int, seconds: float) -> Path:
    """Noise that fades in and out, the same second again and again."""
    import soundfile

    second = np.random.default_rng(0).normal(0, 0.1, (rate, channels)) * np.hanning(rate)[:, None]
    with soundfile.SoundFile(folder / name, "w", rate, channels) as file:
        for _ in range(int(seconds)):
            file.write(second)
    return folder / name


def clip(folder: Path, name: str, width: int, height: int, rate: int) -> Path:
    """A block that wanders, for nearly two minutes."""
    import av

    with av.open(str(folder / name), "w") as file:
        stream: Any = file.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "g": str(2 * rate)})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for i in range(int((LIMITS.video_seconds - 1) * rate)):
            picture = np.full((height, width, 3), 40, np.uint8)
            picture[: height // 4, 7 * i % width :][:, : width // 4] = 200
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    return folder / name


FILES: dict[str, Callable[[Path], Path]] = {
    "ten minutes, 48 kHz, stereo": lambda folder: sound(folder, "stereo.wav", 48_000, 2, 599),
    "ten minutes, 192 kHz, stereo": lambda folder: sound(folder, "high.flac", 192_000, 2, 599),
    "five minutes, 96 kHz, 8 channels": lambda folder: sound(folder, "eight.flac", 96_000, 8, 300),
    "two minutes, 448 x 448, 60 a second": lambda folder: clip(folder, "small.mp4", 448, 448, 60),
    "two minutes, 1920 x 1080, 60 a second": lambda folder: clip(folder, "large.mp4", 1920, 1080, 60),
}
SOUNDS, CLIPS = list(FILES)[:3], list(FILES)[3:]
CASES: list[tuple[str, str, dict[str, Any]]] = [
    *(("audio-classification", name, {}) for name in SOUNDS),
    ("automatic-speech-recognition", SOUNDS[0], {}),
    ("automatic-speech-recognition", SOUNDS[0], {"return_timestamps": "word"}),
    ("zero-shot-audio-classification", SOUNDS[0], {"candidate_labels": "a bell, rain"}),
    *(("video-classification", name, {"frame_sampling_rate": 60}) for name in CLIPS),
    *(("any-to-any", name, {}) for name in CLIPS),
]


def highest(reset: bool = False) -> float:
    """The most memory that this process had, in MB; `reset` begins anew from what it has."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


def measure(task: str, file: Path, values: dict[str, Any]) -> dict[str, float]:
    """Megabytes that a run takes beside what the loaded model has, and its seconds."""
    from tasks.core.hub.client import Hub
    from tasks.core.hub.store import ModelStore
    from tasks.core.media import read_video
    from tasks.core.run.local import Runtime
    from tasks.core.service import Ask, Service
    from tasks.multimodal.any_to_any import frames

    store = ModelStore(None, Hub(offline=True))
    service = Service(Runtime(store), store)
    kind = "video" if file.suffix == ".mp4" else "audio"

    def run(path: Path, **values: Any) -> Any:
        if task == "any-to-any":  # no model that ships takes clips: what one would be given
            return frames(read_video(str(path)))
        return asyncio.run(service.answer(Ask(task, {kind: str(path), **values}))).result

    run(SCENE if kind == "video" else WORD, **{name: v for name, v in values.items() if name == "candidate_labels"})
    before, start = highest(reset=True), time.process_time()
    run(file, **values)
    return {"megabytes": round(highest() - before), "cpu_seconds": round(time.process_time() - start, 1)}


def main() -> None:
    if len(sys.argv) > 1:
        task, file, values = sys.argv[1:]
        print(json.dumps(measure(task, Path(file), json.loads(values))))
        return
    with tempfile.TemporaryDirectory(prefix="atlas-memory-") as place:
        made = {name: make(Path(place)) for name, make in FILES.items()}
        for task, name, values in CASES:
            command = [sys.executable, "-m", "tests.benchmarks.memory_av", task, str(made[name]), json.dumps(values)]
            done = subprocess.run(command, capture_output=True, text=True)
            found = json.loads(done.stdout.splitlines()[-1]) if not done.returncode else {"error": done.stderr[-300:]}
            print(json.dumps({"task": task, "file": name, "values": values, **found}), flush=True)


if __name__ == "__main__":
    main()
