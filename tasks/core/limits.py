"""How much one visitor may give at once. Caps are checked before anything is decoded or tokenised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Caps per input. Reasons are measured: 10 MB of text costs 19 s and 2.5 GB even truncated; 12 kB of PNG can hold
    100 Mpx; 363 kB of audio two hours."""

    characters: int = 50_000
    megapixels: float = 24.0
    pictures: int = 8
    audio_seconds: float = 600.0
    video_seconds: float = 120.0
    pages: int = 20
    table_cells: int = 20_000
    labels: int = 100
    label_characters: int = 1_000
    texts: int = 1_000
    points: int = 100
    messages: int = 100
    new_tokens: int = 1024


LIMITS = Limits()
