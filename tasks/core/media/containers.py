"""Files of sound and film are opened with PyAV, which follows nothing that they name."""

from __future__ import annotations

import io
from typing import Any

# Containers that hold sound and nothing else to open: a playlist or a concat script dressed as .mp3 is refused.
AUDIO_FORMATS = "wav,mp3,flac,ogg,mov,mp4,matroska,webm,aac,aiff,asf,amr,au,caf"
VIDEO_FORMATS = "mov,mp4,matroska,webm,avi,gif,mpegts,mpeg,ogg,flv"


def open_av(data: bytes, formats: str) -> Any:
    """Opens bytes with PyAV, limited to `formats` and with no protocol to follow anywhere else."""
    import av

    return av.open(
        io.BytesIO(data), options={"format_whitelist": formats, "protocol_whitelist": "pipe"}, metadata_errors="ignore"
    )
