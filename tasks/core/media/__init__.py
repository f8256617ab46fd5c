"""Turns uploaded files and typed values into plain data, under limits, without ever opening a URL or another file.

Every `read_*` takes the path of an uploaded file, or the decoded value itself, and raises UnreadableInput,
InputTooLarge or EmptyInput with the field's label in it. What it changed on the way it says by `notes.note`.
"""

from tasks.core.media.chats import read_chat
from tasks.core.media.clips import Clip, read_video
from tasks.core.media.files import Stored, Upload, encoded, encoded_picture, received
from tasks.core.media.origins import Origin, origin_of
from tasks.core.media.pages import read_document
from tasks.core.media.pictures import read_image, read_images, shown_by_browsers
from tasks.core.media.sounds import Sound, read_audio, seconds_of_sound
from tasks.core.media.tables import Columns, Sheets, Source, read_sheets, read_table
from tasks.core.media.texts import check_text, too_many_characters

__all__ = [
    "Clip",
    "Columns",
    "Origin",
    "Sheets",
    "Sound",
    "Source",
    "Stored",
    "Upload",
    "check_text",
    "encoded",
    "encoded_picture",
    "origin_of",
    "read_audio",
    "read_chat",
    "read_document",
    "read_image",
    "read_images",
    "read_sheets",
    "read_table",
    "read_video",
    "received",
    "seconds_of_sound",
    "shown_by_browsers",
    "too_many_characters",
]
