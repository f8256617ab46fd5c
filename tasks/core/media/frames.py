"""The frames of a film: which packets of its file hold them, and how the stored pictures are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from tasks.core.limits import LIMITS
from tasks.core.media.containers import VIDEO_FORMATS, open_av

WITH_ALPHA = {"vp8": "libvpx", "vp9": "libvpx-vp9"}  # FFmpeg's own decoders of these leave out what is transparent


class NoPictures(LookupError):
    """The file holds no moving pictures; the cover of an album is none."""


@dataclass(frozen=True)
class Look:
    """How stored pictures are shown: a pixel is `aspect` times as wide as high, `matrix` (a, b, c, d) takes (x, y) to
    (ax + cy, bx + dy), and what is `transparent` lies on white."""

    aspect: float
    matrix: tuple[int, int, int, int]
    transparent: bool

    @classmethod
    def of(cls, stream: Any, frame: Any) -> Look:
        """What the file says, as browsers take it."""
        side = frame.side_data.get("DISPLAYMATRIX")
        a, b, _, c, d, *_ = np.sign(np.frombuffer(bytes(side), np.int32)).tolist() if side else (1, 0, 0, 0, 1)
        transparent = any(part.is_alpha for part in frame.format.components)
        return cls(float(stream.sample_aspect_ratio or 1), (a, b, c, d), transparent)

    @property
    def sideways(self) -> bool:
        """Whether height and width change places."""
        a, _, _, d = self.matrix
        return not (a and d)

    @property
    def turned(self) -> str:
        """What turns an array (height, width, channels), as Python after its name; empty where it is upright."""
        a, b, c, d = self.matrix
        across, down = (c, b) if self.sideways else (a, d)
        mirrored = {
            (False, False): "",
            (False, True): "[:, ::-1]",
            (True, False): "[::-1]",
            (True, True): "[::-1, ::-1]",
        }
        return (".transpose(1, 0, 2)" if self.sideways else "") + mirrored[down < 0, across < 0]

    def turn(self, picture: np.ndarray) -> np.ndarray:
        """A picture (height, width, channels) as it is shown."""
        a, b, c, d = self.matrix
        if self.sideways:
            picture, a, d = picture.transpose(1, 0, 2), c, b
        return picture[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1]


@dataclass(frozen=True)
class Film:
    """An open file: its container, the track of pictures in it, and what decodes that: `library` where it is not the usual
    one."""

    container: Any
    stream: Any
    decoder: Any
    library: str = ""

    def packets(self) -> Iterator[Any]:
        """In the order of the file, without the one of no bytes that PyAV puts at its end."""
        return (packet for packet in self.container.demux(self.stream) if packet.size)

    def frames(self, fed: Sequence[bool] | None = None) -> Iterator[Any]:
        """The frames of the packets that are fed to the decoder, all where nothing is said."""
        begun = False
        for number, packet in enumerate(self.packets()):
            if fed is None or (number < len(fed) and fed[number]):
                begun = True
                yield from self.decoder.decode(packet)
            elif begun:
                begun = False
                yield from self.decoder.decode(None)  # what it held back
                self.decoder.flush_buffers()
        if begun:
            yield from self.decoder.decode(None)


@contextmanager
def film(data: bytes) -> Iterator[Film]:
    """Opens a file. Raises NoPictures, and av.FFmpegError."""
    import av
    from av.stream import Disposition

    with open_av(data, VIDEO_FORMATS) as container:
        tracks = [each for each in container.streams.video if not each.disposition & Disposition.attached_pic]
        if not tracks:
            raise NoPictures
        stream = tracks[0]
        decoder, library = stream.codec_context, ""
        if stream.metadata.get("alpha_mode") == "1" and decoder.name in WITH_ALPHA:
            library = WITH_ALPHA[decoder.name]
            decoder = av.CodecContext.create(library, "r")
        decoder.options = {
            "max_pixels": str(int(LIMITS.megapixels * 1e6))
        }  # a later frame may be larger than the first
        yield Film(container, stream, decoder, library)


@dataclass(frozen=True, eq=False)
class Packets:
    """What a file says of its packets: `pts`, the time of each in ticks, `keys`, whether it needs no other to be decoded, and
    `order`, the places of those with a frame, as they are shown. `pts` is None where the file does not tell."""

    pts: np.ndarray | None
    keys: np.ndarray
    order: np.ndarray

    @classmethod
    def of(cls, packets: Iterable[Any], most: int) -> Packets:
        """Those of a film, up to one more than `most`."""
        seen = [(each.pts, each.is_keyframe, each.is_discard) for each in islice(packets, most + 1)]
        pts, keys, left_out = (np.array(each) for each in zip(*seen, strict=True)) if seen else (np.zeros(0),) * 3
        shown = np.flatnonzero(~left_out.astype(bool))
        if pts.dtype == object or len(np.unique(pts[shown])) < len(shown):
            return cls(None, keys, shown)
        return cls(pts, keys, shown[np.argsort(pts[shown])])

    def fed(self, numbers: Sequence[int]) -> np.ndarray:
        """Which packets must be decoded for some frames, bool (packets,): from the key frame before each of them on."""
        assert self.pts is not None
        fed, starts = np.zeros(len(self.keys), bool), np.flatnonzero(self.keys)
        for place in self.order[list(numbers)]:
            before = starts[starts <= place]
            before = before[
                self.pts[before] <= self.pts[place]
            ]  # shown before a key frame: it needs the one before that
            fed[before[-1] if len(before) else 0 : place + 1] = True
        return fed
