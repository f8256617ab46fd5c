"""Every option: on the command line, in the environment, in --help; bad ones with a message."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.core.options import Options, environment_name, flag, parse
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the options is set outside the test."""
    for name in {*map(environment_name, Options.model_fields), "SPACE_ID"} & set(os.environ):
        monkeypatch.delenv(name)


def help_text() -> str:
    """What `--help` writes to a terminal so wide that no line is broken."""
    return subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, env={**os.environ, "COLUMNS": "1000"},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def test_help_explains_every_option_with_its_variable_and_default() -> None:
    words = " ".join(help_text().split())
    for name, field in Options.model_fields.items():
        shown = re.search(
            rf"{flag(name)}( [A-Z_]+| {{[a-z,]+}})? ([a-z0-9].*?) \[{environment_name(name)}(, default (.*?))?\]", words
        )
        assert shown, f"{flag(name)} is not explained"
        assert shown[2] == field.description
        default = getattr(Options(), name)
        assert shown[4] == (str(default) if default else None)


def test_help_names_no_type_of_python() -> None:
    assert not re.search(r"None|null|pydantic|tuple|Path\b", help_text())


def test_defaults() -> None:
    options = parse([])
    assert options == Options()
    assert (options.host, options.port, options.memory, options.queue, options.concurrency) == (
        "127.0.0.1", 7860, 0, 64, 2,
    )  # fmt: skip
    assert (options.models_dir, options.preload, options.auth, options.allowed_hosts) == (None, (), None, ())
    assert (options.default, options.theme, options.log_level) == ("embedded", "system", "info")
    switches = (options.share, options.offline, options.trust_remote_code, options.use_hf_token)
    assert not any(switches)


def test_command_line(tmp_path: Path) -> None:
    given = [
        "--memory",
        "1.5GB",
        "--offline",
        "--models-dir",
        str(tmp_path),
        "--auth",
        "ada:se:cret",
        "--theme",
        "dark",
    ]
    more = ["--allowed-hosts", "a.edu, *.b.edu"]
    options = parse([*given, *more, "--preload", "fill-mask=owner/one, owner/two", "--log-level", "debug"])
    assert options.allowed_hosts == ("a.edu", "*.b.edu")
    assert options.memory == 1_500_000_000
    assert options.offline and not options.share
    assert options.models_dir == tmp_path
    assert options.auth == ("ada", "se:cret")
    assert options.theme == "dark"
    assert options.preload == ("fill-mask=owner/one", "owner/two")
    assert options.log_level == "debug"


def test_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "PORT": "9000", "OFFLINE": "yes", "TRUST_REMOTE_CODE": "0", "QUEUE": "5", "MEMORY": "500 MB", "THEME": "",
        "MODELS_DIR": str(tmp_path), "AUTH": "ada:secret", "PRELOAD": "owner/one owner/two", "DEFAULT": "hub",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"ATLAS_{name}", value)
    options = parse(["--queue", "7"])
    assert (options.port, options.offline, options.trust_remote_code) == (9000, True, False)
    assert options.queue == 7, "the command line wins"
    assert options.theme == "system", "an empty variable is none"
    assert (options.memory, options.models_dir, options.auth) == (500_000_000, tmp_path, ("ada", "secret"))
    assert (options.preload, options.default) == (("owner/one", "owner/two"), "hub")


def test_spaces_listen_to_the_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_ID", "someone/atlas")
    assert parse([]).host == "0.0.0.0"
    monkeypatch.setenv("ATLAS_HOST", "10.0.0.1")
    assert parse([]).host == "10.0.0.1"


def test_personal_is_this_machine_alone() -> None:
    assert parse([]).personal
    for given in (["--host", "0.0.0.0"], ["--share"], ["--auth", "ada:secret"], ["--allowed-hosts", "a.edu"]):
        assert not parse(given).personal


def test_a_password_is_not_printed() -> None:
    assert "secret" not in repr(parse(["--auth", "ada:secret"]))


BAD = [
    ("--memory", "a lot", "'a lot' is not an amount of memory such as 8GB"),
    ("--memory", "8 elephants", "'8 elephants' is not an amount of memory such as 8GB"),
    ("--port", "-1", "'-1' is below 1"),
    ("--port", "web", "'web' is not a whole number"),
    ("--port", "70000", "'70000' is above 65535"),
    ("--queue", "0", "'0' is not above 0"),
    ("--concurrency", "two", "'two' is not a whole number"),
    ("--auth", "nobody", "write it as user:password"),
    ("--models-dir", "/no/such/folder", "there is no folder /no/such/folder"),
    ("--theme", "x", "choose 'light', 'dark' or 'system'"),
    ("--default", "x", "choose 'embedded' or 'hub'"),
    ("--log-level", "x", "choose 'debug', 'info', 'warning' or 'error'"),
]


@pytest.mark.parametrize(("option", "value", "sentence"), BAD)
def test_a_bad_option_says_what_is_wrong(
    option: str, value: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit:
        parse([option, value])
    assert exit.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"python app.py: error: {option}: {sentence}"


@pytest.mark.parametrize(
    ("option", "value", "sentence"), [*BAD, ("--offline", "perhaps", "'perhaps' is neither yes nor no")]
)
def test_a_bad_variable_is_named(
    option: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = environment_name(option[2:].replace("-", "_"))
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        parse([])
    assert capsys.readouterr().err.splitlines()[-1] == f"python app.py: error: {name}: {sentence}"


def test_all_that_is_wrong_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--port", "x", "--theme", "y"])
    assert "--port: 'x' is not a whole number; --theme: choose" in capsys.readouterr().err


def test_an_option_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--colour", "red"])
    assert "--colour" in capsys.readouterr().err


@pytest.mark.parametrize("setup", ["log_to_terminal", "log_within_host"])
@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_log_level(setup: str, level: str, written: list[str]) -> None:
    """In a process of its own, since logging is set up once for a whole process."""
    program = (
        "import logging, app; app.{setup}({level!r})\n"
        "for each in ('debug', 'info', 'warning', 'error'): getattr(logging.getLogger('atlas'), each)('a %s', each)\n"
        "logging.getLogger('httpx').info('what a visitor typed')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program.format(setup=setup, level=level)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    assert [line.rsplit(maxsplit=1)[-1] for line in lines] == written
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ [A-Z]+ atlas: a ", line) for line in lines)


def test_a_port_in_use_is_said_in_one_sentence(another_python: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "app.py", "--offline", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "--port" in done.stderr and "Traceback" not in done.stderr


def test_a_host_s_own_log_takes_the_lines_once() -> None:
    program = (
        "import logging, app; logging.basicConfig(format='host: %(message)s'); app.log_within_host('info')\n"
        "logging.getLogger('atlas').info('a line'); logging.getLogger('other').info('nothing')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == ["host: a line"]
