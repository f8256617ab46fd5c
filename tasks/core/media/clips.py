"""Clips: films of which only those frames are decoded that somebody asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from tasks.core.errors import InputTooLarge, UnreadableInput
from tasks.core.limits import LIMITS
from tasks.core.locales import Phrase
from tasks.core.media.files import Upload, received
from tasks.core.media.frames import Film, Look, NoPictures, Packets, film
from tasks.core.media.sizes import megapixels, seconds
from tasks.core.notes import note

CLIP = Phrase("Clip")
KEPT_BYTES = 128_000_000  # of frames at once: 16 of 1920 x 1080 as they are; more or larger ones are scaled down


@dataclass(frozen=True, eq=False)
class Clip:
    """A film as it came. `times` are the seconds of its frames in the order in which they are shown; `size` is the width and
    height of a stored picture, `look` how it is shown, `library` what decodes it where that is not the usual one.
    """

    data: bytes = field(repr=False)
    packets: Packets
    times: np.ndarray
    size: tuple[int, int]
    look: Look
    library: str = ""
    name: str = ""

    def __len__(self) -> int:
        """How many frames it has."""
        return len(self.times)

    @property
    def plain(self) -> bool:
        """Whether its pictures are shown as they are stored."""
        return not (self.look.turned or self.look.transparent) and self.look.aspect == 1

    def fitted(self, count: int, longest: int | None = None) -> tuple[int, int]:
        """The width and height, as stored, that `count` frames have here: square pixels, and no more than may be kept."""
        width, height = self.size[0] * max(self.look.aspect, 1), self.size[1] / min(self.look.aspect, 1)
        scale = min(1.0, (KEPT_BYTES / (3 * count * width * height)) ** 0.5)
        scale = min(scale, longest / max(width, height)) if longest else scale
        return max(2, round(width * scale)), max(2, round(height * scale))

    def frames(self, numbers: Sequence[int], longest: int | None = None) -> list[np.ndarray]:
        """Frames by their numbers, RGB of shape (height, width, 3), as a browser shows them. Raises UnreadableInput.

        `longest` is what their longer side may have.
        """
        import av

        wanted = sorted(set(numbers))
        size = self.fitted(len(wanted), longest)
        if size[0] * size[1] < self.size[0] * self.size[1]:
            width, height = reversed(size) if self.look.sideways else size
            note(Phrase("The clip's frames were made smaller: {width} x {height} pixels.", width=width, height=height))
        try:
            with film(self.data) as opened:
                found = self._at(opened, wanted, size)
            if len(found) < len(wanted):  # the times of its packets do not tell where they are
                with film(self.data) as opened:
                    found = self._counted(opened, wanted, size)
        except av.FFmpegError as error:
            raise unreadable() from error
        if not found:
            raise unreadable()
        # Where a file promises more frames than it has, the last one stays.
        return [found[max((have for have in found if have <= number), default=min(found))] for number in numbers]

    def _at(self, opened: Film, wanted: Sequence[int], size: tuple[int, int]) -> dict[int, np.ndarray]:
        """Frames by their times, decoding no packets but those that they need; nothing where times do not tell."""
        if self.packets.pts is None:
            return {}
        number_at = {int(self.packets.pts[self.packets.order[number]]): number for number in wanted}
        shown = opened.frames(self.packets.fed(wanted).tolist())
        return {number_at[each.pts]: self._picture(each, size) for each in shown if each.pts in number_at}

    def _counted(self, opened: Film, wanted: Sequence[int], size: tuple[int, int]) -> dict[int, np.ndarray]:
        """Frames by counting them from the first on."""
        shown = islice(enumerate(opened.frames()), wanted[-1] + 1)
        return {number: self._picture(each, size) for number, each in shown if number in wanted}

    def _picture(self, frame: Any, size: tuple[int, int]) -> np.ndarray:
        """A frame as it is shown."""
        sized = {} if (frame.width, frame.height) == size else {"width": size[0], "height": size[1]}
        picture = frame.to_ndarray(format="rgba" if self.look.transparent else "rgb24", **sized)
        return self.look.turn(on_white(picture) if self.look.transparent else picture)

    def code(self, numbers: Sequence[int], longest: int | None = None) -> tuple[set[str], list[str]]:
        """Imports and lines of Python that read these frames of the file into the list `frames`."""
        size = self.fitted(len(set(numbers)), longest)
        sized = "" if size == self.size else f", width={size[0]}, height={size[1]}"
        kind = "rgba" if self.look.transparent else "rgb24"
        decoded = "file.decode(video=0)"
        lines = [
            f"numbers = {list(numbers)}",
            f"with av.open({json.dumps(self.name or 'clip.mp4', ensure_ascii=False)}) as file:",
        ]
        if self.library:
            decoded = "each"
            lines += [
                f'    decoder = av.CodecContext.create("{self.library}", "r")',
                "    packets = (packet for packet in file.demux(video=0) if packet.size)",
                "    each = (frame for packet in [*packets, None] for frame in decoder.decode(packet))",
            ]
        lines += [
            f'    shown = {{i: frame.to_ndarray(format="{kind}"{sized}) for i, frame in enumerate({decoded}) if i in numbers}}',
            f"frames = [shown[i]{'' if self.look.transparent else self.look.turned} for i in numbers]",
        ]
        if not self.look.transparent:
            return {"import av"}, lines
        white = "np.uint8(255.5 - (255.0 - each[..., :3]) * each[..., 3:] / 255)"
        return {"import av", "import numpy as np"}, [*lines, f"frames = [{white}{self.look.turned} for each in frames]"]


def on_white(picture: np.ndarray) -> np.ndarray:
    """RGBA of shape (height, width, 4) laid on white: RGB."""
    laid: np.ndarray = (255.5 - (255.0 - picture[..., :3]) * picture[..., 3:] / 255).astype(np.uint8)
    return laid


def read_video(value: Any, field: Phrase = CLIP) -> Clip:
    """A clip, of which one frame is decoded here, to see that it can be. Raises UnreadableInput and InputTooLarge."""
    if isinstance(value, Clip):
        return value
    import av

    upload = received(value, field)
    if not isinstance(upload, Upload):
        raise UnreadableInput(field=field, reason=Phrase("it is no file"))
    try:
        clip = _opened(upload, field)
    except NoPictures as error:
        raise UnreadableInput(field=field, reason=Phrase("it holds no moving pictures")) from error
    except av.FFmpegError as error:
        raise unreadable(field) from error
    if clip.look.turned:
        note(Phrase("The clip was turned upright, as its file says."))
    if clip.look.aspect != 1:
        note(Phrase("The pixels of this clip are not square in its file; here they are."))
    return clip


def unreadable(field: Phrase = CLIP) -> UnreadableInput:
    return UnreadableInput(field=field, reason=Phrase("it is not a video file (MP4, WEBM), or it is cut off"))


def _opened(upload: Upload, field: Phrase) -> Clip:
    """What a file says of its packets, none of which is decoded, and of its first frame."""
    with film(upload.data) as opened:
        size = opened.stream.width, opened.stream.height
        if size[0] * size[1] > LIMITS.megapixels * 1e6:
            limit = megapixels(LIMITS.megapixels)
            raise InputTooLarge(field=field, size=megapixels(size[0] * size[1] / 1e6), limit=limit)
        packets = Packets.of(opened.packets(), LIMITS.video_frames)
        if len(packets.order) > LIMITS.video_frames:
            size_said = Phrase("more than {number:,} frames", number=LIMITS.video_frames)
            raise InputTooLarge(field=field, size=size_said, limit=LIMITS.video_frames)
    with film(upload.data) as opened:
        first = next(opened.frames(), None)
        if first is None or not len(packets.order):
            raise UnreadableInput(field=field, reason=Phrase("it holds no frames"))
        if packets.pts is None:
            times = np.arange(len(packets.order)) / float(opened.stream.average_rate or 25)
        else:
            times = packets.pts[packets.order] * float(opened.stream.time_base)
        times -= times[0]
        look, library = Look.of(opened.stream, first), opened.library
    if times[-1] > LIMITS.video_seconds:
        raise InputTooLarge(field=field, size=seconds(float(times[-1])), limit=seconds(LIMITS.video_seconds))
    return Clip(upload.data, packets, times, (first.width, first.height), look, library, upload.place)
