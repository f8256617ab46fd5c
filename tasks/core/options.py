"""What whoever runs the app may choose: every option is a flag and an environment variable.

pydantic-settings reads the environment, and its checks are the command line's too. The command line itself is argparse's, made
from the same fields: pydantic-settings' own shows Python's types where people look for what to write (`{Path,null}`,
`tuple[str,...]`) and hides which variable belongs to a flag.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Container, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BeforeValidator, ByteSize, DirectoryPath, Field, PositiveInt, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "ATLAS_"


def login(value: object) -> object:
    """("user", "password") of "user:password". Raises ValueError."""
    if not isinstance(value, str):
        return value
    user, _, password = value.partition(":")
    if not (user and password):
        raise ValueError("write it as user:password")
    return user, password


def separated(value: object) -> object:
    """The parts of "a,b c"."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def default_host() -> str:
    """This machine alone; Spaces reach the app from outside its container."""
    return "0.0.0.0" if "SPACE_ID" in os.environ else "127.0.0.1"


class Options(BaseSettings):
    """Defaults are for one machine in a classroom; on Spaces, environment variables set them. Descriptions are `--help`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    host: str = Field(
        default_factory=default_host, description="address to listen on; 0.0.0.0 lets a whole classroom in"
    )
    port: int = Field(7860, ge=1, le=65535, description="port to listen on")
    share: bool = Field(False, description="make a public link through Gradio's tunnel for 72 hours")
    memory: ByteSize = Field(ByteSize(0), description="memory for models, e.g. 8GB; by default half of this machine's")
    run_memory: ByteSize = Field(
        ByteSize(0),
        description="memory that one run may take beside its model, e.g. 4GB; by default an eighth of this machine's, and 2GB "
        "at most",
    )
    run_seconds: int = Field(
        600, ge=0, description="seconds that one run may compute, however long it waits; 0 for as long as it takes"
    )
    queue: PositiveInt = Field(64, description="how many runs may wait before visitors are asked to try later")
    concurrency: PositiveInt = Field(2, description="how many models may compute at the same time; more take turns")
    offline: bool = Field(False, description="never ask the Hub: embedded, local and cached models only")
    models_dir: DirectoryPath | None = Field(None, description="folder of checkpoints to offer as local/<name>")
    trust_remote_code: bool = Field(
        False, description="let models run Python from their repositories on this machine: only for models you trust"
    )
    use_hf_token: bool = Field(
        False,
        description="let visitors who are not signed in use this machine's HF_TOKEN for public and gated models; "
        "never private ones",
    )
    default: Literal["embedded", "hub"] = Field(
        "embedded", description="which model is selected at first: embedded, or hub for the first suggestion of the Hub"
    )
    preload: Annotated[tuple[str, ...], NoDecode, BeforeValidator(separated)] = Field(
        (), description="models to load at the start, e.g. fill-mask=google-bert/bert-base-uncased,owner/name"
    )
    auth: Annotated[tuple[str, str] | None, NoDecode, BeforeValidator(login)] = Field(
        None, repr=False, description="user:password that visitors must give"
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(separated)] = Field(
        (),
        description="names beside this machine's own by which the app is called, and whose pages may call and frame it, "
        "e.g. atlas.school.edu,*.school.edu; * for any",
    )
    theme: Literal["light", "dark", "system"] = Field(
        "system", description="light, dark, or system (as the visitor's device has it)"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="how much the app writes to the terminal: debug, info, warning or error"
    )

    @property
    def loopback(self) -> bool:
        """Whether the app listens to this machine alone."""
        return self.host in {"127.0.0.1", "localhost", "::1"}

    @property
    def personal(self) -> bool:
        """Whether only this machine's own user reaches the app: the Hub's cache on its disk is then theirs to use."""
        return self.loopback and not self.share and self.auth is None and not self.allowed_hosts


# pydantic's kinds of errors in words for whoever typed the value: {value} is theirs, the other facts pydantic's.
MESSAGES = {
    "int_parsing": "{value!r} is not a whole number",
    "greater_than": "{value!r} is not above {gt}",
    "greater_than_equal": "{value!r} is below {ge}",
    "less_than_equal": "{value!r} is above {le}",
    "bool_parsing": "{value!r} is neither yes nor no",
    "byte_size": "{value!r} is not an amount of memory such as 8GB",
    "byte_size_unit": "{value!r} is not an amount of memory such as 8GB",
    "path_not_directory": "there is no folder {value}",
    "literal_error": "choose {expected}",
    "value_error": "{error}",
}


def environment_name(name: str) -> str:
    """ATLAS_MODELS_DIR for models_dir."""
    return f"{PREFIX}{name.upper()}"


def flag(name: str) -> str:
    """--models-dir for models_dir."""
    return f"--{name.replace('_', '-')}"


def parser() -> argparse.ArgumentParser:
    """The command line: every option with its variable and default. Values stay as they were typed."""
    made = argparse.ArgumentParser(
        prog="python app.py",
        description="Pipeline Atlas: every task of the transformers pipelines, alive in a browser tab.",
        epilog="Every option can be set by its environment variable too; the command line wins.",
    )
    for name, field in Options.model_fields.items():
        text = f"{field.description} [{environment_name(name)}{_default(field)}]"
        if field.annotation is bool:
            made.add_argument(flag(name), action="store_true", default=argparse.SUPPRESS, help=text)
        else:
            chosen = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
            metavar = f"{{{','.join(chosen)}}}" if chosen else name.upper()
            made.add_argument(flag(name), metavar=metavar, default=argparse.SUPPRESS, help=text)
    return made


def _default(field: FieldInfo) -> str:
    """ ", default 7860"; nothing for what is off or empty by itself."""
    default = field.get_default(call_default_factory=True)
    return f", default {default}" if default not in (None, False, 0, ()) else ""


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Options out of the command line, then the environment, then defaults. Exits with a message on a bad one."""
    made = parser()
    given: dict[str, Any] = vars(made.parse_args(arguments))
    try:
        return Options(**given)
    except ValidationError as error:
        made.error("; ".join(_message(each, given) for each in error.errors()))


def _message(error: ErrorDetails, given: Container[str]) -> str:
    """ "--port: 'x' is not a whole number", with the variable's name where the value came from the environment."""
    name = str(error["loc"][0])
    sentence = MESSAGES.get(error["type"], error["msg"]).format(value=error["input"], **error.get("ctx", {}))
    return f"{flag(name) if name in given else environment_name(name)}: {sentence}"
