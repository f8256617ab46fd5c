"""What a value means. A task declares fields; the page and the API derive their widgets and checks from them.

Inputs and parameters have `clean(value)`, which turns what a widget or a client gives into plain data for pipelines, or
raises an InputError. Outputs only name what a task's `render` must give: the shapes stand in their docstrings.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from tasks.core import media
from tasks.core.errors import BadParameter, EmptyInput, InputTooLarge, NoLabels
from tasks.core.limits import LIMITS
from tasks.core.locales import Amount, Phrase


@dataclass(frozen=True)
class Field:
    """A named value. `name` is the parameter's name in the API, and the pipeline's own keyword where it has one."""

    name: str
    label: str
    help: str = ""

    @property
    def said(self) -> Phrase:
        """The label, to be named in a sentence."""
        return Phrase(self.label)

    def encode(self, value: Any) -> Any:
        """A raw value, as a face gives it, as JSON that `decode` takes as well."""
        return value

    def sent(self, value: Any) -> Any:
        """A value that came as JSON from anybody. Raises BadParameter for one that would open a file of this machine."""
        return value


# --- inputs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Input(Field):
    """Something to work on. An `optional` one may be left empty (None)."""

    optional: bool = False

    def clean(self, value: Any) -> Any:
        """Plain data for the pipeline, None for an empty optional input. Raises InputError."""
        if value is None or (isinstance(value, str | list | dict) and not value):
            if self.optional:
                return None
            raise EmptyInput(field=self.said)
        return self.decode(value)

    def decode(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Text(Input):
    """A text, str. `lines` is the height of its box; `placeholder` shows what to write."""

    lines: int = 3
    placeholder: str = ""

    def decode(self, value: Any) -> str | None:
        if not isinstance(value, str):
            raise BadParameter(field=self.name, reason=Phrase("it must be a text"))
        media.check_text(self.said, value)
        if not value.strip():
            if self.optional:
                return None
            raise EmptyInput(field=self.said)
        return value


@dataclass(frozen=True)
class Texts(Text):
    """Several texts, one per line: list[str]."""

    def decode(self, value: Any) -> Any:
        whole = super().decode("\n".join(value) if isinstance(value, list) else value)
        return [line.strip() for line in (whole or "").splitlines() if line.strip()]


@dataclass(frozen=True)
class Labels(Input):
    """Candidate labels, separated by commas: list[str] without duplicates, in the order given."""

    placeholder: str = ""

    def clean(self, value: Any) -> list[str]:
        parts = value if isinstance(value, list) else str(value or "").replace("\n", ",").split(",")
        labels = list(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))
        if not labels:
            raise NoLabels()
        if len(labels) > LIMITS.labels:
            raise InputTooLarge(
                field=self.said, size=Phrase("{number} labels", number=len(labels)), limit=LIMITS.labels
            )
        media.check_text(self.said, "".join(labels))
        return labels


@dataclass(frozen=True)
class File(Input):
    """A file, by its path or as {"name": ..., "data": base64}: what `encode` makes of it.

    A path is believed: whoever asks passes those of files that they stored themselves, never a visitor's string.
    """

    def encode(self, value: Any) -> Any:
        return media.encoded(value)

    def sent(self, value: Any) -> Any:
        return checked_file(self.said, value)


def checked_file(field: Phrase, value: Any) -> Any:
    """`value` where it names no file of this machine. Raises BadParameter."""
    if any(isinstance(item, str) for item in (value if isinstance(value, list) else [value])):
        raise BadParameter(field=field, reason=Phrase("a file is sent by its name and its data"))
    return value


@dataclass(frozen=True)
class Image(File):
    """A picture: PIL.Image.Image in RGB, turned upright. `camera` offers the camera."""

    camera: bool = True

    def decode(self, value: Any) -> Any:
        return media.read_image(value, self.said)


@dataclass(frozen=True)
class Images(File):
    """One or several pictures: list[PIL.Image.Image]. `least` is how many the task needs."""

    least: int = 1

    def decode(self, value: Any) -> Any:
        files = value if isinstance(value, list) else [value]
        if len(files) < self.least:
            raise EmptyInput(field=Phrase("Picture {number}", number=len(files) + 1))
        if len(files) > LIMITS.pictures:
            raise InputTooLarge(
                field=self.said, size=Phrase("{number} pictures", number=len(files)), limit=LIMITS.pictures
            )
        return [media.read_image(file) for file in files]


@dataclass(frozen=True)
class Points(Input):
    """Points on the picture of the input named `of`: list[(x, y)] in pixels, written "120,45; 200,80" or clicked."""

    of: str = "image"
    optional: bool = True

    def decode(self, value: Any) -> list[tuple[float, float]]:
        pairs = value if isinstance(value, list) else [pair.split(",") for pair in value.split(";") if pair.strip()]
        try:
            return [(float(x), float(y)) for x, y in pairs]
        except (TypeError, ValueError):
            raise BadParameter(field=self.name, reason=Phrase("points look like 120,45; 200,80")) from None


@dataclass(frozen=True)
class Audio(File):
    """A sound: media.Sound (mono float32 samples in [-1, 1] and their rate in Hz). Microphone or file."""

    def decode(self, value: Any) -> media.Sound:
        return media.read_audio(value, self.said)


@dataclass(frozen=True)
class Video(File):
    """A clip: media.Clip (frames of shape (frames, height, width, 3), uint8, and frames per second)."""

    def decode(self, value: Any) -> media.Clip:
        return media.read_video(value, self.said)


@dataclass(frozen=True)
class Document(File):
    """A page as picture or a PDF: list[PIL.Image.Image], one per page."""

    def decode(self, value: Any) -> Any:
        return media.read_document(value, self.said)


@dataclass(frozen=True)
class Table(Input):
    """A table: media.Columns, a dict of column name to list of cell texts, all of one length. From a file or typed in."""

    def encode(self, value: Any) -> Any:
        if isinstance(value, str):
            return media.encoded(value)
        return value.to_dict("list") if hasattr(value, "to_dict") else value

    def sent(self, value: Any) -> Any:
        return checked_file(self.said, value)

    def decode(self, value: Any) -> dict[str, list[str]] | None:
        try:
            return media.read_table(value, self.said)
        except EmptyInput:
            if self.optional:  # an untouched widget gives a table without cells
                return None
            raise


@dataclass(frozen=True)
class TableFile(File):
    """A CSV, TSV, XLSX or ODS file: media.Sheets. On the page it fills the table of the input named `of`, with the sheet
    that the parameter named `sheet` chooses."""

    of: str = "table"
    sheet: str = "sheet"

    def decode(self, value: Any) -> media.Sheets:
        return value if isinstance(value, media.Sheets) else media.read_sheets(value)


@dataclass(frozen=True)
class Json(Input):
    """An object written as JSON, dict; `start` is what stands in the box at first."""

    start: str = ""

    def decode(self, value: Any) -> dict[str, Any]:
        if isinstance(value, str):
            media.check_text(self.said, value)
            try:
                value = json.loads(value)
            except ValueError as error:
                line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
                reason = Phrase("it is not JSON: something is wrong in line {line}", line=line)
                raise BadParameter(field=self.name, reason=reason) from None
        if not isinstance(value, dict):
            raise BadParameter(field=self.name, reason=Phrase("it must be a JSON object, in braces"))
        return value


@dataclass(frozen=True)
class Chat(Input):
    """A conversation: list of messages {"role": "system" | "user" | "assistant", "content": str or list of parts}.

    `pictures` allows parts {"type": "image", "image": PIL.Image.Image} beside {"type": "text", "text": str}.
    """

    pictures: bool = False

    def encode(self, value: Any) -> Any:
        """Decoded pictures among the parts of a message go as files do; their paths were never allowed."""
        if isinstance(value, str):
            return value
        return [{**message, "content": self._encoded(message["content"])} for message in value]

    @staticmethod
    def _encoded(content: Any) -> Any:
        if not isinstance(content, list):
            return content
        return [
            {**part, "image": media.encoded_picture(part["image"])} if hasattr(part.get("image"), "save") else part
            for part in content
        ]

    def decode(self, value: Any) -> list[dict[str, Any]]:
        return media.read_chat(value, self.said, self.pictures)


# --- parameters -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter(Field):
    """A call parameter. `default` is what the pipeline does by itself: a value equal to it is not passed on.

    A `live` parameter re-draws the last result without running the model (see TaskSpec.subset).
    """

    default: Any = None
    live: bool = False
    common: bool = False  # shown beside Run instead of folded away

    def clean(self, value: Any) -> Any:
        """The value for the pipeline, or `default` where nothing was given. Raises BadParameter."""
        return self.default if value is None or value == "" else self.decode(value)

    def decode(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Number(Parameter):
    """A number from `least` to `most`; `step` 1 makes it an int. Without both bounds it is typed, else a slider."""

    least: float | None = None
    most: float | None = None
    step: float = 1

    def decode(self, value: Any) -> float | int:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if number != number:
            raise BadParameter(field=self.name, reason=Phrase("it must be a number"))
        if self.least is not None and number < self.least:
            raise BadParameter(field=self.name, reason=Phrase("it must be at least {least}", least=Amount(self.least)))
        if self.most is not None and number > self.most:
            raise BadParameter(field=self.name, reason=Phrase("it must be at most {most}", most=Amount(self.most)))
        if not float(self.step).is_integer():
            return number
        if not number.is_integer():
            raise BadParameter(field=self.name, reason=Phrase("it must be a whole number"))
        return int(number)


@dataclass(frozen=True)
class Switch(Parameter):
    """True or false."""

    default: bool = False

    def decode(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise BadParameter(field=self.name, reason=Phrase("it must be true or false"))
        return value


@dataclass(frozen=True)
class Choice(Parameter):
    """One of `choices`: values, or (label, value) pairs. `free` allows others to be typed."""

    choices: Sequence[Any] = ()
    free: bool = False

    def values(self) -> list[Any]:
        return [choice[1] if isinstance(choice, tuple) else choice for choice in self.choices]

    def decode(self, value: Any) -> Any:
        if not self.free and value not in self.values():
            known = [str(known) for known in self.values()]
            raise BadParameter(field=self.name, reason=Phrase("it must be one of {known}", known=known))
        return value


@dataclass(frozen=True)
class Words(Parameter):
    """A short text."""

    placeholder: str = ""

    def decode(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > 1000:
            raise BadParameter(field=self.name, reason=Phrase("it must be a short text"))
        media.check_text(self.said, value)
        return value


@dataclass(frozen=True)
class Template(Words):
    """A sentence with one {} where a label goes in: str. Other braces would be read as Python's format language."""

    def decode(self, value: Any) -> str:
        sentence = super().decode(value)
        if sentence.count("{}") != 1 or set("{}") & set(sentence.replace("{}", "")):
            reason = Phrase("it needs {braces} exactly once, where the label goes in", braces="{}")
            raise BadParameter(field=self.name, reason=reason)
        return sentence


@dataclass(frozen=True)
class WordList(Words):
    """Words separated by commas: list[str]."""

    def decode(self, value: Any) -> Any:
        parts = value if isinstance(value, list) else super().decode(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()] or self.default


# --- outputs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Output(Field):
    """What a task's `render` gives under `name`, as plain data; the page draws it. Words in it that are not the model's
    or the visitor's own are Phrases, numbers in texts Amounts: whoever shows them says in which language."""

    streams: ClassVar[bool] = False


@dataclass(frozen=True)
class Bars(Output):
    """list[(label, score in 0..1)], the highest first."""


@dataclass(frozen=True)
class BarGroups(Output):
    """list[(heading, list[(label, score in 0..1)])]: bars for each of several questions."""


@dataclass(frozen=True)
class TokenOdds(Output):
    """list[odds.TokenChoice]: the tokens of a text, how likely each was, and what could have stood in its place."""


@dataclass(frozen=True)
class Written(Output):
    """A text that the model wrote: str. It may come token by token."""

    streams: ClassVar[bool] = True


@dataclass(frozen=True)
class ChatReply(Output):
    """The conversation with the model's reply at its end, as messages (see Chat). It may come token by token."""

    streams: ClassVar[bool] = True


@dataclass(frozen=True)
class Spans(Output):
    """list[(piece of text, label or None)] that put together give the whole text."""


@dataclass(frozen=True)
class Boxes(Output):
    """(PIL.Image.Image, list[((left, top, right, bottom) in pixels, label)])."""


@dataclass(frozen=True)
class Masks(Output):
    """(PIL.Image.Image, list[(mask of shape (height, width), bool or 0..1 floats, label)])."""


@dataclass(frozen=True)
class Compare(Output):
    """(before, after): two PIL.Image.Image for a slider, of one aspect ratio."""


@dataclass(frozen=True)
class Points3D(Output):
    """(picture, depth): PIL.Image.Image and an array (height, width) where larger is nearer; drawn as a point cloud."""


@dataclass(frozen=True)
class Picture(Output):
    """PIL.Image.Image."""


@dataclass(frozen=True)
class Pictures(Output):
    """list[(PIL.Image.Image, caption)]."""


@dataclass(frozen=True)
class Links(Output):
    """(left picture, right picture, list[((x, y) left, (x, y) right, score in 0..1)]): points joined by lines."""


@dataclass(frozen=True)
class Sounds(Output):
    """media.Sound."""


@dataclass(frozen=True)
class Transcript(Output):
    """(media.Sound, list[(start in s, end in s or None, text)]): rows that seek the player."""


@dataclass(frozen=True)
class Rows(Output):
    """(list of column names, list of rows); numbers for people as Amounts."""


@dataclass(frozen=True)
class Cells(Output):
    """(list of column names, list of rows of texts, set[(row, column)] of the lit cells)."""


@dataclass(frozen=True)
class Heat(Output):
    """(row names, column names, array (rows, columns)): a heat map; names may be empty."""


@dataclass(frozen=True)
class Note(Output):
    """One short line of facts in words: Phrase."""


@dataclass(frozen=True)
class Download(Output):
    """(file name, bytes) to save, or None."""
