"""How much one visitor may give at once. Caps are checked before anything is decoded or tokenised."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

from tasks.core.errors import RunTooLarge
from tasks.core.locales import Amount, Phrase


@dataclass(frozen=True)
class Limits:
    """Caps per input. Reasons are measured: 10 MB of text costs 19 s and 2.5 GB even truncated; 12 kB of PNG can hold
    100 Mpx; 363 kB of audio two hours."""

    characters: int = 50_000
    megapixels: float = 25.0  # phones call 5712 x 4284 pixels 24 megapixels
    megapixels_together: float = 100.0  # of all pictures or pages of an input
    times_as_long: int = 100  # one side of a picture as the other
    pictures: int = 8
    audio_seconds: float = 600.0
    audio_values: int = 240_000_000  # of all channels: ten minutes of stereo at 192 kHz, or of 8 channels at 48 kHz
    video_seconds: float = 120.0
    video_frames: int = 30_000  # two minutes of slow motion, 240 a second
    pages: int = 20
    table_cells: int = 20_000
    table_columns: int = 256
    table_bytes: int = 4_000_000
    cell_characters: int = 5_000
    unzipped_bytes: int = 32_000_000
    labels: int = 100
    label_characters: int = 1_000
    texts: int = 1_000
    points: int = 100
    messages: int = 100
    new_tokens: int = 1024
    request_bytes: int = 72_000_000  # a file of 50 MB, as text
    request_frame: int = 4_000_000  # of them, what is outside of texts
    request_depth: int = 64
    form_bytes: int = 100_000  # of a form without a file: user and password


LIMITS = Limits()

GROUP = Path("/sys/fs/cgroup")  # where a container's own limits stand
RUN_SHARE = 1 / 8  # of the memory here: models may fill a half of it, and several runs are under way at once
RUN_MOST = (
    2_000_000_000  # bytes, also where there is more: what a run needs grows by what the model sees, and this is plenty
)
_run_bytes = 0


def allow_run_bytes(number: int) -> None:
    """Sets what one run may take beside its model, in bytes."""
    global _run_bytes
    _run_bytes = number


def run_bytes() -> int:
    """Bytes that one run may take beside its model: what the operator allows, else RUN_SHARE of the memory here, and
    RUN_MOST at most."""
    return _run_bytes or min(int(memory_here() * RUN_SHARE), RUN_MOST)


def memory_here() -> int:
    """Bytes of memory that this process may use: the machine's, or the container's own limit where there is one."""
    total = psutil.virtual_memory().total
    return min(total, _container_bytes() or total)


def _container_bytes() -> int:
    """Bytes that the container may use, 0 where there is no such limit."""
    limit = GROUP / "memory.max"
    text = limit.read_text(encoding="ascii").strip() if limit.is_file() else ""
    return int(text) if text.isdigit() else 0


def free_here() -> int:
    """Bytes of that memory which are free, or would be at once."""
    free = psutil.virtual_memory().available
    if limit := _container_bytes():
        said = dict(line.split() for line in (GROUP / "memory.stat").read_text(encoding="ascii").splitlines())
        used = int((GROUP / "memory.current").read_text(encoding="ascii")) - int(said.get("inactive_file", 0))
        free = min(free, max(0, limit - used))
    return free


def check_bytes(need: float, instead: Phrase) -> None:
    """Refuses a run before its memory is spent. `need` is an estimate in bytes from the shapes of what it will compute;
    `instead` says what would fit. Raises RunTooLarge."""
    if need > run_bytes():
        raise RunTooLarge(needs=Amount(need, "bytes"), limit=Amount(run_bytes(), "bytes"), instead=instead)
