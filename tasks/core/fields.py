"""What a value means. A task declares fields; the page and the API derive their widgets and checks from them.

Inputs and parameters have `clean(value)`, which turns what a widget or a client gives into plain data for pipelines, or
raises an InputError. Outputs only name what a task's `render` must give: the shapes stand in their docstrings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from tasks.core import media
from tasks.core.errors import BadParameter, EmptyInput, InputTooLarge, NoLabels
from tasks.core.limits import LIMITS
from tasks.core.lists import number_of, separated, texts_of
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note


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
        if isinstance(value, list):
            raise BadParameter(field=self.name, reason=Phrase("it takes one text; call once for each of several"))
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
        """A list is taken as it is: line ends within one of its texts do not part it."""
        listed = texts_of(value)
        if isinstance(value, list) and listed is None:
            raise BadParameter(field=self.name, reason=Phrase("it must be a text, or a list of texts"))
        texts = (super().decode(value) or "").splitlines() if listed is None else listed
        texts = [text.strip() for text in texts if text.strip()]
        if len(texts) > LIMITS.texts:
            size = Phrase("{number:,} texts", number=len(texts))
            raise InputTooLarge(field=self.said, size=size, limit=Amount(LIMITS.texts, ",.0f"))
        media.check_text(self.said, "".join(texts))
        if not texts and not self.optional:
            raise EmptyInput(field=self.said)
        return texts or None


@dataclass(frozen=True)
class Labels(Input):
    """Candidate labels, a list or a text with commas: list[str] without duplicates, in the order given.

    `rivals`: the labels share the score, so that one alone proves nothing, which is said.
    """

    placeholder: str = ""
    rivals: bool = True

    def clean(self, value: Any) -> list[str]:
        labels = list(dict.fromkeys(words_of(self, value) if value else []))
        if not labels:
            raise NoLabels()
        if len(labels) > LIMITS.labels:
            raise InputTooLarge(
                field=self.said, size=Phrase("{number} labels", number=len(labels)), limit=LIMITS.labels
            )
        longest = max(map(len, labels))
        if longest > LIMITS.label_characters:
            size, limit = (
                Phrase("{number:,} characters in one label", number=number)
                for number in (longest, LIMITS.label_characters)
            )
            raise InputTooLarge(field=self.said, size=size, limit=limit)
        if self.rivals and len(labels) == 1:
            note(Phrase("One label alone has no rival, so its score proves little: write two or more, with commas."))
        return labels


def words_of(field: Field, value: Any) -> list[str]:
    """The words of a list, or of a text with commas, semicolons or line ends between them. Raises BadParameter for anything
    else, and what `check_text` does."""
    words = texts_of(value)
    if words is not None:
        media.check_text(field.said, "".join(words))
        return [word for word in words if word]
    if not isinstance(value, str):
        raise BadParameter(field=field.name, reason=Phrase("it must be a list of texts, or a text with commas"))
    media.check_text(field.said, value)
    return separated(value)


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
        return media.read_images(files, self.said)


@dataclass(frozen=True)
class Points(Input):
    """Points on the picture of the input named `of`: list[(x, y)] in pixels, written "120,45; 200,80" or clicked."""

    of: str = "image"
    optional: bool = True

    def decode(self, value: Any) -> list[tuple[float, float]] | None:
        if isinstance(value, str):
            media.check_text(self.said, value)
            value = [pair.strip().strip("()[]").split(",") for pair in re.split(r"[;；\n]", value) if pair.strip()]
        if isinstance(value, list) and len(value) > LIMITS.points:
            raise InputTooLarge(
                field=self.said, size=Phrase("{number:,} points", number=len(value)), limit=LIMITS.points
            )
        try:
            points = [(number_of(x, False), number_of(y, False)) for x, y in value]
        except (TypeError, ValueError):
            raise BadParameter(field=self.name, reason=Phrase("points look like 120,45; 200,80")) from None
        return points or None


@dataclass(frozen=True)
class Audio(File):
    """A sound: media.Sound (mono float32 samples in [-1, 1] and their rate in Hz). Microphone or file."""

    def decode(self, value: Any) -> media.Sound:
        return media.read_audio(value, self.said)


@dataclass(frozen=True)
class Video(File):
    """A clip: media.Clip (the film as it came; its frames are decoded where somebody asks for some)."""

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
            except RecursionError:
                raise BadParameter(field=self.name, reason=Phrase("its brackets are nested too deeply")) from None
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

    @property
    def whole(self) -> bool:
        return float(self.step).is_integer()

    def decode(self, value: Any) -> float | int:
        try:
            number = number_of(value, self.whole)
        except ValueError:
            raise self._refused() from None
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise self._refused()
        if not self.whole:
            return number
        if not number.is_integer():
            raise self._refused()
        return int(number)

    def _refused(self) -> BadParameter:
        """Whatever is wrong with a value, the message has all that is right."""
        least, most = (None if bound is None else Amount(bound) for bound in (self.least, self.most))
        whole = self.whole
        if least is not None and most is not None:
            says = (
                "it must be a whole number from {least} to {most}"
                if whole
                else "it must be a number from {least} to {most}"
            )
        elif least is not None:
            says = (
                "it must be a whole number of at least {least}" if whole else "it must be a number of at least {least}"
            )
        elif most is not None:
            says = "it must be a whole number of at most {most}" if whole else "it must be a number of at most {most}"
        else:
            says = "it must be a whole number" if whole else "it must be a number"
        return BadParameter(field=self.name, reason=Phrase(says, least=least, most=most))


def truth_of(value: Any) -> bool | None:
    """True or false, also as forms and command lines write them; None for anything else."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


@dataclass(frozen=True)
class Switch(Parameter):
    """True or false."""

    default: bool = False

    def decode(self, value: Any) -> bool:
        truth = truth_of(value)
        if truth is None:
            raise BadParameter(field=self.name, reason=Phrase("it must be true or false"))
        return truth


@dataclass(frozen=True)
class Choice(Parameter):
    """One of `choices`: values, or (label, value) pairs. `free` allows others to be typed."""

    choices: Sequence[Any] = ()
    free: bool = False

    def values(self) -> list[Any]:
        return [choice[1] if isinstance(choice, tuple) else choice for choice in self.choices]

    def decode(self, value: Any) -> Any:
        for known in self.values():
            if value == known and isinstance(value, bool) == isinstance(known, bool):
                return known
        written = truth_of(value)
        if written is not None and any(known is written for known in self.values()):
            return written
        if not self.free:
            said = [str(known) for known in self.values()]
            raise BadParameter(field=self.name, reason=Phrase("it must be one of {known}", known=said))
        return short_text(self, value)


@dataclass(frozen=True)
class Words(Parameter):
    """A short text."""

    placeholder: str = ""

    def decode(self, value: Any) -> str:
        return short_text(self, value)


def short_text(field: Field, value: Any) -> str:
    """`value` where it is a text of at most 1,000 characters. Raises BadParameter, and what `check_text` does."""
    if not isinstance(value, str) or len(value) > 1000:
        raise BadParameter(field=field.name, reason=Phrase("it must be a short text"))
    media.check_text(field.said, value)
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
    """Words, a list or a text with commas: list[str] without duplicates."""

    def decode(self, value: Any) -> Any:
        words = list(dict.fromkeys(words_of(self, value)))
        if len(words) > LIMITS.labels:
            size = Phrase("{number} words", number=len(words))
            raise InputTooLarge(field=self.said, size=size, limit=LIMITS.labels)
        return words or self.default


# --- outputs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Output(Field):
    """What a task's `render` gives under `name`, as plain data; the page draws it. Words in it that are not the model's
    or the visitor's own are Phrases, numbers in texts Amounts: whoever shows them says in which language. One that comes
    `instead` takes the place of another output where that does not fit the result."""

    instead: bool = False
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
